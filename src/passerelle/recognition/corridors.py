"""Corridors, legal routes, recognition procedures and steps: the rulebook's records, validated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from passerelle.records import Document, Source, codes
from passerelle.records.documents import Country, Currency, Language, SourceStatus
from passerelle.records.errors import BadRule
from passerelle.rules import Rulebook, read_documents, validate

Titles = dict[str, str]
"""Text by language (BCP 47); English is always there."""
Scalar = str | int | float


class Dated(Document):
    """Legal time of a record; both ends inclusive, None = unknown start or open end."""

    valid_from: date | None = None
    valid_to: date | None = None
    note: str | None = None

    def in_force(self, as_of: date) -> bool:
        """Does the record hold on this day?"""
        return (self.valid_from is None or self.valid_from <= as_of) and (
            self.valid_to is None or as_of <= self.valid_to
        )


class Reviewed(Dated):
    """A record that says who wrote it, who checked it, and since when it is in the book."""

    recorded_from: date | None = None
    author: str | None = None
    reviewer: str | None = None


class Range(Document):
    """Low, likely and high of a cost (in `currency`) or a time (in days)."""

    low: Annotated[float, Field(ge=0)]
    likely: Annotated[float, Field(ge=0)]
    high: Annotated[float, Field(ge=0)]
    currency: Currency | None = None
    status: SourceStatus | None = None
    note: str | None = None


class Fee(Document):
    """A procedure's fee; an amount that is not known is absent, never 0."""

    low: Annotated[float, Field(ge=0)] | None = None
    likely: Annotated[float, Field(ge=0)] | None = None
    high: Annotated[float, Field(ge=0)] | None = None
    currency: Currency | None = None
    payer: str | None = None
    status: SourceStatus | None = None
    note: str | None = None


class Scope(Document):
    """Occupations by prefixes of ISCO-08 codes; `*` is all."""

    isco08: tuple[str, ...]

    def covers(self, isco08: str | None) -> bool:
        """Is the occupation in scope? An unknown occupation is only in scope of all."""
        return "*" in self.isco08 or (isco08 is not None and isco08.startswith(self.isco08))


class Route(Dated):
    """One legal way: all its rules must be met; those of `then` afterwards, in the destination, to be in the job itself.

    `without` names steps of the corridor that belong to other ways, such as the visa of another title.
    """

    id: str
    title: Titles
    occupations: Scope
    rules: tuple[str, ...]
    then: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    source: Source


WorkingLanguage = Annotated[str, BeforeValidator(codes.language)]
"""BCP 47; ISO 639-3 and English names are taken too and brought to it."""


class Corridor(Reviewed):
    """Origin and destination, the routes between them, and what holds on all of them."""

    id: str
    title: Titles
    origin: Country
    destination: Country
    languages: tuple[Language, ...]
    working_language: WorkingLanguage | None = None
    routes: tuple[Route, ...]
    always: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    source: Source | None = None


class Step(Reviewed):
    """What closes a gap: what it gives, what it needs first, what it costs and who pays."""

    id: str
    title: Titles
    kind: Literal[
        "course", "exam", "assessment", "recognition", "document", "visa", "recruitment", "work", "contract", "residence",
        "licence",
    ]  # fmt: skip
    jurisdiction: str | None = None
    gives: dict[str, Scalar]
    needs: dict[str, str] = Field(default_factory=dict)
    after: tuple[str, ...] = ()
    cost: Range
    days: Range
    payer: Literal["worker", "employer", "state", "shared", "unknown"]
    success: Literal["certain", "likely", "open"]
    source: Source
    cost_status: SourceStatus | None = None
    procedure: str | None = None


class PaperAsked(Document):
    """A document an authority asks for."""

    id: str
    title: Titles
    article: str | None = None
    note: str | None = None


class Procedure(Reviewed):
    """How an authority recognises a qualification: who, with which documents, at what fee, by when, with what result."""

    id: str
    title: Titles
    jurisdiction: str
    occupations: Scope
    regulated: Literal["yes", "no", "unknown"] | None = None
    authority: dict[str, Any]
    documents: tuple[PaperAsked, ...] = ()
    fee: Fee | None = None
    deadline: dict[str, Any] | None = None
    outcomes: tuple[dict[str, Any], ...]
    appeal: dict[str, Any] | None = None
    source: Source


