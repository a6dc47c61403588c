"""Pay in one currency and one period, so that two offers can be compared. Rates are dated and have a source."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from passerelle.records.documents import Money

WEEKS_A_YEAR = Decimal(52)
DAYS_A_YEAR = Decimal(260)
"""Five paid days a week."""
MONTHS_A_YEAR = Decimal(12)


@dataclass(frozen=True)
class Rates:
    """Units of a currency for one euro, by the day from which the rate holds."""

    by_currency: dict[str, tuple[tuple[date, Decimal], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, date, Decimal]]) -> Rates:
        """From rows (currency, day, units for one euro)."""
        grouped: dict[str, list[tuple[date, Decimal]]] = {}
        for currency, day, rate in rows:
            grouped.setdefault(currency, []).append((day, rate))
        return cls({currency: tuple(sorted(items)) for currency, items in grouped.items()})

    def in_eur(self, amount: Decimal, currency: str, as_of: date) -> Decimal | None:
        """The amount in euro at the latest rate at or before a day; None if there is none on file."""
        if currency == "EUR":
            return amount
        rows = self.by_currency.get(currency, ())
        index = bisect.bisect_right(rows, as_of, key=lambda row: row[0])
        return amount / rows[index - 1][1] if index else None


def year_amount(pay: Money, hours_week: float | None) -> Decimal | None:
    """Pay for a year: hour x hours a week x 52, day x 260, week x 52, month x 12. None if hours or period are not stated."""
    if pay.period == "hour":
        return pay.amount * Decimal(str(hours_week)) * WEEKS_A_YEAR if hours_week else None
    factors = {"day": DAYS_A_YEAR, "week": WEEKS_A_YEAR, "month": MONTHS_A_YEAR, "year": Decimal(1)}
    return pay.amount * factors[pay.period] if pay.period else None


def hour_amount(pay: Money, hours_week: float | None) -> Decimal | None:
    """Pay for an hour. None if hours or period are not stated."""
    if pay.period == "hour":
        return pay.amount
    year = year_amount(pay, hours_week)
    return year / (Decimal(str(hours_week)) * WEEKS_A_YEAR) if year is not None and hours_week else None


def year_eur(pay: Money | None, hours_week: float | None, *, rates: Rates, as_of: date) -> Decimal | None:
    """Pay for a year in euro, to the cent; None if anything needed is not known."""
    amount = year_amount(pay, hours_week) if pay else None
    euro = rates.in_eur(amount, pay.currency, as_of) if pay and amount is not None else None
    return euro.quantize(Decimal("0.01")) if euro is not None else None


def hour_eur(pay: Money | None, hours_week: float | None, *, rates: Rates, as_of: date) -> Decimal | None:
    """Pay for an hour in euro, to the cent; None if anything needed is not known."""
    amount = hour_amount(pay, hours_week) if pay else None
    euro = rates.in_eur(amount, pay.currency, as_of) if pay and amount is not None else None
    return euro.quantize(Decimal("0.01")) if euro is not None else None
