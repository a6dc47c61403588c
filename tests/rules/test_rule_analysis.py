"""Tables as a whole: what is planted is found, every time, and nothing is found in a clean table."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_random import world
from rule_tables import FLOOR, parameter, rule_of

from passerelle.records.verdicts import Verdict
from passerelle.rules.analysis import analyse

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)


def gaps(rule):
    return [problem.message for problem in analyse(rule).gaps]


def overlaps(rule):
    return [problem.message for problem in analyse(rule).overlaps]


class TestGaps:
    def test_an_uncovered_case_is_shown(self):
        rule = rule_of("degree | salary | then\nno | - | NOT_MET\nyes | > 100 | MET\nyes | < 100 | NOT_MET")
        assert gaps(rule) == ["no row covers degree = yes, salary = 100"]

    def test_whole_numbers_have_nothing_between_them(self):
        table = "{} | then\n<= 3 | MET\n>= 4 | NOT_MET"
        assert gaps(rule_of(table.format("months"))) == []
        assert gaps(rule_of(table.format("salary"))) == ["no row covers salary = 3.5"]

    def test_numbers_start_at_zero_unless_the_dictionary_says_otherwise(self):
        table = "{} | then\n= 0 | MET\n> 0 | NOT_MET"
        assert gaps(rule_of(table.format("salary"))) == []
        assert gaps(rule_of(table.format("balance"))) == ["no row covers balance = -1"]

    def test_dates_are_days(self):
        assert gaps(rule_of("born | then\n<= 2026-01-01 | MET\n>= 2026-01-02 | NOT_MET")) == []
        assert gaps(rule_of("born | then\n< 2026-01-01 | MET\n> 2026-01-01 | NOT_MET")) == [
            "no row covers born = 2026-01-01"
        ]

    def test_an_open_list_has_other_words(self):
        assert gaps(rule_of("country | then\nin {GHA} | MET\nin {PHL} | MET")) == ["no row covers country = other"]
        assert gaps(rule_of("decision | then\nin {full, partial} | MET\nin {none, refused} | NOT_MET")) == []

    def test_sets(self):
        table = "papers | then\nhas all {passport, diploma} | MET\nlacks passport | NOT_MET"
        assert gaps(rule_of(table)) == ["no row covers papers = passport"]
        assert gaps(rule_of(table + "\nlacks diploma | NOT_MET")) == []

    def test_a_gap_only_on_some_days(self):
        floor = parameter((None, date(2025, 12, 31), 100), (date(2026, 1, 1), None, 120))
        rule = rule_of("salary | then\n>= $floor | MET\n<= 100 | NOT_MET", parameters={"floor": floor})
        assert gaps(rule) == ["no row covers salary = 101 (on 2026-01-01)"]

    def test_days_on_which_moving_dates_change_places(self):
        rule = rule_of("born | then\n< 2026-01-01 | MET\n>= $as_of - 2 years | NOT_MET")
        assert gaps(rule) == ["no row covers born = 2026-01-01 (on 2028-01-02)"]

    def test_days_and_months_are_compared_on_every_day_of_the_calendar(self):
        rule = rule_of("born | then\n> $as_of - 30 days | MET\n<= $as_of - 1 month | NOT_MET")
        assert gaps(rule), "a month of 28 days leaves a gap on 1 March"

    def test_collect_must_cover_every_case_too(self):
        assert gaps(rule_of("degree | then\nyes | MET", hit_policy="collect")) == ["no row covers degree = no"]


class TestOverlaps:
    def test_two_rows_that_hold_together(self):
        rule = rule_of(
            "salary | degree | then\n>= 10 | - | MET\n<= 10 | yes | MET\n<= 10 | no | MET", hit_policy="unique"
        )
        assert overlaps(rule) == ["rows 1 and 2 both hold for salary = 10, degree = yes"]

    def test_only_under_unique(self):
        assert overlaps(rule_of("degree | then\n- | MET\nyes | MET")) == []


def test_dead_rows():
    rule = rule_of("degree | salary | then\n- | < 5 | MET\n- | >= 5 | MET\nyes | - | NOT_MET")
    found = [problem.message for problem in analyse(rule).unreachable]
    assert found == ["row 3 can never hold: the rows above take every case"]
    rule = rule_of("salary | then\n[5..3] | MET\n- | NOT_MET", hit_policy="collect")
    assert "no case meets all its cells" in analyse(rule).unreachable[0].message


def test_a_table_beyond_the_engine_is_refused_not_guessed():
    lists = " and ".join(f"has any {{m{i}, m{i + 1}}}" for i in range(20))
    found = analyse(rule_of(f"open_papers | then\n{lists} | MET\n- | NOT_MET")).too_large
    assert "too many sets" in found[0].message


@pytest.mark.parametrize(
    ("table", "verdicts"),
    [
        ("degree | then\nyes | MET\nno | MET", {"MET"}),
        ("degree | then\nyes | MET\nno | NOT_MET", {"MET", "NOT_MET", "UNKNOWN"}),
        ("degree | then\nyes | MET\nno | UNKNOWN", {"MET", "UNKNOWN"}),
        ("salary | then\n- | MET", {"MET"}),
    ],
)
def test_verdicts_a_table_can_give(table, verdicts):
    assert analyse(rule_of(table)).verdicts == verdicts


def test_a_day_without_a_parameter_gives_unknown():
    rule = rule_of("salary | then\n>= $floor | MET\n< $floor | MET", parameters=FLOOR)
    assert Verdict.UNKNOWN in analyse(rule).verdicts


# Clean tables grow by cutting: a row is cut in two along a column, again and again. Whatever is then taken away
# is a gap; whatever is widened is an overlap.

CUTS = {
    "degree": [("yes", "no")],
    "salary": [(f"< {n}", f">= {n}") for n in (10, 20, 30.5)],
    "months": [(f"<= {n}", f">= {n + 1}") for n in (3, 12, 24)],
    "born": [("< $as_of - 45 years", ">= $as_of - 45 years"), ("<= 1999-12-31", "> 1999-12-31")],
    "german": [(f"< {level}", f">= {level}") for level in ("A2", "B1", "C1")],
    "decision": [("in {full, none}", "not in {full, none}"), ("!= full", "= full")],
    "country": [("in {GHA, CIV}", "not in {GHA, CIV}"), ("= GHA", "!= GHA")],
    "papers": [("has passport", "lacks passport"), ("has diploma", "lacks diploma")],
}


def clean_table(random):
    """Rows that together cover every case exactly once; a row is a set of cuts per column."""
    columns = random.sample(list(CUTS), random.randint(2, 4))
    rows = [dict.fromkeys(columns, ())]
    for _ in range(random.randint(2, 6)):
        row = rows.pop(random.randrange(len(rows)))
        name = random.choice(columns)
        unused = [cut for cut in CUTS[name] if not set(cut) & set(row[name])]
        halves = random.choice(unused) if unused else None
        rows += [{**row, name: (*row[name], half)} for half in halves] if halves else [row]
    return columns, rows


def text(columns, rows):
    lines = [" | ".join(" and ".join(row[name]) or "-" for name in columns) + " | MET" for row in rows]
    return "\n".join([" | ".join([*columns, "then"]), *lines])


def possible(columns, row):
    """Whether any case meets a row: its own table of one row can be reached."""
    found = analyse(rule_of(text(columns, [row, dict.fromkeys(columns, ())]))).unreachable
    return not any("row 1 " in problem.message for problem in found)


@settings(max_examples=500, deadline=None)
@given(SEEDS)
def test_planted_gaps_and_overlaps_are_found_and_clean_tables_are_clean(seed):
    random = Random(seed)
    columns, rows = clean_table(random)
    random.shuffle(rows)
    clean = analyse(rule_of(text(columns, rows), hit_policy="unique"))
    assert clean.fatal == []
    victim = random.choice([row for row in rows if possible(columns, row)])
    left = [row for row in rows if row is not victim] or [{**victim, columns[0]: (CUTS[columns[0]][0][0],)}]
    assert gaps(rule_of(text(columns, left), hit_policy="unique"))
    cut = [name for name in columns if victim[name]]
    if len(cut) == 1:  # widened along its only cut, the row takes every case
        wide = [{**row, cut[0]: ()} if row is victim else row for row in rows]
        assert overlaps(rule_of(text(columns, wide), hit_policy="unique"))
    doubled = [*rows, {**victim}]
    assert overlaps(rule_of(text(columns, doubled), hit_policy="unique"))


@settings(max_examples=500, deadline=None)
@given(SEEDS)
def test_gaps_overlaps_and_dead_rows_agree_with_trying_every_case(seed):
    case = world(Random(seed))
    rows = case.rows
    if any(cell.blocked for cells, _ in rows for cell in cells):
        return
    reached, holes, doubles = set(), False, False
    for values in case.completions({}):
        hits = [place for place, (cells, _) in enumerate(rows)
                if all(cell.holds(value) for cell, value in zip(cells, values, strict=True))]  # fmt: skip
        reached.update(hits[:1] if case.hit_policy == "first" else hits)
        holes |= not hits
        doubles |= len(hits) > 1
    found = analyse(case.rule)
    assert bool(found.gaps) is holes
    assert bool(found.overlaps) is (doubles and case.hit_policy == "unique")
    assert len(found.unreachable) == len(rows) - len(reached)
