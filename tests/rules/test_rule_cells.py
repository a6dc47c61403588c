"""The language of cells: which values each cell holds for."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from rule_tables import DAY, FLOOR, cell_problems, dictionary, parameter, rule_of

from passerelle.records.errors import BadRule
from passerelle.records.verdicts import Verdict
from passerelle.rules import cell_verdict, evaluate

PARAMETERS = {
    **FLOOR,
    "cutoff": parameter((None, None, date(2026, 1, 1)), unit="date"),
    "listed": parameter((None, None, ["GHA", "CIV"]), unit="countries"),
    "kept": parameter((None, None, "passport"), unit="papers"),
}

HOLDS = [
    # fact, cell, values for which it holds, values for which it does not
    ("degree", "yes", ["yes", True], ["no", False]),
    ("degree", "!= yes", ["no"], ["yes"]),
    ("salary", ">= 3", [3, 3.0, Decimal("3.01"), 10**17], [0, 2.9999]),
    ("salary", "> 3", [3.0001], [3, Decimal("3.0")]),
    ("salary", "<= 3", [0, 3], [3.1]),
    ("salary", "< 3", [2.99], [3]),
    ("salary", "= 3", [3, 3.0, Decimal("3.00")], [2, 4]),
    ("salary", "3", [3], [4]),
    ("salary", "!= 3", [2], [3.0]),
    ("salary", "[1..3]", [1, 2, 3], [0, 3.5]),
    ("salary", "]1..3]", [1.5, 3], [1, 4]),
    ("salary", "[1..3[", [1, 2.9], [3]),
    ("salary", "]1..3[", [2], [1, 3]),
    ("salary", "in {1, 2.5}", [1, 2.5], [2]),
    ("salary", "not in {1, 2.5}", [2], [1, 2.5]),
    ("salary", ">= 13.9", [13.9, Decimal("13.90")], [13.89]),
    ("salary", ">= 0.3", [0.3], [0.29]),
    ("salary", ">= $floor", [100], [99.99]),
    ("salary", "> 1 and < 3 and != 2", [1.5], [1, 2, 3]),
    ("balance", "< -1.5", [-2], [-1.5, 0]),
    ("balance", "[-3..-1]", [-3, -1], [0, -4]),
    ("born", ">= 2026-01-01", [date(2026, 1, 1)], [date(2025, 12, 31)]),
    ("born", "> $as_of - 45 years", [date(1981, 8, 20)], [date(1981, 8, 19)]),
    ("born", "<= $as_of + 6 months", [date(2027, 2, 19)], [date(2027, 2, 20)]),
    ("born", "[$as_of - 2 weeks..$as_of[", [date(2026, 8, 5)], [date(2026, 8, 4), DAY]),
    ("born", "< $cutoff - 10 days", [date(2025, 12, 21)], [date(2025, 12, 22)]),
    ("german", ">= B2", ["B2", "C2"], ["B1", "none"]),
    ("german", "[A2..B1]", ["A2", "B1"], ["A1", "B2"]),
    ("german", "in {A1, C2}", ["A1", "C2"], ["B1"]),
    ("german", "!= none", ["A1"], ["none"]),
    ("decision", "in {full, partial}", ["full"], ["none", "refused"]),
    ("decision", "not in {full, partial}", ["none"], ["full"]),
    ("decision", "full", ["full"], ["partial"]),
    ("country", "= NO", ["NO"], ["no", "DEU"]),
    ("country", "in $listed", ["GHA"], ["PHL"]),
    ("country", "not in $listed", ["PHL"], ["CIV"]),
    ("country", "in {'New Zealand', \"a and b\"}", ["New Zealand", "a and b"], ["a"]),
    ("country", "in {0110, 2221}", ["0110"], ["110"]),
    ("country", "= isco.22-1/a", ["isco.22-1/a"], ["isco"]),
    ("papers", "has passport", [["passport", "hours"], {"passport"}], [[], ["hours"]]),
    ("papers", "has any {passport, diploma}", [["diploma"]], [["hours"], []]),
    ("papers", "has all {passport, diploma}", [["diploma", "passport"]], [["diploma"]]),
    ("papers", "lacks passport", [[], ["hours"]], [["passport"]]),
    ("papers", "has passport and lacks hours", [["passport"]], [["passport", "hours"], []]),
    ("papers", "has $kept", [["passport"]], [["hours"]]),
    ("open_papers", "has any {a, b} and lacks c", [["a", "z"]], [["a", "c"], ["z"]]),
]


@pytest.mark.parametrize(("fact", "cell", "yes", "no"), HOLDS, ids=[f"{f} {c}" for f, c, _, _ in HOLDS])
def test_cell_holds_for(fact, cell, yes, no):
    names = [name for name in PARAMETERS if "$" + name in cell]
    rule = rule_of(f"{fact} | then\n{cell} | MET\n- | NOT_MET", parameters={name: PARAMETERS[name] for name in names})
    for value in yes:
        assert evaluate(rule, {f"t.{fact}": value}, DAY).verdict is Verdict.MET, value
    for value in no:
        assert evaluate(rule, {f"t.{fact}": value}, DAY).verdict is Verdict.NOT_MET, value


WRONG = [
    ("salary", ">= ", "expected a value"),
    ("salary", ">= 3 or < 1", '" and "'),
    ("salary", ">= 3 and", '" and "'),
    ("salary", "[1..3", "to close the interval"),
    ("salary", "[1,3]", "expected .."),
    ("salary", "in {1, 2", "expected }"),
    ("salary", "in 1", "expected {"),
    ("salary", ">= $ceiling", "no parameter ceiling"),
    ("salary", "yes", "expected a number such as 50700"),
    ("salary", ">= NaN", "expected a number such as 50700"),
    ("salary", ">= 1_000", "expected a number such as 50700"),
    ("salary", ">= 1e5", "expected a number such as 50700"),
    ("salary", ">= 9999999999999999999", "18 digits"),
    ("salary", ">= $as_of", "is a date and t.salary is a number"),
    ("salary", "has A", "write a comparison"),
    ("salary", "in $floor", "must be a list"),
    ("salary", "__import__('os')", "expected"),
    ("salary", "", "expected a value"),
    ("born", ">= 2026-02-30", "expected a date"),
    ("born", ">= 20260101", "expected a date"),
    ("born", "> $as_of - 45 fortnights", "days, weeks, months or years"),
    ("born", "> $as_of - 99999 years", "at most 2000"),
    ("german", ">= B3", "expected one of none, A1"),
    ("degree", ">= yes", "no order"),
    ("degree", "maybe", "expected one of yes, no"),
    ("decision", "ful", "did you mean full?"),
    ("decision", "> none", "no order"),
    ("papers", "= passport", "write has A"),
    ("papers", "has pasport", "did you mean passport?"),
    ("country", "a b", '" and "'),
    ("country", "x" * 600, "500 characters"),
]


@pytest.mark.parametrize(("fact", "cell", "message"), WRONG, ids=[f"{f} {c[:30]}" for f, c, _ in WRONG])
def test_wrong_cell_says_what_was_expected(fact, cell, message):
    parameters = FLOOR if "$floor" in cell else {}
    found = cell_problems(f"{fact} | then\n{cell} | MET\n- | NOT_MET", parameters=parameters)
    assert message in found
    assert found.startswith("t.yaml:1: rows[1].when[1]: ")


def test_a_parameter_must_fit_its_column_on_every_day():
    floor = parameter((None, date(2025, 12, 31), 100), (date(2026, 1, 1), None, "much"))
    found = cell_problems("salary | then\n>= $floor | MET\n- | NOT_MET", parameters={"floor": floor})
    assert "'much' is not a number" in found


SINGLE = [
    # cell, fact, value, verdict
    (">= A2", "german", "B1", "MET"),
    (">= A2", "german", "A1", "NOT_MET"),
    (">= A2", "german", None, "UNKNOWN"),
    (">= none", "german", None, "MET"),
    ("< none", "german", None, "NOT_MET"),
    ("-", "german", None, "MET"),
    (">= 0", "salary", None, "MET"),
    ("> 13.9", "salary", "13.90", "NOT_MET"),
    ("> $as_of - 45 years", "born", "1990-01-01", "MET"),
    ("has passport", "papers", ["passport"], "MET"),
]


@pytest.mark.parametrize(("cell", "fact", "value", "verdict"), SINGLE, ids=[f"{c} {v}" for c, _, v, _ in SINGLE])
def test_one_cell_against_one_value(cell, fact, value, verdict):
    assert cell_verdict(cell, value, dictionary()[f"t.{fact}"], DAY) == verdict


def test_one_cell_names_no_parameter():
    for cell, message in [(">= $floor", "may name $as_of only"), (">> 3", "t.salary: '>> 3': at character 2")]:
        with pytest.raises(BadRule, match=re.escape(message)):
            cell_verdict(cell, 3, dictionary()["t.salary"], DAY)


def test_months_keep_the_day_or_take_the_last():
    rule = rule_of("born | then\n>= $as_of - 1 years | MET\n- | NOT_MET")
    assert evaluate(rule, {"t.born": date(2023, 2, 28)}, date(2024, 2, 29)).verdict is Verdict.MET
    rule = rule_of("born | then\n<= $as_of + 1 month | MET\n- | NOT_MET")
    assert evaluate(rule, {"t.born": date(2026, 3, 1)}, date(2026, 1, 31)).verdict is Verdict.NOT_MET
