"""The spine: plan(worker, vacancy, corridor, as_of).

What is required, by whom, on what evidence; what is missing; the cheapest fair way to close it; every step with its
source. The order below is the order of the reasoning: facts, findings, routes, steps, skills, alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from passerelle.matching import FULL_SCORE, QUESTIONS, Score, constraints, qualification_match, score_pair
from passerelle.planning.alternatives import alternatives_for
from passerelle.planning.desk import Desk
from passerelle.planning.facts import Facts, facts_for
from passerelle.planning.models import Finding, Option, Plan, PlannedStep, RouteResult, SkillPart, Span, Status
from passerelle.planning.schedule import length, schedule
from passerelle.planning.search import Aim, Found, Goal, World, best_steps, unreachable
from passerelle.planning.skills import skill_gap
from passerelle.planning.titles import job_title
from passerelle.recognition import Corridor, Route, Step
from passerelle.records import Source, Vacancy, Verdict, Worker, all_of, any_of
from passerelle.records.codes import language_fact
from passerelle.rules import Fact, Rule, evaluate


def is_weighty(rule: Rule) -> bool:
    """Must the rule be met? Binding law must, and the practice of authorities; for an offer only what binds.

    Recommendations, our own checks, and good practice in offers are shown, but they close no route.
    """
    if rule.entry.topic in ("offer", "recruitment"):
        return rule.entry.severity == "binding"
    return rule.entry.severity in ("binding", "practice")


@dataclass(frozen=True)
class _Case:
    """One worker, one vacancy, one day: what the steps of the reasoning share."""

    desk: Desk
    worker: Worker
    vacancy: Vacancy
    corridor: Corridor | None
    as_of: date
    facts: Facts
    traced: bool
    steps: tuple[Step, ...] = ()

    @property
    def givable(self) -> frozenset[str]:
        """Facts that a step on file can bring about."""
        return frozenset(name for step in self.steps for name in step.gives)


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
    what the job asks. `others` are vacancies that may be offered as alternatives. With `traced` every legal finding
    carries the trace of its rule. Same input, same bytes.
    """
    facts = facts_for(worker, vacancy, rulebook=desk.lawbook.rules, rates=desk.rates, as_of=as_of)
    steps = _steps_on_file(desk, worker, vacancy, corridor, as_of)
    case = _Case(desk, worker, vacancy, corridor, as_of, facts, traced, steps)
    score = score_pair(worker, vacancy, desk.graph, desk.parameters)
    job = _job_findings(case)
    always = _rules_in_force(case, corridor.always if corridor else desk.lawbook.offer_rules(vacancy.country))
    results = [_route_result(case, route, always) for route in _routes_open(case)]
    chosen = _chosen(results)
    shown = chosen or _nearest(results)
    law = _law_findings(case, always, shown)
    findings = (*_coverage_findings(case), *_conflict_findings(case), *job, *law)
    skills = skill_gap(score, desk, as_of, places=(worker.residence, vacancy.country))
    asks = _asks(findings)
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
        routes=tuple(results),
        chosen_route=chosen.id if chosen else None,
        nearest_route=shown.id if shown and not chosen else None,
        cheapest=chosen.cheapest if chosen else None,
        fastest=_fastest(results),
        skills=skills,
        asks=asks,
        questions={name: _question(name, desk) for name in asks},
        alternatives=alternatives_for(worker, vacancy, desk=desk, others=others, routes=results, chosen=chosen),
        pins=desk.pins,
    )


def _rules_in_force(case: _Case, names: Iterable[str]) -> tuple[Rule, ...]:
    """The version of each named rule that is in force; one that is not does not apply."""
    found = (case.desk.rule_in_force(name, case.as_of) for name in names)
    return tuple(rule for rule in found if rule is not None)


def _routes_open(case: _Case) -> list[Route]:
    if case.corridor is None:
        return []
    code = case.vacancy.occupation_isco08
    return [item for item in case.corridor.routes if item.in_force(case.as_of) and item.occupations.covers(code)]


def _job_findings(case: _Case) -> tuple[Finding, ...]:
    """The hard constraints of the match; the licence is judged by the law where a corridor is on file."""
    context = case.desk.context(case.as_of)
    return tuple(
        Finding(
            requirement=f"job.{item.requirement}",
            kind="job",
            title=job_title(item.requirement),
            verdict=item.verdict,
            reason={"en": item.reason},
            evidence=item.evidence,
            asks=item.asks,
            source=item.source
            or Source(instrument=f"vacancy {case.vacancy.id}, as registered", status="staff summary"),
        )
        for item in constraints(case.worker, case.vacancy, context)
        if not (case.corridor and item.kind == "licence")
    )


