"""Importing: what is read, what is reported, what is refused, and that nothing is left half-written."""

from __future__ import annotations

import gzip
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from taxonomy_files import CLASSIFICATION, GERMAN, METAL, RELATIONS, TIG, WELD, WELDER, E, write_csv, write_zip

from passerelle.records.errors import BadTaxonomy, NotThere, UnknownTaxonomy
from passerelle.taxonomy import Match, Taxonomy, import_files, list_schemes
from passerelle.taxonomy.archive import MAX_MEMBERS


def bytes_under(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


# ESCO


def test_a_release_of_1_2_is_read_from_two_zips(esco_zips: list[Path], tmp_path: Path) -> None:
    steps: list[str] = []
    (release,) = import_files(esco_zips, tmp_path / "root", progress=steps.append)
    assert (release.scheme, release.version) == ("esco", "1.2.0")
    assert release.counts["concepts"] == {
        "isco_group": 3,
        "knowledge": 1,
        "occupation": 2,
        "skill": 2,
        "skill_group": 2,
    }
    assert release.counts["relations"] == {"broader": 5, "essential": 1, "optional": 2, "related": 1}
    assert "This service uses the ESCO classification of the European Commission." in release.attribution
    assert any("occupations_en.csv" in step for step in steps)


def test_what_dangles_is_reported_and_kept_out_of_the_bulk_table(esco_zips: list[Path], tmp_path: Path) -> None:
    (release,) = import_files(esco_zips, tmp_path / "root")
    assert release.report["dangling"] == [{"in": "optional", "uri": f"{E}/occupation/gone", "rows": 1}]
    assert release.report["skills_without_type"] == [TIG]
    assert release.report["files_not_used"] == ["dictionary_en.csv", "greenSkillsCollection_en.csv"]
    esco = Taxonomy.open(tmp_path / "root", "esco")
    assert esco.occupation_skills().to_pylist() == [
        {"occupation": WELDER, "skill": METAL, "relation": "optional"},
        {"occupation": WELDER, "skill": WELD, "relation": "essential"},
    ]
    assert esco.relations_table().num_rows == 9


def test_multi_line_cells_and_lost_zeros_are_understood(esco_zips: list[Path], tmp_path: Path) -> None:
    import_files(esco_zips, tmp_path / "root")
    esco = Taxonomy.open(tmp_path / "root", "esco")
    assert esco.labels(WELDER) == [
        ("en", "preferred", "welder"),
        ("en", "alternative", "MAG welder"),
        ("en", "alternative", "welding operative"),
    ]
    assert esco.concept(WELDER).definition == "Joins metal,\nby heat."
    assert esco.concept(f"{E}/isco/C011").notation == "011"


def test_the_same_files_give_the_same_bytes(esco_zips: list[Path], tmp_path: Path) -> None:
    import_files(esco_zips, tmp_path / "a")
    import_files(list(reversed(esco_zips)), tmp_path / "b")
    first = bytes_under(tmp_path / "a")
    assert first == bytes_under(tmp_path / "b")
    import_files(esco_zips, tmp_path / "a")
    assert bytes_under(tmp_path / "a") == first
    names = {"concepts.parquet", "labels.parquet", "relations.parquet", "manifest.json"}
    assert {Path(name).name for name in first} == names


def test_a_language_given_later_gives_what_it_gives_together(esco_zips: list[Path], tmp_path: Path) -> None:
    german = write_zip(tmp_path / "ESCO dataset - v1.2.0 - classification - de - csv.zip", GERMAN)
    import_files([*esco_zips, german], tmp_path / "together")
    import_files(esco_zips, tmp_path / "later")
    import_files([german], tmp_path / "later")
    esco = Taxonomy.open(tmp_path / "later", "esco")
    assert esco.label(WELDER, "de") == "Schweißer/Schweißerin"
    assert esco.concept(WELDER).definition == "Joins metal,\nby heat."
    one, two = bytes_under(tmp_path / "together"), bytes_under(tmp_path / "later")
    assert {k: v for k, v in one.items() if "manifest" not in k} == {
        k: v for k, v in two.items() if "manifest" not in k
    }


def test_label_files_add_a_language_and_report_unknown_concepts(esco_zips: list[Path], tmp_path: Path) -> None:
    lines = f"{WELDER}\tsvářeč\n{WELDER}\tsvářečka\n{E}/occupation/old\tstarý\n"
    (tmp_path / "cs.tsv.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    import_files(esco_zips, tmp_path / "root")
    (release,) = import_files([tmp_path / "cs.tsv.gz"], tmp_path / "root")
    assert release.report["labels_of_unknown_concepts"] == {"rows": 1, "uris": [f"{E}/occupation/old"]}
    esco = Taxonomy.open(tmp_path / "root", "esco")
    assert esco.labels(WELDER, "cs") == [("cs", "preferred", "svářeč"), ("cs", "alternative", "svářečka")]
    assert esco.find("svarec")[0].concept.uri == WELDER


def test_a_label_file_never_displaces_a_preferred_label(esco_zips: list[Path], tmp_path: Path) -> None:
    (tmp_path / "en.tsv.gz").write_bytes(gzip.compress(f"{WELDER}\taaa welder\n".encode(), mtime=0))
    import_files([*esco_zips, tmp_path / "en.tsv.gz"], tmp_path / "root")
    assert Taxonomy.open(tmp_path / "root", "esco").label(WELDER) == "welder"


def test_versions_live_side_by_side_and_the_newest_opens(esco_zips: list[Path], tmp_path: Path) -> None:
    root = tmp_path / "root"
    for version in ("1.2.0", "1.10", "v1.9"):
        import_files(esco_zips, root, version=version)
    assert [r.version for r in list_schemes(root)] == ["1.2.0", "1.9", "1.10"]
    assert Taxonomy.open(root, "esco").version == "1.10"
    assert Taxonomy.open(root, "esco", "1.2.0").version == "1.2.0"
    with pytest.raises(UnknownTaxonomy, match=r"There is: esco 1.2.0, esco 1.9, esco 1.10"):
        Taxonomy.open(root, "esco", "3")
    with pytest.raises(UnknownTaxonomy, match="nothing yet"):
        Taxonomy.open(tmp_path / "empty", "esco")


# What is refused


def hostile(name: str, files: dict[str, list[str]], message: str) -> object:
    def make(folder: Path) -> list[Path]:
        return [write_zip(folder / "ESCO v1.2.0.zip", files)]

    return pytest.param(make, message, id=name)


def a_file(name: str, content: bytes, message: str, label: str) -> object:
    def make(folder: Path) -> list[Path]:
        (folder / name).write_bytes(content)
        return [folder / name]

    return pytest.param(make, message, id=label)


def truncated(folder: Path) -> list[Path]:
    path = write_zip(folder / "ESCO v1.2.0.zip", CLASSIFICATION)
    path.write_bytes(path.read_bytes()[:-200])
    return [path]


def damaged(folder: Path) -> list[Path]:
    path = write_zip(folder / "ESCO v1.2.0.zip", CLASSIFICATION)
    content = bytearray(path.read_bytes())
    content[60:80] = b"x" * 20
    path.write_bytes(bytes(content))
    return [path]


def bomb(folder: Path) -> list[Path]:
    path = folder / "ESCO v1.2.0.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("occupations_en.csv", b"0" * 30_000_000)
    return [path]


def lying_bomb(folder: Path) -> list[Path]:
    """Says that it unpacks to 100 bytes; it unpacks to 30 million."""
    (path,) = bomb(folder)
    size = (30_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (100).to_bytes(4, "little")))
    return [path]


def crowd(folder: Path) -> list[Path]:
    return [write_zip(folder / "ESCO v1.2.0.zip", {f"{n}.csv": ["a"] for n in range(MAX_MEMBERS + 1)})]


def utf16(folder: Path) -> list[Path]:
    path = folder / "ESCO v1.2.0.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        for name, lines in CLASSIFICATION.items():
            zipped.writestr(name, "\n".join(lines).encode("utf-16"))
    return [path]


def no_sheet(folder: Path) -> list[Path]:
    book = openpyxl.Workbook()
    book.save(folder / "isco.xlsx")
    return [folder / "isco.xlsx"]


def half_a_workbook(folder: Path) -> list[Path]:
    (path,) = no_sheet(folder)
    path.write_bytes(path.read_bytes()[:1000])
    return [path]


def two_versions(folder: Path) -> list[Path]:
    return [
        write_zip(folder / "ESCO v1.1.1.zip", CLASSIFICATION),
        write_zip(folder / "ESCO v1.2.0.zip", RELATIONS),
    ]


WRONG_COLUMNS = {**CLASSIFICATION, "skills_en.csv": ["conceptType,uri,label", "a,b,c"]}
WRONG_TYPE = {**CLASSIFICATION, "skills_en.csv": ["conceptType,conceptUri,preferredLabel", f"Animal,{WELD},cat"]}
WRONG_RELATION = {
    **CLASSIFICATION,
    "occupationSkillRelations.csv": ["occupationUri,relationType,skillUri", f"{WELDER},maybe,{WELD}"],
}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(truncated, "not a whole zip file", id="truncated"),
        pytest.param(damaged, "not a whole zip file", id="damaged"),
        pytest.param(bomb, "expected at most 200:1", id="bomb"),
        pytest.param(lying_bomb, "not a whole zip file", id="bomb that lies"),
        pytest.param(crowd, "501 files inside; expected at most 500", id="too many members"),
        pytest.param(utf16, "not UTF-8", id="encoding"),
        pytest.param(no_sheet, "has sheets Sheet; expected the ILO's", id="workbook without the sheet"),
        pytest.param(half_a_workbook, "not a whole workbook", id="half a workbook"),
        pytest.param(two_versions, r"different versions \(1.1.1, 1.2.0\)", id="two versions"),
        hostile("wrong columns", WRONG_COLUMNS, "skills_en.csv: column conceptUri, .* found conceptType, uri, label"),
        hostile("wrong concept type", WRONG_TYPE, "conceptType 'Animal'; expected Occupation"),
        hostile("wrong relation type", WRONG_RELATION, "relationType 'maybe'; expected 'essential' or 'optional'"),
        hostile("nothing of ESCO", {"a.csv": ["x,y", "1,2"]}, "no ESCO table inside"),
        hostile("relations alone", RELATIONS, "no occupations; give the classification zip"),
        a_file("de.tsv.gz", b"\x1f\x8b\x08broken", "not a whole gzip file", "broken gzip"),
        a_file("x.csv", b"a,b\n1,2\n", "columns a, b; expected ESCO zips", "unknown csv"),
        a_file("x.csv", "notation,label\n1,Schwei\xdfer\n".encode("latin-1"), "not UTF-8", "latin-1 list"),
        a_file("x.pdf", b"%PDF-1.4", "no known shape", "unknown file"),
        a_file("x.csv", b"notation,label,relation,isco08\n1,a,sameAs,2221\n", "row 2: relation 'sameAs'", "relation"),
        a_file("x.csv", b"notation,label,isco08\n1,a,22211\n", "isco08 '22211'; expected one to four digits", "isco"),
        a_file("esco.csv", b"notation,label\n1,a\n", "give another name with scheme=", "reserved name"),
        a_file("x.csv", b"notation,label\n1,\n", "row 2: notation or label is empty", "empty label"),
        a_file("x.csv", b"notation,label,language\n1,a,Deutsch\n", "language 'deutsch'", "language"),
    ],
)
def test_a_bad_file_is_refused_with_one_clear_error(
    make: Callable[[Path], list[Path]], message: str, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    with pytest.raises(BadTaxonomy, match=message) as caught:
        import_files(make(tmp_path), root)
    assert caught.value.exit_code == 65
    assert not root.exists() or bytes_under(root) == {}


@pytest.mark.parametrize("seed", range(40))
def test_random_damage_is_read_or_refused_but_never_a_traceback(seed: int, tmp_path: Path) -> None:
    rnd = random.Random(seed)
    files = {name: "\n".join(lines).encode() for name, lines in {**CLASSIFICATION, **RELATIONS}.items()}
    name = rnd.choice(sorted(files))
    content = bytearray(files[name])
    for _ in range(rnd.randint(1, 6)):
        content[rnd.randrange(len(content))] = rnd.choice(b'",\n\x00\xff|a')
    with zipfile.ZipFile(tmp_path / "ESCO v1.2.0.zip", "w") as zipped:
        for member, clean in files.items():
            zipped.writestr(member, bytes(content) if member == name else clean)
    root = tmp_path / "root"
    try:
        import_files([tmp_path / "ESCO v1.2.0.zip"], root)
    except BadTaxonomy:
        assert not root.exists() or bytes_under(root) == {}
    else:
        assert len(bytes_under(root)) == 4


def test_a_bad_file_leaves_what_was_there(esco_zips: list[Path], tmp_path: Path) -> None:
    root = tmp_path / "root"
    import_files(esco_zips, root)
    before = bytes_under(root)
    good = write_csv(tmp_path / "list.csv", [["notation", "label"], ["1", "smith"]])
    folder = tmp_path / "bad"
    folder.mkdir()
    with pytest.raises(BadTaxonomy):
        import_files([good, *truncated(folder)], root)
    assert bytes_under(root) == before


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotThere, match=r"gone.zip: no such file"):
        import_files([tmp_path / "gone.zip"], tmp_path)
    with pytest.raises(BadTaxonomy, match="No files were given"):
        import_files([], tmp_path)


