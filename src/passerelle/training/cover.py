"""The cheapest set of programmes that teaches what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

EXACT_UP_TO = 14
"""Programmes up to which every set is weighed; above it the choice is greedy and says so."""


@dataclass(frozen=True)
class Priced:
    """A programme that can be chosen: the missing concepts it teaches, its fee in euro (None: not known) and days."""

    id: str
    teaches: frozenset[str]
    fee_eur: float | None
    days: int | None


@dataclass(frozen=True)
class Cover:
    """Chosen programmes by id, what they leave uncovered, and whether the choice is proven cheapest."""

    chosen: tuple[str, ...]
    uncovered: frozenset[str]
    exact: bool


def cover(missing: frozenset[str], programmes: Sequence[Priced]) -> Cover:
    """The programmes that teach as much of `missing` as any, at least cost.

    First the most concepts covered, then the lowest sum of known fees, then fewest programmes of unknown fee, then
    fewest days, then ids. Exact up to EXACT_UP_TO useful programmes after dropping dominated ones.
    """
    useful = _undominated([item for item in _narrowed(missing, programmes) if item.teaches])
    reachable = frozenset().union(*(item.teaches for item in useful)) if useful else frozenset()
    exact = len(useful) <= EXACT_UP_TO
    chosen = _exact(reachable, useful) if exact else _greedy(reachable, useful)
    return Cover(tuple(sorted(item.id for item in chosen)), missing - reachable, exact)


def _narrowed(missing: frozenset[str], programmes: Sequence[Priced]) -> list[Priced]:
    return [Priced(item.id, item.teaches & missing, item.fee_eur, item.days) for item in programmes]


def _price(item: Priced) -> tuple[int, float, int]:
    return int(item.fee_eur is None), item.fee_eur or 0.0, item.days or 0


def _undominated(items: list[Priced]) -> list[Priced]:
    """Without programmes for which another teaches at least as much and is no worse in fee and days."""
    kept: list[Priced] = []
    for item in sorted(items, key=lambda entry: (-len(entry.teaches), _price(entry), entry.id)):
        if not any(_beats(other, item) for other in kept):
            kept.append(item)
    return kept


def _beats(first: Priced, second: Priced) -> bool:
    better = all(a <= b for a, b in zip(_price(first), _price(second), strict=True))
    return first.teaches >= second.teaches and better


def _exact(goal: frozenset[str], items: list[Priced]) -> list[Priced]:
    order = sorted(items, key=lambda entry: entry.id)

    @cache
    def best(
        left: frozenset[str], position: int
    ) -> tuple[tuple[float, int, int, tuple[str, ...]], tuple[int, ...]] | None:
        if not left:
            return (0.0, 0, 0, ()), ()
        if position == len(order):
            return None
        item = order[position]
        without = best(left, position + 1)
        if not item.teaches & left:
            return without
        rest = best(left - item.teaches, position + 1)
        if rest is None:
            return without
        unknown, fee, days = _price(item)
        cost = (round(rest[0][0] + fee, 2), rest[0][1] + unknown, rest[0][2] + days, (item.id, *rest[0][3]))
        taken = (cost, (position, *rest[1]))
        return taken if without is None or cost < without[0] else without

    found = best(goal, 0)
    return [order[index] for index in found[1]] if found else []


def _greedy(goal: frozenset[str], items: list[Priced]) -> list[Priced]:
    left, chosen = set(goal), []
    while left:
        item = min(items, key=lambda entry: ((_price(entry)[1] + 1) / (len(entry.teaches & left) or 1e-9), entry.id))
        chosen.append(item)
        left -= item.teaches
    return [
        item
        for item in chosen
        if not goal <= frozenset().union(*(other.teaches for other in chosen if other is not item))
    ] or chosen
