"""Plans added up: the same counts as a reader would make by hand, whole or in parts."""

from __future__ import annotations

import pytest

from passerelle.planning import PLANS, Plan, bottlenecks, gap_matrix, joined, questions, tally
from passerelle.planning.cohorts import gaps_of

PAIRS = [
    ("phl-nurse-01", "deu-hospital-01"), ("phl-nurse-07", "deu-hospital-01"), ("phl-nurse-14", "deu-hospital-04"),
    ("phl-nurse-20", "deu-home-03"), ("gha-welder-01", "deu-metal-01"), ("gha-welder-12", "deu-metal-02"),
    ("gha-open-01", "deu-metal-01"), ("phl-nurse-26", "deu-hospital-01"),
]  # fmt: skip


@pytest.fixture(scope="module")
def plans(demo):
    return [demo.plan(*pair) for pair in PAIRS]


@pytest.fixture(scope="module")
def counted(plans):
    return tally((1, item) for item in plans)


def test_a_row_for_each_plan_holds_it_whole(counted, plans):
    assert counted.plans.schema == PLANS
    rows = counted.plans.to_pylist()
    assert [(row["worker_id"], row["vacancy_id"]) for row in rows] == PAIRS
    assert [Plan.model_validate_json(row["plan"]) for row in rows] == plans
    for row, item in zip(rows, plans, strict=True):
        assert row["steps"] == [step.id for step in item.cheapest.steps] if item.cheapest else row["eur"] is None


def test_counting_in_parts_changes_nothing(counted, plans):
    parts = joined([tally([(1, item)]) for item in plans])
    assert parts.plans.equals(counted.plans)
    assert parts.missing == counted.missing
    for name in ("gaps", "steps", "questions"):
        assert getattr(parts, name).equals(getattr(counted, name)), name


def test_nobody_gives_empty_tables_with_the_same_columns(counted):
    nobody = tally(())
    assert nobody.plans.schema == counted.plans.schema
    assert gap_matrix(nobody.gaps, {}).is_empty()
    assert bottlenecks(nobody.steps).is_empty()
    assert questions(nobody.questions).is_empty()


def test_the_gap_matrix_counts_workers_by_occupation(counted, plans, demo):
    isco = {name: job.occupation_isco08 for name, job in demo.vacancies.items()}
    for row in gap_matrix(counted.gaps, isco).iter_rows(named=True):
        lacking = {
            item.worker
            for item in plans
            for kind, gap, _, verdict in gaps_of(item)
            if (isco[item.vacancy], kind, gap, verdict)
            == tuple(row[n] for n in ("occupation_isco08", "kind", "gap", "verdict"))
        }
        assert row["workers"] == len(lacking), row["gap"]
        assert row["workers_only"] <= row["workers"]


def test_a_bottleneck_is_critical_where_the_plan_ends_with_it(counted, plans):
    rows = {row["step"]: row for row in bottlenecks(counted.steps).iter_rows(named=True)}
    for name, row in rows.items():
        used = [(item, step) for item in plans if item.cheapest for step in item.cheapest.steps if step.id == name]
        assert (row["plans"], row["workers"]) == (len(used), len({item.worker for item, _ in used}))
        assert row["days"] == sum(step.days.likely for _, step in used)
        ends = [step.starts_on_day + step.days.likely >= item.cheapest.days.likely for item, step in used]
        assert row["critical"] == sum(ends)


def test_questions_are_counted_by_who_waits_for_them(counted, plans):
    for row in questions(counted.questions).iter_rows(named=True):
        waiting = {item.worker for item in plans if row["fact"] in item.asks}
        assert (row["workers"], row["plans"]) == (len(waiting), sum(row["fact"] in item.asks for item in plans))


def test_nobody_is_sent_on_a_course_for_a_job_that_stays_closed(counted, plans):
    blocked = {(item.worker, item.vacancy) for item in plans if item.status == "blocked"}
    assert blocked
    assert not blocked & {(worker, vacancy) for worker, vacancy, _ in counted.missing}