# Lists and crosswalks


def test_a_national_list_ties_to_esco_and_isco(esco_zips: list[Path], tmp_path: Path) -> None:
    rows = [
        ["notation", "label", "language", "esco_uri", "isco08", "relation"],
        ["01", "Schweißfachkraft", "de", WELDER, "", "broadMatch"],
        ["01", "Schweißer", "de", "", "", ""],
        ["01", "skilled welder", "en", "", "", ""],
        ["02", "Krankenpflege", "de", "", "2221", ""],
    ]
    root = tmp_path / "root"
    import_files(esco_zips, root)
    (release,) = import_files([write_csv(tmp_path / "KldB 2010.csv", rows)], root, version="2020")
    assert (release.scheme, release.version) == ("kldb-2010", "2020")
    ours = Taxonomy.open(root, "kldb-2010")
    uri = "https://passerelle.example/kldb-2010/01"
    assert ours.labels(uri, "de") == [
        ("de", "preferred", "Schweißfachkraft"),
        ("de", "alternative", "Schweißer"),
    ]
    assert ours.find("01")[0].how == "notation"
    assert ours.matches(uri) == [Match("broadMatch", WELDER, "esco")]
    assert ours.isco_group("https://passerelle.example/kldb-2010/02") == "2221"
    # seen from ESCO, the national concept is the narrower one
    assert Taxonomy.open(root, "esco").matches(WELDER)[0] == Match("narrowMatch", uri, "kldb-2010")


