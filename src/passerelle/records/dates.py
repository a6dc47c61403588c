"""Dates that may be known only to the month or the year, and whole months between them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def check_partial(text: str) -> str:
    """Return the text if it is YYYY, YYYY-MM or YYYY-MM-DD and a possible date; ValueError if not."""
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a possible date: {error}") from None
    return text


PartialDate = Annotated[str, AfterValidator(check_partial)]
"""ISO 8601 date of reduced precision: YYYY, YYYY-MM or YYYY-MM-DD."""


def first_day(partial: str) -> date:
    """The earliest day a partial date can mean."""
    year, month, day = (int(part) if part else 1 for part in _PARTIAL.fullmatch(partial).groups())  # type: ignore[union-attr]
    return date(year, month, day)


def last_day(partial: str) -> date:
    """The latest day a partial date can mean."""
    year, month, day = _PARTIAL.fullmatch(partial).groups()  # type: ignore[union-attr]
    known_month = int(month) if month else 12
    return date(int(year), known_month, int(day) if day else calendar.monthrange(int(year), known_month)[1])


def add_months(day: date, months: int) -> date:
    """The same day of the month some months later (or earlier); the month's last day where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_years(born: date, as_of: date) -> int:
    """Completed years of age."""
    return as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))


def months_covered(spans: Iterable[tuple[date, date]]) -> int:
    """Whole calendar months in a union of spans (both ends inclusive): overlapping jobs are not counted twice.

    A month counts if at least half of its days are covered.
    """
    covered: dict[tuple[int, int], set[int]] = {}
    for start, end in spans:
        _cover(covered, start, end)
    return sum(2 * len(days) >= calendar.monthrange(*month)[1] for month, days in covered.items())


def _cover(covered: dict[tuple[int, int], set[int]], start: date, end: date) -> None:
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        first = start.day if (year, month) == (start.year, start.month) else 1
        last = end.day if (year, month) == (end.year, end.month) else calendar.monthrange(year, month)[1]
        covered.setdefault((year, month), set()).update(range(first, last + 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
