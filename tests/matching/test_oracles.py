"""Four ways to the same numbers: the plain way, the arrays, DuckDB, and brute force."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matching_oracle import SQL, brute_score, brute_verdict, load_world, sql_scores
from matching_worlds import CONTEXT, graphs, many_vacancies, many_workers, vacancies, workers

from passerelle.matching import DEFAULT, SkillGraph, constraints, match, matches, score_pair, verdict_of_pair

slowly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(workers, vacancies, graphs)
@settings(max_examples=300, deadline=None)
def test_the_plain_score_is_the_brute_force_score(worker, vacancy, graph):
    assert score_pair(worker, vacancy, graph).total == brute_score(worker, vacancy, graph)


@given(workers, vacancies)
@settings(max_examples=300, deadline=None)
def test_the_verdict_is_the_brute_force_verdict(worker, vacancy):
    assert verdict_of_pair(constraints(worker, vacancy, CONTEXT)) == brute_verdict(worker, vacancy, CONTEXT)


@given(many_workers, many_vacancies, graphs)
@slowly
def test_the_sql_statement_gives_the_plain_scores(people, jobs, graph):
    plain = {
        (w.id, v.id): total
        for w in people
        for v in jobs
        if (total := score_pair(w.model_copy(update={"skills": w.skills or ()}), v, graph).total) is not None
    }
    assert sql_scores(people, jobs, graph) == plain


@given(many_workers, many_vacancies, graphs, st.integers(1, 4))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_arrays_give_the_plain_table(people, jobs, graph, k):
    def run(most):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(matches, "PLAIN_PAIRS", most)
            patch.setattr(matches, "CHUNK_CELLS", 2 * len(jobs))
            return match(people, jobs, graph=graph, context=CONTEXT, k=k)

    plain, fast = run(10**9), run(0)
    assert plain.to_pylist() == fast.to_pylist()
    assert plain.schema == fast.schema


@given(many_workers, many_vacancies, graphs, st.integers(1, 4))
@slowly
def test_match_returns_the_best_k_that_brute_force_finds(people, jobs, graph, k):
    expected = []
    for worker in people:
        rows = [(worker.id, job.id, brute_score(worker, job, graph)) for job in jobs
                if brute_verdict(worker, job, CONTEXT) != "NOT_MET"]  # fmt: skip
        expected += sorted(rows, key=lambda row: (row[2] is None, -(row[2] or 0), row[1]))[:k]
    found = match(people, jobs, graph=graph, context=CONTEXT, k=k).to_pylist()
    assert [(row["worker_id"], row["vacancy_id"], row["score"]) for row in found] == expected


def test_the_sql_statement_holds_for_no_one_at_all():
    with duckdb.connect(":memory:") as connection:
        load_world(connection, [], [], SkillGraph(), DEFAULT)
        assert connection.execute(SQL).fetchall() == []
