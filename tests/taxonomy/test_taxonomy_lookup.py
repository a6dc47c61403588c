"""Looking things up: names, hierarchy, neighbours, resolution between schemes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from taxonomy_files import GROUP, METAL, NURSE, TIG, TOP, WELD, WELDER, E

from passerelle.records.codes import country, currency, language
from passerelle.records.errors import UnknownCode, UnknownConcept
from passerelle.taxonomy import Release, Taxonomy, import_files, normalise
from passerelle.taxonomy.schema import tables_of

OURS = "https://passerelle.example"


@pytest.fixture
def esco(esco_zips: list[Path], tmp_path: Path) -> Taxonomy:
    import_files(esco_zips, tmp_path / "root")
    return Taxonomy.open(tmp_path / "root", "esco")


def test_a_concept_by_uri_notation_label_words_and_spelling(esco: Taxonomy) -> None:
    def first(text: str) -> tuple[str, str]:
        hit = esco.find(text)[0]
        return hit.concept.uri, hit.how

    assert first(WELDER) == (WELDER, "uri")
    assert first("7212.1") == (WELDER, "notation")
    assert first("  Mag-Welder ") == (WELDER, "label")
    assert first("operative of welding") == (WELDER, "words")
    assert first("weldrr") == (WELDER, "spelling")
    assert esco.find("astronaut") == []
    assert esco.find("") == []


def test_find_narrows_by_kind_and_language(esco: Taxonomy) -> None:
    assert {f.concept.kind for f in esco.find("weld", kind="skill")} == {"skill"}
    assert esco.find("weld", language="de") == []
    assert len(esco.find("weld", limit=1)) == 1


def test_an_unknown_concept_gets_a_suggestion(esco: Taxonomy) -> None:
    with pytest.raises(UnknownConcept, match="Did you mean 'welder'") as caught:
        esco.concept(f"{E}/occupation/wellder")
    assert caught.value.exit_code == 66
    for ask in (esco.broader, esco.labels, esco.skills_of, esco.matches, esco.related):
        with pytest.raises(UnknownConcept):
            ask("nowhere")


def test_hierarchy_and_neighbours(esco: Taxonomy) -> None:
    assert esco.broader(TIG) == [WELD]
    assert esco.broader(TIG, closure=True) == sorted([WELD, GROUP, TOP])
    assert esco.narrower(TOP, closure=True) == sorted([GROUP, WELD, TIG])
    assert esco.leaf_group(WELD) == [GROUP]
    assert esco.leaf_group(TIG) == []
    assert esco.related(WELD) == sorted([METAL, TIG])
    assert esco.related(METAL) == [WELD]
    assert esco.skills_of(WELDER) == [(WELD, "essential"), (METAL, "optional")]
    assert esco.skills_of(NURSE) == []
    assert esco.isco_group(WELDER) == "7212"
    assert esco.skill_groups().to_pylist() == [{"skill": WELD, "skill_group": GROUP}]


def test_a_kind_that_is_none_is_an_error_and_not_an_empty_answer(esco: Taxonomy) -> None:
    with pytest.raises(UnknownConcept, match="there are occupation, skill"):
        esco.find("welder", kind="job")


def test_the_starter_scheme_opens_by_name(tmp_path: Path) -> None:
    assert Taxonomy.open(tmp_path, "starter") is Taxonomy.embedded()


def test_labels_fall_back(esco: Taxonomy) -> None:
    assert esco.label(WELDER, "fr") == "welder"
    embedded = Taxonomy.embedded()
    assert embedded.label(f"{OURS}/occupation/welder", "de-AT") == "Schweißer/Schweißerin"
    assert embedded.label(f"{OURS}/skill/tend-lathe", "ar") == "tend lathe"


def test_siblings_share_a_group(esco: Taxonomy) -> None:
    siblings = Taxonomy.embedded().siblings(f"{OURS}/skill/tend-lathe")
    assert f"{OURS}/skill/join-metals" in siblings
    assert f"{OURS}/skill/tend-lathe" not in siblings


def test_a_near_match_is_never_an_exact_one(esco: Taxonomy) -> None:
    with pytest.raises(UnknownConcept, match="is an exact match of"):
        esco.resolve(f"{OURS}/occupation/caregiver")
    assert esco.resolve(WELDER) == WELDER


def test_threads_may_share_a_taxonomy(esco: Taxonomy) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: (esco.find("welding"), esco.skills_of(WELDER)), range(40)))
    assert all(r == results[0] for r in results)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_closure_is_what_brute_force_finds_even_with_cycles(edges: list[tuple[int, int]]) -> None:
    taxonomy = Taxonomy(
        Release("test", "1"),
        tables_of(
            [{"uri": f"c{n}", "scheme": "test", "kind": "skill"} for n in range(10)],
            [],
            [{"subject": f"c{a}", "predicate": "broader", "object": f"c{b}"} for a, b in edges],
        ),
    )
    reach = {(a, b) for a, b in edges}
    for _ in range(10):
        reach |= {(a, d) for a, b in reach for c, d in reach if b == c}
    for n in range(10):
        assert taxonomy.broader(f"c{n}", closure=True) == [f"c{b}" for b in range(10) if (n, b) in reach and b != n]
        assert taxonomy.narrower(f"c{n}", closure=True) == [f"c{a}" for a in range(10) if (a, n) in reach and a != n]


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Pflegefachfrau/-mann", "pflegefachfrau mann"),
        ("  Écran ÉLECTRIQUE ", "ecran electrique"),
        ("C++ / C#", "c++ c#"),
        ("Schweißer", "schweisser"),
        ("مُمَرِّضة", "ممرضة"),
        ("أستاذ", "استاذ"),
        ("йод", "йод"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_normalise(label: str, expected: str) -> None:
    assert normalise(label) == expected


COUNTRIES = [
    "de=DEU",
    "PHL=PHL",
    "Philippines=PHL",
    "xkx=XKX",
    "Kosovo=XKX",
    "Vietnam=VNM",
    "Türkiye=TUR",
    "Turkey=TUR",
    "Bolivia=BOL",
]
LANGUAGES = [
    "de=de",
    "deu=de",
    "ger=de",
    "German=de",
    "de-AT=de",
    "pt_BR=pt",
    "ar=ar",
    "tl=tl",
    "fil=tl",
    "Filipino=tl",
    "Cebuano=ceb",
    "Nepali=ne",
]


@pytest.mark.parametrize("pair", COUNTRIES)
def test_countries(pair: str) -> None:
    text, code = pair.split("=")
    assert country(text) == code


@pytest.mark.parametrize("pair", LANGUAGES)
def test_languages(pair: str) -> None:
    text, code = pair.split("=")
    assert language(text) == code


@pytest.mark.parametrize(("text", "code"), [("eur", "EUR"), ("€", "EUR"), ("Philippine Peso", "PHP"), ("₱", "PHP")])
def test_currencies(text: str, code: str) -> None:
    assert currency(text) == code


def test_an_unknown_code_gets_a_suggestion() -> None:
    with pytest.raises(UnknownCode, match=r"'Germny' is no country known here; .* Did you mean germany"):
        country("Germny")
    with pytest.raises(UnknownCode, match=r"Did you mean .*french \(fr\)"):
        language("Frensh")
    with pytest.raises(UnknownCode, match="no currency"):
        currency("$")
