"""Loading and checking folders: what is refused, and how the refusal reads."""

from __future__ import annotations

import copy
import re
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import BaseModel
from rule_tables import DAY, FACTS, FLOOR, dump, parameter, record, write_book

from passerelle.records.errors import BadRule, NotInForce, NotThere, UnknownRecord
from passerelle.rules import Rulebook, bad_rule, check, read_documents, validate

TABLE = "degree | salary | then\nno | - | NOT_MET\nyes | >= $floor | MET\nyes | < $floor | NOT_MET"
TESTS = [
    {"name": "reached", "as_of": DAY, "given": {"degree": "yes", "salary": 100}, "expect": "MET"},
    {"name": "below", "as_of": DAY, "given": {"degree": "yes", "salary": 99}, "expect": "NOT_MET"},
    {"name": "not stated", "as_of": DAY, "given": {"degree": "yes"}, "expect": "UNKNOWN", "asks": ["salary"]},
]


def good(**changes):
    return record(TABLE, **{"parameters": FLOOR, "tests": TESTS, **changes})


def problems(folder, *records, **more):
    return [str(problem).removeprefix(f"{folder}/") for problem in check(write_book(folder, *records, **more))]


def loading(folder, *records, **more):
    with pytest.raises(BadRule) as caught:
        Rulebook.load(write_book(folder, *records, **more))
    return str(caught.value).removeprefix(f"{folder}/")


def test_a_good_book(tmp_path):
    assert problems(tmp_path, good()) == []
    book = Rulebook.load(tmp_path)
    assert book.ids == ("test.rule",)
    assert book.rule("test.rule", DAY).facts == ("t.degree", "t.salary")


REQUIRED = [
    ("id",), ("version",), ("title",), ("title", "en"), ("jurisdiction",), ("topic",), ("severity",), ("source",),
    ("source", "instrument"), ("source", "article"), ("source", "link"), ("source", "retrieved_on"),
    ("source", "status"), ("author",), ("reviewer",), ("valid_from",), ("valid_to",), ("recorded_from",), ("inputs",),
    ("hit_policy",), ("rows",), ("rows", 0, "when"), ("rows", 0, "then"), ("rows", 0, "because"),
    ("rows", 0, "because", "en"), ("tests",), ("tests", 0, "name"), ("tests", 0, "as_of"), ("tests", 0, "given"),
    ("tests", 0, "expect"), ("parameters",), ("parameters", "floor", "unit"), ("parameters", "floor", "values"),
    ("parameters", "floor", "values", 0, "from"), ("parameters", "floor", "values", 0, "to"),
    ("parameters", "floor", "values", 0, "value"),
]  # fmt: skip


@pytest.mark.parametrize("place", REQUIRED, ids=[".".join(map(str, place)) for place in REQUIRED])
def test_every_required_key_is_required(tmp_path, place):
    data = good()
    inner = data
    for part in place[:-1]:
        inner = inner[part]
    del inner[place[-1]]
    assert re.match(r"rules/0\.yaml:\d+: ", loading(tmp_path, data))
    assert check(tmp_path)


CHANGES = [
    # what is changed, the line's text that the error must point at, the message
    ({"id": "Test Rule"}, "id: Test Rule", "id: string should match pattern"),
    ({"version": "1.0"}, "version: '1.0'", "version: input should be a valid integer; got '1.0'"),
    ({"jurisdiction": "GER"}, "jurisdiction: GER", "expected an ISO 3166-1 alpha-3 country code or one of ILO"),
    ({"topic": "visa"}, "topic: visa", "input should be 'residence', 'recognition'"),
    ({"reviewed_by": "x"}, "reviewed_by: x", "reviewed_by: there is no such key in the format"),
    ({"valid_to": date(2019, 1, 1)}, "id: test.rule", "`valid_to` 2019-01-01 is before `valid_from` 2020-01-01"),
    ({"valid_from": "soon"}, "valid_from: soon", "expected a date such as 2026-08-19, without quotes; got 'soon'"),
    ({"inputs": {"degree": "t.degree", "salary": "t.salery"}}, "salary: t.salery", "did you mean t.salary?"),
    ({"inputs": {"degree": "t.degree", "salary": "t.degree"}}, "salary: t.degree", "already the input degree"),
    ({"inputs": {"degree": "t.degree"}}, "- when:", "2 cells for 1 inputs (degree)"),
    ({"inputs": {"degree": "t.degree", "floor": "t.salary"}}, "id: test.rule", "floor: the name is taken"),
    ({"hit_policy": "any"}, "hit_policy: any", "input should be 'first', 'unique' or 'collect'"),
    ({"parameters": {**FLOOR, "roof": FLOOR["floor"]}}, "roof:", "no cell and no text uses this parameter"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "line", "message"), CHANGES, ids=[str(change)[:40] for change, _, _ in CHANGES])
