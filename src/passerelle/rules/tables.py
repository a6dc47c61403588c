"""A compiled decision table: columns, rows and parameters, bound to a day, asked about a case.

Binding puts the parameters of a day into the cells and cuts every column into atoms; it is done once per
period. A case is then a tuple of atoms, and what the table says about a tuple is worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from passerelle.records.verdicts import Verdict, all_of
from passerelle.rules.boxes import Box, Hits, Region, deciding_sets, matters, meet, regions
from passerelle.rules.cells import AS_OF, Cell, bind_condition
from passerelle.rules.partitions import BoundCell, Partition, partition
from passerelle.rules.schema import ParameterEntry, ParameterPeriod
from passerelle.rules.values import FactDefinition

MISSING = -1  # in a tuple of atoms: the input is missing
MAX_KEPT = 50_000
MAX_BOUND = 64
_WEIGHT = {Verdict.NOT_MET: 0, Verdict.UNKNOWN: 1, Verdict.MET: 2}
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


@dataclass(frozen=True)
class Row:
    """A parsed row: a cell per column, the verdict, and why in each language."""

    cells: tuple[Cell, ...]
    then: Verdict
    because: Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """An input: its short name and the fact it asks for."""

    name: str
    fact: FactDefinition


@dataclass(frozen=True)
class Decision:
    """What a bound table says about a case: everything of a trace but the values themselves."""

    verdict: Verdict
    tried: tuple[tuple[int, Verdict, tuple[Verdict, ...]], ...]  # row, its result, the result of each cell
    decided_by: tuple[int, ...]  # rows by place; more than one if each leads to the verdict
    unknown_from: tuple[str, ...]  # missing_facts, no_parameter, row, no_row
    blocked: tuple[str, ...]  # parameters without a value that stood in the way
    asks: tuple[tuple[int, ...], ...]  # the smallest sets of columns that could decide it
    open: tuple[int, ...]  # every missing column that can still change the answer


@dataclass
class Bound:
    """A table on a day."""

    columns: tuple[Column, ...]
    partitions: tuple[Partition, ...]
    rows: tuple[Row, ...]
    boxes: tuple[Box, ...]  # of each row; a cell without its parameter counts as able to hold
    blocked: tuple[frozenset[str], ...]  # of each row: its parameters without a value
    blocked_cells: frozenset[tuple[int, int]]
    texts: tuple[tuple[str, ...], ...]  # cells with the parameters filled in
    periods: Mapping[str, ParameterPeriod | None]
    hit_policy: str
    kept: dict[tuple[int, ...], Decision] = field(default_factory=dict)

    @cached_property
    def everything(self) -> Box:
        """Every case the facts allow."""
        return tuple(part.full for part in self.partitions)

    def decide(self, atoms: tuple[int, ...]) -> Decision:
        """What the table says about a case: one atom per column, or MISSING."""
        decision = self.kept.get(atoms)
        if decision is None:
            decision = _decide(self, self.box(atoms))
            if len(self.kept) >= MAX_KEPT:
                self.kept.clear()
            self.kept[atoms] = decision
        return decision

    def box(self, atoms: tuple[int, ...]) -> Box:
        """The cases a tuple of atoms leaves open."""
        return tuple(full if atom == MISSING else 1 << atom for atom, full in zip(atoms, self.everything, strict=True))

    def regions(self, box: Box) -> list[Region]:
        """The cases of a box, each with the rows that give its verdict (under `collect`: one of them)."""
        if self.hit_policy != "collect":
            return regions(box, self.boxes, first=self.hit_policy == "first")
        found = regions(box, [self.boxes[row] for row in self.by_weight], first=True)
        return [(case, tuple(self.by_weight[place] for place in hits)) for case, hits in found]

    @cached_property
    def by_weight(self) -> tuple[int, ...]:
        """Rows in the order in which they win a conjunction: NOT_MET, UNKNOWN, MET.

        A conjunction is the verdict of the heaviest row that holds, so `collect` is `first` in this order.
        """
        return tuple(sorted(range(len(self.rows)), key=lambda row: (_WEIGHT[self.verdict_of(row)], row)))

    def verdict_of(self, row: int) -> Verdict:
        """What a row says where it may hold; UNKNOWN where a parameter is lacking."""
        return UNKNOWN if self.blocked[row] else self.rows[row].then

    def result(self, hits: Hits) -> Verdict:
        """The verdict of a case from the rows that give it."""
        return self.verdict_of(hits[0]) if len(hits) == 1 else UNKNOWN

    def holding(self, cases: Iterable[Region]) -> set[int]:
        """The rows that count in some of the cases."""
        cases = list(cases)
        if self.hit_policy != "collect":
            return {row for _, hits in cases for row in hits}
        return {row for row, box in enumerate(self.boxes) if any(meet(case, box) for case, _ in cases)}


def _decide(bound: Bound, box: Box) -> Decision:
    groups: dict[Verdict, list[Region]] = {}
    for region in bound.regions(box):
        groups.setdefault(bound.result(region[1]), []).append(region)
    verdict = next(iter(groups)) if len(groups) == 1 else UNKNOWN
    unknown = bound.holding(groups.get(UNKNOWN, ()))
    asks, open_ = _asks(box, groups) if len(groups) > 1 else ((), ())
    return Decision(
        verdict,
        _tried(bound, box),
        _deciding(bound, box, groups[verdict]) if len(groups) == 1 else (),
        tuple(_causes(bound, groups, unknown)) if verdict is UNKNOWN else (),
        tuple(sorted({name for row in unknown for name in bound.blocked[row]})),
        asks,
        open_,
    )


def _deciding(bound: Bound, box: Box, cases: list[Region]) -> tuple[int, ...]:
    """The rows that give the verdict: those that hold whatever is missing, else all that may."""
    verdict = bound.result(cases[0][1])
    rows = sorted(row for row in bound.holding(cases) if not bound.blocked[row] and bound.rows[row].then is verdict)
    surely = [row for row in rows if meet(box, bound.boxes[row]) == box]
    if bound.hit_policy == "first":  # a row further down may hold for sure and still not be the first
        surely = [row for row in surely if all(row in hits for _, hits in cases)]
    return tuple(surely or rows)


def _causes(bound: Bound, groups: Mapping[Verdict, list[Region]], unknown: set[int]) -> list[str]:
    """Why the answer is UNKNOWN, in a fixed order. `unknown`: the rows that count in the cases that are."""
    causes = {
        "missing_facts": len(groups) > 1,
        "no_parameter": any(bound.blocked[row] for row in unknown),
        "row": any(not bound.blocked[row] and bound.rows[row].then is UNKNOWN for row in unknown),
        "no_row": any(
            not hits or (len(hits) > 1 and not any(bound.blocked[row] for row in hits))
            for _, hits in groups.get(UNKNOWN, ())
        ),
    }
    return [cause for cause, present in causes.items() if present]


def _asks(box: Box, groups: Mapping[Verdict, list[Region]]) -> tuple[Any, tuple[int, ...]]:
    cases = {verdict: [case for case, _ in found] for verdict, found in groups.items()}
    several = [place for place, bits in enumerate(box) if bits & (bits - 1)]
    open_ = [place for place in several if matters(place, list(cases.values()))]
    by_group = [(verdict is not UNKNOWN, found) for verdict, found in cases.items()]
    return tuple(deciding_sets(box, open_, by_group)), tuple(open_)


def _tried(bound: Bound, box: Box) -> tuple[tuple[int, Verdict, tuple[Verdict, ...]], ...]:
    """The rows looked at, top down; under `first` none after one that surely holds."""
    tried = []
    for place, row in enumerate(bound.boxes):
        cells = tuple(_cell_result(bound, place, column, box[column]) for column in range(len(row)))
        tried.append((place, all_of(cells), cells))
        if bound.hit_policy == "first" and tried[-1][1] is MET:
            break
    return tuple(tried)


def _cell_result(bound: Bound, row: int, column: int, bits: int) -> Verdict:
    holds = bound.boxes[row][column]
    if (row, column) in bound.blocked_cells:
        return UNKNOWN if bits & holds else NOT_MET
    return MET if not bits & ~holds else UNKNOWN if bits & holds else NOT_MET


class Table:
    """Columns, rows and parameters, ready to be bound to any day."""

    def __init__(
        self,
        columns: tuple[Column, ...],
        rows: tuple[Row, ...],
        *,
        parameters: Mapping[str, ParameterEntry],
        hit_policy: str,
    ) -> None:
        self.columns = columns
        self.rows = rows
        self.parameters = parameters
        self.hit_policy = hit_policy
        self.moves_daily = any(cell.uses_as_of for row in rows for cell in row.cells)
        self._bound: dict[Any, Bound] = {}
        self._latest: tuple[date, Bound] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_bound": {}, "_latest": None}

    def bound(self, as_of: date) -> Bound:
        """The table on a day; kept, since most questions are asked of the same day."""
        latest = self._latest
        if latest is not None and latest[0] == as_of:
            return latest[1]
        places = tuple(_place(entry, as_of) for entry in self.parameters.values())
        key = (as_of if self.moves_daily else None, places)
        bound = self._bound.get(key)
        if bound is None:
            if len(self._bound) >= MAX_BOUND:
                self._bound.clear()
            bound = self._bound[key] = self._bind(as_of)
        self._latest = (as_of, bound)
        return bound

    def _bind(self, as_of: date) -> Bound:
        periods = {name: _period(entry, as_of) for name, entry in self.parameters.items()}
        values = {name: period.value for name, period in periods.items() if period is not None}
        lacking = [[cell.parameters - values.keys() for cell in row.cells] for row in self.rows]
        cells = [
            [self._bind_cell(cell, column, as_of, values) for cell, column in zip(row.cells, self.columns, strict=True)]
            for row in self.rows
        ]
        partitions = tuple(
            partition(column.fact, [row[place] for row in cells]) for place, column in enumerate(self.columns)
        )
        return Bound(
            self.columns,
            partitions,
            self.rows,
            tuple(tuple(part.masks[row] for part in partitions) for row in range(len(self.rows))),
            tuple(frozenset().union(*row) for row in lacking),
            frozenset((r, c) for r, row in enumerate(lacking) for c, names in enumerate(row) if names),
            tuple(tuple(_texts(bound, cell) for bound, cell in zip(row, self.rows[r].cells, strict=True))
                  for r, row in enumerate(cells)),
            periods,
            self.hit_policy,
        )  # fmt: skip

    def _bind_cell(self, cell: Cell, column: Column, as_of: date, values: Mapping[str, Any]) -> BoundCell:
        """The conditions whose parameters have a value; the others may hold or not."""
        return [
            bind_condition(condition, column.fact, as_of=as_of, parameters=values)
            for condition in cell.conditions
            if all(o.parameter in values or o.parameter in {None, AS_OF} for o in condition.operands)
        ]


def _texts(bound: BoundCell, cell: Cell) -> str:
    """A cell as computed: with values where it has parameters and every one is on file."""
    if not any(operand.parameter for operand in cell.operands) or len(bound) < len(cell.conditions):
        return cell.text
    return " and ".join(condition.text for condition in bound)


def _place(entry: ParameterEntry, as_of: date) -> int:
    for place, period in enumerate(entry.values):
        if period.interval.holds(as_of):
            return place
    return -1


def _period(entry: ParameterEntry, as_of: date) -> ParameterPeriod | None:
    place = _place(entry, as_of)
    return None if place < 0 else entry.values[place]
