"""What holds for every plan, on people and jobs of the demonstration and on changed ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passerelle import cases
from passerelle.matching import FULL_SCORE, score_pair
from passerelle.planning import facts_for
from passerelle.planning.case import is_weighty
from passerelle.planning.facts import NOT_YET, UNLESS_ANSWERED, language_fact
from passerelle.records import HeldSkill, Verdict
from passerelle.rules import evaluate, re_evaluate
from passerelle.workspace import Workspace
from tests.conftest import DEMO, TODAY, _read

WORKERS = sorted(_read("workers.jsonl", "worker"))
VACANCIES = sorted(_read("vacancies.jsonl", "vacancy"))
workers, vacancies = st.sampled_from(WORKERS), st.sampled_from(VACANCIES)
EMPTIED = (
    "birth_date", "nationalities", "residence", "experiences", "skills", "qualifications", "licences", "recognitions",
    "languages",
)  # fmt: skip
"""Fields of a worker that may not have been asked. `evidence` stays: it is named by the others."""
TERMS = (
    "pay", "pay_method", "pay_period_days", "hours_week", "weekly_rest_hours", "contract", "contract_months", "fees",
    "deductions", "housing", "food", "documents_held_by", "contract_language", "written_before_departure", "agency",
    "return_travel_payer", "recruitment_mode", "notice_worker_days", "exit_penalty",
)  # fmt: skip
NEVER_MISSING = {*UNLESS_ANSWERED, *NOT_YET, "offer.contract_terms"}
"""Facts of the dictionary for which silence is an answer: nobody showed an exception, has a visa, or stated a term."""
STORIES = [
    ("phl-nurse-01", "deu-hospital-01"), ("phl-nurse-02", "deu-hospital-02"), ("phl-nurse-07", "deu-hospital-01"),
    ("phl-nurse-12", "deu-hospital-02"), ("phl-nurse-14", "deu-hospital-04"), ("phl-nurse-20", "deu-home-03"),
    ("phl-nurse-24", "deu-hospital-01"), ("phl-nurse-25", "deu-clinic-01"), ("phl-nurse-16", "deu-home-04"),
    ("phl-caregiver-01", "deu-home-04"), ("gha-welder-01", "deu-metal-01"), ("gha-welder-01", "civ-workshop-01"),
    ("gha-welder-05", "deu-metal-01"), ("gha-welder-06", "deu-metal-05"), ("gha-welder-12", "deu-metal-02"),
    ("gha-welder-17", "civ-port-01"), ("gha-open-01", "deu-metal-01"), ("phl-engineer-09", "sgp-engineer-01"),
    ("phl-engineer-02", "sgp-engineer-03"), ("phl-engineer-01", "sgp-engineer-04"),
]  # fmt: skip
stories = pytest.mark.parametrize("pair", STORIES, ids=" > ".join)
moderate = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# -- The same answer ------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_on_a_fresh_desk_and_in_any_order(demo):
    fresh = type(demo)(cases.desk_for(Workspace(DEMO)), demo.workers, demo.vacancies)
    for pair in reversed(STORIES):
        assert fresh.plan(*pair).to_json() == demo.plan(*pair).to_json(), pair


# -- The score ------------------------------------------------------------------------------------------------------


@moderate
@given(worker=workers, vacancy=vacancies)
def test_contributions_add_up_to_the_score_exactly(demo, worker, vacancy):
    plan = demo.plan(worker, vacancy)
    if plan.score is None:
        assert plan.score_note
    else:
        assert sum(part.contribution for part in plan.parts) == plan.score <= plan.score_max == FULL_SCORE
        assert all(part.contribution == part.weight * part.credit for part in plan.parts)
        assert sum(part.weight for part in plan.parts) in (0, 1000)


@moderate
@given(worker=workers, vacancy=vacancies, data=st.data())
def test_a_worker_who_gains_a_skill_never_scores_lower(demo, worker, vacancy, data):
    person, job = demo.workers[worker], demo.vacancies[vacancy]
    asked = [item.concept for item in job.requirements if item.kind == "skill"]
    anyones = [skill.concept for other in demo.workers.values() for skill in other.skills or ()]
    gained = HeldSkill(
        concept=data.draw(st.sampled_from(asked + anyones)), level=data.draw(st.sampled_from([1, 2, 3, 4]))
    )
    richer = person.model_copy(update={"skills": (*(person.skills or ()), gained)})
    before, after = (score_pair(one, job, demo.desk.graph, demo.desk.parameters).total for one in (person, richer))
    assert before is None or after >= before


# -- What is not known ----------------------------------------------------------------------------------------------


def facts_of(demo, person, job):
    return facts_for(person, job, rulebook=demo.desk.lawbook.rules, rates=demo.desk.rates, as_of=TODAY)


def less_known(person, job, fields, terms, answers):
    """The same two records with less written down."""
    person = person.model_copy(update=dict.fromkeys(fields))
    if answers:
        person, job = (item.model_copy(update={"answers": ()}) for item in (person, job))
    return person, job.model_copy(update={"offer": job.offer.model_copy(update=dict.fromkeys(terms))})


def told_otherwise(demo, person, job, **less):
    """Facts that get a value, or another value, because something was forgotten."""
    full = facts_of(demo, person, job)
    poor = facts_of(demo, *less_known(person, job, **{"fields": (), "terms": (), "answers": False, **less}))
    names = set(poor.values) - NEVER_MISSING - set(full.conflicts)
    return {name for name in names if name not in full.values or poor.values[name].value != full.values[name].value}


@pytest.mark.parametrize(
    "field",
    list(EMPTIED),
)
def test_a_question_that_was_not_asked_leaves_facts_unknown(demo, field):
    """Everybody's record without one field, against one job of each occupation."""
    jobs = {job.occupation_isco08: job for job in demo.vacancies.values()}.values()
    for person in demo.workers.values():
        for job in jobs:
            assert told_otherwise(demo, person, job, fields=[field]) == set(), (person.id, job.id)


