"""The best set of steps that closes every gap, found exactly.

Goals that no step ties together are searched apart: what closes one is chosen without looking at the other, and costs
add up. Within such a group a state is the set of steps taken with the facts they leave. Adding a step never makes a
set cheaper or shorter, so the first goal state that a best-first search takes from its queue is the best one
(Dijkstra). Ties go to fewer steps and then to the order of their ids, so that the same input gives the same plan.

Four things keep it small. Before it starts, every goal is tried with all values that any steps could ever give it: a
goal that cannot be met even so is what stands in the way, and there is no search. Of two steps that give and need the
same, one that is no better in anything is dropped. From a state only steps are tried that could matter to one open
goal, because they give a value with which it can be met, or one that such a step still needs; the goal is the one with
the fewest: whatever closes the others can come after. A step that changes no fact is not taken. The third assumes that
no step takes away a fact which another goal needs.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from passerelle.recognition import Step
from passerelle.records import Verdict
from passerelle.rules import Fact

LIMIT = 20_000
"""States taken from the queue before the search gives up and says so. Shipped corridors need at most a few hundred."""
MOST_CASES = 4_096
"""Combinations of values tried for one goal before the search; above it the goal counts as reachable."""

FactsOf = Mapping[str, Fact]
Aim = Literal["cheapest", "fastest"]


class TooManyStates(Exception):
    """The search was given up: it is not known whether some steps would do."""


@dataclass(frozen=True)
class Goal:
    """Something that must be met: its id, the facts it asks, and how it judges them.

    `mark` tells goals of one id apart that judge differently, such as a language asked for at different levels.
    """

    id: str
    inputs: frozenset[str]
    judge: Callable[[FactsOf], Verdict]
    mark: str = ""


@dataclass(frozen=True)
class World:
    """What the search may ask of steps: what keeps one from starting, what holds after it, what a set costs and takes.

    `cost` gives numbers that add up over steps, `days` the length of the longest chain; neither falls with a step more.
    `least_days` is a time that is taken anyhow: below it shorter is no better.
    """

    lacks: Callable[[Step, FactsOf], frozenset[str]]
    after: Callable[[FactsOf, Step], dict[str, Fact]]
    cost: Callable[[Sequence[Step]], tuple[float, ...]]
    days: Callable[[Sequence[Step], FactsOf], float]
    aim: Aim = "cheapest"
    least_days: float = 0.0
    kept: dict[Any, Found | None] = field(default_factory=dict)
    """Searches already done, by everything they depend on: in a cohort the same few come back."""
    values: dict[Any, dict[str, list[Fact]]] = field(default_factory=dict)
    """What steps can bring about from given facts, likewise; and which facts some steps touch."""
    touched: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def measure(self, order: Sequence[Step], facts: FactsOf) -> tuple[float, ...]:
        """What is to be least: first the cost or first the days."""
        days = max(self.days(order, facts), self.least_days)
        return (days, *self.cost(order)) if self.aim == "fastest" else (*self.cost(order), days)


@dataclass(frozen=True)
class Found:
    """Steps in an order in which each can be taken, and the facts after them."""

    steps: tuple[Step, ...]
    facts: dict[str, Fact]


def best_steps(goals: Sequence[Goal], facts: FactsOf, steps: Iterable[Step], *, world: World) -> Found | None:
    """The best steps after which every goal is as good as MET, or no worse than it was if it was UNKNOWN; None if none.

    Best is by `world.measure`. A goal that was UNKNOWN may stay so: it asks for its fact.
    """
    open_goals = sorted((g for g in goals if g.judge(facts) is Verdict.NOT_MET), key=lambda goal: goal.id)
    if not open_goals:
        return Found((), dict(facts))
    on_file = undominated(steps, facts, world=world)
    values = attainable(facts, on_file, world=world)
    useful = {goal.id: _useful(goal, facts, values) for goal in goals}
    if any(not useful[goal.id] for goal in open_goals):
        return None
    links = _Links(on_file, facts, values, useful, world)
    opened = {goal.id for goal in open_goals}
    others = [goal for goal in goals if goal.id not in opened]
    groups = _groups(open_goals, others, facts, links)
    found = _each(groups, facts, links, world)
    if found is not None and world.aim == "fastest" and len(groups) > 1:
        longest = max(world.days(part.steps, facts) for part in found)
        found = _each(groups, facts, links, replace(world, least_days=longest))
    return _joined(found, facts, world) if found is not None else None


class _Links:
    """Which steps give what a goal, or another step, can use."""

    def __init__(
        self,
        steps: Sequence[Step],
        facts: FactsOf,
        values: Mapping[str, Sequence[Fact]],
        useful: Mapping[str, frozenset[tuple[str, Any]]],
        world: World,
    ) -> None:
        given = {step.id: {(n, world.after(facts, step)[n].value) for n in step.gives} for step in steps}
        self._world = world
        self._direct = {
            goal: [step for step in steps if not pairs.isdisjoint(given[step.id])] for goal, pairs in useful.items()
        }
        self._givers: dict[tuple[str, str], list[Step]] = {}
        for step in steps:
            for name, cell in step.needs.items():
                if (name, cell) not in self._givers:
                    fine = _satisfying(step, name, facts, values, world)
                    self._givers[name, cell] = [s for s in steps if any((name, v) in given[s.id] for v in fine)]

    def relevant(self, goal: Goal, now: FactsOf, done: Container[str] = ()) -> list[Step]:
        """Steps not yet taken that could matter to a goal, directly or by giving what one that does still lacks, by id."""
        ahead = [step for step in self._direct[goal.id] if step.id not in done]
        found: dict[str, Step] = {}
        while ahead:
            step = ahead.pop()
            if step.id not in found and step.id not in done:
                found[step.id] = step
                for name in self._world.lacks(step, now):
                    ahead += self._givers[name, step.needs[name]]
        return [found[name] for name in sorted(found)]


def _satisfying(step: Step, name: str, facts: FactsOf, values: Mapping[str, Sequence[Fact]], world: World) -> list[Any]:
    """The attainable values of a fact with which a step's need of it holds."""
    return [fact.value for fact in values.get(name, ()) if name not in world.lacks(step, dict(facts) | {name: fact})]


