"""What a table says: verdicts, unknowns, what to ask, and the trace."""

from __future__ import annotations

import json
import pickle
from datetime import date, datetime
from decimal import Decimal

import pytest
from rule_tables import DAY, FACTS, FLOOR, compiled, dictionary, parameter, record, rule_of, write_book

from passerelle.records.errors import BadRecord, Mismatch, NotInForce, UnknownRecord
from passerelle.records.verdicts import Verdict
from passerelle.rules import Fact, Rulebook, evaluate, explain, re_evaluate
from passerelle.rules.analysis import analyse

BLUE_CARD = """
degree | salary    | then
no     | -         | NOT_MET
yes    | >= $floor | MET
yes    | < $floor  | NOT_MET
"""
MET, NOT_MET, UNKNOWN = Verdict


def test_blue_card():
    rule = rule_of(BLUE_CARD, parameters=FLOOR)
    cases = [
        # degree, salary, verdict, deciding rows, asks
        ("no", 500, NOT_MET, [1], ()),
        ("no", None, NOT_MET, [1], ()),
        ("yes", 100, MET, [2], ()),
        ("yes", 99, NOT_MET, [3], ()),
        ("yes", None, UNKNOWN, [], ("salary",)),
        (None, 99, NOT_MET, [1, 3], ()),
        (None, 100, UNKNOWN, [], ("degree",)),
        (None, None, UNKNOWN, [], ("degree",)),
    ]
    for degree, salary, verdict, rows, asks in cases:
        outcome = evaluate(rule, {"t.degree": degree, "t.salary": salary}, DAY)
        trace = outcome.trace.as_json()
        assert (outcome.verdict, trace["decided_by"], outcome.asks) == (verdict, rows, asks), (degree, salary)


def test_an_outcome_names_facts_and_evidence_as_the_dictionary_does():
    rule = rule_of(BLUE_CARD, parameters=FLOOR)
    outcome = evaluate(rule, {"t.degree": Fact("yes", ("doc:2", "doc:1"))}, DAY)
    assert (outcome.asked_facts, outcome.evidence) == (("t.salary",), ("doc:1", "doc:2"))


def test_a_missing_fact_that_cannot_change_the_answer_is_not_asked():
    rule = rule_of("degree | german | then\nyes | - | MET\nno | >= A1 | MET\nno | none | MET")
    assert evaluate(rule, {}, DAY).verdict is MET


def test_all_completions_agree_although_no_row_surely_holds():
    rule = rule_of("german | then\n>= B2 | MET\n[A1..B1] | MET\nnone | NOT_MET")
    outcome = evaluate(rule, {}, DAY)
    assert outcome.verdict is UNKNOWN
    rule = rule_of("german | then\n>= B2 | MET\n< B2 | MET")
    assert evaluate(rule, {}, DAY).trace.as_json()["decided_by"] == [1, 2]


def test_ties_are_listed_in_column_order_and_open_lists_all_that_matter():
    rule = rule_of("degree | german | months | then\nyes | >= B1 | - | MET\n- | - | >= 24 | MET\n- | - | - | NOT_MET")
    trace = evaluate(rule, {}, DAY).trace
    assert trace.asks == (("months",),)
    assert trace.open == ("degree", "german", "months")
    trace = evaluate(rule, {"t.months": 3}, DAY).trace
    assert trace.asks == (("degree",), ("german",))
    assert trace.as_json()["asks_ties"] == [["german"]]


def test_two_facts_may_be_needed_together():
    table = "degree | german | then\nyes | >= B1 | MET\nno | < B1 | NOT_MET\n- | - | UNKNOWN"
    assert evaluate(rule_of(table), {}, DAY).asks == ("degree", "german")


def test_a_row_may_say_unknown_outright():
    rule = rule_of("decision | then\nfull | MET\nnone | UNKNOWN\n- | NOT_MET")
    outcome = evaluate(rule, {"t.decision": "none"}, DAY)
    assert (outcome.verdict, outcome.asks, outcome.because) == (UNKNOWN, (), {"en": "Row 2."})
    assert outcome.trace.as_json()["unknown_from"] == ["row"]


def test_collect_is_the_conjunction_of_all_rows_that_hold():
    table = "degree | german | then\n- | - | MET\nno | - | NOT_MET\n- | < B1 | UNKNOWN"
    rule = rule_of(table, hit_policy="collect")
    cases = [("yes", "B2", MET), ("yes", "A1", UNKNOWN), ("no", "A1", NOT_MET), ("no", None, NOT_MET)]
    for degree, german, verdict in cases:
        assert evaluate(rule, {"t.degree": degree, "t.german": german}, DAY).verdict is verdict
    assert evaluate(rule, {"t.degree": "no"}, DAY).trace.as_json()["decided_by"] == [2]


