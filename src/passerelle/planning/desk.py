"""What a plan is computed with: law, taxonomy, programmes, rates, and what has been worked out before.

Everything that does not depend on the one worker or vacancy is prepared once here. Verdicts of rules are remembered by
the values of the facts they ask, because in a cohort the same few situations come back thousands of times.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from passerelle.matching import Context, Parameters, SkillGraph
from passerelle.planning.facts import raised
from passerelle.planning.schedule import likely_days
from passerelle.planning.search import Aim, Found, Goal, World
from passerelle.recognition import Lawbook, Range, Step
from passerelle.records import Programme, Source, Verdict
from passerelle.records.codes import language_fact
from passerelle.records.money import Rates
from passerelle.rules import Fact, Rule, can_be_met, cell_verdict, evaluate

FactsOf = Mapping[str, Fact]


@dataclass(frozen=True)
class Memory:
    """What searches on one day over one set of givable facts have worked out."""

    kept: dict[Any, Found | None] = field(default_factory=dict)
    values: dict[Any, dict[str, list[Fact]]] = field(default_factory=dict)
    touched: dict[tuple[str, ...], list[str]] = field(default_factory=dict)


@dataclass
class Desk:
    """Everything a plan needs beside the worker, the vacancy, the corridor and the date.

    `label(uri, language)` gives a concept's label; `near(uri)` gives occupations that ask for similar skills, best
    first; `skills_of(uri)` the essential skills of an occupation.
    """

    lawbook: Lawbook
    graph: SkillGraph
    parameters: Parameters
    rates: Rates
    programmes: tuple[Programme, ...] = ()
    label: Callable[[str, str], str] = lambda uri, _language: uri
    near: Callable[[str], Sequence[str]] = lambda _uri: ()
    skills_of: Callable[[str], frozenset[str]] = lambda _uri: frozenset()
    isco_of: Callable[[str], str | None] = lambda _uri: None
    pins: dict[str, str] = field(default_factory=dict)
    _verdicts: dict[Any, Verdict] = field(default_factory=dict)
    _needs: dict[Any, Verdict] = field(default_factory=dict)
    _rules: dict[tuple[str, date], Rule | None] = field(default_factory=dict)
    _contexts: dict[date, Context] = field(default_factory=dict)
    _lacking: dict[Any, dict[Any, frozenset[str]]] = field(default_factory=dict)
    _searches: dict[Any, Memory] = field(default_factory=dict)
    _prices: dict[tuple[Range, date], tuple[float, float, float] | None] = field(default_factory=dict)
    _teaching: dict[str, list[Programme]] | None = None

    def forget(self) -> None:
        """Empty the memory; what is remembered changes nothing but the time."""
        for memory in (
            self._verdicts,
            self._needs,
            self._lacking,
            self._searches,
            self._rules,
            self._contexts,
            self._prices,
        ):
            memory.clear()

    def rule_in_force(self, name: str, as_of: date) -> Rule | None:
        """The version of a rule that holds on a day; None if none does, for then it asks nothing."""
        key = (name, as_of)
        if key not in self._rules:
            versions = self.lawbook.rules.versions(name)
            standing = (rule for rule in versions if rule.entry.recorded_to is None)
            self._rules[key] = next((rule for rule in standing if rule.interval.holds(as_of)), None)
        return self._rules[key]

    def context(self, as_of: date) -> Context:
        """What the hard constraints of the match need on a day."""
        if as_of not in self._contexts:
            routes = self.lawbook.recognition_routes(as_of)
            self._contexts[as_of] = Context(as_of=as_of, rates=self.rates, routes=routes)
        return self._contexts[as_of]

    def programmes_teaching(self, skills: frozenset[str], places: Collection[str | None]) -> list[Programme]:
        """Programmes on file within reach of some countries that teach any of some skills, by id."""
        if self._teaching is None:
            self._teaching = {}
            for item in sorted(self.programmes, key=lambda programme: programme.id):
                for taught in item.teaches:
                    self._teaching.setdefault(taught.concept, []).append(item)
        found = {item.id: item for skill in skills for item in self._teaching.get(skill, ())}
        return [found[name] for name in sorted(found) if within_reach(found[name], places)]

    def goal_of(self, rule: Rule, as_of: date, givable: frozenset[str]) -> Goal:
        """A rule as a goal of the search, its verdict remembered by the values of its facts.

        MET here says: met, or met if the questions nobody's step answers come out well (they stay asked). What a step
        on file gives (`givable`) is not asked but done: while such a fact is missing, the goal is open.
        """
        names = rule.facts

        def judge(facts: FactsOf) -> Verdict:
            key = (rule.digest, as_of, givable, *(facts[name].value if name in facts else None for name in names))
            found = self._verdicts.get(key)
            if found is None:
                fine = can_be_met(rule, facts, as_of, closed=givable)
                found = self._verdicts[key] = Verdict.MET if fine else Verdict.NOT_MET
            return found

        return Goal(rule.id, frozenset(names), judge)

    def verdict(self, rule: Rule, facts: FactsOf, as_of: date) -> Verdict:
        """A rule's verdict on facts, remembered by the values of the facts it asks."""
        key = (rule.digest, as_of, *(facts[name].value if name in facts else None for name in rule.facts))
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = evaluate(rule, facts, as_of).verdict
        return found

    def world(self, as_of: date, *, aim: Aim, givable: frozenset[str]) -> World:
        """How steps behave on a day, measured for the cheapest or the fastest plan."""

        lacking: dict[Any, frozenset[str]] = self._lacking.setdefault((as_of, givable), {})

        def lacks(step: Step, facts: FactsOf) -> frozenset[str]:
            key = (step.id, *[facts[name].value if name in facts else None for name in step.needs])
            found = lacking.get(key)
            if found is None:
                found = lacking[key] = frozenset(
                    name for name, cell in step.needs.items() if not self._ready(name, cell, facts, as_of, givable)
                )
            return found

        def after(facts: FactsOf, step: Step) -> dict[str, Fact]:
            return raised(facts, step.gives, self.lawbook.rules.facts)

        def cost(steps: Sequence[Step]) -> tuple[float, ...]:
            return self.likely_eur(steps, as_of)

        def days(order: Sequence[Step], facts: FactsOf) -> float:
            return likely_days(order, waits=self.waits(facts, as_of))

        memory = self._searches.setdefault((as_of, givable), Memory())
        return World(lacks, after, cost, days, aim, kept=memory.kept, values=memory.values, touched=memory.touched)

    def _ready(self, name: str, cell: str, facts: FactsOf, as_of: date, givable: frozenset[str]) -> bool:
        """A need holds, or it is a question that no step answers."""
        verdict = self.need(name, cell, facts, as_of)
        return verdict is Verdict.MET or (verdict is Verdict.UNKNOWN and name not in givable)

    def need(self, name: str, cell: str, facts: FactsOf, as_of: date) -> Verdict:
        """Does a fact satisfy a cell of a step's `needs`? UNKNOWN if the fact is missing."""
        if name not in facts:
            return Verdict.UNKNOWN
        key = (name, cell, facts[name].value, as_of)
        if key not in self._needs:
            self._needs[key] = cell_verdict(cell, facts[name].value, self.lawbook.rules.facts[name], as_of)
        return self._needs[key]

    def waits(
        self, facts: FactsOf, as_of: date, changing: frozenset[str] = frozenset()
    ) -> Callable[[Step, Step], bool]:
        """Does a step have to wait for another: does it need what the other gives and what does not hold yet?

        Facts that are `changing` over the plan do not count as held: they may be taken away before the step starts.
        """

        def waits_for(step: Step, other: Step) -> bool:
            for name, cell in step.needs.items():
                held = name not in changing and self.need(name, cell, facts, as_of) is Verdict.MET
                if name in other.gives and not held:
                    given = {name: Fact(other.gives[name])}
                    if self.need(name, cell, given, as_of) is Verdict.MET:
                        return True
            return self._rises_after(step, other)

        return waits_for

    def _rises_after(self, step: Step, other: Step) -> bool:
        """Two courses of one language follow each other, the lower level first."""
        for name, value in step.gives.items():
            definition = self.lawbook.rules.facts.get(name)
            if name in other.gives and definition is not None and definition.type == "level":
                order = definition.values or ()
                return order.index(str(other.gives[name])) < order.index(str(value))
        return False

    def likely_eur(self, steps: Sequence[Step], as_of: date) -> tuple[float, float]:
        """Likely cost in euro: what falls on the worker, and on everybody together.

        A cost that is shared, or whose payer is not known, counts as the worker's: the plan does not promise what
        nobody has promised. A cost in a currency without a rate counts as nothing here and is listed as unpriced.
        """
        worker = everybody = 0.0
        for step in steps:
            euro = (self.eur(step.cost, as_of) or (0.0, 0.0, 0.0))[1]
            everybody += euro
            if step.payer in ("worker", "shared", "unknown"):
                worker += euro
        return round(worker, 2), round(everybody, 2)

    def eur(self, cost: Range, as_of: date) -> tuple[float, float, float] | None:
        """Low, likely and high of a cost in euro; None without a rate."""
        key = (cost, as_of)
        if key not in self._prices:
            self._prices[key] = self._eur(cost, as_of)
        return self._prices[key]

    def _eur(self, cost: Range, as_of: date) -> tuple[float, float, float] | None:
        currency = cost.currency or "EUR"
        amounts = [self.rates.in_eur(_decimal(value), currency, as_of) for value in (cost.low, cost.likely, cost.high)]
        return None if None in amounts else tuple(round(float(amount), 2) for amount in amounts if amount is not None)  # type: ignore[return-value]

    def language_steps(self, language: str, residence: str | None) -> list[Step]:
        """Language programmes on file that somebody living there can join, as steps of the plan.

        One whose fee or length is not known is no step: a missing price is not a low one.
        """
        return [
            _as_step(item)
            for item in self.programmes
            if item.kind in ("language", "exam")
            and item.language == language
            and item.cefr
            and item.fee is not None
            and item.days is not None
            and language_fact(language) in self.lawbook.rules.facts
            and within_reach(item, (residence,))
        ]


def within_reach(programme: Programme, places: Collection[str | None]) -> bool:
    """Can it be joined from these countries: online, or in one of them? A programme that names no country may be."""
    return programme.mode in ("online", "mixed") or programme.country is None or programme.country in places


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))


def _as_step(item: Programme) -> Step:
    assert item.language is not None
    assert item.cefr is not None
    assert item.fee is not None
    assert item.days is not None
    fee, days = float(item.fee.amount), float(item.days)
    levels = ("none", "A1", "A2", "B1", "B2", "C1", "C2")
    below = levels[levels.index(item.cefr) - 1]
    name = language_fact(item.language)
    return Step(
        id=f"programme:{item.id}",
        title={"en": f"{item.title} ({item.provider})" if item.provider else item.title},
        kind="course",
        gives={name: item.cefr},
        needs={} if below == "none" else {name: f">= {below}"},
        cost=Range(low=fee, likely=fee, high=fee, currency=item.fee.currency),
        days=Range(low=days, likely=days, high=days),
        payer=item.payer,
        success="likely",
        source=item.source or Source(instrument=f"programme {item.id}", article=item.provider, status="staff summary"),
    )
