"""A fact's values cut into the finitely many classes a column of cells can tell apart.

Two values that every cell of the column answers alike are one *atom*. Over atoms a table is finite, and what
holds for every atom holds for every value: gaps, overlaps and unknowns are decided exactly, not sampled.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from itertools import product

from passerelle.rules.cells import BadCell, BoundCondition
from passerelle.rules.values import FactDefinition, Value

MAX_SET_STATES = 4096
_EXACT = Context(prec=60)
Number = int | Decimal


@dataclass(frozen=True)
class Partition:
    """The atoms of a column: an example of each, the atom of a value, and for every cell its atoms as bits."""

    examples: tuple[Value, ...]
    atom_of: Callable[[Value], int]
    masks: tuple[int, ...]

    @property
    def full(self) -> int:
        """All atoms: the bits of a missing value."""
        return (1 << len(self.examples)) - 1


BoundCell = Sequence[BoundCondition]  # all must hold; none: any value


def partition(definition: FactDefinition, cells: Sequence[BoundCell]) -> Partition:
    """The coarsest partition on which every cell of a column is constant."""
    conditions = [condition for cell in cells for condition in cell]
    examples, place = _fine(definition, conditions)
    merged: dict[tuple[bool, ...], int] = {}
    atoms = [merged.setdefault(_answers(cells, example), len(merged)) for example in examples]
    masks = tuple(sum(1 << atom for answers, atom in merged.items() if answers[row]) for row in range(len(cells)))
    kept: dict[int, Value] = {}
    for atom, example in zip(atoms, examples, strict=True):
        kept.setdefault(atom, example)
    return Partition(tuple(kept.values()), lambda value: atoms[place(value)], masks)


def _answers(cells: Sequence[BoundCell], value: Value) -> tuple[bool, ...]:
    return tuple(all(condition.test(value) for condition in cell) for cell in cells)


Fine = tuple[list[Value], Callable[[Value], int]]  # examples, and the place of a value among them


def _fine(definition: FactDefinition, conditions: Iterable[BoundCondition]) -> Fine:
    """A finite partition at least as fine as needed."""
    values = [value for condition in conditions for value in condition.values]
    if definition.type == "number":
        return _numbers(definition, values)
    if definition.type == "date":
        return _days(values)
    if definition.type == "set":
        return _sets(definition, conditions)
    return _words(definition, values)


def _words(definition: FactDefinition, values: Sequence[Value]) -> Fine:
    """Each listed word; for an open list one more class, all other words."""
    closed = definition.closed
    words: list[Value] = list(closed) if closed else sorted({str(value) for value in values})
    places = {word: place for place, word in enumerate(words)}
    if closed:
        return words, places.__getitem__
    other = len(words)
    return [*words, _other(words)], lambda value: places.get(value, other)


def _other(words: Iterable[Value]) -> str:
    other = "other"
    while other in words:
        other += "_"
    return other


def _numbers(definition: FactDefinition, values: Iterable[Value]) -> Fine:
    least, most = definition.least, definition.max
    ends = [v for v in values if isinstance(v, int | Decimal)]
    ends = [v for v in ends if (least is None or v >= least) and (most is None or v <= most)]
    line = _Line(least, most, definition.whole)
    return line.cut(ends)


def _days(values: Iterable[Value]) -> Fine:
    ends: list[Number] = [value.toordinal() for value in values if isinstance(value, date)]
    examples, place = _Line(1, date.max.toordinal(), True).cut(ends)
    return [date.fromordinal(int(e)) for e in examples if isinstance(e, int | Decimal)], lambda value: place(
        value.toordinal()  # type: ignore[union-attr]
    )


@dataclass(frozen=True)
class _Line:
    """The numbers from `least` to `most` (None: no bound), all of them or the whole ones."""

    least: Number | None
    most: Number | None
    whole: bool

    def cut(self, ends: Iterable[Number]) -> Fine:
        """Every end point, and every stretch between two, that holds a number."""
        bounds = [bound for bound in (self.least, self.most) if bound is not None]
        points = sorted({*ends, *bounds})
        slots = list(self._slots(points))
        examples: list[Value] = [example for _, example in slots]
        places = {slot: place for place, (slot, _) in enumerate(slots)}

        def place(value: Value) -> int:
            index = bisect_left(points, value)
            at_end = index < len(points) and points[index] == value
            return places[2 * index + 1 if at_end else 2 * index]

        return examples, place

    def _slots(self, points: Sequence[Number]) -> Iterator[tuple[int, Number]]:
        """Slot 2i is the stretch before end point i, slot 2i+1 the point itself; with an example in each."""
        for index in range(len(points) + 1):
            low = points[index - 1] if index else None
            high = points[index] if index < len(points) else None
            if (low is not None or self.least is None) and (high is not None or self.most is None):
                example = self._between(low, high)
                if example is not None:
                    yield 2 * index, example
            if high is not None and (not self.whole or high == int(high)):
                yield 2 * index + 1, int(high) if self.whole else high

    def _between(self, low: Number | None, high: Number | None) -> Number | None:
        if low is None:
            return 0 if high is None else _floor(high) - 1 if not _is_whole(high) else int(high) - 1
        whole = _floor(low) + 1
        if high is None or whole < high:
            return whole
        return None if self.whole else _tidy(_EXACT.divide(_EXACT.add(Decimal(low), Decimal(high)), Decimal(2)))


def _floor(number: Number) -> int:
    return int(number // 1) if number >= 0 or _is_whole(number) else int(number) - 1


def _is_whole(number: Number) -> bool:
    return number == int(number)


def _tidy(number: Decimal) -> Number:
    return int(number) if _is_whole(number) else number.normalize(_EXACT)


def _sets(definition: FactDefinition, conditions: Iterable[BoundCondition]) -> Fine:
    """Members no condition tells apart form a group; of a group a set holds none, some, or all."""
    literals = [(c.operator, frozenset(map(str, c.values))) for c in conditions]
    groups = _groups(literals)
    states: list[tuple[int, ...]] = []
    for state in product(*(range(2) if len(group) == 1 else range(3) for group in groups)):
        states.append(state)
        if len(states) > MAX_SET_STATES:
            raise BadCell(f"{definition.name}: the cells of this column tell apart too many sets; use fewer lists")
    places = {state: place for place, state in enumerate(states)}
    examples: list[Value] = [_example(groups, state) for state in states]
    return examples, lambda value: places[tuple(_state(group, value) for group in groups)]


def _groups(literals: Sequence[tuple[str, frozenset[str]]]) -> list[tuple[str, ...]]:
    members = sorted(frozenset().union(*(words for _, words in literals)))
    grouped: dict[tuple[bool, ...], list[str]] = {}
    for member in members:
        grouped.setdefault(tuple(member in words for _, words in literals), []).append(member)
    return [tuple(group) for group in grouped.values()]


def _state(group: tuple[str, ...], value: Value) -> int:
    """0: none of the group; 1: some (of a group of one: it); 2: all."""
    held = sum(member in value for member in group)  # type: ignore[operator]
    return 0 if not held else 2 if 1 < len(group) == held else 1


def _example(groups: Sequence[tuple[str, ...]], state: Sequence[int]) -> Value:
    held = (group if place == 2 else group[:place] for group, place in zip(groups, state, strict=True))
    return frozenset(member for part in held for member in part)
