"""What the terms of an offer say, as facts of the rulebook's dictionary.

A term the offer does not state gives no fact: silence is unknown, never a pass. How each fact follows from the terms
stands beside it in `data/rulebook/facts/offer.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from passerelle.records import Fee, OfferTerms, Vacancy
from passerelle.records.money import MONTHS_A_YEAR, Rates, hour_eur, year_amount, year_eur
from passerelle.rules import Fact

PERMANENT_MONTHS = 9999
RECRUITMENT_ITEMS = ("recruitment", "placement")
HOUSEHOLD = ("9111", "5152")
MAYBE_HOUSEHOLD = ("5120", "5162", "5311", "5322", "5414", "6113", "8322")
YES_NO = {True: "yes", False: "no"}


def offer_facts(vacancy: Vacancy, *, rates: Rates, as_of: date) -> dict[str, Fact]:
    """Facts named offer.* (and what a vacancy says of its occupation and mode of work) on a day. Pay is in euro."""
    values = (
        _place_facts(vacancy)
        | _pay_facts(vacancy.offer, rates, as_of)
        | _fee_facts(vacancy.offer, rates, as_of)
        | _contract_facts(vacancy)
        | _occupation_facts(vacancy.occupation_isco08)
        | _agency_facts(vacancy.offer, as_of)
        | {"case.as_of": as_of}
    )
    return {name: Fact(value) for name, value in values.items() if value is not None}


def _place_facts(vacancy: Vacancy) -> dict[str, Any]:
    employer = vacancy.employer
    concrete = vacancy.origin != "advert" and vacancy.posts is not None
    return {
        "offer.concrete": YES_NO[vacancy.posts != 0] if concrete else None,
        "offer.country": vacancy.country,
        "offer.employer_domestic": YES_NO[employer.country == vacancy.country]
        if employer and employer.country and vacancy.country
        else None,
        "offer.care_business": employer.care_facility if employer else None,
        "work.own_account": "no" if employer else None,
    }


def _pay_facts(terms: OfferTerms, rates: Rates, as_of: date) -> dict[str, Any]:
    return {
        "offer.salary_year_eur": year_eur(terms.pay, terms.hours_week, rates=rates, as_of=as_of),
        "offer.pay_hour_eur": hour_eur(terms.pay, terms.hours_week, rates=rates, as_of=as_of),
        "offer.hours_week": _number(terms.hours_week),
        "offer.pay_method": terms.pay_method,
        "offer.pay_period_days": terms.pay_period_days,
        "offer.weekly_rest_hours": _number(terms.weekly_rest_hours),
        "offer.pay_in_kind": "none" if _nothing_in_kind(terms) else None,
    }


def _nothing_in_kind(terms: OfferTerms) -> bool:
    return terms.housing is not None and terms.food is not None and "provided" not in (terms.housing, terms.food)


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _fee_facts(terms: OfferTerms, rates: Rates, as_of: date) -> dict[str, Any]:
    return {
        "offer.worker_pays_fee": _any(_worker_pays(fee) for fee in terms.fees) if terms.fees is not None else None,
        "offer.worker_paid_fees": _worker_paid_total(terms.fees, rates, as_of),
        "offer.fee_deducted_from_pay": _deducted(terms),
        "offer.deposit_or_bond": _any(fee.item in ("deposit", "bond") for fee in terms.fees)
        if terms.fees is not None
        else None,
        "offer.placement_fee_months": _placement_months(terms),
        "offer.deduction_without_basis": _any(not item.legal_basis for item in terms.deductions)
        if terms.deductions is not None
        else None,
        "offer.deductions_disclosed": "yes" if terms.deductions is not None else None,
        "offer.outward_travel_payer": _travel_payer(terms.fees),
        "offer.return_travel_payer": terms.return_travel_payer,
    }


def _any(answers: Iterable[bool | None]) -> str | None:
    """yes if any is true, no if all are false, None (unknown) if one is open and none is true."""
    known = list(answers)
    return "yes" if True in known else None if None in known else "no"


def _worker_pays(fee: Fee) -> bool | None:
    if fee.amount is not None and fee.amount.amount == 0:
        return False
    if fee.payer == "worker" or fee.deducted_from_pay == "yes":
        return True
    return None if fee.payer == "unknown" else False


def _worker_paid_total(fees: tuple[Fee, ...] | None, rates: Rates, as_of: date) -> Decimal | None:
    if fees is None:
        return None
    total = Decimal(0)
    for fee in fees:
        paid = _worker_pays(fee)
        if paid is False:
            continue
        euro = rates.in_eur(fee.amount.amount, fee.amount.currency, as_of) if fee.amount else None
        if paid is None or euro is None:
            return None
        total += euro
    return total.quantize(Decimal("0.01"))


def _deducted(terms: OfferTerms) -> str | None:
    if terms.fees is None or terms.deductions is None:
        found = any(fee.deducted_from_pay == "yes" for fee in terms.fees or ())
        found |= any(item.purpose == "recruitment" for item in terms.deductions or ())
        return "yes" if found else None
    by_fee = _any(fee.deducted_from_pay == "yes" for fee in terms.fees)
    by_purpose = _any(item.purpose == "recruitment" for item in terms.deductions)
    return "yes" if "yes" in (by_fee, by_purpose) else "no"


def _placement_months(terms: OfferTerms) -> Decimal | None:
    if terms.fees is None:
        return None
    placement = [fee for fee in terms.fees if fee.item in RECRUITMENT_ITEMS]
    if not any(_worker_pays(fee) is not False for fee in placement):
        return Decimal(0)
    year = year_amount(terms.pay, terms.hours_week) if terms.pay else None
    if year is None or any(_worker_pays(fee) is None for fee in placement):
        return None
    total = Decimal(0)
    for fee in placement:
        if _worker_pays(fee):
            if fee.amount is None or terms.pay is None or fee.amount.currency != terms.pay.currency:
                return None
            total += fee.amount.amount
    return (total / (year / MONTHS_A_YEAR)).quantize(Decimal("0.01")) if year else None


def _travel_payer(fees: tuple[Fee, ...] | None) -> str | None:
    if fees is None:
        return None
    payers = {fee.payer for fee in fees if fee.item == "travel"}
    return "unstated" if not payers else payers.pop() if len(payers) == 1 and "unknown" not in payers else None


def _contract_facts(vacancy: Vacancy) -> dict[str, Any]:
    terms = vacancy.offer
    months = PERMANENT_MONTHS if terms.contract == "permanent" else terms.contract_months
    notices = (terms.notice_worker_days, terms.notice_employer_days)
    return {
        "offer.contract_months": months,
        "entry.stay_days": None if months is None else min(30 * months, PERMANENT_MONTHS),
        "offer.written_contract": terms.written_before_departure if terms.written_before_departure == "yes" else None,
        "offer.written_before_departure": terms.written_before_departure,
        "offer.copy_held_by_worker": terms.copy_held_by_worker,
        "offer.contract_terms": frozenset(_stated_terms(vacancy)),
        "offer.documents_held_by": terms.documents_held_by,
        "offer.collective_agreement": terms.collective_agreement,
        "offer.notice_worker_longer": YES_NO[notices[0] > notices[1]] if None not in notices else None,  # type: ignore[operator]
        "offer.exit_penalty": terms.exit_penalty,
        "offer.change_employer_ban": terms.change_employer_ban,
        "offer.union_ban": terms.union_clause,
        "offer.live_in_required": terms.live_in_required,
        "offer.complaint_channel": "yes" if terms.complaint_channel else None,
    }


def _stated_terms(vacancy: Vacancy) -> list[str]:
    """The items of C189 Article 7 (a)-(k) that the typed terms state."""
    terms = vacancy.offer
    stated = {
        "parties": vacancy.employer is not None and vacancy.employer.name,
        "workplace": vacancy.region,
        "start_and_duration": vacancy.start_on and (terms.contract == "permanent" or terms.contract_months is not None),
        "work_type": vacancy.occupation or vacancy.occupation_isco08,
        "pay": terms.pay and terms.pay.period and terms.pay_method and terms.pay_period_days,
        "hours": terms.hours_week,
        "leave_and_rest": terms.leave_days_year is not None and terms.weekly_rest_hours,
        "food_housing": terms.housing and terms.food,
        "probation": terms.probation_months is not None,
        "repatriation": terms.return_travel_payer,
        "termination": terms.notice_worker_days is not None and terms.notice_employer_days is not None,
    }
    return [name for name, value in stated.items() if value]


def _occupation_facts(isco08: str | None) -> dict[str, Any]:
    if not isco08 or len(isco08) < 4:
        return {}
    return {
        "occupation.domestic_work": None if isco08 in MAYBE_HOUSEHOLD else YES_NO[isco08 in HOUSEHOLD],
        "occupation.health": YES_NO[isco08.startswith(("22", "32", "532")) or isco08 == "1342"],
    }


def _agency_facts(terms: OfferTerms, as_of: date) -> dict[str, Any]:
    return {
        "offer.recruitment_mode": terms.recruitment_mode,
        "offer.agency_licensed": _licensed(terms, as_of),
        "offer.under_government_agreement": "yes" if terms.recruitment_mode == "government" else None,
    }


def _licensed(terms: OfferTerms, as_of: date) -> str | None:
    agency = terms.agency
    if agency is None or agency.licence_valid_to is None or agency.licence_number is None:
        return None
    begun = agency.licence_valid_from is None or agency.licence_valid_from <= as_of
    return YES_NO[begun and as_of <= agency.licence_valid_to]
