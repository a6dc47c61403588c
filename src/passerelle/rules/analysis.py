"""What is wrong with a table as a whole: cases no row covers, rows that overlap, rows that can never hold.

Exact over all values the facts can take, on every day on which the table can change: the days its parameters
change, and for cells with $as_of the days on which two of its dates change places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from passerelle.records.verdicts import Verdict
from passerelle.rules.boxes import Box, Region, TooManyRegions
from passerelle.rules.cells import AS_OF, BadCell, Operand
from passerelle.rules.dates import MONTHS, day_after, day_before, shifted
from passerelle.rules.problems import Problem
from passerelle.rules.rule import Rule
from passerelle.rules.tables import Bound
from passerelle.rules.values import shown

_NEAR = 3  # days: months differ in length by at most this


@dataclass
class Analysis:
    """What a look at a whole table found."""

    gaps: list[Problem] = field(default_factory=list)
    overlaps: list[Problem] = field(default_factory=list)
    unreachable: list[Problem] = field(default_factory=list)
    too_large: list[Problem] = field(default_factory=list)
    verdicts: frozenset[Verdict] = frozenset()  # all it can give, UNKNOWN for missing facts included

    @property
    def fatal(self) -> list[Problem]:
        """What keeps a rule from being loaded."""
        return self.too_large + self.gaps + self.overlaps


def analyse(rule: Rule) -> Analysis:
    """Gaps, overlaps and dead rows of a rule, each with an example, and the verdicts it can give."""
    found = Analysis()
    reached: set[int] = set()
    results: set[Verdict] = set()
    try:
        for day, bound in _forms(rule):
            regions = bound.regions(bound.everything)
            reached |= bound.holding(regions)
            results.update(bound.result(hits) for _, hits in regions)
            _look(rule, bound, day, found=found, regions=regions)
    except (BadCell, TooManyRegions) as error:
        found.too_large.append(rule.document.problem(("rows",), str(error)))
        return found
    found.unreachable = [_dead(rule, place) for place in range(len(rule.table.rows)) if place not in reached]
    if len(results) > 1:
        results.add(Verdict.UNKNOWN)
    found.verdicts = frozenset(results)
    return found


def _forms(rule: Rule) -> Iterator[tuple[date, Bound]]:
    """Every form the table takes, with a day on which it does."""
    seen: list[Bound] = []
    for day in sorted(days_of_change(rule)):
        bound = rule.table.bound(day)
        if rule.table.moves_daily or not any(bound is other for other in seen):
            seen.append(bound)
            yield day, bound


def _look(rule: Rule, bound: Bound, day: date, *, found: Analysis, regions: Iterable[Region]) -> None:
    """The first gap and the first overlap of a form."""
    for case, hits in regions:
        sure = [row for row in hits if not bound.blocked[row]]
        if not hits and not found.gaps:
            message = f"no row covers {example(bound, case)}{_on(rule, day)}"
            found.gaps.append(rule.document.problem(("rows",), message))
        if len(sure) > 1 and bound.hit_policy == "unique" and not found.overlaps:
            rows = " and ".join(str(row + 1) for row in sure)
            message = f"rows {rows} both hold for {example(bound, case)}{_on(rule, day)}"
            found.overlaps.append(rule.document.problem(("rows", sure[-1]), message))


def example(bound: Bound, case: Box) -> str:
    """A case in words: one value per input; inputs whose value makes no difference are left out."""
    parts = []
    for column, part, bits, every in zip(bound.columns, bound.partitions, case, bound.everything, strict=True):
        if bits != every or every == 1:
            value = part.examples[(bits & -bits).bit_length() - 1]
            parts.append(f"{column.name} = {shown(value)}")
    return ", ".join(parts) or "any case"


def _on(rule: Rule, day: date) -> str:
    return f" (on {day})" if rule.entry.parameters or rule.table.moves_daily else ""


def _dead(rule: Rule, place: int) -> Problem:
    why = "the rows above take every case" if rule.entry.hit_policy == "first" else "no case meets all its cells"
    return rule.document.problem(("rows", place), f"row {place + 1} can never hold: {why}")


def days_of_change(rule: Rule) -> set[date]:
    """Days of the rule's life that together show every form its table takes."""
    entry = rule.entry
    ends = [entry.valid_from, entry.valid_to, entry.recorded_from]
    for parameter in entry.parameters.values():
        for period in parameter.values:
            ends += [period.start, period.end]
    days = {near for end in ends if end for near in (day_before(end), end, day_after(end))}
    if rule.table.moves_daily:
        days |= set(_moving_days(rule))
    alive = {day for day in days if rule.interval.holds(day)}
    return alive or {entry.valid_from or entry.valid_to or entry.recorded_from}


def _moving_days(rule: Rule) -> Iterator[date]:
    for place in range(len(rule.table.columns)):
        operands = [operand for row in rule.table.rows for operand in row.cells[place].operands]
        moving = [operand for operand in operands if operand.parameter == AS_OF]
        for fixed in _fixed_dates(rule, operands):
            for operand in moving:
                yield from _around(shifted(fixed, -operand.amount, operand.unit))
        yield from _leap_cycle(moving)


def _fixed_dates(rule: Rule, operands: Iterable[Operand]) -> Iterator[date]:
    for operand in operands:
        if operand.parameter is None:
            yield from _as_date(operand.text)
        elif operand.parameter != AS_OF:
            for period in rule.entry.parameters[operand.parameter].values:
                if isinstance(period.value, date):
                    yield shifted(period.value, operand.amount, operand.unit)


def _as_date(text: str) -> Iterator[date]:
    try:
        yield date.fromisoformat(text)
    except ValueError:
        return


def _around(day: date) -> Iterator[date]:
    first, last = date.min.toordinal(), date.max.toordinal()
    for distance in range(-_NEAR, _NEAR + 1):
        ordinal = day.toordinal() + distance
        if first <= ordinal <= last:
            yield date.fromordinal(ordinal)


def _leap_cycle(moving: Iterable[Operand]) -> Iterator[date]:
    """Where one column counts in days and in months, their order can change with the calendar: look at every day."""
    units = {operand.unit in MONTHS for operand in moving if operand.amount}
    if len(units) == 2:
        for place in range(4 * 366):
            yield date(2024, 1, 1) + timedelta(days=place)
