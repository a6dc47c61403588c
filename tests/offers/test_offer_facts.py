"""What the terms of an offer say, as the comments in data/rulebook/facts/offer.yaml say it follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from passerelle.offers import offer_facts
from passerelle.records import Agency, Deduction, Employer, Fee, Money, OfferTerms, Vacancy
from passerelle.records.money import Rates

AS_OF = date(2026, 8, 19)
RATES = Rates.of([("PHP", date(2026, 1, 1), Decimal(65))])


def facts(offer=None, **vacancy):
    job = Vacancy(id="v", title="?", offer=offer or OfferTerms(), **vacancy)
    return {name: fact.value for name, fact in offer_facts(job, rates=RATES, as_of=AS_OF).items()}


def fact(name, **terms):
    return facts(OfferTerms(**terms)).get(name)


def eur(amount, period=None, currency="EUR"):
    return Money(amount=Decimal(amount), currency=currency, period=period)


def fee(item="recruitment", payer="unknown", amount="100", deducted=None):
    return Fee(item=item, payer=payer, amount=eur(amount) if amount else None, deducted_from_pay=deducted)


def test_an_advert_that_says_nothing_gives_no_fact_about_its_terms():
    """Silence is unknown, never a pass."""
    assert facts() == {"case.as_of": AS_OF, "offer.contract_terms": frozenset()}


# -- Fees -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fees", "pays", "total"),
    [
        (None, None, None),  # not stated
        ((), "no", Decimal("0.00")),  # stated: none
        ((fee(payer="employer"),), "no", Decimal("0.00")),
        ((fee(payer="worker"),), "yes", Decimal("100.00")),
        ((fee(payer="unknown"),), None, None),  # an unknown payer never passes
        ((fee(payer="unknown", amount="0"),), "no", Decimal("0.00")),
        ((fee(payer="worker", amount="0"),), "no", Decimal("0.00")),
        ((fee(payer="worker", amount=None),), "yes", None),  # pays, nobody knows how much
        ((fee(payer="employer", deducted="yes"),), "yes", Decimal("100.00")),  # the employer takes it from the pay
        ((fee(payer="worker"), fee(payer="unknown")), "yes", None),
        ((fee(payer="worker"), fee("visa", "worker", "50")), "yes", Decimal("150.00")),
    ],
)
def test_what_the_worker_pays(fees, pays, total):
    found = facts(OfferTerms(fees=fees))
    assert (found.get("offer.worker_pays_fee"), found.get("offer.worker_paid_fees")) == (pays, total)


def test_fees_in_another_currency_are_counted_in_euro_at_the_rate_of_the_day():
    peso = Fee(item="medical", payer="worker", amount=eur("6500", currency="PHP"))
    assert fact("offer.worker_paid_fees", fees=(peso,)) == Decimal("100.00")
    dollar = Fee(item="medical", payer="worker", amount=eur("10", currency="USD"))  # no rate on file
    assert fact("offer.worker_paid_fees", fees=(dollar,)) is None
    assert fact("offer.worker_pays_fee", fees=(dollar,)) == "yes"


@pytest.mark.parametrize(
    ("fees", "deductions", "deducted"),
    [
        (None, None, None),
        ((), None, None),  # both must be stated for a no
        (None, (), None),
        ((), (), "no"),
        ((fee(deducted="yes"),), None, "yes"),
        (None, (Deduction(purpose="recruitment"),), "yes"),
        ((fee(payer="employer"),), (Deduction(purpose="tax"),), "no"),
    ],
)
def test_a_fee_taken_from_the_pay(fees, deductions, deducted):
    assert fact("offer.fee_deducted_from_pay", fees=fees, deductions=deductions) == deducted


@pytest.mark.parametrize(
    ("fees", "deposit"),
    [(None, None), ((), "no"), ((fee("deposit", "employer"),), "yes"), ((fee("bond"),), "yes"), ((fee(),), "no")],
)
def test_a_deposit_counts_whoever_pays_it(fees, deposit):
    assert fact("offer.deposit_or_bond", fees=fees) == deposit


@pytest.mark.parametrize(
    ("fees", "pay", "months"),
    [
        (None, eur("1000", "month"), None),
        ((), None, Decimal(0)),  # no such fee: the pay need not be known
        ((fee("placement", "worker", "2000"),), eur("1000", "month"), Decimal("2.00")),
        (
            (fee("placement", "worker", "1000"), fee("recruitment", "worker", "500")),
            eur("1000", "month"),
            Decimal("1.50"),
        ),
        ((fee("visa", "worker", "2000"),), eur("1000", "month"), Decimal(0)),  # not a placement fee
        ((fee("placement", "worker", "2000"),), None, None),
        ((fee("placement", "unknown", "2000"),), eur("1000", "month"), None),
        ((fee("placement", "employer", "2000"),), eur("1000", "month"), Decimal(0)),
    ],
)
def test_the_placement_fee_in_months_of_pay(fees, pay, months):
    assert fact("offer.placement_fee_months", fees=fees, pay=pay) == months


# -- Pay, contract, journey -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pay", "hours", "year", "hour"),
    [
        (None, 40, None, None),
        (eur("3000", "month"), None, Decimal("36000.00"), None),
        (eur("15", "hour"), None, None, Decimal("15.00")),  # a year of how many hours?
        (eur("15", "hour"), 40, Decimal("31200.00"), Decimal("15.00")),
        (eur("3000"), 40, None, None),  # no period
    ],
)
def test_pay_a_year_and_an_hour(pay, hours, year, hour):
    found = facts(OfferTerms(pay=pay, hours_week=hours))
    assert (found.get("offer.salary_year_eur"), found.get("offer.pay_hour_eur")) == (year, hour)


@pytest.mark.parametrize(
    ("housing", "food", "kind"),
    [("none", "none", "none"), ("allowance", "none", "none"), ("provided", "none", None), (None, "none", None)],
)
def test_pay_in_kind_is_excluded_only_if_both_are_stated(housing, food, kind):
    assert fact("offer.pay_in_kind", housing=housing, food=food) == kind


@pytest.mark.parametrize(
    ("deductions", "without", "disclosed"),
    [
        (None, None, None),
        ((), "no", "yes"),
        ((Deduction(purpose="tax", legal_basis="s.38 EStG"),), "no", "yes"),
        ((Deduction(purpose="tax", legal_basis="s.38 EStG"), Deduction(purpose="damage")), "yes", "yes"),
    ],
)
def test_deductions(deductions, without, disclosed):
    found = facts(OfferTerms(deductions=deductions))
    assert (found.get("offer.deduction_without_basis"), found.get("offer.deductions_disclosed")) == (without, disclosed)


@pytest.mark.parametrize(
    ("contract", "months", "length", "stay"),
    [("permanent", None, 9999, 9999), ("fixed_term", 24, 24, 720), ("fixed_term", None, None, None), (None, 0, 0, 0)],
)
def test_the_length_of_the_contract(contract, months, length, stay):
    found = facts(OfferTerms(contract=contract, contract_months=months))
    assert (found.get("offer.contract_months"), found.get("entry.stay_days")) == (length, stay)


@pytest.mark.parametrize(
    ("ours", "theirs", "longer"), [(30, 14, "yes"), (14, 14, "no"), (30, None, None), (None, 14, None)]
)
def test_notice(ours, theirs, longer):
    assert fact("offer.notice_worker_longer", notice_worker_days=ours, notice_employer_days=theirs) == longer


@pytest.mark.parametrize(
    ("fees", "payer"),
    [
        (None, None),
        ((), "unstated"),
        ((fee("travel", "employer"),), "employer"),
        ((fee("travel", "unknown"),), None),
        ((fee("travel", "employer"), fee("travel", "worker")), None),
    ],
)
def test_who_pays_the_journey_out(fees, payer):
    assert fact("offer.outward_travel_payer", fees=fees) == payer


@pytest.mark.parametrize(
    "name", ["written_before_departure", "copy_held_by_worker", "exit_penalty", "change_employer_ban"]
)
@pytest.mark.parametrize("answer", ["yes", "no", None])
def test_terms_that_are_answers_stay_what_they_are(name, answer):
    assert fact(f"offer.{name}", **{name: answer}) == answer


def test_a_contract_written_in_time_is_written_and_one_that_was_not_may_still_be():
    assert fact("offer.written_contract", written_before_departure="yes") == "yes"
    assert fact("offer.written_contract", written_before_departure="no") is None


def test_terms_of_c189_that_an_offer_states():
    offer = OfferTerms(
        pay=eur("900", "month"), pay_method="bank", pay_period_days=31, hours_week=40, leave_days_year=20,
        weekly_rest_hours=24, housing="none", food="none", probation_months=0, return_travel_payer="employer",
        notice_worker_days=30, notice_employer_days=30, contract="permanent",
    )  # fmt: skip
    found = facts(offer, employer=Employer(name="A"), region="Bremen", start_on=AS_OF, occupation_isco08="5152")
    assert found["offer.contract_terms"] == frozenset(
        ["parties", "workplace", "start_and_duration", "work_type", "pay", "hours", "leave_and_rest", "food_housing",
         "probation", "repatriation", "termination"]
    )  # fmt: skip


# -- Agency, place, occupation --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agency", "licensed"),
    [
        (None, None),
        ({}, None),
        ({"licence_number": "7", "licence_valid_to": date(2026, 8, 19)}, "yes"),
        ({"licence_number": "7", "licence_valid_to": date(2026, 8, 18)}, "no"),
        ({"licence_number": "7", "licence_valid_from": date(2026, 8, 20), "licence_valid_to": date(2030, 1, 1)}, "no"),
        ({"licence_valid_to": date(2030, 1, 1)}, None),  # no number to check
    ],
)
def test_an_agency_is_licensed_on_the_day(agency, licensed):
    given = None if agency is None else Agency(name="A", **agency)
    assert fact("offer.agency_licensed", agency=given) == licensed


@pytest.mark.parametrize(
    ("origin", "posts", "concrete"),
    [("registered", 2, "yes"), ("registered", 0, "no"), ("registered", None, None), ("advert", 2, None)],
)
def test_an_advert_is_not_a_concrete_offer(origin, posts, concrete):
    assert facts(origin=origin, posts=posts).get("offer.concrete") == concrete


@pytest.mark.parametrize(
    ("code", "domestic", "health"),
    [
        ("9111", "yes", "no"), ("5152", "yes", "no"), ("5322", None, "yes"), ("8322", None, "no"), ("2221", "no", "yes"),
        ("3221", "no", "yes"), ("1342", "no", "yes"), ("7212", "no", "no"), ("72", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_household_and_health_occupations(code, domestic, health):
    found = facts(occupation_isco08=code)
    assert (found.get("occupation.domestic_work"), found.get("occupation.health")) == (domestic, health)


@pytest.mark.parametrize(
    ("employer", "country", "domestic"),
    [("DEU", "DEU", "yes"), ("NLD", "DEU", "no"), (None, "DEU", None), ("DEU", None, None)],
)
def test_an_employer_of_the_destination(employer, country, domestic):
    assert facts(employer=Employer(country=employer), country=country).get("offer.employer_domestic") == domestic


def test_work_for_an_employer_is_not_on_ones_own_account():
    assert facts(employer=Employer(name="A"))["work.own_account"] == "no"
    assert "work.own_account" not in facts()
