"""Agreements (ECOWAS, ASEAN), origin rules (Ghana, Philippines) and offer standards (ILO): situations in words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import passerelle
from passerelle.records.verdicts import Verdict
from passerelle.rules import Rulebook, cell_verdict, check, evaluate, read_documents
from passerelle.workspace import data_folder

BOOK = Path(passerelle.__file__).parent / "data" / "rulebook"
OURS = ("ASEAN", "CIV", "ECOWAS", "GHA", "ILO", "PHL", "PROJECT", "SGP")
CORRIDORS = ("gha-civ", "phl-sgp")
TODAY = date(2026, 11, 23)
MET, NOT_MET, UNKNOWN = Verdict


@pytest.fixture(scope="module")
def book():
    return Rulebook.load(BOOK)


@pytest.fixture(scope="module")
def say(book):
    """`say(rule, fact=value, …)`: the verdict today (or `on` a day); a dot in a fact's name is written `__`."""

    def ask(identifier: str, *, on: date = TODAY, **facts: object) -> Verdict:
        given = {name.replace("__", "."): value for name, value in facts.items()}
        return evaluate(book.rule(identifier, on), given, on).verdict

    return ask


def our_rules(book):
    return [rule for rule in book if rule.entry.jurisdiction in OURS]


def corridor(name: str) -> dict:
    return next(d.data for d in read_documents(BOOK, "corridors") if d.data["id"] == name)


# --- The book ------------------------------------------------------------------------------------------------------


def test_the_whole_rulebook_has_no_problem():
    assert [str(problem) for problem in check(BOOK)] == []


def test_every_rule_of_ours_can_be_unknown_and_nobody_is_said_to_have_reviewed_it(book):
    for rule in our_rules(book):
        assert rule.entry.reviewer is None, rule.id
        assert rule.entry.source.status, rule.id
        assert evaluate(rule, {}, rule.entry.valid_from or TODAY).verdict is not NOT_MET, f"{rule.id}: silence is no"


def test_at_least_twenty_offer_standards_of_the_ilo(book):
    ids = {
        rule.id for rule in book if rule.entry.jurisdiction == "ILO" and rule.entry.topic in {"offer", "recruitment"}
    }
    assert len(ids) >= 20


@pytest.mark.parametrize("name", CORRIDORS)
def test_a_corridor_names_rules_and_steps_that_exist(book, name):
    record = corridor(name)
    steps = {d.data["id"] for d in read_documents(BOOK, "steps")}
    named = record["always"] + [rule for route in record["routes"] for rule in route["rules"]]
    assert [i for i in named if i not in book] == []
    assert [i for i in record["steps"] if i not in steps] == []
    assert len(record["always"]) <= 25
    assert len(set(record["always"])) == len(record["always"])
    for identifier in named:
        book.rule(identifier, TODAY)  # raises if it does not hold today


@pytest.mark.parametrize(("name", "origin"), [("phl-deu", "phl."), ("gha-deu", "gha.")])
def test_the_corridors_to_germany_hold_the_rules_of_the_origin_and_the_fair_recruitment_tests(book, name, origin):
    always = corridor(name)["always"]
    assert len(always) <= 25
    assert any(identifier.startswith(origin) for identifier in always)
    assert {"ilo.c181.7.fees", "ilo.gp.7.fees", "project.who-code.safeguards"} <= set(always)
    for identifier in always:
        book.versions(identifier)  # raises if there is no such rule


def test_what_a_step_gives_and_needs_is_in_the_dictionary(book):
    for document in read_documents(BOOK, "steps"):
        step = document.data
        if step["id"].split(".")[0].upper() not in OURS:
            continue
        for name, value in step["gives"].items():
            cell_verdict("-", value, book.facts[name], TODAY)  # raises if the fact cannot have the value
        for name, cell in step["needs"].items():
            cell_verdict(str(cell), None, book.facts[name], TODAY)  # raises if the cell does not fit the fact
        low, likely, high = (step["cost"][key] for key in ("low", "likely", "high"))
        assert low <= likely <= high, step["id"]
        assert step["days"]["low"] <= step["days"]["likely"] <= step["days"]["high"], step["id"]


def test_every_step_after_another_names_a_step(book):
    steps = {d.data["id"]: d.data for d in read_documents(BOOK, "steps")}
    assert {a for s in steps.values() if s["id"].split(".")[0].upper() in OURS for a in s["after"]} <= set(steps)


