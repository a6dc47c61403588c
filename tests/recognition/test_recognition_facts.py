"""What papers, licences, decisions and work say about one occupation."""

from __future__ import annotations

from datetime import date

import pytest

from passerelle.recognition import Scope, best_qualification, facts_about, same_field
from passerelle.records import Evidence, Experience, Licence, Qualification, Recognition, Worker

AS_OF = date(2026, 8, 19)


def facts(isco08="7212", destination="DEU", **worker):
    found = facts_about(Worker(id="w", **worker), isco08=isco08, destination=destination, as_of=AS_OF)
    return {name: fact.value for name, fact in found.items()}


def work(start=None, end=None, code="7212", **more):
    return Experience(occupation_isco08=code, start=start, end=end, **more)


def paper(code="7212", **more):
    return Qualification(title="?", occupation_isco08=code, **more)


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [("7212", "7213", True), ("7212", "7221", False), ("7212", "72", True), ("7", "8", False), (None, "7212", False)],
)
def test_the_same_field_is_the_same_minor_group_as_far_as_both_codes_go(ours, theirs, same):
    assert same_field(ours, theirs) is same


def test_an_empty_record_or_an_uncoded_job_gives_no_fact():
    assert facts() == {}
    assert facts(isco08=None, experiences=(work("2020-01", "2021-12"),)) == {}


# -- Work -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spells", "months"),
    [
        ([("2020-01", "2020-12")], 12),
        ([("2020-01", "2020-12"), ("2020-07", "2021-06")], 18),  # overlapping months are counted once
        ([("2020-01", "2020-12"), ("2020-01", "2020-12")], 12),
        ([("2020-01", "2020-01")], 1),
        ([("2026-07", "2027-06")], 2),  # no further than the day asked about
        ([("2020", "2021")], None),  # only years: ask
        ([("2020-01", "2020-12"), ("2021", "2022")], None),
        ([("2020-01", None)], None),  # no end, and nobody said that it goes on
        ([(None, "2020-12")], None),
        ([], 0),
    ],
)
def test_months_of_work(spells, months):
    assert facts(experiences=tuple(work(*spell) for spell in spells)).get("experience.months") == months


def test_work_that_goes_on_counts_to_the_day():
    found = facts(experiences=(work("2026-01", current="yes"),))
    assert found["experience.months"] == 8


@pytest.mark.parametrize(
    ("start", "end", "five", "seven"),
    [("2010-01", "2015-12", 0, 0), ("2020-01", "2020-12", 0, 12), ("2025-01", "2025-12", 12, 12)],
)
def test_months_in_the_last_years(start, end, five, seven):
    found = facts(experiences=(work(start, end),))
    assert (found["experience.months_last_5_years"], found["experience.months_last_7_years"]) == (five, seven)


def test_work_in_another_field_does_not_count():
    assert facts(experiences=(work("2020-01", "2020-12", code="5120"),))["experience.months"] == 0


def test_uncoded_work_alone_is_asked():
    assert "experience.months" not in facts(experiences=(work("2020-01", "2020-12", code=None),))


def test_uncoded_work_beside_coded_work_is_asked_too():
    """Twelve months are known, ten years may be: a rule that asks for 24 must not say NOT_MET."""
    spells = (work("2020-01", "2020-12"), work("2010-01", "2019-12", code=None))
    assert "experience.months" not in facts(experiences=spells)


@pytest.mark.parametrize(
    ("forms", "qualifications", "informal"),
    [
        (["informal"], (), "yes"),
        (["informal", "apprenticeship"], (), "yes"),
        (["informal", "employee"], (), "no"),
        (["informal", None], (), None),  # one form is open: ask
        (["informal"], (paper(),), "no"),
        (["informal"], None, None),
    ],
)
def test_informal_work_only(forms, qualifications, informal):
    spells = tuple(work("2020-01", "2020-12", form=form) for form in forms)
    found = facts(experiences=spells, qualifications=qualifications)
    assert found.get("experience.informal_only") == informal


def test_months_in_germany_need_the_country_of_every_spell():
    here, there = work("2020-01", "2020-06", country="DEU"), work("2021-01", "2021-06", country="GHA")
    assert facts(experiences=(here, there))["experience.months_in_germany"] == 6
    assert "experience.months_in_germany" not in facts(experiences=(here, work("2021-01", "2021-06")))


@pytest.mark.parametrize(("awarded", "months"), [("2020-06", 6), ("2020", None), (None, None)])
def test_months_after_the_degree_need_its_month(awarded, months):
    degree = paper(degree="yes", awarded_on=awarded)
    found = facts(experiences=(work("2020-01", "2020-12"),), qualifications=(degree,))
    assert found.get("experience.months_after_degree") in ((months, months + 1) if months else (None,))


# -- Papers ---------------------------------------------------------------------------------------------------------


def test_no_certificates_was_an_answer():
    found = facts(qualifications=())
    assert found == {
        "qualification.held": "no", "qualification.state_recognised": "no", "qualification.degree": "no",
        "qualification.training_months": 0,
    }  # fmt: skip


