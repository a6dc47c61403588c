"""What else is open: another legal way, the same job elsewhere, a near occupation that needs less."""

from __future__ import annotations

from collections.abc import Sequence

from passerelle.matching import score_pair
from passerelle.planning.desk import Desk
from passerelle.planning.models import Alternative, RouteResult
from passerelle.records import Vacancy, Worker

MOST = 3
"""Alternatives of one kind that are shown."""


def alternatives_for(
    worker: Worker,
    vacancy: Vacancy,
    *,
    desk: Desk,
    others: Sequence[Vacancy],
    routes: Sequence[RouteResult],
    chosen: RouteResult | None,
) -> tuple[Alternative, ...]:
    """Other routes by what they cost, other vacancies of the occupation by score, near occupations by skills held."""
    return (
        *_other_routes(routes, chosen),
        *_elsewhere(worker, vacancy, desk, others),
        *_near_occupations(worker, vacancy, desk),
    )


def _other_routes(routes: Sequence[RouteResult], chosen: RouteResult | None) -> list[Alternative]:
    found = [item for item in routes if item.cheapest is not None and item is not chosen]
    found.sort(key=lambda item: (item.cheapest.eur.likely, item.cheapest.days.likely, item.id))  # type: ignore[union-attr]
    return [
        Alternative(
            kind="other route",
            id=item.id,
            title=item.title["en"],
            needs=tuple(step.id for step in item.cheapest.steps) if item.cheapest else (),
        )
        for item in found[:MOST]
    ]


def _elsewhere(worker: Worker, vacancy: Vacancy, desk: Desk, others: Sequence[Vacancy]) -> list[Alternative]:
    same = [
        item
        for item in others
        if item.id != vacancy.id and item.occupation_isco08 and item.occupation_isco08 == vacancy.occupation_isco08
    ]
    scored = [(score_pair(worker, item, desk.graph, desk.parameters).total or 0, item) for item in same]
    scored.sort(key=lambda pair: (-pair[0], pair[1].id))
    return [
        Alternative(kind="same job elsewhere", id=item.id, title=item.title, score=value, note=item.country or "")
        for value, item in scored[:MOST]
    ]


def _near_occupations(worker: Worker, vacancy: Vacancy, desk: Desk) -> list[Alternative]:
    """Occupations that ask for similar skills, of which the person lacks fewer, in number, than of this one."""
    if vacancy.occupation is None:
        return []
    held = {item.concept for item in worker.skills or ()}
    lacks_here = len(desk.skills_of(vacancy.occupation) - held)
    found = []
    for uri in desk.near(vacancy.occupation):
        lacks = desk.skills_of(uri) - held
        if len(lacks) < lacks_here:
            found.append((len(lacks), uri, lacks))
    return [
        Alternative(
            kind="near occupation",
            id=uri,
            title=desk.label(uri, "en"),
            needs=tuple(sorted(lacks)),
            note=desk.isco_of(uri) or "",
        )
        for _, uri, lacks in sorted(found, key=lambda row: row[:2])[:MOST]
    ]
