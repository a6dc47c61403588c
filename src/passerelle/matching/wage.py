"""The wage floor of the person against the pay of the offer, in one currency and one period.

Pay is compared for a year, or for an hour where the floor is an hourly one; `passerelle.records.money` holds the
constants (52 weeks, 260 paid days and 12 months a year) and converts through the euro at the latest rate at or before
the date of the answer. Without rates two amounts in the same currency are still compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from passerelle.matching.context import Context, met, not_met, unknown
from passerelle.records import Money, Vacancy, Worker
from passerelle.records.findings import Finding
from passerelle.records.money import hour_amount, year_amount

HOUR, YEAR = "hour", "year"


@dataclass(frozen=True, slots=True)
class Floor:
    """A wage floor in comparable form. unit: "EUR", or the currency itself where no rate is on file."""

    basis: str
    unit: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Pay:
    """What is offered on one basis: at least `low`, at most `high`; None where the offer does not say."""

    low: tuple[str, Decimal] | None
    high: tuple[str, Decimal] | None
    asks: tuple[str, ...]


def find_wage(worker: Worker, vacancy: Vacancy, context: Context) -> Finding:
    """Does the job pay at least the floor? A range that only reaches the floor leaves it open."""
    wanted = worker.preferences.wage_floor
    floor = floor_of(wanted, context)
    if wanted is None or floor is None:
        return unknown("wage", "no lowest acceptable pay per hour, day, week, month or year is stated",
                       asks=("worker.wage_floor",))  # fmt: skip
    pay = pay_of(vacancy, floor.basis, context)
    reason = f"{_words(vacancy)}, the floor is {_shown(wanted)}{_rates_used(wanted, vacancy, context)}"
    low, high = (_comparable(bound, floor) for bound in (pay.low, pay.high))
    if low is not None and low >= floor.amount:
        return met("wage", reason)
    if high is not None and high < floor.amount:
        return not_met("wage", reason)
    return unknown("wage", reason, asks=pay.asks or _rates_missing(floor, pay) or ("offer.pay",))


def floor_of(wanted: Money | None, context: Context) -> Floor | None:
    """The floor in comparable form; None where there is none or it has no period."""
    if wanted is None or wanted.period is None:
        return None
    basis = HOUR if wanted.period == HOUR else YEAR
    # A rate for an hour needs no hours on the basis of the hour, so the floor never does.
    amount = hour_amount(wanted, None) if basis == HOUR else year_amount(wanted, None)
    assert amount is not None
    return Floor(basis, *_in_unit(amount, wanted.currency, context))


def pay_of(vacancy: Vacancy, basis: str, context: Context) -> Pay:
    """The offered pay on one basis. One stated figure is both ends; only a maximum stated leaves the low end open."""
    offer = vacancy.offer
    low = _bound(offer.pay, offer.hours_week, basis=basis, context=context)
    high = _bound(offer.pay_max or offer.pay, offer.hours_week, basis=basis, context=context)
    stated = offer.pay or offer.pay_max
    if stated is None or stated.period is None:
        return Pay(low, high, ("offer.pay",))
    needs_hours = low is None and offer.pay is not None and not offer.hours_week
    return Pay(low, high, ("offer.hours_week",) if needs_hours else ())


def _bound(pay: Money | None, hours_week: float | None, *, basis: str, context: Context) -> tuple[str, Decimal] | None:
    if pay is None:
        return None
    amount = hour_amount(pay, hours_week) if basis == HOUR else year_amount(pay, hours_week)
    return None if amount is None else _in_unit(amount, pay.currency, context)


def _in_unit(amount: Decimal, currency: str, context: Context) -> tuple[str, Decimal]:
    euro = context.rates.in_eur(amount, currency, context.as_of)
    return (currency, amount) if euro is None else ("EUR", euro)


def _comparable(bound: tuple[str, Decimal] | None, floor: Floor) -> Decimal | None:
    return bound[1] if bound and bound[0] == floor.unit else None


def _rates_missing(floor: Floor, pay: Pay) -> tuple[str, ...]:
    units = {floor.unit} | {bound[0] for bound in (pay.low, pay.high) if bound}
    return tuple(f"rates.{unit}" for unit in sorted(units - {"EUR"})) if len(units) > 1 else ()


def _words(vacancy: Vacancy) -> str:
    offer = vacancy.offer
    stated = [_shown(pay) for pay in (offer.pay, offer.pay_max) if pay]
    hours = f" at {offer.hours_week:g} hours a week" if stated and offer.hours_week else ""
    return f"offers {' to '.join(stated)}{hours}" if stated else "the offer does not state the pay"


def _shown(pay: Money) -> str:
    return f"{pay.amount} {pay.currency} a {pay.period or 'period not stated'}"


def _rates_used(wanted: Money, vacancy: Vacancy, context: Context) -> str:
    pays = [pay for pay in (wanted, vacancy.offer.pay, vacancy.offer.pay_max) if pay]
    used = [_rate_words(pay.currency, context) for pay in pays]
    return "".join(f"; {words}" for words in dict.fromkeys(used) if words)


def _rate_words(currency: str, context: Context) -> str:
    if currency == "EUR":
        return ""
    return _latest(currency, context) or f"no {currency} rate on file at {context.as_of}"


def _latest(currency: str, context: Context) -> str:
    rows = context.rates.by_currency.get(currency, ())
    dated = [(day, rate) for day, rate in rows if day <= context.as_of]
    return f"1 EUR = {dated[-1][1]} {currency} on {dated[-1][0]}" if dated else ""