def test_a_certificate_nobody_coded_may_be_the_one():
    assert facts(qualifications=(paper(code=None),)) == {}


def test_a_certificate_of_another_trade_is_not_for_this_one():
    assert facts(qualifications=(paper(code="5120"),))["qualification.held"] == "no"


def test_what_a_certificate_does_not_say_is_asked():
    assert facts(qualifications=(paper(),)) == {"qualification.held": "yes"}


def test_the_best_certificate_is_recognised_then_a_degree_then_longer():
    short, long = paper(training_months=12), paper(training_months=48)
    degree, state = paper(degree="yes"), paper(state_recognised="yes")
    for items, best in (((short, long), long), ((long, degree), degree), ((degree, state), state)):
        assert best_qualification(Worker(id="w", qualifications=items), "7212") == best
        assert best_qualification(Worker(id="w", qualifications=items[::-1]), "7212") == best


@pytest.mark.parametrize(
    ("awarded", "degree", "age"),
    [("2024-08", "yes", 24), ("2024-08-30", "yes", 24), ("2024", "yes", None), ("2024-08", "no", None)],
)
def test_the_age_of_a_degree_needs_its_month(awarded, degree, age):
    found = facts(qualifications=(paper(degree=degree, awarded_on=awarded),))
    assert found.get("qualification.degree_age_months") == age


@pytest.mark.parametrize(
    ("kinds", "complete"),
    [((), None), (("diploma",), "no"), (("diploma", "transcript"), "yes"), (("transcript",), "no")],
)
def test_documents_are_complete_with_certificate_and_transcript(kinds, complete):
    evidence = tuple(Evidence(id=kind, kind=kind) for kind in kinds)
    found = facts(qualifications=(paper(evidence=kinds),), evidence=evidence)
    assert found.get("qualification.documents_complete") == complete


def test_a_false_paper_completes_nothing():
    evidence = (Evidence(id="d", kind="diploma"), Evidence(id="t", kind="transcript", authenticity="false"))
    assert (
        facts(qualifications=(paper(evidence=("d", "t")),), evidence=evidence)["qualification.documents_complete"]
        == "no"
    )


# -- Decisions and licences -----------------------------------------------------------------------------------------


def decided(decision, day, country="DEU", code="7212"):
    return Recognition(country=country, occupation_isco08=code, decision=decision, decided_on=day)


@pytest.mark.parametrize(
    ("recognitions", "decision"),
    [
        (None, None),
        ((), "none"),
        ((decided("full", date(2025, 1, 1)),), "full"),
        ((decided("refused", date(2026, 1, 1)), decided("full", date(2025, 1, 1))), "refused"),  # the latest counts
        ((decided("full", date(2025, 1, 1), country="AUT"),), "none"),
        ((decided("full", date(2025, 1, 1), code="2221"),), "none"),
    ],
)
def test_what_the_authority_has_decided(recognitions, decision):
    assert facts(recognitions=recognitions).get("recognition.decision") == decision


def test_a_decision_of_next_year_is_not_known_today():
    assert facts(recognitions=(decided("full", date(2027, 1, 1)),))["recognition.decision"] == "none"


def licence(country, code="2221", **more):
    return Licence(occupation_isco08=code, country=country, **more)


@pytest.mark.parametrize(
    ("licences", "origin", "destination"),
    [
        (None, None, None),
        ((), "no", "none"),
        ((licence("PHL"),), "yes", "none"),
        ((licence("PHL", state="lapsed"),), "no", "none"),
        ((licence("PHL", valid_to=date(2026, 8, 18)),), "no", "none"),
        ((licence("PHL", valid_to=AS_OF),), "yes", "none"),
        ((licence("DEU", state="promised"),), "no", "promised"),
        ((licence("DEU", state="promised"), licence("DEU")), "no", "held"),
        ((licence("DEU", state="refused"),), "no", "none"),
        ((licence("PHL", code="7212"),), "no", "none"),
    ],
)
def test_licences(licences, origin, destination):
    found = facts(isco08="2221", licences=licences)
    assert (found.get("licence.origin"), found.get("licence.destination")) == (origin, destination)


def test_a_licence_that_begins_next_year_is_not_held_today():
    assert facts(isco08="2221", licences=(licence("PHL", valid_from=date(2027, 1, 1)),))["licence.origin"] == "no"


# -- Corridors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "code", "covers"),
    [
        (("*",), None, True),
        (("2221",), "2221", True),
        (("22",), "2221", True),
        (("2221",), None, False),
        ((), "2221", False),
    ],
)
def test_a_scope_covers_codes_by_prefix(scope, code, covers):
    assert Scope(isco08=scope).covers(code) is covers


def test_every_id_a_corridor_names_exists(demo):
    book = demo.desk.lawbook
    for corridor in book.corridors:
        assert set(corridor.steps) <= set(book.steps)
        named = {*corridor.always, *(rule for route in corridor.routes for rule in (*route.rules, *route.then))}
        assert named <= set(book.rules.ids)