# --- ECOWAS: Ghana to Côte d'Ivoire -----------------------------------------------------------------------------------


def test_a_ghanaian_enters_without_a_visa_and_a_burkinabe_until_the_transition_ends(say):
    def go(nationality, on):
        return say("ecowas.community-citizen", on=on, worker__nationality=nationality, offer__country="CIV")

    assert go("GHA", TODAY) is MET
    assert go("BFA", date(2025, 1, 28)) is MET  # still a member
    assert go("BFA", date(2025, 1, 29)) is MET  # no longer one, but the members go on
    assert go("BFA", TODAY) is UNKNOWN  # nobody confirms it after 2025-07-29
    assert go("CMR", TODAY) is NOT_MET


def test_a_card_that_is_issued_is_not_a_card_that_is_accepted(say):
    only_the_card = {"worker__passport_valid": "no", "worker__ecowas_card": "yes"}
    assert say("ecowas.entry.travel-document", **only_the_card) is UNKNOWN
    assert say("ecowas.entry.travel-document", worker__passport_valid="yes") is MET


def test_the_diploma_convention_helps_nobody_and_refuses_nobody(book, say):
    for held in ("yes", "no"):
        facts = {"qualification__held": held, "recognition__decision": "none"}
        assert say("ecowas.diplomas.convention", **facts) is UNKNOWN
    rows = book.rule("ecowas.diplomas.convention", TODAY).entry.rows
    assert NOT_MET not in {row.then for row in rows}


def test_where_no_ivorian_text_is_on_file_the_answer_is_unknown_with_somebody_to_ask(say):
    assert say("civ.employment.contract-visa", permit__destination="none") is UNKNOWN
    assert say("civ.occupation.regulated", destination__regulated_confirmed="not_asked") is UNKNOWN
    assert say("civ.offer.labour-law", offer__country="CIV", destination__labour_law_checked="not_asked") is UNKNOWN
    year = {"worker__nationality": "GHA", "entry__stay_days": 365}
    assert say("civ.stay.residence", **year, residence__document="none") is UNKNOWN
    assert say("civ.stay.residence", **year, residence__document="held") is MET


def test_a_ghanaian_contract_lasts_a_year_two_with_permission_and_permanent_ones_are_a_question(say):
    assert say("gha.contract.length", offer__contract_months=12) is MET
    assert say("gha.contract.length", offer__contract_months=24, ghana__clo_two_year_permission="yes") is MET
    assert say("gha.contract.length", offer__contract_months=24, ghana__clo_two_year_permission="no") is NOT_MET
    assert say("gha.contract.length", offer__contract_months=9999) is UNKNOWN
    assert say("gha.journey.employer-pays", offer__outward_travel_payer="worker") is NOT_MET


def test_prior_learning_in_ghana_does_not_cover_welding():
    steps = {d.data["id"]: d.data for d in read_documents(BOOK, "steps")}
    assert "7212" not in steps["gha.step.rpl"]["needs"]["occupation.isco08"]
    assert "7212" in steps["gha.step.natprof"]["needs"]["occupation.isco08"]


# --- ASEAN: Philippines to Singapore ----------------------------------------------------------------------------------


def test_seven_years_of_practice_two_of_them_in_charge(say):
    assert say("asean.mra-eng.experience", experience__months_after_degree=84) is MET
    assert say("asean.mra-eng.experience", experience__months_after_degree=83) is NOT_MET
    assert say("asean.mra-eng.in-charge", experience__months_in_charge=23) is NOT_MET
    assert say("asean.mra-eng.nationality", worker__nationality="IND") is NOT_MET


def test_a_title_is_not_an_admission(say):
    assert say("asean.mra-eng.acpe", licence__asean_engineer="yes") is MET
    assert say("asean.mra-eng.host-operational", agreement__host_step_confirmed="not_asked") is UNKNOWN
    waiting = {"licence__origin": "yes", "offer__host_engineer": "yes", "licence__host_collaboration": "none"}
    assert say("sgp.pea.collaboration", **waiting) is NOT_MET
    assert say("sgp.pea.supervision", offer__supervised_by_host_engineer="yes") is MET
    assert say("sgp.pea.no-submission", offer__signs_submissions="yes") is NOT_MET


