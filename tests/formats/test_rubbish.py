"""Damaged, hostile and merely odd files: an error with one clear message, or a reject; never a traceback, no good
row lost."""

from __future__ import annotations

import gzip
import json
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from passerelle.formats import LossReport, Rejects, convert, read, write
from passerelle.records import Programme, Vacancy, Worker
from passerelle.records.errors import BadInput, PasserelleError

ROWS = 6


def workers() -> list[Worker]:
    return [
        Worker.model_validate(
            {
                "id": f"w{number}",
                "headline": 'Nurse, "night" ward; ülkü\nsecond line',
                "birth_date": "1990-05-17",
                "nationalities": ["PHL"],
                "skills": [{"concept": "text:wound care", "level": 2}],
                "languages": [{"language": "de", "level": "B1"}],
                "experiences": [{"title": "Nurse", "start": "2015-03", "hours_week": 38.5}],
                "preferences": {"wage_floor": {"amount": "2500.00", "currency": "EUR", "period": "month"}},
            }
        )
        for number in range(ROWS)
    ]


def vacancies() -> list[Vacancy]:
    return [
        Vacancy.model_validate(
            {"id": f"v{number}", "origin": "advert", "title": "Schweißer", "country": "DEU", "posted_on": "2026-01-05"}
        )
        for number in range(ROWS)
    ]


def programmes() -> list[Programme]:
    return [
        Programme.model_validate({"id": f"p{number}", "title": "Kurs für B1", "days": 90}) for number in range(ROWS)
    ]


ETHIOPIAN = "ID,title,description,general_classification,esco_code,skills_essential,skills_optional\n" + "".join(
    f'{number},Nurse,"Words, and\nmore",Health,2221.1,"[\'a9d43ddc-713f-4f89-9bdd-9454e9d0769b\']",[]\n'
    for number in range(ROWS)
)
EURES_CSV = (
    "job_id,job_title,date,company_name,country,country_code,region,field,full_description,coordinates\n"
    + "".join(f'DE{n},Schweißer,2025-12-05,Muster,Germany,DE,Bayern,x,"Wörter, mehr","(1, 2)"\n' for n in range(ROWS))
)
EURES = "".join(
    json.dumps({"id": f"e{n}", "creationDate": 1767225600000, "jvProfiles": {"de": {"title": "Schweißer"}}}) + "\n"
    for n in range(ROWS)
)
JOB_TECH = "".join(
    json.dumps({"id": f"j{n}", "headline": "Svetsare", "must_have": {"skills": [{"label": "Svetsning"}]}}) + "\n"
    for n in range(ROWS)
)
ZAMBIAN = json.dumps(
    {
        "institutions": [{"name": "A"}],
        "institution_programmes": [{"institution": "A", "programme": f"P{n}", "zqf": "3"} for n in range(ROWS)],
    }
)
LEGACY = '<SkillsPassport><LearnerInfo><Headline><Description><Label>Ünal</Label></Description></Headline></LearnerInfo></SkillsPassport>'  # fmt: skip  # noqa: E501
RESUMES = "".join(
    json.dumps({"basics": {"label": f"Welder {n}"}, "languages": [{"language": "German", "fluency": "B1"}]}) + "\n"
    for n in range(ROWS)
)