def _coverage_findings(case: _Case) -> tuple[Finding, ...]:
    """Says so where the system has no law on file, instead of saying nothing."""
    home, there = case.worker.residence, case.vacancy.country
    if case.corridor or (home and home == there):
        return ()
    missing = (
        "the countries are not both known" if not (home and there) else f"no rulebook is on file for {home} to {there}"
    )
    return (
        Finding(
            requirement="law.coverage",
            kind="coverage",
            title=job_title("coverage"),
            verdict=Verdict.UNKNOWN,
            reason={"en": f"Not decided: {missing}. Nothing here says that the move is lawful or unlawful."},
            source=Source(instrument="Passerelle rulebook", status="staff summary"),
        ),
    )


def _conflict_findings(case: _Case) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            requirement=name,
            kind="conflict",
            title=job_title("conflict"),
            verdict=Verdict.UNKNOWN,
            reason={"en": f"{name}: {text}."},
            asks=(name,),
        )
        for name, text in sorted(case.facts.conflicts.items())
    )


def _law_finding(case: _Case, rule: Rule) -> Finding:
    outcome = evaluate(rule, case.facts.values, case.as_of)
    return Finding(
        requirement=rule.id,
        kind="offer" if rule.entry.topic in ("offer", "recruitment") else "law",
        title=dict(rule.entry.title),
        verdict=outcome.verdict,
        reason=dict(outcome.because),
        evidence=outcome.evidence,
        asks=outcome.asked_facts,
        severity=rule.entry.severity,
        weighty=is_weighty(rule),
        source=Source.model_validate(rule.entry.source.model_dump()),
        version=rule.version,
        trace=outcome.trace.as_json() if case.traced else None,
    )


def _law_findings(case: _Case, always: Sequence[Rule], shown: RouteResult | None) -> tuple[Finding, ...]:
    """Findings on every route, then those of the chosen route, or of the one that comes nearest."""
    rules = {rule.id: rule for rule in always}
    for route in _routes_open(case):
        if shown is not None and route.id == shown.id:
            rules |= {rule.id: rule for rule in _rules_in_force(case, (*route.rules, *route.then))}
    return tuple(_law_finding(case, rule) for rule in rules.values())


def _nearest(results: Sequence[RouteResult]) -> RouteResult | None:
    """Where no route can be closed: the one with the fewest conditions that no step meets, then the fewest not met."""
    return min(results, key=lambda item: (len(item.nearest), len(item.not_met), item.id), default=None)


def _goals(case: _Case, rules: Iterable[Rule]) -> list[Goal]:
    """Binding rules and the practice of authorities are goals; recommendations and our own checks are only shown."""
    weighty = (rule for rule in rules if is_weighty(rule))
    return [case.desk.goal_of(rule, case.as_of, case.givable) for rule in weighty] + _language_goals(case)


def _language_goals(case: _Case) -> list[Goal]:
    """What the job asks of languages, as goals: the courses that close them are steps like any other."""
    goals = []
    for item in case.vacancy.requirements:
        if item.kind == "language" and item.importance == "essential" and item.language and item.cefr:
            name, cell = language_fact(item.language), f">= {item.cefr}"
            if name in case.desk.lawbook.rules.facts:
                goals.append(_language_goal(case, f"job.language:{item.language}", name, cell))
    return goals


def _language_goal(case: _Case, requirement: str, name: str, cell: str) -> Goal:
    def judge(facts: Mapping[str, Fact]) -> Verdict:
        verdict = case.desk.need(name, cell, facts, case.as_of)
        return Verdict.MET if verdict is Verdict.UNKNOWN and name not in case.givable else verdict

    return Goal(requirement, frozenset({name}), judge, cell)


def _steps_on_file(
    desk: Desk, worker: Worker, vacancy: Vacancy, corridor: Corridor | None, as_of: date
) -> tuple[Step, ...]:
    named = [desk.lawbook.steps[name] for name in (corridor.steps if corridor else ())]
    languages = {item.language for item in vacancy.requirements if item.kind == "language" and item.language}
    courses = [step for code in sorted(languages) for step in desk.language_steps(code, worker.residence)]
    return tuple(step for step in (*named, *courses) if step.in_force(as_of))


