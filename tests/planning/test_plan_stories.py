"""What a ministry's officer would expect of people of the demonstration, told as stories."""

from __future__ import annotations

import pytest

from passerelle.records import Vacancy, Worker

CERTIFICATES = ("gha.step.nvti-certificate", "gha.step.natprof", "gha.step.rpl")
"""What makes a Ghanaian trade formal."""


def verdicts(plan):
    return {item.requirement: str(item.verdict) for item in plan.findings}


def ids(plan):
    return [step.id for step in plan.cheapest.steps] if plan.cheapest else []


def place_of(plan, kind):
    return [place for place, step in enumerate(plan.cheapest.steps) if step.kind == kind]


def weighty(plan, verdict):
    return {item.requirement for item in plan.findings if item.weighty and item.verdict == verdict}


# -- The welder who learnt from a master ----------------------------------------------------------------------------


@pytest.mark.parametrize("vacancy", ["deu-metal-01", "deu-metal-02", "deu-metal-03", "deu-metal-04", "deu-metal-05"])
@pytest.mark.parametrize(
    "worker", ["gha-welder-01", "gha-welder-02", "gha-welder-07", "gha-welder-08", "gha-welder-11"]
)
def test_a_masters_word_gives_no_visa_but_a_way_to_a_certificate_first(demo, worker, vacancy):
    plan = demo.plan(worker, vacancy)
    assert plan.verdict == "NOT_MET"
    assert plan.chosen_route is not None
    steps = ids(plan)
    certificate = [place for place, name in enumerate(steps) if name in CERTIFICATES]
    assert certificate, steps
    assert all(min(certificate) < place for place in place_of(plan, "visa"))


def test_no_route_to_germany_is_open_to_the_master_taught_welder_today(demo):
    for route in demo.plan("gha-welder-01", "deu-metal-02").routes:
        assert route.verdict == "NOT_MET", route.id
        if route.cheapest and "visa" in {step.kind for step in route.cheapest.steps}:
            assert set(CERTIFICATES) & {step.id for step in route.cheapest.steps}, route.id


def test_the_visa_waits_for_the_confirmation_and_that_for_the_certificate(demo):
    starts = {step.id: step.starts_on_day for step in demo.plan("gha-welder-01", "deu-metal-02").cheapest.steps}
    order = ["gha.step.nvti-certificate", "deu.step.zab-dab", "deu.step.visa.19c2"]
    assert [starts[name] for name in order] == sorted(starts[name] for name in order)
    assert len({starts[name] for name in order}) == 3


def test_the_same_welder_may_work_in_abidjan_without_a_certificate(demo):
    """Inside ECOWAS no qualification is asked for by law; the contract is what has to be put right."""
    plan = demo.plan("gha-welder-01", "civ-workshop-01")
    assert (plan.corridor, plan.status) == ("gha-civ", "closable")
    assert not set(CERTIFICATES) & set(ids(plan))


# -- Nurses ---------------------------------------------------------------------------------------------------------


def test_the_nurse_with_licence_and_visa_has_nothing_left_to_do(demo):
    plan = demo.plan("phl-nurse-02", "deu-hospital-02")
    assert (plan.status, str(plan.verdict), plan.chosen_route, ids(plan)) == ("open", "MET", "deu.18a", [])


def test_b2_comes_before_the_licence_and_the_licence_before_the_skilled_permit(demo):
    plan = demo.plan("phl-nurse-01", "deu-hospital-01")
    steps = ids(plan)
    assert plan.status == "closable"
    assert "deu.land.nurse.b2" in weighty(plan, "NOT_MET")
    language = next(step for step in plan.cheapest.steps if "deu.land.nurse.b2" in step.closes)
    order = [language.id, "deu.step.nurse.licence-promise", "deu.step.permit.change-to-skilled-regulated"]
    assert [steps.index(name) for name in order] == sorted(steps.index(name) for name in order)


def test_the_exit_papers_come_after_the_visa(demo):
    plan = demo.plan("phl-nurse-01", "deu-hospital-01")
    steps = ids(plan)
    assert max(steps.index("deu.step.visa.16d1"), steps.index("phl.step.pdos")) < steps.index("phl.step.oec")


def test_an_expired_passport_is_a_gap_with_a_step(demo):
    plan = demo.plan("phl-nurse-14", "deu-hospital-01")
    assert verdicts(plan)["deu.aufenthg.5.passport"] == "NOT_MET"
    assert "phl.step.passport" in ids(plan)


# -- Engineers in Singapore -----------------------------------------------------------------------------------------


def test_the_engineer_with_every_paper_is_only_asked_for_the_offer_check(demo):
    plan = demo.plan("phl-engineer-09", "sgp-engineer-01")
    assert (plan.corridor, plan.status, plan.chosen_route) == ("phl-sgp", "closable", "sgp.rfpe")
    assert weighty(plan, "NOT_MET") == set()
    assert ids(plan) == ["sgp.step.offer-check"]


def test_an_engineer_who_signs_submissions_cannot_work_under_supervision_only(demo):
    assert "sgp.pea.no-submission" in weighty(demo.plan("phl-engineer-01", "sgp-engineer-04"), "NOT_MET")


# -- Unfair offers --------------------------------------------------------------------------------------------------


def test_an_offer_that_takes_a_placement_fee_is_blocked_and_says_which_law(demo):
    plan = demo.plan("phl-nurse-20", "deu-home-03")
    assert plan.status == "blocked"
    against = {"deu.sgb3.296.fee", "phl.fees.zero-nurses-deu", "ilo.c181.7.fees", "ilo.gp.7.fees"}
    assert against <= {name for name, verdict in verdicts(plan).items() if verdict == "NOT_MET"}
    assert all("deu.sgb3.296.fee" in route.nearest for route in plan.routes)


