"""What else is open: another legal way, the same job elsewhere, a near occupation that needs less."""

from __future__ import annotations

from collections.abc import Sequence

from passerelle.matching import constraints, score_pair
from passerelle.planning.case import Case, is_weighty
from passerelle.planning.facts import facts_for
from passerelle.planning.models import Alternative, RouteResult
from passerelle.records import Vacancy, Verdict

MOST = 3
"""Alternatives of one kind that are shown."""


def alternatives_for(
    case: Case, *, others: Sequence[Vacancy], routes: Sequence[RouteResult], chosen: RouteResult | None
) -> tuple[Alternative, ...]:
    """Other routes by what they cost, other vacancies of the occupation by score, near occupations by skills held."""
    return (*_other_routes(routes, chosen), *_elsewhere(case, others), *_near_occupations(case))


def _other_routes(routes: Sequence[RouteResult], chosen: RouteResult | None) -> list[Alternative]:
    found = [item for item in routes if item.cheapest is not None and item is not chosen]
    found.sort(key=burden)
    return [
        Alternative(
            kind="other route",
            id=item.id,
            title=item.title["en"],
            needs=tuple(step.id for step in item.cheapest.steps) if item.cheapest else (),
        )
        for item in found[:MOST]
    ]


def burden(item: RouteResult) -> tuple[float, float, float, int, str]:
    """What a route that can be closed asks of people: cost to the worker, to everybody, days, questions; then its id.

    A cost nobody has agreed to pay counts as the worker's.
    """
    option = item.cheapest
    if option is None:
        raise ValueError(f"route {item.id} cannot be closed")
    worker = option.eur_worker.likely + option.eur_unknown_payer.likely
    return worker, option.eur.likely, option.days.likely, len(item.unknown), item.id


def _elsewhere(case: Case, others: Sequence[Vacancy]) -> list[Alternative]:
    """Vacancies of the same unit group that no condition excludes and whose offer breaks no binding rule."""
    desk, code = case.desk, case.vacancy.occupation_isco08
    same = [item for item in others if item.id != case.vacancy.id and code and item.occupation_isco08 == code]
    scored = [(score_pair(case.worker, item, desk.graph, desk.parameters).total or 0, item) for item in same]
    scored.sort(key=lambda pair: (-pair[0], pair[1].id))
    found: list[Alternative] = []
    for value, item in scored:
        if len(found) < MOST and _could_be_taken(case, item):
            found.append(
                Alternative(
                    kind="same job elsewhere", id=item.id, title=item.title, score=value, note=item.country or ""
                )
            )
    return found


def _could_be_taken(case: Case, other: Vacancy) -> bool:
    context = case.desk.context(case.as_of)
    barred = [item for item in constraints(case.worker, other, context) if item.verdict is Verdict.NOT_MET]
    if any(not item.requirement.startswith("language") for item in barred):
        return False
    book, rates = case.desk.lawbook.rules, case.desk.rates
    facts = facts_for(case.worker, other, rulebook=book, rates=rates, as_of=case.as_of).values
    rules = case.rules(case.desk.lawbook.offer_rules(other.country))
    return not any(is_weighty(rule) and case.desk.verdict(rule, facts, case.as_of) is Verdict.NOT_MET for rule in rules)


def _near_occupations(case: Case) -> list[Alternative]:
    """Occupations that ask for similar skills, of which the person lacks fewer, in number, than of this one."""
    desk, occupation = case.desk, case.vacancy.occupation
    if occupation is None:
        return []
    held = {item.concept for item in case.worker.skills or ()}
    lacks_here = len(desk.skills_of(occupation) - held)
    found = []
    for uri in desk.near(occupation):
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