def test_errors_name_file_line_field_and_what_was_expected(tmp_path, changes, line, message):
    text = loading(tmp_path, good(**changes))
    assert message in text
    number = int(re.match(r"rules/0\.yaml:(\d+): ", text)[1])
    assert line in (tmp_path / "rules/0.yaml").read_text().splitlines()[number - 1]


def changed(place, value):
    data = copy.deepcopy(good())
    inner = data
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    return data


DEEP = [
    (("source", "link"), "www.example.org", "string should match pattern"),
    (("source", "status"), "official", "input should be 'official text'"),
    (("rows", 1, "then"), "YES", "input should be 'MET', 'NOT_MET' or 'UNKNOWN'; got 'YES'"),
    (("rows", 1, "when"), [True, "-"], 'write "yes" or "no"'),
    (("rows", 1, "because"), {"de": "Ja."}, "text in English (`en`) is required"),
    (("rows", 1, "because"), {"en": "{salry}"}, "neither an input, a parameter nor as_of (did you mean salary?)"),
    (("rows", 1, "because"), {"en": "{salary.real}"}, "only a plain name may stand in braces"),
    (("rows", 1, "because"), {"en": "{salary:>1000000000}"}, "only a plain name may stand in braces"),
    (("rows", 1, "because"), {"en": "50 {"}, "not a template"),
    (("tests", 2, "asks"), ["degree"], "the smallest that could decide: [salary]"),
    (("tests", 2, "asks"), ["salery"], "salery: no such input (did you mean salary?)"),
    (("tests", 0, "expect"), "NOT_MET", "expected NOT_MET, the table gives MET: Row 2."),
    (("tests", 0, "given"), {"degre": "yes"}, "no such input (did you mean degree?)"),
    (("tests", 0, "given"), {"degree": "yes", "salary": "lots"}, "expected a number such as 50700"),
    (("tests", 0, "as_of"), date(2019, 1, 1), "holds from 2020-01-01 to open, not on 2019-01-01"),
    (("tests", 1, "name"), "reached", "two tests are called 'reached'"),
    (("rows",), good()["rows"][:2], "no row covers degree = yes, salary = 0"),
    (("tests",), TESTS[:1], "no test expects NOT_MET, and the table can give it"),
    (("parameters", "floor", "values", 0, "value"), None, "expected a number, a date or a word"),
]


@pytest.mark.parametrize(("place", "value", "message"), DEEP, ids=[f"{p[-1]} {str(v)[:30]}" for p, v, _ in DEEP])
def test_check_says(tmp_path, place, value, message):
    found = problems(tmp_path, changed(place, value))
    assert any(message in problem for problem in found), found


def test_a_source_without_link_only_if_it_says_so(tmp_path):
    without = {key: value for key, value in good()["source"].items() if key != "link"}
    assert "a link is required unless" in loading(tmp_path, good(source=without))
    assert problems(tmp_path, good(source={**without, "status": "unverified"})) == []
    assert problems(tmp_path, good(source={**without, "link": None, "status": "staff summary"})) == []