@pytest.mark.parametrize("term", TERMS)
def test_a_term_the_offer_does_not_state_leaves_facts_unknown(demo, term):
    person = demo.workers["phl-nurse-01"]
    for job in demo.vacancies.values():
        assert told_otherwise(demo, person, job, terms=[term]) == set(), job.id


def test_answers_taken_away_leave_facts_unknown(demo):
    for person in demo.workers.values():
        for job in (demo.vacancies["deu-hospital-01"], demo.vacancies["deu-metal-01"], demo.vacancies["civ-port-01"]):
            assert told_otherwise(demo, person, job, answers=True) == set(), (person.id, job.id)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    worker=workers,
    vacancy=vacancies,
    fields=st.sets(st.sampled_from([name for name in EMPTIED if name != "qualifications"])),
    terms=st.sets(st.sampled_from(TERMS)),
    answers=st.booleans(),
)
def test_whatever_is_forgotten_together_becomes_unknown(demo, worker, vacancy, fields, terms, answers):
    person, job = demo.workers[worker], demo.vacancies[vacancy]
    assert told_otherwise(demo, person, job, fields=fields, terms=terms, answers=answers) == set()


@moderate
@given(worker=workers, vacancy=vacancies, data=st.data())
def test_a_rule_without_a_fact_says_the_same_or_unknown(demo, worker, vacancy, data):
    """Filling the fact in again never turns MET into NOT_MET, nor the other way."""
    facts = facts_of(demo, demo.workers[worker], demo.vacancies[vacancy]).values
    gone = data.draw(st.sets(st.sampled_from(sorted(facts))))
    left = {name: fact for name, fact in facts.items() if name not in gone}
    book = demo.desk.lawbook.rules
    for name in book.ids:
        rule = demo.desk.rule_in_force(name, TODAY)
        if rule is not None and gone & set(rule.facts):
            poor, full = evaluate(rule, left, TODAY).verdict, evaluate(rule, facts, TODAY).verdict
            assert poor in (full, Verdict.UNKNOWN), name


@stories
def test_an_unknown_verdict_says_what_would_decide_it(demo, pair):
    for item in demo.plan(*pair).findings:
        if item.verdict is Verdict.UNKNOWN:
            assert item.reason["en"]
            timing = item.requirement == "job.ready_by_start"  # what is open is how long steps take, not a fact
            assert item.asks or timing or item.kind in ("law", "offer", "coverage"), item.requirement
        if item.verdict is not Verdict.UNKNOWN and item.trace:
            assert not item.asks, item.requirement


# -- Steps ----------------------------------------------------------------------------------------------------------


class Replay:
    """An option taken step by step from the facts of today, with nothing but the lawbook."""

    def __init__(self, demo, pair, route, option):
        self.desk, self.route = demo.desk, route
        person, job = demo.workers[pair[0]], demo.vacancies[pair[1]]
        corridor = demo.desk.lawbook.corridor(person.residence, job.country)
        asked = sorted({item.language for item in job.requirements if item.kind == "language" and item.language})
        named = [demo.desk.lawbook.steps[name] for name in corridor.steps]
        named += [step for code in asked for step in demo.desk.language_steps(code, person.residence)]
        on_file = [step for step in named if step.in_force(TODAY) and step.id not in route.without]
        self.by_id = {step.id: step for step in on_file}
        self.givable = frozenset(name for step in on_file for name in step.gives)
        self.always = [rule for rule in map(self.rule, corridor.always) if rule]
        self.states = [facts_of(demo, person, job).values]
        world = self.desk.world(TODAY, aim="cheapest", givable=self.givable)
        self.lacking = {}
        for planned in option.steps:
            step = self.by_id[planned.id]
            self.lacking[step.id] = world.lacks(step, self.states[-1])
            self.states.append(world.after(self.states[-1], step))

    def rule(self, name):
        return self.desk.rule_in_force(name, TODAY)

    def verdicts(self, rule):
        return [evaluate(rule, facts, TODAY).verdict for facts in self.states]


