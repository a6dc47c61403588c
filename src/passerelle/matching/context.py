"""What a constraint needs besides the two records, and the four lines every constraint is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from passerelle.records import Source, Verdict
from passerelle.records.findings import Finding
from passerelle.records.money import Rates

Route = tuple[str, str, str]
"""(origin, destination, ISCO-08 unit group): where a qualification was earned, where it is to count, for what job."""


@dataclass(frozen=True)
class Context:
    """The date of the answer, dated exchange rates, and the recognition routes on file (with their sources, if any).

    `routes` holds the triples between which some recognition procedure exists on `as_of`; it says nothing of how that
    procedure would end. A mapping from route to `Source | None` puts the source on the finding.
    """

    as_of: date
    rates: Rates = field(default_factory=Rates)
    routes: Collection[Route] | Mapping[Route, Source | None] = frozenset()

    def source_of(self, route: Route) -> Source | None:
        """The source of a route, where the routes came with one."""
        return self.routes.get(route) if isinstance(self.routes, Mapping) else None


def met(requirement: str, reason: str, *, evidence: tuple[str, ...] = ()) -> Finding:
    """A requirement the evidence satisfies."""
    return _finding(requirement, Verdict.MET, reason, evidence=evidence)


def not_met(requirement: str, reason: str, *, evidence: tuple[str, ...] = ()) -> Finding:
    """A requirement the evidence contradicts."""
    return _finding(requirement, Verdict.NOT_MET, reason, evidence=evidence)


def unknown(
    requirement: str,
    reason: str,
    *,
    asks: tuple[str, ...],
    evidence: tuple[str, ...] = (),
    source: Source | None = None,
) -> Finding:
    """A requirement on which a fact is missing, and which one."""
    return _finding(requirement, Verdict.UNKNOWN, reason, evidence=evidence, asks=asks, source=source)


def _finding(
    requirement: str,
    verdict: Verdict,
    reason: str,
    *,
    evidence: tuple[str, ...] = (),
    asks: tuple[str, ...] = (),
    source: Source | None = None,
) -> Finding:
    kind = requirement.split(":", maxsplit=1)[0]
    # Made without validation: a screen makes millions of findings, all of them here and all of them well-typed.
    return Finding.model_construct(
        requirement=requirement, kind=kind, verdict=verdict, reason=reason, evidence=evidence, asks=asks, source=source
    )