def test_broad_and_narrow_of_the_onet_crosswalk_are_turned_to_skos(esco_zips: list[Path], tmp_path: Path) -> None:
    """The file: "Welders, All" (O*NET) broadMatch "welder" says that O*NET's is the broader."""
    head = [["Mapping project name", "test"], ["Classification 1 Name", "O*NET"], ["Classification 2 Name", "ESCO"]]
    head += [["Classification 1 Version", "O*NET-SOC 2019"], ["Classification 2 Version", "v1.2.0"], ["", ""]]
    columns = ["O*NET Id", "O*NET Title", "O*NET Description", "ESCO or ISCO URI", "ESCO or ISCO Title", "x"]
    rows = [
        [*columns, "Type of Match"],
        ["1.00", "Welders, All", "d", WELDER, "welder", "", "broadMatch"],
        ["2.00", "Welders of hulls", "d", WELDER, "welder", "", "narrowMatch"],
        ["3.00", "Welder", "d", WELDER, "welder", "", "exactMatch"],
        ["4.00", "Welders", "d", f"{E}/isco/C7212", "Welders", "", "exactISCO"],
        ["5.00", "Odd", "d", WELDER, "welder", "", "wrongTarget"],
    ]
    root = tmp_path / "root"
    import_files(esco_zips, root)
    (release,) = import_files([write_csv(tmp_path / "cross.csv", [*head, *rows])], root)
    assert (release.scheme, release.version) == ("onet", "onet-soc-2019")
    assert release.report["rows_skipped"] == {"wrongTarget": 1}
    onet = "https://passerelle.example/onet"
    from_onet = Taxonomy.open(root, "onet")
    assert from_onet.matches(f"{onet}/1.00") == [Match("narrowMatch", WELDER, "esco")]
    assert from_onet.matches(f"{onet}/2.00") == [Match("broadMatch", WELDER, "esco")]
    assert from_onet.matches(f"{onet}/4.00") == [Match("exactMatch", f"{E}/isco/C7212", "isco08")]
    esco = Taxonomy.open(root, "esco")
    assert [m for m in esco.matches(WELDER) if m.scheme == "onet"] == [
        Match("exactMatch", f"{onet}/3.00", "onet"),
        Match("broadMatch", f"{onet}/1.00", "onet"),
        Match("narrowMatch", f"{onet}/2.00", "onet"),
    ]
    assert esco.resolve(f"{onet}/3.00") == WELDER


