"""What comes with the package: counts, sources, and that the starter scheme holds together."""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from passerelle.taxonomy import Taxonomy
from passerelle.taxonomy.embedded import FOLDERS, read, source

BASE = "https://passerelle.example"
LANGUAGES = {"en", "de", "fr", "tl", "ar"}


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return Taxonomy.embedded()


@pytest.fixture(scope="module")
def concepts(taxonomy: Taxonomy) -> list[dict[str, str]]:
    return taxonomy.concepts_table().to_pylist()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_embedded_file_has_a_source_with_its_hash(folder: str) -> None:
    here = files("passerelle") / "data" / "classifications" / folder
    told = source(folder)
    assert {"publisher", "licence", "date", "attribution", "title", "status"} <= set(told)
    names = {p.name for p in here.iterdir() if p.name.endswith(".csv")}
    assert set(told["sha256"]) == names
    for name, digest in told["sha256"].items():
        assert hashlib.sha256((here / name).read_bytes()).hexdigest() == digest, f"{folder}/{name} was changed"


def test_no_folder_is_without_a_source() -> None:
    there = {p.name for p in (files("passerelle") / "data" / "classifications").iterdir() if p.is_dir()}
    assert there == set(FOLDERS)


def test_isco_is_complete(concepts: list[dict[str, str]]) -> None:
    codes = [c["notation"] for c in concepts if c["scheme"] == "isco08"]
    assert Counter(map(len, codes)) == {1: 10, 2: 43, 3: 130, 4: 436}
    assert all(len(code) == 1 or code[:-1] in codes for code in codes)


def test_other_classifications_are_complete(concepts: list[dict[str, str]]) -> None:
    count = Counter(c["scheme"] for c in concepts)
    assert {s: count[s] for s in ("isced2011", "cefr", "eqf")} == {"isced2011": 10, "cefr": 6, "eqf": 8}
    fields = Counter(len(c["notation"]) for c in concepts if c["scheme"] == "iscedf2013")
    assert fields == {2: 11, 3: 29}


def test_levels_are_ordered_but_not_elsewhere_classified_is_not(taxonomy: Taxonomy) -> None:
    cefr = [taxonomy.concept(f"{BASE}/cefr/{level}").ordinal for level in ("A1", "A2", "B1", "B2", "C1", "C2")]
    assert cefr == [1, 2, 3, 4, 5, 6]
    assert taxonomy.concept(f"{BASE}/isced2011/9").ordinal is None


def test_the_starter_scheme_has_the_promised_size(concepts: list[dict[str, str]]) -> None:
    kinds = Counter(c["kind"] for c in concepts if c["scheme"] == "starter")
    assert kinds["skill"] + kinds["knowledge"] >= 300
    assert kinds["occupation"] >= 60
    assert kinds["skill_group"] >= 40


def test_every_starter_relation_resolves(taxonomy: Taxonomy) -> None:
    for row in taxonomy.relations_table().to_pylist():
        assert row["subject"] in taxonomy
        assert row["object"] in taxonomy or row["predicate"] == "exactMatch", row


def test_every_starter_concept_is_placed_defined_and_labelled(
    taxonomy: Taxonomy, concepts: list[dict[str, str]]
) -> None:
    for c in (c for c in concepts if c["scheme"] == "starter"):
        assert c["definition"], c["uri"]
        assert taxonomy.label(c["uri"]) == c["preferred_label_en"]
        if c["kind"] in ("skill", "knowledge"):
            assert len(taxonomy.leaf_group(c["uri"])) == 1
            assert c["reuse_level"]
        if c["kind"] == "occupation":
            assert {language for language, kind, _ in taxonomy.labels(c["uri"]) if kind == "preferred"} >= LANGUAGES
            assert taxonomy.broader(c["uri"]) == [f"http://data.europa.eu/esco/isco/C{c['isco08']}"]
            skills = taxonomy.skills_of(c["uri"])
            assert len(skills) >= 8
            assert sum(relation == "essential" for _, relation in skills) >= 5


def test_labels_are_marked_as_ours_or_esco() -> None:
    assert {row["source"] for row in read("starter", "labels.csv")} == {"ours", "esco"}
    assert {row["source"] for row in read("starter", "labels.csv") if row["language"] != "en"} == {"ours"}


@pytest.mark.parametrize(
    ("label", "isco08"),
    [
        ("nurse responsible for general care", "2221"),
        ("specialist nurse", "2221"),
        ("midwife", "2222"),
        ("nursing assistant", "5321"),
        ("welder", "7212"),
        ("sheet-metal worker", "7213"),
        ("metal structure worker", "7214"),
        ("boiler and plant mechanic", "7233"),
        ("building electrician", "7411"),
        ("electrical engineer", "2151"),
        ("civil engineer", "2142"),
        ("construction supervisor", "3123"),
        ("mason", "7112"),
        ("carpenter", "7115"),
        ("plumber", "7126"),
        ("HVAC technician", "7127"),
        ("truck driver", "8332"),
        ("cook", "5120"),
        ("waiter", "5131"),
        ("hotel housekeeper", "9112"),
        ("caregiver", "5322"),
        ("domestic worker", "5152"),
        ("market vendor", "5211"),
        ("subsistence farmer", "6330"),
        ("tailor", "7531"),
        ("hairdresser", "5141"),
        ("ICT technician", "3512"),
        ("software developer", "2512"),
        ("warehouse worker", "9333"),
        ("Krankenschwester", "2221"),
        ("manghihinang", "7212"),
        ("ممرضة", "2221"),
    ],
)
def test_the_occupations_of_the_demo_are_found_by_name(taxonomy: Taxonomy, label: str, isco08: str) -> None:
    best = taxonomy.find(label, kind="occupation")[0]
    assert best.how == "label"
    assert taxonomy.isco_group(best.concept.uri) == isco08


def test_exact_matches_exist_in_esco_and_mean_the_same_unit_group(taxonomy: Taxonomy, real_root: Path) -> None:
    esco = Taxonomy.open(real_root, "esco", "1.1.1")
    targets = [
        (r["subject"], r["object"])
        for r in taxonomy.relations_table().to_pylist()
        if r["predicate"] == "exactMatch" and r["object_scheme"] == "esco"
    ]
    assert len(targets) > 400
    assert len({o for _, o in targets}) == len(targets)
    for ours, theirs in targets:
        assert esco.concept(theirs).kind == taxonomy.concept(ours).kind
        assert esco.isco_group(theirs) == taxonomy.isco_group(ours)
        assert esco.resolve(ours) == theirs
        assert taxonomy.resolve(theirs) == ours