@dataclass(frozen=True)
class _Group:
    """Open goals that steps tie together, the goals those steps might spoil, and the steps."""

    goals: tuple[Goal, ...]
    others: tuple[Goal, ...]
    steps: tuple[Step, ...]


def _groups(goals: Sequence[Goal], others: Sequence[Goal], facts: FactsOf, links: _Links) -> list[_Group]:
    parts: list[tuple[list[Goal], dict[str, Step]]] = []
    for goal in goals:
        matter = {step.id: step for step in links.relevant(goal, facts)}
        tied = [part for part in parts if not matter.keys().isdisjoint(part[1])]
        parts = [part for part in parts if part not in tied]
        members = [member for part in tied for member in part[0]] + [goal]
        parts.append((members, {name: step for part in tied for name, step in part[1].items()} | matter))
    return [
        _Group(
            tuple(sorted(members, key=lambda goal: goal.id)),
            tuple(goal for goal in others if any(not goal.inputs.isdisjoint(step.gives) for step in matter.values())),
            tuple(matter[name] for name in sorted(matter)),
        )
        for members, matter in parts
    ]


def _each(groups: Sequence[_Group], facts: FactsOf, links: _Links, world: World) -> list[Found] | None:
    found: list[Found] = []
    for group in groups:
        key = _key_of(group, facts, world)
        if key not in world.kept:
            world.kept[key] = _Search(group, facts, links, world).run()
        part = world.kept[key]
        if part is None:
            return None
        found.append(part)
    return found


def _key_of(group: _Group, facts: FactsOf, world: World) -> Any:
    goals = (*group.goals, *group.others)
    names = {name for goal in goals for name in goal.inputs}
    names |= {name for step in group.steps for name in (*step.needs, *step.gives)}
    values = tuple((name, facts[name].value) for name in sorted(names) if name in facts)
    steps = tuple(step.id for step in group.steps)
    return tuple((goal.id, goal.mark) for goal in goals), len(group.goals), steps, values, world.aim, world.least_days


def _joined(parts: Sequence[Found], facts: FactsOf, world: World) -> Found:
    steps = tuple(step for part in parts for step in part.steps)
    now = dict(facts)
    for step in steps:
        now = world.after(now, step)
    return Found(steps, now)


class _Search:
    """One search: what is fixed while it runs."""

    def __init__(self, group: _Group, facts: FactsOf, links: _Links, world: World) -> None:
        self._group, self._start, self._links, self._world = group, dict(facts), links, world
        self._changed = sorted({name for step in group.steps for name in step.gives})
        self._unspoilt = [goal for goal in group.others if goal.judge(facts) is not Verdict.NOT_MET]

    def run(self) -> Found | None:
        queue: list[tuple[Any, int, tuple[Step, ...], dict[str, Fact]]] = []
        heapq.heappush(queue, ((self._world.measure((), self._start), 0, ()), 0, (), self._start))
        seen: set[Any] = set()
        count = 0
        for _ in range(LIMIT):
            if not queue:
                return None
            _, _, taken, now = heapq.heappop(queue)
            key = self._key(taken, now)
            if key in seen:
                continue
            seen.add(key)
            lacking = [goal for goal in self._group.goals if goal.judge(now) is not Verdict.MET]
            lacking = lacking or [goal for goal in self._unspoilt if goal.judge(now) is Verdict.NOT_MET]
            if not lacking:
                return Found(taken, now)
            for step in self._next(lacking, taken, now):
                count += 1
                longer, then = (*taken, step), self._world.after(now, step)
                rank = (self._world.measure(longer, self._start), len(longer), tuple(sorted(s.id for s in longer)))
                heapq.heappush(queue, (rank, count, longer, then))
        raise TooManyStates

    def _key(self, taken: Sequence[Step], now: FactsOf) -> Any:
        return frozenset(step.id for step in taken), tuple(now[n].value if n in now else None for n in self._changed)

    def _next(self, lacking: Sequence[Goal], taken: Sequence[Step], now: FactsOf) -> list[Step]:
        """Steps that can be taken now and could matter to one goal that is still open."""
        done = {step.id for step in taken}
        choices = (self._ready(goal, done, now) for goal in lacking)
        return min((steps for steps in choices if steps), key=len, default=[])

    def _ready(self, goal: Goal, done: Container[str], now: FactsOf) -> list[Step]:
        relevant = self._links.relevant(goal, now, done)
        return [step for step in relevant if not self._world.lacks(step, now) and self._changes(step, now)]

    def _changes(self, step: Step, now: FactsOf) -> bool:
        then = self._world.after(now, step)
        return any(name not in now or now[name].value != then[name].value for name in step.gives)