def test_two_values_of_a_parameter_on_one_day(tmp_path):
    floor = parameter((None, date(2026, 1, 1), 1), (date(2026, 1, 1), None, 2))
    assert "two values on the same day" in loading(tmp_path, good(parameters={"floor": floor}))


def test_asks_may_name_any_smallest_set_or_all_that_matters(tmp_path):
    for asks in (["degree"], ["degree", "salary"]):
        nothing = {"name": "nothing known", "as_of": DAY, "given": {}, "expect": "UNKNOWN", "asks": asks}
        assert problems(tmp_path, good(tests=[*TESTS, nothing])) == []
    nothing["asks"] = []
    assert "expected to ask for []" in problems(tmp_path, good(tests=[*TESTS, nothing]))[0]


def test_check_never_stops_at_the_first(tmp_path):
    found = problems(tmp_path, good(topic="visa", severity="high"), good(id="x"), good(id="a.b", tests=TESTS[:1]))
    assert [problem.split(": ")[0].split(":")[0] for problem in found] == [
        "rules/0.yaml", "rules/0.yaml", "rules/1.yaml", "rules/2.yaml", "rules/2.yaml",
    ]  # fmt: skip


class TestVersions:
    OLD: ClassVar = {"version": 1, "valid_to": date(2024, 12, 31)}
    NEW: ClassVar = {"version": 2, "valid_from": date(2025, 1, 1)}

    def book(self, tmp_path, *changes):
        old_day = [{**test, "as_of": date(2024, 6, 1)} for test in TESTS]
        always = {"floor": parameter((None, None, 100))}
        records = [good(**{"parameters": always, **change}) for change in changes]
        for data in records:
            if data["valid_to"]:
                data["tests"] = old_day
        return write_book(tmp_path, *records)

    def test_the_version_in_force(self, tmp_path):
        book = Rulebook.load(self.book(tmp_path, self.NEW, self.OLD))
        assert [rule.version for rule in book.versions("test.rule")] == [1, 2]
        assert book.rule("test.rule", date(2024, 12, 31)).version == 1
        assert book.rule("test.rule", date(2025, 1, 1)).version == 2
        with pytest.raises(NotInForce, match="version 1: 2020-01-01 to 2024-12-31; version 2: 2025-01-01 to open"):
            book.rule("test.rule", date(2019, 1, 1))
        with pytest.raises(UnknownRecord, match=r"did you mean test\.rule"):
            book.rule("test.rul", DAY)

    def test_two_versions_on_one_day_are_refused(self, tmp_path):
        folder = self.book(tmp_path, {**self.OLD, "valid_to": date(2025, 1, 1)}, self.NEW)
        with pytest.raises(BadRule, match=r"versions 1 .* and 2 .* hold on the same day"):
            Rulebook.load(folder)
        assert len(check(folder)) == 1

    def test_the_same_version_twice_is_refused(self, tmp_path):
        folder = self.book(tmp_path, self.OLD, {**self.NEW, "version": 1})
        with pytest.raises(BadRule, match=r"test.rule is already in .*0.yaml:1"):
            Rulebook.load(folder)
        assert len(check(folder)) == 1

    def test_a_correction_keeps_what_the_book_said_before(self, tmp_path):
        wrong = {"version": 1, "recorded_from": date(2026, 1, 1), "recorded_to": date(2026, 5, 31)}
        right = {"version": 2, "recorded_from": date(2026, 6, 1)}
        book = Rulebook.load(self.book(tmp_path, wrong, right))
        assert book.rule("test.rule", DAY).version == 2
        assert book.rule("test.rule", DAY, known_on=date(2026, 3, 1)).version == 1
        with pytest.raises(NotInForce, match="as the book stood on 2025-01-01"):
            book.rule("test.rule", DAY, known_on=date(2025, 1, 1))


