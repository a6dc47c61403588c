"""When each step of a set can start, and how long the whole takes: the longest chain of what must come first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from passerelle.recognition import Step

Times = tuple[float, float, float]
"""Days: low, likely, high."""


@dataclass(frozen=True)
class Slot:
    """A step in its place: the ids of the steps right before it, and its first and last day."""

    step: Step
    before: tuple[str, ...]
    start: Times
    end: Times


def schedule(order: Sequence[Step], *, waits: Callable[[Step, Step], bool]) -> tuple[Slot, ...]:
    """Slots of steps given in an order in which each can be taken, by first day and then in that order.

    A step waits for those it names in `after`, and for those of which `waits(step, other)` says so because it needs
    what they give. A wish of `after` that would close a circle is dropped.
    """
    before = {step.id: {other.id for other in order[:place] if waits(step, other)} for place, step in enumerate(order)}
    for step in order:
        for other in order:
            if other.id in step.after and step.id not in _all_before(other.id, before):
                before[step.id].add(other.id)
    slots: dict[str, Slot] = {}
    while len(slots) < len(order):
        step = next(item for item in order if item.id not in slots and before[item.id] <= slots.keys())
        slots[step.id] = _slot(step, before, slots)
    place = {step.id: number for number, step in enumerate(order)}
    return tuple(sorted(slots.values(), key=lambda slot: (slot.start[1], slot.end[1], place[slot.step.id])))


def _slot(step: Step, before: Mapping[str, set[str]], slots: Mapping[str, Slot]) -> Slot:
    implied = {name for item in before[step.id] for name in _all_before(item, before)}
    start = _latest([slots[name].end for name in before[step.id]])
    low, likely, high = start
    end = (low + step.days.low, likely + step.days.likely, high + step.days.high)
    return Slot(step, tuple(sorted(before[step.id] - implied)), start, end)


def _all_before(name: str, before: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = set(before[name])
    while ahead:
        found |= ahead
        ahead = {further for item in ahead for further in before[item]} - found
    return found


def _latest(times: Sequence[Times]) -> Times:
    return (
        max((item[0] for item in times), default=0.0),
        max((item[1] for item in times), default=0.0),
        max((item[2] for item in times), default=0.0),
    )


def length(slots: Collection[Slot]) -> Times:
    """Days from the first step to the end of the last: low, likely, high."""
    return _latest([slot.end for slot in slots])


def likely_days(order: Sequence[Step], *, waits: Callable[[Step, Step], bool]) -> float:
    """The likely length alone, which is what a search asks thousands of times."""
    ends: dict[str, float] = {}
    for place, step in enumerate(order):
        start = max(
            (ends[other.id] for other in order[:place] if other.id in step.after or waits(step, other)), default=0.0
        )
        ends[step.id] = start + step.days.likely
    return max(ends.values(), default=0.0)