@dataclass(frozen=True)
class Lawbook:
    """The rulebook with its corridors, steps and procedures."""

    rules: Rulebook
    corridors: tuple[Corridor, ...] = ()
    steps: dict[str, Step] = field(default_factory=dict)
    procedures: tuple[Procedure, ...] = ()

    def corridor(self, origin: str | None, destination: str | None) -> Corridor | None:
        """The corridor between two countries, if one is on file."""
        return next((c for c in self.corridors if (c.origin, c.destination) == (origin, destination)), None)

    def offer_rules(self, country: str | None) -> tuple[str, ...]:
        """Rules about offers and recruitment that hold for jobs in a country from wherever: its own, the ILO's, ours.

        Those that some corridor names under `always`; so that a pair without a corridor is still checked for fairness.
        A country's own rules count where it is the destination: what it asks of those who leave is not asked at home.
        """
        named = dict.fromkeys((name, corridor.destination) for corridor in self.corridors for name in corridor.always)
        fitting = (name for name, there in named if self._is_offer_rule(name, country if there == country else None))
        return tuple(dict.fromkeys(fitting))

    def _is_offer_rule(self, name: str, country: str | None) -> bool:
        entry = self.rules.versions(name)[0].entry
        return entry.topic in ("offer", "recruitment") and entry.jurisdiction in ("ILO", "PROJECT", country or "")

    def procedures_for(self, jurisdiction: str, isco08: str | None, as_of: date) -> tuple[Procedure, ...]:
        """Recognition procedures of a destination for an occupation, in force on a day."""
        return tuple(
            item
            for item in self.procedures
            if item.jurisdiction == jurisdiction and item.occupations.covers(isco08) and item.in_force(as_of)
        )

    def recognition_routes(self, as_of: date) -> ProcedureRoutes:
        """(origin, destination, ISCO-08 code) for which a procedure of the destination is on file and in force."""
        return ProcedureRoutes(tuple(item for item in self.procedures if item.in_force(as_of)))


@dataclass(frozen=True)
class ProcedureRoutes(Collection[tuple[str, str, str]]):
    """Recognition routes as a collection: a procedure is open whatever the country the qualification was earned in."""

    procedures: tuple[Procedure, ...]

    def __contains__(self, route: object) -> bool:
        if not isinstance(route, tuple) or len(route) != 3:
            return False
        _, destination, isco08 = route
        return any(item.jurisdiction == destination and item.occupations.covers(isco08) for item in self.procedures)

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        return (("*", item.jurisdiction, code) for item in self.procedures for code in item.occupations.isco08)

    def __len__(self) -> int:
        return sum(len(item.occupations.isco08) for item in self.procedures)


def load_lawbook(folder: Path) -> Lawbook:
    """Read a rulebook folder whole. BadRule names file and line of the first fault.

    Every id a corridor or step names must exist.
    """
    rules = Rulebook.load(folder)
    steps = {step.id: step for step in _read(folder, "steps", Step)}
    corridors = tuple(sorted(_read(folder, "corridors", Corridor), key=lambda item: item.id))
    procedures = tuple(sorted(_read(folder, "procedures", Procedure), key=lambda item: item.id))
    for problem in reference_problems(rules, corridors, steps.values()):
        raise BadRule(problem)
    return Lawbook(rules, corridors, steps, procedures)


def _read(folder: Path, kind: str, model: type[Any]) -> list[Any]:
    found: dict[str, Any] = {}
    for document in read_documents(folder, kind):
        item = validate(document, model)
        found[item.id] = item
    return list(found.values())


def reference_problems(rules: Rulebook, corridors: Iterable[Corridor], steps: Iterable[Step]) -> list[str]:
    """Ids that corridors and steps name and nobody defines."""
    known_rules, by_id = set(rules.ids), {step.id: step for step in steps}
    problems = []
    for corridor in corridors:
        named = [*corridor.always, *(rule for route in corridor.routes for rule in (*route.rules, *route.then))]
        problems += [f"corridor {corridor.id}: there is no rule {rule!r}" for rule in named if rule not in known_rules]
        without = [name for route in corridor.routes for name in route.without]
        problems += [
            f"corridor {corridor.id}: there is no step {n!r}" for n in (*corridor.steps, *without) if n not in by_id
        ]
    facts = rules.facts
    for step in by_id.values():
        problems += [f"step {step.id}: there is no step {name!r}" for name in step.after if name not in by_id]
        problems += [
            f"step {step.id}: {name!r} is not in the fact dictionary"
            for name in (*step.gives, *step.needs)
            if name not in facts
        ]
    return problems