def test_a_passport_kept_by_the_family_is_named_for_the_live_in_carer(demo):
    plan = demo.plan("phl-domestic-01", "deu-household-01")
    assert plan.status == "blocked"
    found = verdicts(plan)
    assert (found["ilo.gp.11.documents"], found["deu.milog.1"]) == ("NOT_MET", "NOT_MET")


def test_good_practice_is_shown_but_does_not_block(demo):
    shown = [item for item in demo.plan("phl-nurse-20", "deu-home-03").findings if item.requirement == "ilo.gp.7.fees"]
    assert [(item.weighty, item.severity) for item in shown] == [(False, "recommendation")]


# -- At home --------------------------------------------------------------------------------------------------------


def test_a_job_at_home_needs_no_visa_and_says_that_its_law_is_not_on_file(demo):
    plan = demo.plan("phl-nurse-10", "deu-hospital-01")  # a licensed nurse who lives in Germany
    assert (plan.corridor, plan.status, plan.routes) == (None, "ask", ())
    assert verdicts(plan)["law.coverage"] == "UNKNOWN"
    assert not [name for name in verdicts(plan) if ".visa." in name]


@pytest.mark.parametrize(
    ("worker", "vacancy"), [("gha-welder-01", "gha-welder-job-01"), ("phl-caregiver-01", "phl-care-job-01")]
)
def test_rules_about_going_abroad_are_not_asked_of_a_job_at_home(demo, worker, vacancy):
    abroad = {"gha.contract.length", "gha.journey.employer-pays", "phl.recruitment.accredited"}
    assert not abroad & set(verdicts(demo.plan(worker, vacancy)))


# -- Pairs without law on file --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("worker", "vacancy", "pair"),
    [
        ("phl-nurse-26", "deu-hospital-01", "ARE to DEU"),
        ("gha-welder-01", "sgp-engineer-01", "GHA to SGP"),
        ("phl-nurse-01", "civ-port-01", "PHL to CIV"),
    ],
)
def test_a_pair_without_a_rulebook_says_so(demo, worker, vacancy, pair):
    plan = demo.plan(worker, vacancy)
    coverage = [item for item in plan.findings if item.requirement == "law.coverage"]
    assert [str(item.verdict) for item in coverage] == ["UNKNOWN"]
    assert f"no rulebook is on file for {pair}" in coverage[0].reason["en"]
    assert plan.corridor is None
    assert plan.cheapest is None


def test_no_pair_without_a_rulebook_is_ever_met(demo):
    """All 40 jobs for people in Sharjah, without a country, and for pairs nobody wrote up."""
    for worker in ("phl-nurse-26", "gha-open-02", "gha-nurse-01", "phl-engineer-01"):
        for name, vacancy in demo.vacancies.items():
            plan = demo.plan(worker, name)
            if plan.corridor is None and demo.workers[worker].residence != vacancy.country:
                assert plan.verdict != "MET", (worker, name)
                assert plan.status in ("ask", "blocked"), (worker, name)
                assert not [item for item in plan.findings if item.kind == "law"], (worker, name)


# -- Contradictions and silence -------------------------------------------------------------------------------------


def test_two_levels_of_german_count_as_the_lower_and_are_asked(demo):
    plan = demo.plan("phl-nurse-24", "deu-hospital-01")
    conflict = next(item for item in plan.findings if item.kind == "conflict")
    assert (conflict.requirement, str(conflict.verdict)) == ("worker.german_cefr", "UNKNOWN")
    assert "the lowest counts" in conflict.reason["en"]
    assert "worker.german_cefr" in plan.asks
    assert plan.verdict != "MET"


def test_a_form_against_the_register_makes_the_licence_unknown(demo):
    plan = demo.plan("phl-nurse-25", "deu-hospital-01")
    assert "licence.origin" in [item.requirement for item in plan.findings if item.kind == "conflict"]
    assert verdicts(plan)["deu.ba.triplewin.eligibility"] == "UNKNOWN"


def test_a_near_empty_record_is_asked_not_judged(demo):
    """Only what holds for everybody without a visa is not met; everything about the person is a question."""
    plan = demo.plan("gha-open-01", "deu-metal-01")
    assert weighty(plan, "NOT_MET") <= {"deu.aufenthg.5.visa.skilled-worker", "deu.aufenthg.5.visa.experienced-19c2"}
    assert {"worker.age", "worker.destinations", "worker.german_cefr", "worker.passport_valid"} <= set(plan.asks)
    assert plan.score is None
    assert all(plan.questions[name]["en"].endswith("?") for name in plan.asks if name in plan.questions)


@pytest.mark.xfail(
    strict=True,
    reason="plan.py _chosen: a need nobody knows counts as met, so the route for graduates wins for a welder "
    "whose degree was never asked",
)
def test_a_welder_of_whom_nothing_is_known_is_not_sent_for_a_degree_statement(demo):
    assert demo.plan("gha-open-01", "deu-metal-01").chosen_route != "deu.18b"


def test_an_empty_record_and_an_empty_advert_give_questions_only(demo):
    plan = demo.plan_for(Worker(id="nobody"), Vacancy(id="nothing", title="?"))
    assert {str(item.verdict) for item in plan.findings if item.weighty} == {"UNKNOWN"}
    assert (plan.status, str(plan.verdict), plan.score) == ("ask", "UNKNOWN", None)


def test_every_question_of_the_law_is_in_words(demo):
    for pair in (("gha-open-01", "deu-metal-01"), ("phl-nurse-07", "deu-hospital-01")):
        plan = demo.plan(*pair)
        asked_by_law = {name for item in plan.findings if item.kind in ("law", "offer") for name in item.asks}
        assert asked_by_law & set(plan.asks) <= set(plan.questions)