def written(folder: Path, name: str, documents: list[Any], **options: Any) -> bytes:
    kind = type(documents[0]).__name__.casefold()
    write(documents, folder / name, kind=kind, loss=LossReport(), **options)
    return (folder / name).read_bytes()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One good file of each format that can be read, by file name."""
    folder = tmp_path_factory.mktemp("good")
    files = {
        "ethiopia.csv": ETHIOPIAN.encode(),
        "eures.csv": EURES_CSV.encode(),
        "eures.jsonl": EURES.encode(),
        "jobtech.jsonl": JOB_TECH.encode(),
        "zambia.json": ZAMBIAN.encode(),
        "legacy.xml": LEGACY.encode(),
        "resumes.jsonl": RESUMES.encode(),
    }
    for name, documents in (("w", workers()), ("v", vacancies()), ("p", programmes())):
        for ending in ("csv", "jsonl", "json", "parquet", "csv.gz", "jsonl.gz"):
            files[f"{name}.{ending}"] = written(folder, f"{name}.{ending}", documents)
    for ending in ("jsonl", "json"):
        files[f"posting.{ending}"] = written(folder, f"posting.{ending}", vacancies(), format="jobposting")
        files[f"resume.{ending}"] = written(folder, f"resume.{ending}", workers(), format="json-resume")
    files["one.xml"] = written(folder, "one.xml", workers()[:1])
    return files


def outcome(path: Path, **options: Any) -> tuple[list[Any], Rejects, PasserelleError | None]:
    """What reading gives; only errors of our own tree may come out."""
    rejects, found = Rejects(), []
    try:
        for document in read(path, rejects=rejects, loss=LossReport(), **options):
            found.append(document)
    except PasserelleError as error:
        return found, rejects, error
    return found, rejects, None


def cut_short(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def flipped(data: bytes, dice: random.Random) -> bytes:
    mutable = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        mutable[dice.randrange(len(mutable))] = dice.randrange(256)
    return bytes(mutable)


SCRAPS = [
    b"\0", b"\xff\xfe", b'"', b"\\ud800", b"NaN", b"1e400", b"[" * 5000, b"\r", b"<!ENTITY a 'b'>", b"{", b",,,",
]  # fmt: skip


def spliced(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    scraps = [
        b"\0",
        b"\xff\xfe",
        b'"',
        b"\\ud800",
        b"NaN",
        b"1e400",
        b"[" * 5000,
        b"\r",
        b"<!ENTITY a 'b'>",
        b"{",
        b",,,",
    ]
    return data[:at] + dice.choice(scraps) + data[at:]


def re_encoded(data: bytes, dice: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(dice.choice(["utf-16", "utf-16-le", "latin-1", "utf-32"]), "replace")


def re_typed(data: bytes, dice: random.Random) -> bytes:
    swaps = [
        (b'"1990-05-17"', b"0"), (b"1990-05-17", b"1990-02-31"), (b"1990-05-17", b"86400"), (b"PHL", b"XXX"),
        (b'"de"', b"[]"), (b"2221", b"99999"), (b"38.5", b'"x"'), (b"B1", b"Z9"), (b"EUR", b"???"), (b"w3", b"w2"),
        (b"v3", b"v2"), (b"p3", b"p2"), (b"title", b"tilte"), (b":", b": {"), (b"90", b"-90"), (b"id", b"di"),
        (b"2026-01-05", b"05.01.2026"), (b"[", b"{"), (b"1767225600000", b"1e300"),
    ]  # fmt: skip
    fitting = [swap for swap in swaps if swap[0] in data] or [(b"e", b"\xe9")]
    old, new = dice.choice(fitting)
    return data.replace(old, new, dice.choice([1, -1]))


def doubled(data: bytes, dice: random.Random) -> bytes:
    return data + data[dice.randrange(len(data)) :]


def packed(data: bytes, dice: random.Random) -> bytes:
    return cut_short(gzip.compress(data), dice)


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    cut_short, flipped, spliced, re_encoded, re_typed, doubled, packed,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(240))
def test_damaged_files_give_an_error_or_rejects(seed: int, good: dict[str, bytes], tmp_path: Path) -> None:
    dice = random.Random(seed)
    name = sorted(good)[seed % len(good)]
    damage = dice.choice(MUTATIONS)
    path = tmp_path / name
    path.write_bytes(damage(good[name], dice))
    found, rejects, error = outcome(path)
    for row in rejects:
        assert row.reason
        assert len(row.value or "") <= 80
    assert found or rejects.rows or error or path.stat().st_size < len(good[name])
    target = tmp_path / "out.jsonl"
    if error is not None:
        assert "\n" not in str(error)
        with pytest.raises(PasserelleError):
            convert(path, target)
        assert not target.exists()


ROW_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "not UTF-8": lambda row: row.replace(b"\xc3", b"\xe9", 1) if b"\xc3" in row else row[:8] + b"\xe9" + row[8:],
    "NUL": lambda row: row[:10] + b"\0" + row[10:],
    "cut": lambda row: row[: len(row) // 2],
    "open quotation mark": lambda row: row.replace(b'"', b"", 1) if b'"' in row else row[:-1] + b'"',
    "more columns": lambda row: row + b",,,,x",
    "rubbish": lambda row: b"\xde\xad\xbe\xef" * 5,
    "deep": lambda row: b'{"id": ' + b"[" * 100_000,
    "nan": lambda row: b'{"id": "x", "preferences": {"hours_week_max": NaN}}',
    "too large": lambda row: b'{"id": "x", "preferences": {"hours_week_max": 1e400}}',
    "half a character": lambda row: b'{"id": "x", "headline": "\\ud800", "title": "\\ud800"}',
    "blank": lambda row: b"",
}  # fmt: skip


@pytest.mark.parametrize("damage", ROW_DAMAGE)
@pytest.mark.parametrize(
    "name",
    ["w.csv", "v.csv", "p.csv", "ethiopia.csv", "eures.csv", "w.jsonl", "v.jsonl", "posting.jsonl", "eures.jsonl"],
)
def test_one_bad_row_costs_one_row(name: str, damage: str, good: dict[str, bytes], tmp_path: Path) -> None:
    plain = tmp_path / f"plain-{name}"
    plain.write_bytes(good[name])
    wanted, _, _ = outcome(plain)
    assert len(wanted) == ROWS
    parts = records_of(good[name], name)
    at = len(parts) - 3
    parts[at] = ROW_DAMAGE[damage](parts[at].rstrip(b"\r\n")) + b"\n"
    path = tmp_path / name
    path.write_bytes(b"".join(parts))
    found, rejects, error = outcome(path)
    assert error is None
    kept = {document.id for document in found}
    missing = [document for document in wanted if document.id not in kept]
    assert len(missing) <= 1
    assert [document for document in wanted if document.id in kept and document not in found] == [] or damage == "cut"
    assert rejects.rows or not missing or damage == "blank"


def records_of(data: bytes, name: str) -> list[bytes]:
    """The records of a good file: lines, or lines put together until quotation marks close."""
    if not name.endswith(".csv"):
        return data.splitlines(keepends=True)
    parts: list[bytes] = []
    for line in data.split(b"\n")[:-1]:
        if parts and parts[-1].count(b'"') % 2:
            parts[-1] += line + b"\n"
        else:
            parts.append(line + b"\n")
    return parts


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE Candidate [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<Candidate><CandidateProfile><ExecutiveSummary>&b;</ExecutiveSummary></CandidateProfile></Candidate>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE Candidate [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Candidate><CandidateProfile><ExecutiveSummary>&x;</ExecutiveSummary></CandidateProfile></Candidate>"""