# The real files


def test_esco_1_1_1_has_the_published_counts(real_root: Path) -> None:
    release = next(r for r in list_schemes(real_root) if r.scheme == "esco")
    concepts, relations = release.counts["concepts"], release.counts["relations"]
    assert release.version == "1.1.1"
    assert concepts["occupation"] == 3_007
    assert concepts["skill"] + concepts["knowledge"] == 13_896
    assert (concepts["isco_group"], concepts["skill_group"]) == (619, 640)
    assert (relations["essential"], relations["optional"]) == (64_946, 58_909)
    assert relations["essential"] + relations["optional"] == 123_855
    assert (relations["related"], relations["broader"]) == (5_899, 20_656 + 3_617)
    assert len(release.report["skills_without_type"]) == 6
    missing = {d["uri"] for d in release.report["dangling"] if d["in"] in ("essential", "optional")}
    assert missing == {f"{E}/occupation/a9e54177-a185-404d-b6e6-15663d31137e"}
    manifest = json.loads((real_root / "esco" / "1.1.1" / "manifest.json").read_text())
    assert [len(f["sha256"]) for f in manifest["files"]] == [64, 64]


def test_the_real_crosswalk_puts_chief_executives_above_airport_chiefs(real_root: Path) -> None:
    esco = Taxonomy.open(real_root, "esco")
    airport = esco.find("airport chief executive", kind="occupation")[0].concept.uri
    assert esco.matches(airport)[0] == Match("broadMatch", "https://passerelle.example/onet/11-1011.00", "onet")


def test_the_ilo_workbook_is_read(data: Path, tmp_path: Path) -> None:
    (book,) = (data / "isco").glob("*.xlsx")
    (release,) = import_files([book], tmp_path)
    assert release.counts["concepts"] == {"isco_group": 619}
    isco = Taxonomy.open(tmp_path, "isco08")
    assert isco.label(f"{E}/isco/C2221") == "Nursing Professionals"
    assert isco.concept(f"{E}/isco/C2221").definition
    embedded = Taxonomy.embedded()
    assert all(embedded.label(u) == isco.label(u) for u in isco.concepts_table()["uri"].to_pylist())


@pytest.mark.slow
def test_real_label_files_are_added(data: Path, real_root: Path, tmp_path: Path) -> None:
    zips = sorted((data / "esco").glob("*.zip"))
    labels = data / "esco" / "occupation-labels" / "de.tsv.gz"
    (release,) = import_files([*zips, labels], tmp_path)
    assert release.counts["labels"]["de"] > 15_000
    esco = Taxonomy.open(tmp_path, "esco")
    assert esco.find("Schweißer", language="de", kind="occupation")[0].how == "label"