def _route_result(case: _Case, route: Route, always: Sequence[Rule]) -> RouteResult:
    """How a route stands now, and the best ways to open it."""
    case = replace(case, steps=tuple(step for step in case.steps if step.id not in route.without))
    rules = [*always, *_rules_in_force(case, route.rules)]
    later = _rules_in_force(case, route.then)
    verdicts = {rule.id: _verdict_now(case, rule) for rule in (*rules, *later) if is_weighty(rule)}
    verdicts |= {goal.id: goal.judge(case.facts.values) for goal in _language_goals(case)}
    stages = [_goals(case, rules), [case.desk.goal_of(rule, case.as_of, case.givable) for rule in later]]
    cheapest, fastest = _option(case, stages, aim="cheapest"), _option(case, stages, aim="fastest")
    not_met = tuple(sorted(name for name, verdict in verdicts.items() if verdict is Verdict.NOT_MET))
    unknown = tuple(sorted(name for name, verdict in verdicts.items() if verdict is Verdict.UNKNOWN))
    return RouteResult(
        id=route.id,
        title=dict(route.title),
        verdict=all_of(verdicts.values()),
        status=_route_status(not_met, unknown, cheapest),
        not_met=not_met,
        unknown=unknown,
        nearest=() if cheapest else _in_the_way(case, stages, not_met),
        cheapest=cheapest,
        fastest=fastest,
        source=route.source,
    )


def _verdict_now(case: _Case, rule: Rule) -> Verdict:
    return case.desk.verdict(rule, case.facts.values, case.as_of)


def _in_the_way(case: _Case, stages: Sequence[Sequence[Goal]], not_met: tuple[str, ...]) -> tuple[str, ...]:
    """What is not met and could not be met by any steps on file; everything that is not met if only together they clash."""
    world = case.desk.world(case.as_of, aim="cheapest", givable=case.givable)
    goals = [goal for stage in stages for goal in stage if goal.id in not_met]
    return unreachable(goals, case.facts.values, case.steps, world=world) or not_met


def _route_status(not_met: Sequence[str], unknown: Sequence[str], cheapest: Option | None) -> Status:
    if cheapest is None:
        return "blocked"
    return "closable" if not_met else "ask" if unknown else "open"


def _option(case: _Case, stages: Sequence[Sequence[Goal]], *, aim: Aim) -> Option | None:
    """The best steps for each stage in turn, each from where the one before it ends."""
    world = case.desk.world(case.as_of, aim=aim, givable=case.givable)
    facts: Mapping[str, Fact] = case.facts.values
    order: list[Step] = []
    for goals in stages:
        taken = {step.id for step in order}
        found = _best_for(case, goals, facts, [step for step in case.steps if step.id not in taken], world)
        if found is None:
            return None
        order += found.steps
        facts = found.facts
    return _laid_out(case, [goal for goals in stages for goal in goals], order, aim=aim)


def _best_for(
    case: _Case, goals: Sequence[Goal], facts: Mapping[str, Fact], steps: Sequence[Step], world: World
) -> Found | None:
    """The best steps for goals. One that is only unknown, and that no steps could settle, stays a question."""
    open_now = [goal for goal in goals if goal.judge(facts) is not Verdict.MET]
    unmet = {goal.id for goal in open_now if _is_not_met(case, goal, facts)}
    lost = set(unreachable(open_now, facts, steps, world=world))
    if unmet & lost:
        return None
    found = best_steps([goal for goal in goals if goal.id not in lost], facts, steps, world=world)
    if found is None and len(unmet) < len(open_now):
        questions = {goal.id for goal in open_now} - unmet
        return best_steps([goal for goal in goals if goal.id not in questions], facts, steps, world=world)
    return found


def _is_not_met(case: _Case, goal: Goal, facts: Mapping[str, Fact]) -> bool:
    """Is the goal's rule NOT_MET, or only UNKNOWN? What a job asks of a language is NOT_MET here."""
    rule = case.desk.rule_in_force(goal.id, case.as_of) if goal.id in case.desk.lawbook.rules else None
    return rule is None or case.desk.verdict(rule, facts, case.as_of) is Verdict.NOT_MET


def _laid_out(case: _Case, goals: Sequence[Goal], order: Sequence[Step], *, aim: Aim) -> Option:
    slots = schedule(order, waits=case.desk.waits(case.facts.values, case.as_of))
    closes = _closed_by(case, goals, order)
    planned = tuple(
        _planned(case, slot.step, slot.start[1], slot.before, closes.get(slot.step.id, ())) for slot in slots
    )
    days = length(slots)
    return Option(
        aim=aim,
        steps=planned,
        days=Span(low=days[0], likely=days[1], high=days[2]),
        eur=_sum(item.cost_eur for item in planned),
        eur_worker=_sum(item.cost_eur for item in planned if item.payer in ("worker", "shared")),
        eur_unknown_payer=_sum(item.cost_eur for item in planned if item.payer == "unknown"),
        unpriced=tuple(item.id for item in planned if item.cost_eur is None),
    )


