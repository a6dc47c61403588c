"""One worker, one vacancy, one day: what every part of a plan shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from passerelle.planning.desk import Desk
from passerelle.planning.facts import Facts
from passerelle.recognition import Corridor, Route, Step
from passerelle.records import Vacancy, Worker
from passerelle.rules import Rule


@dataclass(frozen=True)
class Case:
    """The question, the facts, and the steps on file for it."""

    desk: Desk
    worker: Worker
    vacancy: Vacancy
    corridor: Corridor | None
    as_of: date
    facts: Facts
    traced: bool
    steps: tuple[Step, ...] = ()

    @cached_property
    def givable(self) -> frozenset[str]:
        """Facts that a step on file can bring about."""
        return frozenset(name for step in self.steps for name in step.gives)

    def rules(self, names: Iterable[str]) -> tuple[Rule, ...]:
        """The version of each named rule that is in force; one that is not does not apply."""
        found = (self.desk.rule_in_force(name, self.as_of) for name in names)
        return tuple(rule for rule in found if rule is not None)

    def always(self) -> tuple[Rule, ...]:
        """Rules on every route; without a corridor, what holds for offers in the country of the job."""
        if self.corridor:
            return self.rules(self.corridor.always)
        return self.rules(self.desk.lawbook.offer_rules(self.vacancy.country))

    def routes(self) -> list[Route]:
        """The legal ways on file for this occupation on this day."""
        if self.corridor is None:
            return []
        code = self.vacancy.occupation_isco08
        return [item for item in self.corridor.routes if item.in_force(self.as_of) and item.occupations.covers(code)]


def is_weighty(rule: Rule) -> bool:
    """Must the rule be met? Binding law must, and the practice of authorities; for an offer only what binds.

    Recommendations, our own checks, and good practice in offers are shown, but they close no route.
    """
    if rule.entry.topic in ("offer", "recruitment"):
        return rule.entry.severity == "binding"
    return rule.entry.severity in ("binding", "practice")


def steps_on_file(
    desk: Desk, worker: Worker, vacancy: Vacancy, corridor: Corridor | None, as_of: date
) -> tuple[Step, ...]:
    """Steps of the corridor that hold on the day, and language courses within reach for what the job asks."""
    named = [desk.lawbook.steps[name] for name in (corridor.steps if corridor else ())]
    languages = {item.language for item in vacancy.requirements if item.kind == "language" and item.language}
    courses = [step for code in sorted(languages) for step in desk.language_steps(code, worker.residence)]
    return tuple(step for step in (*named, *courses) if step.in_force(as_of))