def replayed(demo, pair):
    """(route result, option, replay) of every way the plan offers."""
    plan = demo.plan(*pair)
    if plan.corridor is None:
        return
    routes = {item.id: item for corridor in demo.desk.lawbook.corridors for item in corridor.routes
              if corridor.id == plan.corridor}  # fmt: skip
    for result in plan.routes:
        for option in (result.cheapest, result.fastest):
            if option is not None:
                yield result, option, Replay(demo, pair, routes[result.id], option)


@stories
def test_a_step_comes_after_those_it_names_and_starts_when_they_have_ended(demo, pair):
    for result, option, _ in replayed(demo, pair):
        ends = {}
        for step in option.steps:
            assert set(step.after) <= set(ends), (result.id, step.id)
            assert step.starts_on_day >= max((ends[name] for name in step.after), default=0.0), (result.id, step.id)
            ends[step.id] = step.starts_on_day + step.days.likely
        assert max(ends.values(), default=0.0) == option.days.likely


RECOGNISED = [("phl-nurse-02", "deu-hospital-02"), ("phl-nurse-12", "deu-hospital-02")]


@pytest.mark.parametrize(
    "pair",
    [pytest.param(pair, id=" > ".join(pair)) for pair in STORIES],
)
def test_what_a_step_needs_holds_when_it_starts(demo, pair):
    for result, option, replay in replayed(demo, pair):
        lacking = {name: needs for name, needs in replay.lacking.items() if needs}
        assert lacking == {}, (result.id, option.aim)


@stories
def test_a_route_on_offer_meets_every_weighty_rule_that_was_not_met(demo, pair):
    """Rules of the route at some moment of the way (a visa is replaced by a permit), all others at its end."""
    for result, option, replay in replayed(demo, pair):
        rules = {rule.id: rule for rule in replay.always}
        rules |= {name: replay.rule(name) for name in (*replay.route.rules, *replay.route.then) if replay.rule(name)}
        for name, rule in rules.items():
            if not is_weighty(rule):
                continue
            verdicts = replay.verdicts(rule)
            passing = name in replay.route.rules and name not in replay.route.then
            last = Verdict.MET if passing and Verdict.MET in verdicts else verdicts[-1]
            assert last is not Verdict.NOT_MET, (result.id, option.aim, name)
            if verdicts[0] is Verdict.NOT_MET and last is Verdict.UNKNOWN:
                left = evaluate(rule, replay.states[-1], TODAY).asked_facts
                assert left, (result.id, name)
                assert not set(left) & replay.givable, (result.id, name, left)


@stories
def test_no_step_is_taken_that_changes_nothing(demo, pair):
    for result, option, replay in replayed(demo, pair):
        for step, before, after in zip(option.steps, replay.states, replay.states[1:], strict=False):
            assert before != after, (result.id, option.aim, step.id)


@stories
def test_the_language_the_job_asks_is_reached(demo, pair):
    plan, job = demo.plan(*pair), demo.vacancies[pair[1]]
    levels = ["none", "A1", "A2", "B1", "B2", "C1", "C2"]
    for result, _, replay in replayed(demo, pair):
        for item in job.requirements:
            name = language_fact(item.language or "")
            if item.kind == "language" and item.importance == "essential" and item.cefr and name in replay.states[-1]:
                assert levels.index(replay.states[-1][name].value) >= levels.index(item.cefr), (result.id, plan.vacancy)


def burden(option):
    worker = round(option.eur_worker.likely + option.eur_unknown_payer.likely, 2)
    return worker, option.eur.likely, option.days.likely


@stories
def test_the_cheapest_costs_no_more_than_any_other_way_and_the_fastest_takes_no_longer(demo, pair):
    plan = demo.plan(*pair)
    offered = [option for item in plan.routes for option in (item.cheapest, item.fastest) if option]
    if plan.cheapest is None:
        assert offered == []
        return
    assert burden(plan.cheapest) == min(map(burden, offered))
    assert plan.fastest.days.likely == min(option.days.likely for option in offered)


@stories
def test_costs_of_an_option_are_the_sum_of_its_steps(demo, pair):
    for _, option, _ in replayed(demo, pair):
        euro = sum(step.cost_eur.likely for step in option.steps if step.cost_eur)
        assert option.eur.likely == pytest.approx(euro, abs=0.01)
        assert option.eur_worker.likely + option.eur_unknown_payer.likely <= option.eur.likely + 0.01
        assert set(option.unpriced) == {step.id for step in option.steps if step.cost_eur is None}


@stories
def test_every_step_and_finding_of_law_has_its_source(demo, pair):
    plan = demo.plan(*pair)
    assert all(item.source for item in plan.findings if item.kind in ("law", "offer", "coverage"))
    assert all(step.source.instrument for step in (plan.cheapest.steps if plan.cheapest else ()))


# -- Traces ---------------------------------------------------------------------------------------------------------


@stories
def test_every_trace_evaluates_again_to_the_same_verdict(demo, pair):
    for item in demo.plan(*pair).findings:
        if item.trace:
            again = re_evaluate(item.trace, demo.desk.lawbook.rules)
            assert again.verdict is item.verdict, item.requirement
            assert again.trace.as_json() == item.trace, item.requirement
