"""The best set of steps that closes every gap, found exactly.

A state is the set of steps taken with the facts they leave. Adding a step never makes a set cheaper or shorter, so
the first goal state that a best-first search takes from its queue is the best one (Dijkstra). Ties go to fewer steps
and then to the order of their ids, so that the same input gives the same plan. Only steps that give a fact which an
open gap, or the need of a step already relevant, asks about are looked at.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from passerelle.recognition import Step
from passerelle.records import Verdict
from passerelle.rules import Fact

LIMIT = 5_000
"""States taken from the queue before the search gives up and says so. Shipped corridors need at most a few hundred."""

FactsOf = Mapping[str, Fact]


@dataclass(frozen=True)
class Goal:
    """Something that must be met: its id, the facts it asks, and how it judges them."""

    id: str
    inputs: frozenset[str]
    judge: Callable[[FactsOf], Verdict]


@dataclass(frozen=True)
class World:
    """What the search may ask of steps: can one start with these facts, and what holds after it."""

    can_start: Callable[[Step, FactsOf], bool]
    after: Callable[[FactsOf, Step], dict[str, Fact]]
    measure: Callable[[Sequence[Step], FactsOf], tuple[float, ...]]


@dataclass(frozen=True)
class Found:
    """Steps in an order in which each can be taken, and the facts after them."""

    steps: tuple[Step, ...]
    facts: dict[str, Fact]


def best_steps(goals: Sequence[Goal], facts: FactsOf, steps: Iterable[Step], *, world: World) -> Found | None:
    """The best steps after which every goal that was NOT_MET is MET and no goal is newly NOT_MET; None if there are none.

    A goal that was UNKNOWN may stay so: it asks for its fact. The order of best is `world.measure`, which must not
    fall when a step is added.
    """
    start = {goal.id: goal.judge(facts) for goal in goals}
    open_goals = [goal for goal in goals if start[goal.id] is Verdict.NOT_MET]
    relevant = relevant_steps(open_goals, facts, steps, world=world)
    others = [goal for goal in goals if start[goal.id] is not Verdict.NOT_MET]
    queue: list[tuple[tuple[Any, ...], int, tuple[Step, ...], dict[str, Fact]]] = []
    seen: set[tuple[frozenset[str], tuple[Any, ...]]] = set()
    count = 0
    heapq.heappush(queue, ((world.measure((), facts), 0, ()), count, (), dict(facts)))
    for _ in range(LIMIT):
        if not queue:
            return None
        _, _, taken, now = heapq.heappop(queue)
        key = (frozenset(step.id for step in taken), tuple((name, now[name].value) for step in relevant for name in step.gives if name in now))
        if key in seen:
            continue
        seen.add(key)
        if _reached(open_goals, others, start, now):
            return Found(taken, now)
        for step in relevant:
            if step.id in key[0] or not world.can_start(step, now):
                continue
            then = world.after(now, step)
            if all(name in now and now[name].value == fact.value for name, fact in then.items()):
                continue
            count += 1
            longer = (*taken, step)
            rank = (world.measure(longer, facts), len(longer), tuple(sorted(item.id for item in longer)))
            heapq.heappush(queue, (rank, count, longer, then))
    return None


def _reached(open_goals: Sequence[Goal], others: Sequence[Goal], start: Mapping[str, Verdict], now: FactsOf) -> bool:
    if any(goal.judge(now) is not Verdict.MET for goal in open_goals):
        return False
    return not any(goal.judge(now) is Verdict.NOT_MET for goal in others)


def relevant_steps(goals: Iterable[Goal], facts: FactsOf, steps: Iterable[Step], *, world: World) -> list[Step]:
    """Steps that could matter to open goals, directly or through the needs of one that does, by id."""
    wanted = {name for goal in goals for name in goal.inputs}
    left = sorted(steps, key=lambda step: step.id)
    chosen: list[Step] = []
    while True:
        found = [step for step in left if wanted & set(step.gives)]
        if not found:
            return sorted(chosen, key=lambda step: step.id)
        for step in found:
            chosen.append(step)
            left.remove(step)
            if not world.can_start(step, facts):
                wanted |= set(step.needs)


def nearest_blocks(goals: Sequence[Goal], facts: FactsOf, steps: Iterable[Step], *, world: World) -> tuple[str, ...]:
    """The open goals that no set of steps closes even on its own: what truly stands in the way."""
    alone = (goal.id for goal in goals if goal.judge(facts) is Verdict.NOT_MET and best_steps([goal], facts, steps, world=world) is None)
    return tuple(alone)