def _closed_by(case: _Case, goals: Sequence[Goal], order: Sequence[Step]) -> dict[str, tuple[str, ...]]:
    """Which requirement each step is the last to close, walking the steps in their order."""
    world = case.desk.world(case.as_of, aim="cheapest", givable=case.givable)
    facts = dict(case.facts.values)
    open_now = [goal for goal in goals if goal.judge(facts) is not Verdict.MET]
    closed: dict[str, tuple[str, ...]] = {}
    for step in order:
        facts = world.after(facts, step)
        done = [goal for goal in open_now if goal.judge(facts) is Verdict.MET]
        closed[step.id] = tuple(dict.fromkeys(goal.id for goal in done))
        ids = {goal.id for goal in done}
        open_now = [goal for goal in open_now if goal.id not in ids]
    return closed


def _planned(case: _Case, step: Step, start: float, after: tuple[str, ...], closes: tuple[str, ...]) -> PlannedStep:
    euro = case.desk.eur(step.cost, case.as_of)
    return PlannedStep(
        id=step.id,
        title=dict(step.title),
        kind=step.kind,
        starts_on_day=start,
        days=Span(low=step.days.low, likely=step.days.likely, high=step.days.high),
        cost=Span(low=step.cost.low, likely=step.cost.likely, high=step.cost.high),
        currency=step.cost.currency or "EUR",
        cost_eur=Span(low=euro[0], likely=euro[1], high=euro[2]) if euro else None,
        payer=step.payer,
        success=step.success,
        closes=closes,
        after=after,
        source=step.source,
        cost_status=step.cost_status,
    )


def _sum(spans: Iterable[Span | None]) -> Span:
    known = [span for span in spans if span]
    return Span(
        low=round(sum(span.low for span in known), 2),
        likely=round(sum(span.likely for span in known), 2),
        high=round(sum(span.high for span in known), 2),
    )


def _chosen(results: Sequence[RouteResult]) -> RouteResult | None:
    """The route that costs the worker least, then everybody, then is shortest, then leaves least to ask."""
    closable = [item for item in results if item.cheapest is not None]
    return min(closable, key=_burden, default=None)


def _burden(item: RouteResult) -> tuple[float, float, float, int, str]:
    option = item.cheapest
    assert option is not None
    worker = option.eur_worker.likely + option.eur_unknown_payer.likely
    return worker, option.eur.likely, option.days.likely, len(item.unknown), item.id


def _fastest(results: Sequence[RouteResult]) -> Option | None:
    options = [item.fastest for item in results if item.fastest is not None]
    return min(options, key=lambda item: (item.days.likely, item.eur_worker.likely, item.eur.likely), default=None)


def _status(findings: Sequence[Finding], chosen: RouteResult | None, results: Sequence[RouteResult]) -> Status:
    """Job conditions that no step can change block; then the route decides; then what is unknown."""
    weighty = [item for item in findings if item.weighty]
    fixed = [item for item in weighty if item.kind == "job" or not results]
    if any(item.verdict is Verdict.NOT_MET and not _closable_job(item, chosen) for item in fixed):
        return "blocked"
    if results and chosen is None:
        return "blocked"
    if chosen is not None and chosen.status == "closable":
        return "closable"
    return "ask" if any(item.verdict is Verdict.UNKNOWN for item in weighty) else "open"


def _closable_job(item: Finding, chosen: RouteResult | None) -> bool:
    """A language the job asks for is closed by the steps of the route."""
    return chosen is not None and item.requirement.startswith("job.language")


def _verdict(findings: Sequence[Finding], results: Sequence[RouteResult]) -> Verdict:
    """What holds today, before any step: the job, what holds on all routes, and at least one route."""
    kinds = ("job", "coverage", "conflict") if results else ("job", "coverage", "conflict", "offer")
    fixed = all_of(item.verdict for item in findings if item.kind in kinds and item.weighty)
    return fixed & any_of(item.verdict for item in results) if results else fixed


def _asks(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for item in findings if item.verdict is Verdict.UNKNOWN for name in item.asks))


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