def test_a_date_in_conflict_is_not_decidable_between_its_two_days(say):
    conflicts = [
        # rule, before both, between, after both
        ("asean.mra-nurse.signed", date(2006, 12, 7), date(2006, 12, 8), date(2006, 12, 9)),
        ("asean.mra-medical.signed", date(2009, 2, 25), date(2009, 3, 10), date(2009, 3, 31)),
        ("ecowas.enbic.adopted", date(2014, 11, 30), date(2015, 6, 1), date(2016, 1, 1)),
    ]
    for identifier, before, between, after in conflicts:
        answers = [say(identifier, case__as_of=day) for day in (before, between, after)]
        assert answers == [NOT_MET, UNKNOWN, MET], identifier
    assert say("asean.mra-nurse.in-force", offer__country="SGP") is UNKNOWN


def test_singapore_caps_the_agency_fee_where_the_ilo_allows_none(say):
    fee = {"offer__agency_in_destination": "yes", "offer__placement_fee_months": 1, "offer__contract_months": 12}
    assert say("sgp.agency.fee-cap", **fee) is MET
    assert say("sgp.agency.fee-cap", **(fee | {"offer__placement_fee_months": 2})) is NOT_MET
    assert say("ilo.gp.7.fees", offer__worker_pays_fee="yes") is NOT_MET
    assert say("sgp.permit.work-pass", permit__destination="none") is UNKNOWN


# --- Philippines ------------------------------------------------------------------------------------------------------


def test_a_government_hire_costs_the_worker_nothing_an_agency_hire_a_month_at_most(say):
    agency = {"offer__recruitment_mode": "private_agency", "occupation__domestic_work": "no", "offer__country": "SGP"}
    government = agency | {"offer__recruitment_mode": "government"}
    assert say("phl.fees.zero-g2g", **government, offer__placement_fee_months=0.5) is NOT_MET
    assert say("phl.fees.zero-g2g", **agency, offer__placement_fee_months=1) is MET
    assert say("phl.fees.cap", offer__placement_fee_months=1) is MET
    assert say("phl.fees.cap", offer__placement_fee_months=1.5) is NOT_MET
    assert say("phl.fees.zero-g2g", **government) is UNKNOWN


def test_the_exit_certificate_lasts_sixty_days(say):
    leaving = {"worker__nationality": "PHL", "philippines__exit_clearance": "yes"}
    assert say("phl.exit.oec", **leaving, philippines__exit_clearance_age_days=60) is MET
    assert say("phl.exit.oec", **leaving, philippines__exit_clearance_age_days=61) is NOT_MET


def test_the_cap_on_health_workers_is_unknown_after_2022_and_never_reaches_government_hires(book, say):
    hire = {
        "occupation__health": "yes",
        "offer__recruitment_mode": "private_agency",
        "philippines__returning_worker": "no",
    }
    counted = hire | {"philippines__health_hires_this_year": 6600}
    assert say("phl.health.cap", on=date(2021, 9, 1), **counted) is NOT_MET
    assert say("phl.health.cap", on=date(2021, 12, 20), **counted) is MET
    assert say("phl.health.cap", **counted) is UNKNOWN
    assert say("phl.health.cap", **(counted | {"offer__recruitment_mode": "government"})) is MET
    facts = {name.replace("__", "."): value for name, value in counted.items()}
    trace = evaluate(book.rule("phl.health.cap", TODAY), facts, TODAY).trace
    assert trace.lacking == ("no value of cap on file for 2026-11-23",)


# --- Offer standards --------------------------------------------------------------------------------------------------


def test_an_item_whose_payer_nobody_knows_never_passes(say):
    through_an_agency = {"offer__recruitment_mode": "private_agency", "offer__fee_exception": "none"}
    assert say("ilo.c181.7.fees", **through_an_agency) is UNKNOWN
    assert say("ilo.c181.7.fees", **through_an_agency, offer__worker_pays_fee="no") is MET
    assert say("ilo.c181.7.fees", **through_an_agency, offer__worker_pays_fee="yes") is NOT_MET


def test_a_clause_to_live_with_the_employer_fails_for_domestic_work_only(say):
    assert say("ilo.c189.9.live-in", occupation__domestic_work="yes", offer__live_in_required="yes") is NOT_MET
    assert say("ilo.c189.9.live-in", occupation__domestic_work="no", offer__live_in_required="yes") is MET


def test_warning_signs_are_for_a_person_to_look_at_never_a_finding(book, say):
    signs = {"offer__worker_debt": "yes", "offer__documents_held_by": "agency", "offer__exit_penalty": "yes"}
    assert say("ilo.c029.2.warning", **signs) is UNKNOWN
    assert NOT_MET not in {row.then for row in book.rule("ilo.c029.2.warning", TODAY).entry.rows}