WHOLE: dict[str, tuple[str, bytes, str]] = {
    "empty": ("w.csv", b"", "is empty"),
    "only a mark": ("w.csv", b"\xef\xbb\xbf", "is empty"),
    "only blanks": ("w.jsonl", b" \n\n", "is empty"),
    "UTF-16": ("w.csv", "id,headline\r\nw1,x\r\n".encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": ("w.csv", "id,headline\r\nw1,x\r\n".encode("utf-16-le"), "UTF-16"),
    "NUL bytes": ("w.csv", b"\0" * 100, "UTF-16|not a text"),
    "entities": ("w.xml", LAUGHS, "document type or entities"),
    "outside entities": ("w.xml", OUTSIDE, "document type or entities"),
    "deep XML": ("w.xml", b"<Candidate>" + b"<a>" * 100_000, "is not XML"),
    "some XML": ("w.xml", b"<html><body/></html>", "none of the known formats"),
    "deep JSON": ("w.json", b"[" * 1_000_000, "nested too deeply"),
    "cut JSON": ("w.json", b'[{"id": "a", "headline": "x"}', "is not JSON"),
    "Latin-1 JSON": ("w.json", '[{"id": "é"}]'.encode("latin-1"), "not UTF-8"),
    "not Parquet": ("w.parquet", b"hello, this is text", "does not begin as one"),
    "cut Parquet": ("w.parquet", b"PAR1" + b"\0" * 50, "not a whole Parquet"),
    "not a workbook": ("w.xlsx", b"PK\x03\x04" + b"\0" * 50, "workbook"),
    "cut gzip": ("w.jsonl.gz", gzip.compress(b'{"id": "a"}\n' * 5000)[:60], "cannot be read"),
    "no id": ("w.csv", b"name;town\nx;y\n", "needs a column or key `id`"),
    "two of one column": ("w.csv", b"id,headline,headline,birth_date\nx,y,z,\n", "two columns named headline"),
    "old Mac": ("w.csv", b"id,headline,birth_date\rw1,x,\r", "old Macs"),
    "a number": ("w.json", b"3", "is not JSON: it begins with"),
}  # fmt: skip


@pytest.mark.parametrize("case", WHOLE)
def test_a_file_that_is_not_what_it_should_be_stops_with_one_message(case: str, tmp_path: Path) -> None:
    name, data, message = WHOLE[case]
    (tmp_path / name).write_bytes(data)
    target = tmp_path / "out.csv"
    with pytest.raises(BadInput, match=message):
        convert(tmp_path / name, target)
    assert not target.exists()
    assert sorted(item.name for item in tmp_path.iterdir()) == [name]


def test_the_reason_names_what_was_expected(tmp_path: Path) -> None:
    text = "id;nationalities;birth_date;languages\nw1;PHL;1990-01-01;de:B1\nw2;PHL;01/02/1990;\nw3;XXX;;\nw1;;;\n"
    (tmp_path / "w.csv").write_text(text, encoding="utf-8")
    found, rejects, _ = outcome(tmp_path / "w.csv", kind="worker")
    assert [document.id for document in found] == ["w1"]
    assert [(row.row, row.record_id, row.field) for row in rejects] == [
        (3, "w2", "birth_date"), (4, "w3", "nationalities.0"), (5, "w1", "id"),
    ]  # fmt: skip
    assert [row.reason[:30] for row in rejects] == [
        "expected a date as YYYY-MM-DD", "'XXX' is no country known here", "duplicate id; the first one (r",
    ]  # fmt: skip
    assert rejects.table().num_rows == 3


def test_a_date_of_digits_is_not_seconds_since_1970(tmp_path: Path) -> None:
    (tmp_path / "w.jsonl").write_text('{"id": "a", "birth_date": "86400"}\n{"id": "b", "birth_date": 0}\n')
    found, rejects, _ = outcome(tmp_path / "w.jsonl", kind="worker")
    assert (found, len(rejects)) == ([], 2)


def test_an_unclosed_quotation_mark_does_not_swallow_the_file(tmp_path: Path) -> None:
    rows = [f'w{number},"line one\nline two",\n' for number in range(2000)]
    rows[10] = 'w10,"never closed,\n'
    rows[500] = 'w500,5" pipe,\n'
    (tmp_path / "w.csv").write_text("id,headline,birth_date\n" + "".join(rows), encoding="utf-8")
    found, rejects, _ = outcome(tmp_path / "w.csv", kind="worker")
    assert len(found) == 1999
    assert [(row.row, row.value) for row in rejects] == [(22, 'w10,"never closed,')]
    assert next(item for item in found if item.id == "w500").headline == '5" pipe'


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passerelle.formats.intake.MAX_INFLATED", 2**20)
    with gzip.open(tmp_path / "w.json.gz", "wb") as handle:
        handle.write(b"[" + b" " * (4 * 2**20) + b"]")
    with pytest.raises(BadInput, match="unpacks to more than"):
        convert(tmp_path / "w.json.gz", tmp_path / "out.csv")


def test_a_workbook_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "w.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (80 * 2**20))
    with pytest.raises(BadInput, match="unpacks to"):
        convert(tmp_path / "w.xlsx", tmp_path / "out.csv")


def test_a_long_line_is_rejected_and_reading_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passerelle.formats.intake.MAX_LINE", 1000)
    long = json.dumps({"id": "long", "headline": "x" * 5000})
    (tmp_path / "w.jsonl").write_text(f'{{"id": "a"}}\n{long}\n{{"id": "b"}}\n', encoding="utf-8")
    found, rejects, _ = outcome(tmp_path / "w.jsonl", kind="worker")
    assert [item.id for item in found] == ["a", "b"]
    assert [(row.row, "longer than" in row.reason) for row in rejects] == [(2, True)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["w.jsonl", "w.csv"])
def test_a_line_of_100_megabytes_costs_one_row_and_little_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as handle:
        handle.write(b'{"id": "a"}\n' if name == "w.jsonl" else b"id,headline,birth_date\na,,\n")
        for _ in range(100):
            handle.write(b"x" * 2**20)
        handle.write(b'\n{"id": "b"}\n' if name == "w.jsonl" else b"\nb,,\n")
    tracemalloc.start()
    found, rejects, _ = outcome(path, kind="worker")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [item.id for item in found] == ["a", "b"]
    assert len(rejects) == 1
    assert peak < 80 * 2**20


def test_a_spreadsheet_of_another_country_is_read(tmp_path: Path) -> None:
    text = "\ufeffID;Headline;Nationalities;Shoe size\r\nw1;Schweißer;PHL\n;44\r\n"
    (tmp_path / "w.csv").write_text(text.replace("PHL\n", "PHL"), encoding="utf-8", newline="")
    loss = LossReport()
    found = list(read(tmp_path / "w.csv", rejects=Rejects(), loss=loss))
    assert [(item.id, item.headline, item.nationalities) for item in found] == [("w1", "Schweißer", ("PHL",))]  # type: ignore[attr-defined]
    assert loss.paths() == {"shoe_size"}


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path) -> None:
    def broken() -> Any:
        yield workers()[0]
        raise BadInput("the source broke off")

    for name in ("w.csv", "w.jsonl", "w.parquet"):
        with pytest.raises(BadInput, match="broke off"):
            write(broken(), tmp_path / name, kind="worker", loss=LossReport())
    assert list(tmp_path.iterdir()) == []
