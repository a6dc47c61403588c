"""What must hold for every worker and vacancy."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import (
    CONTEXT,
    SKILLS,
    graphs,
    many_vacancies,
    many_workers,
    vacancies,
    vacancy_fields,
    vacancy_of,
    worker_fields,
    worker_of,
    workers,
)

from passerelle.matching import QUESTIONS, constraints, match, qualification_match, score_pair
from passerelle.records import HeldSkill, Verdict

often = settings(max_examples=150, deadline=None)


@given(workers, vacancies, graphs)
@often
def test_contributions_add_to_the_score_and_weights_to_a_thousand(worker, vacancy, graph):
    score = score_pair(worker, vacancy, graph)
    if score.total is not None:
        assert sum(part.contribution for part in score.parts) == score.total <= 48_000
        assert sum(part.weight for part in score.parts) == 1000


@given(workers, vacancies, graphs, st.sampled_from(SKILLS), st.integers(1, 4))
@often
def test_who_gains_a_skill_or_a_level_never_scores_lower(worker, vacancy, graph, concept, level):
    """A level is gained over a level that was stated: learning that an unstated level is low is news, not a gain."""
    before = worker.skills or ()
    if any(skill.concept == concept and skill.level is None for skill in before):
        return
    gained = worker.model_copy(update={"skills": (*before, HeldSkill(concept=concept, level=level))})
    assert (score_pair(gained, vacancy, graph).total or 0) >= (score_pair(worker, vacancy, graph).total or 0)


def filled(row, more):
    """`row` with what it does not say taken from `more`; what it says stays."""
    nested = {key: filled(row[key], more.get(key, {})) for key in ("preferences", "offer") if key in row}
    return {**more, **row, **nested}


def without_range(row):
    # A single stated figure is the pay, so that a maximum stated later is a changed offer and not a filled gap.
    offer = {key: value for key, value in row["offer"].items() if key != "pay_max"}
    return {**row, "offer": offer}


@given(worker_fields, worker_fields, vacancy_fields, vacancy_fields)
@settings(max_examples=400, deadline=None)
def test_a_missing_fact_never_decides(row, more, job, more_job):
    """What is MET or NOT_MET stays so whatever the missing facts turn out to be."""
    job, more_job = without_range(job), without_range(more_job)
    before = constraints(worker_of(row), vacancy_of(job), CONTEXT)
    after = constraints(worker_of(filled(row, more)), vacancy_of(filled(job, more_job)), CONTEXT)
    for early, late in zip(before, after, strict=True):
        assert early.requirement == late.requirement
        assert early.verdict in (Verdict.UNKNOWN, late.verdict), (early, late)


@given(workers, vacancies)
@often
def test_unknown_says_what_to_ask_and_the_rest_asks_nothing(worker, vacancy):
    for finding in constraints(worker, vacancy, CONTEXT):
        assert bool(finding.asks) == (finding.verdict is Verdict.UNKNOWN), finding
        assert finding.reason
        assert type(finding).model_validate(finding.model_dump()) == finding
        assert all(ask in QUESTIONS or "cefr" in ask or ask.startswith("rates.") for ask in finding.asks), finding


@given(many_workers, many_vacancies, graphs, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_does_not_matter_and_a_second_run_is_the_same(people, jobs, graph, random):
    first = match(people, jobs, graph=graph, context=CONTEXT, k=3).to_pylist()
    shuffled_people, shuffled_jobs = random.sample(people, len(people)), random.sample(jobs, len(jobs))
    again = match(shuffled_people, shuffled_jobs, graph=graph, context=CONTEXT, k=3).to_pylist()
    place = {worker.id: i for i, worker in enumerate(people)}
    assert sorted(again, key=lambda row: (place[row["worker_id"]], row["rank"])) == first


@given(workers, vacancies)
@often
def test_a_qualification_never_matches_where_a_side_is_missing(worker, vacancy):
    if not worker.qualifications or vacancy.occupation_isco08 is None:
        assert qualification_match(worker, vacancy) == "unknown"
