"""Calendar arithmetic: whole years, months, weeks and days, and intervals with open ends."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

UNITS = {"day": "day", "days": "day", "week": "week", "weeks": "week"}
UNITS |= {"month": "month", "months": "month", "year": "year", "years": "year"}
MONTHS = {"month": 1, "year": 12}
MOST = 2_000  # units of time a cell may add or take away


def shifted(day: date, amount: int, unit: str) -> date:
    """The day `amount` units later (earlier if negative).

    Months and years keep the day of the month, or take the last day of a shorter month: 29 February 2024
    minus 1 year is 28 February 2023. Dates before year 1 or after year 9999 stop at that end.
    """
    if unit in MONTHS:
        return _by_months(day, amount * MONTHS[unit])
    days = amount * (7 if unit == "week" else 1)
    ordinal = min(max(day.toordinal() + days, 1), date.max.toordinal())
    return date.fromordinal(ordinal)


def _by_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Interval:
    """Days from `start` to `end`, both inclusive; None is an unknown start or an open end."""

    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share a day."""
        return not (self._ends_before(other) or other._ends_before(self))

    def _ends_before(self, other: Interval) -> bool:
        return self.end is not None and other.start is not None and self.end < other.start

    def __str__(self) -> str:
        start = self.start.isoformat() if self.start else "an unknown start"
        return f"{start} to {self.end.isoformat() if self.end else 'open'}"


def day_before(day: date) -> date:
    """The day before (the first day of the calendar stays)."""
    return day - timedelta(days=1) if day > date.min else day


def day_after(day: date) -> date:
    """The day after (the last day of the calendar stays)."""
    return day + timedelta(days=1) if day < date.max else day