def test_many_independent_conditions_are_no_burden():
    names = [f"d{place}" for place in range(12)]
    facts = dictionary({f"t.{name}": {**FACTS["t.degree"]} for name in names})
    rows = [" | ".join("no" if name == other else "-" for other in names) + " | NOT_MET" for name in names]
    table = "\n".join([" | ".join([*names, "then"]), *rows, " | ".join(["-"] * 12) + " | MET"])
    rule = compiled(record(table, hit_policy="collect"), facts)
    assert analyse(rule).fatal == []
    known = {f"t.{name}": "yes" for name in names[1:]}
    assert evaluate(rule, known, DAY).asks == ("d0",)
    trace = evaluate(rule, {**known, "t.d0": "no", "t.d5": "no"}, DAY).trace.as_json()
    assert (trace["verdict"], trace["decided_by"]) == ("NOT_MET", [1, 6])


class TestParameters:
    def test_no_value_in_force_is_unknown_with_the_reason(self):
        outcome = evaluate(rule_of(BLUE_CARD, parameters=FLOOR), {"t.degree": "yes", "t.salary": 1}, date(2027, 1, 5))
        assert outcome.verdict is UNKNOWN
        assert outcome.trace.lacking == ("no value of floor on file for 2027-01-05",)
        assert outcome.because == {"en": "No value of floor on file for 2027-01-05."}
        assert outcome.asks == ()

    def test_a_row_that_needs_no_parameter_still_decides(self):
        rule = rule_of(BLUE_CARD, parameters=FLOOR)
        assert evaluate(rule, {"t.degree": "no"}, date(2027, 1, 5)).verdict is NOT_MET

    def test_the_rest_of_the_cell_still_counts(self):
        rule = rule_of("salary | then\n>= 10 and < $floor | MET\n- | NOT_MET", parameters=FLOOR)
        assert evaluate(rule, {"t.salary": 5}, date(2027, 1, 5)).verdict is NOT_MET
        assert evaluate(rule, {"t.salary": 15}, date(2027, 1, 5)).verdict is UNKNOWN

    def test_the_trace_shows_the_cell_without_its_parameter_as_unknown(self):
        rule = rule_of("salary | then\n>= 10 and < $floor | MET\n- | NOT_MET", parameters=FLOOR)
        for salary, result in ((15, "UNKNOWN"), (5, "NOT_MET")):
            trace = evaluate(rule, {"t.salary": salary}, date(2027, 1, 5)).trace.as_json()
            assert trace["rows"][0]["conditions"][0] == {
                "input": "salary", "cell": ">= 10 and < $floor", "bound": ">= 10 and < $floor", "result": result,
            }  # fmt: skip

    def test_the_value_of_the_day_is_used(self):
        floor = parameter((date(2025, 1, 1), date(2025, 12, 31), 90), (date(2026, 1, 1), None, 100))
        rule = rule_of(BLUE_CARD, parameters={"floor": floor})
        facts = {"t.degree": "yes", "t.salary": 95}
        assert evaluate(rule, facts, date(2025, 12, 31)).verdict is MET
        outcome = evaluate(rule, facts, date(2026, 1, 1))
        assert outcome.verdict is NOT_MET
        used = outcome.trace.as_json()["parameters"][0]
        assert (used["value"], used["from"], used["to"]) == (100, "2026-01-01", None)
        assert used["source"]["article"] == "s.1"


class TestTrace:
    def outcome(self):
        rule = rule_of(BLUE_CARD, parameters=FLOOR)
        rule.entry.rows[2].because.update(en="{salary} is below {floor} on {as_of}.", de="{salary} unter {floor}.")
        return evaluate(rule, {"t.degree": True, "t.salary": Fact(99.5, ("doc:7",))}, DAY)

    def test_what_it_says(self):
        trace = self.outcome().trace.as_json()
        assert trace["because"] == {"en": "99.5 is below 100 on 2026-08-19.", "de": "99.5 unter 100."}
        assert trace["inputs"][1] == {
            "input": "salary",
            "fact": "t.salary",
            "value": "99.5",
            "missing": False,
            "evidence": ["doc:7"],
        }
        assert trace["rows"][1] == {
            "row": 2,
            "result": "NOT_MET",
            "then": "MET",
            "conditions": [
                {"input": "degree", "cell": "yes", "bound": "yes", "result": "MET"},
                {"input": "salary", "cell": ">= $floor", "bound": ">= 100", "result": "NOT_MET"},
            ],
        }
        assert trace["in_force"] == {"from": "2020-01-01", "to": None, "start_unknown": False}

    def test_stable_json(self):
        assert json.dumps(self.outcome().trace.as_json()) == json.dumps(self.outcome().trace.as_json())

    def test_a_caller_may_change_the_json_without_changing_the_rule(self):
        trace = self.outcome().trace.as_json()
        trace["rows"].clear()
        trace["title"]["en"] = ""
        assert self.outcome().trace.as_json()["rows"]

    def test_explain(self):
        text = explain(self.outcome(), "de")
        assert text.startswith("NOT_MET  A rule\n  99.5 unter 100.\n")
        assert "salary = 99.5 (evidence: doc:7)" in text
        assert "Row 3 (then NOT_MET): MET  <- decides" in text
        assert "Reviewed by: nobody but the author" in text
        asked = explain(evaluate(rule_of(BLUE_CARD, parameters=FLOOR), {}, date(2027, 1, 5)))
        assert "no value on file for this day" in asked
        assert "Ask: What is the degree? (t.degree)" in asked

    def test_re_evaluates(self, tmp_path):
        book = Rulebook.load(write_book(tmp_path, record(BLUE_CARD, parameters=FLOOR)))
        outcome = evaluate(book.rule("test.rule", DAY), {"t.degree": "yes", "t.salary": Decimal("99.999")}, DAY)
        again = re_evaluate(json.loads(json.dumps(outcome.trace.as_json())), book)
        assert again.trace.as_json() == outcome.trace.as_json()
        assert re_evaluate(outcome.trace, book).verdict is outcome.verdict

    def test_a_trace_of_other_content_is_refused(self, tmp_path):
        book = Rulebook.load(write_book(tmp_path, record(BLUE_CARD, parameters=FLOOR)))
        trace = evaluate(book.rule("test.rule", DAY), {}, DAY).trace.as_json()
        with pytest.raises(Mismatch, match="not what the trace was made with"):
            re_evaluate({**trace, "digest": "sha256:0"}, book)
        with pytest.raises(UnknownRecord, match=r"no version 9 of test\.rule; there is 1"):
            re_evaluate({**trace, "version": 9}, book)
        with pytest.raises(BadRecord, match="not the trace of a rule"):
            re_evaluate({"rule": "test.rule"}, book)


