"""The spine: plan(worker, vacancy, corridor, as_of).

What is required, by whom, on what evidence; what is missing; the cheapest fair way to close it; every step with its
source. The order below is the order of the reasoning: facts, findings, routes, steps, skills, alternatives.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from passerelle.matching import FULL_SCORE, QUESTIONS, Score, qualification_match, score_pair
from passerelle.planning.alternatives import alternatives_for, burden
from passerelle.planning.case import Case, steps_on_file
from passerelle.planning.desk import Desk
from passerelle.planning.facts import facts_for
from passerelle.planning.findings import (
    conflict_findings,
    coverage_findings,
    job_findings,
    law_findings,
    time_findings,
)
from passerelle.planning.models import Finding, Option, Plan, RouteResult, SkillPart, Status
from passerelle.planning.routes import route_result
from passerelle.planning.skills import skill_gap
from passerelle.recognition import Corridor
from passerelle.records import Vacancy, Verdict, Worker, all_of, any_of


def plan(
    worker: Worker,
    vacancy: Vacancy,
    corridor: Corridor | None,
    as_of: date,
    *,
    desk: Desk,
    others: Sequence[Vacancy] = (),
    traced: bool = True,
) -> Plan:
    """The plan for one worker and one vacancy on a day.

    `corridor` None means that no rulebook is on file for this pair of countries: the plan says so and answers only
    what the job asks and what holds for offers there. `others` are vacancies that may be offered as alternatives. With
    `traced` every legal finding carries the trace of its rule. Same input, same bytes.
    """
    facts = facts_for(worker, vacancy, rulebook=desk.lawbook.rules, rates=desk.rates, as_of=as_of)
    steps = steps_on_file(desk, worker, vacancy, corridor, as_of)
    case = Case(desk, worker, vacancy, corridor, as_of, facts, traced, steps)
    score = score_pair(worker, vacancy, desk.graph, desk.parameters)
    results = tuple(route_result(case, route) for route in case.routes())
    chosen = _chosen(results)
    shown = chosen or _nearest(results)
    option = chosen.cheapest if chosen else None
    findings = _findings(case, shown, option)
    asks = tuple(dict.fromkeys(name for item in findings if item.verdict is Verdict.UNKNOWN for name in item.asks))
    return Plan(
        worker=worker.id,
        vacancy=vacancy.id,
        corridor=corridor.id if corridor else None,
        as_of=as_of,
        status=_status(findings, chosen, results),
        verdict=_verdict(findings, results),
        score=score.total,
        score_max=FULL_SCORE,
        score_note=score.reason,
        parts=_parts(score, desk),
        qualification_match=qualification_match(worker, vacancy),
        skill_surplus=len(score.surplus),
        findings=findings,
        routes=results,
        chosen_route=chosen.id if chosen else None,
        nearest_route=shown.id if shown and not chosen else None,
        cheapest=option,
        fastest=_fastest(results),
        skills=skill_gap(score, desk, as_of, places=(worker.residence, vacancy.country)),
        asks=asks,
        questions={name: _question(name, desk) for name in asks},
        alternatives=alternatives_for(case, others=others, routes=results, chosen=chosen),
        pins=desk.pins,
    )


def _findings(case: Case, shown: RouteResult | None, option: Option | None) -> tuple[Finding, ...]:
    routes = [route for route in case.routes() if shown is not None and route.id == shown.id]
    law = law_findings(case, [name for route in routes for name in (*route.rules, *route.then)])
    return (
        *coverage_findings(case),
        *conflict_findings(case),
        *job_findings(case),
        *time_findings(case, option, law),
        *law,
    )


def _nearest(results: Sequence[RouteResult]) -> RouteResult | None:
    """Where no route can be closed: the one with the fewest conditions that no step meets, then the fewest not met."""
    return min(results, key=lambda item: (len(item.nearest), len(item.not_met), item.id), default=None)


def _chosen(results: Sequence[RouteResult]) -> RouteResult | None:
    """The route that costs the worker least, then everybody, then is shortest, then leaves least to ask."""
    closable = [item for item in results if item.cheapest is not None]
    return min(closable, key=burden, default=None)


def _fastest(results: Sequence[RouteResult]) -> Option | None:
    """The shortest option over all routes, which may be another route than the cheapest; it names its route."""
    options = [item.fastest for item in results if item.fastest is not None]
    return min(options, key=lambda item: (item.days.likely, item.eur_worker.likely, item.eur.likely), default=None)


def _status(findings: Sequence[Finding], chosen: RouteResult | None, results: Sequence[RouteResult]) -> Status:
    """Job conditions that no step can change block; then the route decides; then what is unknown."""
    weighty = [item for item in findings if item.weighty]
    fixed = [item for item in weighty if item.kind == "job" or not results]
    if any(item.verdict is Verdict.NOT_MET and not _closed_on_route(item, chosen) for item in fixed):
        return "blocked"
    if results and chosen is None:
        return "blocked"
    if chosen is not None and chosen.status == "closable":
        return "closable"
    return "ask" if any(item.verdict is Verdict.UNKNOWN for item in weighty) else "open"


def _closed_on_route(item: Finding, chosen: RouteResult | None) -> bool:
    """A language the job asks for is closed by the steps of the route, if it is one of the route's goals."""
    return chosen is not None and item.requirement in chosen.not_met


def _verdict(findings: Sequence[Finding], results: Sequence[RouteResult]) -> Verdict:
    """What holds today, before any step: the job, what holds on all routes, and at least one route."""
    kinds = ("job", "coverage", "conflict") if results else ("job", "coverage", "conflict", "offer")
    fixed = all_of(item.verdict for item in findings if item.kind in kinds and item.weighty)
    return fixed & any_of(item.verdict for item in results) if results else fixed


def _question(name: str, desk: Desk) -> dict[str, str]:
    """The question behind a fact: the dictionary's, else the match's own; the name of the fact if there is neither."""
    known = desk.lawbook.rules.facts.get(name)
    return dict(known.question) if known else {"en": QUESTIONS.get(name, name)}


def _parts(score: Score, desk: Desk) -> tuple[SkillPart, ...]:
    return tuple(
        SkillPart(
            concept=item.concept,
            label=desk.label(item.concept, "en"),
            weight=item.weight,
            credit=item.credit,
            contribution=item.contribution,
            how=item.how,
            by=item.by,
        )
        for item in score.parts
    )