class TestDigest:
    def test_content_not_layout(self, tmp_path):
        first = Rulebook.load(write_book(tmp_path / "a", good(), good(id="test.other")))
        second = Rulebook.load(write_book(tmp_path / "b", good(id="test.other"), dict(reversed(good().items()))))
        assert first.digest == second.digest
        assert first.rule("test.rule", DAY).digest == second.rule("test.rule", DAY).digest

    def test_any_content(self, tmp_path):
        book = write_book(tmp_path, good())
        before = Rulebook.load(book)
        (book / "steps").mkdir()
        (book / "steps" / "a.yaml").write_text("id: a.b")
        after = Rulebook.load(book)
        assert before.digest != after.digest
        assert before.rule("test.rule", DAY).digest == after.rule("test.rule", DAY).digest

    def test_the_meaning_of_a_fact_counts_for_a_rule_its_question_does_not(self, tmp_path):
        changes = [{"question": {"en": "Really?"}}, {"whole": True}]
        same, other = (
            Rulebook.load(
                write_book(tmp_path / str(place), good(), facts={**FACTS, "t.salary": {**FACTS["t.salary"], **c}})
            )
            for place, c in enumerate(changes)
        )
        base = Rulebook.load(write_book(tmp_path / "c", good())).rule("test.rule", DAY).digest
        assert same.rule("test.rule", DAY).digest == base != other.rule("test.rule", DAY).digest


class TestDictionary:
    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"type": "text"}, "t.salary.type: input should be 'yes_no', 'number'"),
            ({"type": "level"}, "t.salary: a level needs `values`"),
            ({"values": ["a"]}, "`values` is for level, word and set"),
            ({"type": "word", "values": ["a", "a"]}, "must not be empty or repeat"),
            ({"min": 5, "max": 3}, "`min` is above `max`"),
            ({"question": {"de": "Was?"}}, "(`en`) is required"),
            ({"of": "boss"}, "t.salary.of: input should be 'worker'"),
            ({"colour": "red"}, "t.salary.colour: there is no such key"),
        ],
    )
    def test_a_wrong_entry(self, tmp_path, change, message):
        facts = {**FACTS, "t.salary": {**FACTS["t.salary"], **change}}
        text = loading(tmp_path, good(), facts=facts)
        assert re.match(r"facts/core\.yaml:\d+: ", text)
        assert message in text

    def test_files_merge_and_names_are_unique(self, tmp_path):
        folder = write_book(tmp_path, good())
        (folder / "facts" / "more.yaml").write_text(dump({"t.degree": FACTS["t.degree"]}))
        with pytest.raises(BadRule, match=r"more.yaml:1: t.degree: the fact is already defined in .*core.yaml:1"):
            Rulebook.load(folder)

    def test_a_book_without_facts(self, tmp_path):
        with pytest.raises(BadRule, match="needs its fact dictionary"):
            Rulebook.load(tmp_path)
        assert "needs its fact dictionary" in check(tmp_path)[0].message
        with pytest.raises(NotThere, match="no such folder"):
            Rulebook.load(tmp_path / "none")
        with pytest.raises(NotThere, match="no such folder"):
            check(tmp_path / "none")


class TestFolders:
    def test_a_rule_lies_in_the_folder_of_its_jurisdiction(self, tmp_path):
        write_book(tmp_path)
        (tmp_path / "PHL" / "rules").mkdir(parents=True)
        (tmp_path / "PHL" / "rules" / "a.yaml").write_text(dump(good()))
        assert "DEU, but the file lies in the folder of PHL" in check(tmp_path)[0].message

    def test_other_endings_are_not_read_and_that_is_said(self, tmp_path):
        write_book(tmp_path, good())
        (tmp_path / "rules" / "b.yml").write_text(dump(good()))
        assert [problem.message for problem in check(tmp_path)] == ["not read: the name must end in .yaml, not .yml"]

    def test_dated_records_need_source_and_dates(self, tmp_path):
        write_book(tmp_path, good())
        (tmp_path / "DEU" / "steps").mkdir(parents=True)
        (tmp_path / "DEU" / "steps" / "a.yaml").write_text("id: deu.step.a\nvalid_from: null\nvalid_to: null\n")
        (tmp_path / "DEU" / "steps" / "b.yaml").write_text(
            "id: deu.step.a\nsource: {}\nvalid_from: null\nvalid_to: null\n"
        )
        found = [(p.path.name, p.line, p.field) for p in check(tmp_path)]
        assert found == [("a.yaml", 1, "source"), ("b.yaml", 1, "id")]