def test_without_ratification_data_the_force_of_a_convention_is_unknown_and_its_test_still_answers(book, say):
    for rule in our_rules(book):
        if rule.id.endswith(".force"):
            assert evaluate(rule, {}, TODAY).verdict is UNKNOWN, rule.id
    assert say("ilo.c095.9.deduction-for-job", offer__fee_deducted_from_pay="yes") is NOT_MET


def test_every_binding_ilo_test_says_where_its_force_is_asked(book):
    for rule in our_rules(book):
        convention = re.match(r"ilo\.([cp]\d{3})\.", rule.id)
        if convention and not rule.id.endswith(".force"):
            force = f"ilo.{convention[1]}.force"
            assert force in book, rule.id
            assert force in (rule.entry.note or ""), rule.id


def test_the_who_list_restrains_recruiters_and_never_a_person(say):
    nurse = {"occupation__health": "yes", "worker__residence": "GHA", "offer__under_government_agreement": "no"}
    assert say("project.who-code.safeguards", **nurse, offer__active_recruitment="yes") is NOT_MET
    assert say("project.who-code.safeguards", **nurse, offer__active_recruitment="no") is MET


def test_the_who_list_on_file_is_the_list_the_rule_uses(book):
    path = BOOK / "PROJECT" / "who-safeguards-2023.yaml"
    regions = re.findall(r"^  ([A-Z]{3,4}): \[([A-Z, ]+)\]$", path.read_text(encoding="utf-8"), re.MULTILINE)
    listed = [code for _, codes in regions for code in codes.split(", ")]
    used = book.rule("project.who-code.safeguards", TODAY).entry.parameters["list"].values[0].value
    assert len(listed) == 55
    assert sorted(listed) == sorted(used)
    assert {name: len(codes.split(", ")) for name, codes in regions} == {
        "AFR": 37,
        "WPR": 8,
        "EMR": 6,
        "SEAR": 3,
        "AMR": 1,
    }


# --- The words of the conventions -------------------------------------------------------------------------------------

LAW = data_folder() / "law" / "ilo"
FILES = {
    "(No. 29)": "C029-forced-labour-1930.md",
    "(No. 95)": "C095-protection-of-wages-1949.md",
    "(No. 97)": "C097-migration-for-employment-revised-1949.md",
    "(No. 181)": "C181-private-employment-agencies-1997.md",
    "(No. 189)": "C189-domestic-workers-2011.md",
    "Protocol of 2014": "P029-forced-labour-protocol-2014.md",
}


def article_text(text: str, article: str) -> str:
    """The English text of `Annex I, Article 5(1)(a)` or `Article 7(1)`: the article, down to the paragraph."""
    annex = re.match(r"Annex (I+), ", article)
    parts = re.split(r"^###\s*ANNEX (I+)\b.*$", text, flags=re.MULTILINE)
    text = parts[parts.index(annex[1]) + 1] if annex else parts[0]
    number, paragraph = re.search(r"Article (\d+)(?:\((\d+)\))?", article).groups()
    found = re.search(rf"^###\s*Article\s+{number}\s*$(.*?)(?=^###|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, article
    body = found[1]
    if paragraph:
        body = re.search(rf"^{paragraph}\.\s(.*?)(?=^\d+\.\s|\Z)", body, re.MULTILINE | re.DOTALL)[1]
    return " ".join(body.split())


def official_ilo_rules(book):
    return [r for r in book if "ilo.org" in (r.entry.source.link or "") and r.entry.source.status == "official text"]


@pytest.mark.skipif(not LAW.is_dir(), reason="the data folder (PASSERELLE_DATA) with law/ilo is not here")
def test_each_official_text_holds_the_words_the_record_quotes(book):
    rules = official_ilo_rules(book)
    assert len(rules) >= 40
    for rule in rules:
        source = rule.entry.source
        name = next(file for key, file in FILES.items() if key in source.instrument)
        words = article_text((LAW / name).read_text(encoding="utf-8"), source.article)
        assert source.quote, rule.id
        assert source.quote in words, f"{rule.id}: {source.article} of {name} does not say {source.quote!r}"


def test_a_record_without_a_text_never_calls_itself_official(book):
    for rule in our_rules(book):
        if rule.entry.source.status == "official text":
            assert rule.entry.source.quote, rule.id