class TestValues:
    @pytest.mark.parametrize(
        ("fact", "value", "message"),
        [
            ("salary", float("nan"), "finite number"),
            ("salary", float("inf"), "finite number"),
            ("salary", Decimal("sNaN"), "finite number"),
            ("salary", "100", "expected a number"),
            ("salary", True, "expected a number"),
            ("salary", -1, "a number from 0"),
            ("salary", 10**400, "18 digits"),
            ("months", 3.5, "a whole number"),
            ("degree", "maybe", "one of yes, no"),
            ("degree", 1, "yes or no"),
            ("german", "B3", "one of none, A1"),
            ("german", 2, "expected none or A1"),
            ("country", "", "expected text"),
            ("born", "2026-01-01", "a date without a time"),
            ("born", datetime(2026, 1, 1), "a date without a time"),  # noqa: DTZ001
            ("papers", "passport", "a list of words"),
            ("papers", ["pasport"], "did you mean passport"),
            ("papers", [1], "words"),
        ],
    )
    def test_a_value_the_fact_cannot_have_is_refused(self, fact, value, message):
        cell = "has passport" if fact == "papers" else "-"
        rule = rule_of(f"{fact} | then\n{cell} | MET\n- | NOT_MET")
        with pytest.raises(BadRecord, match=message) as caught:
            evaluate(rule, {f"t.{fact}": value}, DAY)
        assert f"t.{fact}" in str(caught.value)

    def test_none_and_a_fact_of_none_are_missing(self):
        rule = rule_of("degree | then\nyes | MET\nno | NOT_MET")
        for facts in ({}, {"t.degree": None}, {"t.degree": Fact(None)}):
            assert evaluate(rule, facts, DAY).verdict is UNKNOWN

    def test_whole_numbers_are_exact(self):
        rule = rule_of("months | then\n<= 3 | MET\n>= 4 | NOT_MET")
        assert evaluate(rule, {"t.months": Decimal("4.0")}, DAY).verdict is NOT_MET

    def test_facts_that_are_not_asked_are_ignored(self):
        rule = rule_of("degree | then\nyes | MET\nno | NOT_MET")
        assert evaluate(rule, {"t.degree": "yes", "t.salary": "nonsense"}, DAY).verdict is MET


class TestDates:
    def test_outside_its_dates_a_rule_is_not_evaluated(self):
        rule = rule_of("degree | then\nyes | MET\nno | NOT_MET")
        with pytest.raises(NotInForce, match="version 1 holds from 2020-01-01 to open, not on 2019-12-31"):
            evaluate(rule, {}, date(2019, 12, 31))

    def test_an_unknown_start_is_in_force_and_marked(self):
        rule = rule_of("degree | then\nyes | MET\nno | NOT_MET", valid_from=None)
        trace = evaluate(rule, {}, date(1990, 1, 1)).trace.as_json()
        assert trace["in_force"]["start_unknown"] is True

    @pytest.mark.parametrize("as_of", ["2026-01-01", None, datetime(2026, 1, 1)])  # noqa: DTZ001
    def test_as_of_is_a_date(self, as_of):
        with pytest.raises(BadRecord, match="as_of"):
            evaluate(rule_of("degree | then\nyes | MET\nno | NOT_MET"), {}, as_of)


def test_rules_and_books_travel_between_processes(tmp_path):
    book = Rulebook.load(write_book(tmp_path, record(BLUE_CARD, parameters=FLOOR)))
    facts = {"t.degree": "yes", "t.salary": 120}
    before = evaluate(book.rule("test.rule", DAY), facts, DAY)
    copied = pickle.loads(pickle.dumps(book))
    assert copied.digest == book.digest
    assert evaluate(copied.rule("test.rule", DAY), facts, DAY).trace.as_json() == before.trace.as_json()
