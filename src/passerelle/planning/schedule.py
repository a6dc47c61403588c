"""When each step of a set can start, and how long the whole takes: the longest chain of what must come first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from passerelle.recognition import Range, Step
from passerelle.rules import Fact

Needs = Callable[[Step, Mapping[str, Fact]], bool]
"""Does the step's need of every fact hold (or stay open) with these facts?"""


@dataclass(frozen=True)
class Slot:
    """A step in its place: the ids of the steps right before it, and its first day for low, likely and high times."""

    step: Step
    before: tuple[str, ...]
    start: tuple[float, float, float]

    @property
    def end(self) -> tuple[float, float, float]:
        return tuple(begin + length for begin, length in zip(self.start, _times(self.step.days), strict=True))  # type: ignore[return-value]


def schedule(order: Sequence[Step], facts: Mapping[str, Fact], *, provides: Callable[[Step, Step], bool]) -> tuple[Slot, ...]:
    """Slots of steps given in an order in which each can be taken, by first day and then id.

    `provides(first, then)`: does `then` need what `first` gives, so that it has to wait for it?
    """
    slots: dict[str, Slot] = {}
    for position, step in enumerate(order):
        before = tuple(
            earlier.id for earlier in order[:position] if earlier.id in step.after or provides(earlier, step)
        )
        start = tuple(max((slots[name].end[i] for name in before), default=0.0) for i in range(3))
        slots[step.id] = Slot(step, _nearest(before, slots), start)  # type: ignore[arg-type]
    return tuple(sorted(slots.values(), key=lambda slot: (slot.start[1], slot.end[1], slot.step.id)))


def _nearest(before: tuple[str, ...], slots: Mapping[str, Slot]) -> tuple[str, ...]:
    """Only the steps right before: those that no other of them already waits for."""
    implied = {name for item in before for name in _all_before(item, slots)}
    return tuple(name for name in before if name not in implied)


def _all_before(name: str, slots: Mapping[str, Slot]) -> set[str]:
    direct = set(slots[name].before)
    return direct | {further for item in direct for further in _all_before(item, slots)}


def length(slots: Collection[Slot]) -> tuple[float, float, float]:
    """Days from the first step to the end of the last: low, likely, high."""
    return tuple(max((slot.end[i] for slot in slots), default=0.0) for i in range(3))  # type: ignore[return-value]


def _times(days: Range) -> tuple[float, float, float]:
    return days.low, days.likely, days.high