class Step(BaseModel):
    id: str
    days: dict[str, int]


class TestDocuments:
    def write(self, tmp_path: Path, text: str) -> Path:
        (tmp_path / "DEU" / "steps").mkdir(parents=True, exist_ok=True)
        path = tmp_path / "DEU" / "steps" / "a.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def test_upper_rooms_validate_with_their_own_models(self, tmp_path):
        path = self.write(tmp_path, "# a step\nid: deu.step.a\ndays:\n  low: 90\n  high: soon\n")
        (document,) = read_documents(tmp_path, "steps")
        assert (document.path, document.line) == (path, 2)
        with pytest.raises(BadRule) as caught:
            validate(document, Step)
        assert str(caught.value).startswith(f"{path}:5: days.high: input should be a valid integer")
        with pytest.raises(BadRule, match="3: days: too long"):
            raise bad_rule([document.problem(("days",), "too long")])

    def test_words_stay_words(self, tmp_path):
        self.write(tmp_path, "id: a\nx: [no, NO, on, 0110, 1:30, 1_0, 1e3, .5, .nan, 2026-1-1]\n")
        data = read_documents(tmp_path, "steps")[0].data
        assert data["x"] == ["no", "NO", "on", "0110", "1:30", "1_0", "1e3", ".5", ".nan", "2026-1-1"]

    def test_numbers_dates_and_nothing(self, tmp_path):
        self.write(tmp_path, "id: a\nx: [1, -2, 13.90, 2026-08-19, true, null, ~, '5']\ny:\nno: 1\n")
        data = read_documents(tmp_path, "steps")[0].data
        assert [str(value) for value in data["x"]] == ["1", "-2", "13.90", "2026-08-19", "True", "None", "None", "5"]
        assert (data["y"], data["no"]) == (None, 1)

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("id: a\nid: b\n", 2, "the key id is already there, on line 1"),
            ("id: &x a\n", 1, "anchors"),
            ("id: a\nx: *x\n", 2, "aliases"),
            ("id: !!python/object:os.system a\n", 1, "tags are not allowed"),
            ("id: a\n---\nid: b\n", 2, "one file holds one record"),
            ("- a\n", 1, "expected one record"),
            ("", 1, "expected one record"),
            ("id: a: b\n", 1, "text with a colon in it needs quotes"),
            ("id: a\nx: 2026-02-30\n", 2, "x: 2026-02-30 is not a day of the calendar"),
            ("id: a\nx: " + "9" * 19, 2, "more than 18 digits"),
            ("id: a\nx: " + "[" * 50 + "]" * 50, 2, "nested deeper than 16"),
            ("id: a\n? [x]\n: b\n", 2, "a key must be one word"),
            ("id: a\nx: {", 2, "not YAML"),
            ("id: \x01", 1, "not YAML"),
            ("x: a\n", 1, "an id is required"),
            ("id: a\nversion: [1]\n", 2, "whole number"),
        ],
    )
    def test_what_is_not_plain_yaml_is_refused(self, tmp_path, text, line, message):
        path = self.write(tmp_path, text)
        with pytest.raises(BadRule) as caught:
            read_documents(tmp_path, "steps")
        first = str(caught.value).splitlines()[0]
        assert message in first
        assert first.startswith(f"{path}:{line}: ") or message == "not YAML"

    def test_size_and_encoding(self, tmp_path):
        path = self.write(tmp_path, "")
        path.write_bytes(b"id: a\nx: \xff\n")
        with pytest.raises(BadRule, match=":2: not UTF-8"):
            read_documents(tmp_path, "steps")
        path.write_bytes(b"id: a\n#" + b"x" * 1_000_001)
        with pytest.raises(BadRule, match="larger than"):
            read_documents(tmp_path, "steps")