def undominated(steps: Iterable[Step], facts: FactsOf, *, world: World) -> list[Step]:
    """Steps by id, without those that give and need what another does and are no better in cost or days."""
    alike: dict[Any, list[tuple[tuple[float, ...], Step]]] = {}
    for step in sorted(steps, key=lambda item: item.id):
        price = (*world.cost((step,)), world.days((step,), facts))
        kept = alike.setdefault((tuple(sorted(step.gives.items())), tuple(sorted(step.needs.items())), step.after), [])
        if not any(all(a <= b for a, b in zip(other, price, strict=True)) for other, _ in kept):
            kept[:] = [(other, item) for other, item in kept if any(a < b for a, b in zip(other, price, strict=True))]
            kept.append((price, step))
    return sorted((step for kept in alike.values() for _, step in kept), key=lambda item: item.id)


def unreachable(goals: Sequence[Goal], facts: FactsOf, steps: Iterable[Step], *, world: World) -> tuple[str, ...]:
    """The goals that no steps could meet even if every value ever given stayed available: what stands in the way."""
    values = attainable(facts, steps, world=world)
    return tuple(goal.id for goal in goals if not _useful(goal, facts, values))


def attainable(facts: FactsOf, steps: Iterable[Step], *, world: World) -> dict[str, list[Fact]]:
    """Every value each fact can take through steps that could start with some of these values."""
    on_file = tuple(steps)
    ids = tuple(step.id for step in on_file)
    if ids not in world.touched:
        world.touched[ids] = sorted({name for step in on_file for name in (*step.needs, *step.gives)})
    known = {name: facts[name] for name in world.touched[ids] if name in facts}
    key = (ids, tuple((name, fact.value) for name, fact in known.items()))
    if key not in world.values:
        world.values[key] = _attained(known, on_file, world)
    return {name: [fact] for name, fact in facts.items()} | world.values[key]


def _attained(facts: FactsOf, steps: Sequence[Step], world: World) -> dict[str, list[Fact]]:
    values = {name: [fact] for name, fact in facts.items()}
    left = list(steps)
    while True:
        could = [_could_start(step, facts, values, world) for step in left]
        started = [step for step, can in zip(left, could, strict=True) if can]
        if not started:
            return values
        left = [step for step, can in zip(left, could, strict=True) if not can]
        for step in started:
            for name, fact in ((name, world.after(facts, step)[name]) for name in step.gives):
                known = values.setdefault(name, [])
                if all(fact.value != other.value for other in known):
                    known.append(fact)


def _could_start(step: Step, facts: FactsOf, values: Mapping[str, Sequence[Fact]], world: World) -> bool:
    """Could the step start: is each need it lacks now satisfied by some value of its fact?"""
    return all(_satisfying(step, name, facts, values, world) for name in world.lacks(step, facts))


def _useful(goal: Goal, facts: FactsOf, values: Mapping[str, Sequence[Fact]]) -> frozenset[tuple[str, Any]]:
    """(fact, value) pairs that occur in some attainable case in which the goal is met; none if it cannot be."""
    names = sorted(goal.inputs)
    options = [[*values.get(name, ()), *([] if name in facts else [None])] for name in names]
    if math.prod(map(len, options)) > MOST_CASES:
        return frozenset((name, fact.value) for name in names for fact in values.get(name, ()))
    pairs: set[tuple[str, Any]] = set()
    for case in itertools.product(*options):
        known = {name: fact for name, fact in zip(names, case, strict=True) if fact is not None}
        if goal.judge(known) is Verdict.MET:
            pairs |= {(name, fact.value) for name, fact in known.items()} or {("", None)}
    return frozenset(pairs)
