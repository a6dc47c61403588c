"""Legal ways: how each stands now, and the best steps that open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from passerelle.planning.case import Case, is_weighty
from passerelle.planning.models import Option, PlannedStep, RouteResult, Span, Status
from passerelle.planning.schedule import length, schedule
from passerelle.planning.search import Aim, Found, Goal, TooManyStates, World, best_steps, unreachable
from passerelle.recognition import Route, Step
from passerelle.records import Verdict, all_of
from passerelle.records.codes import language_fact
from passerelle.rules import Fact, Rule

Facts = Mapping[str, Fact]
Stages = Sequence[tuple[Sequence[Goal], tuple[Step, ...]]]
"""Goals of each stage with the steps found for it."""


def route_result(case: Case, route: Route) -> RouteResult:
    """How a route stands now, and the best ways to open it."""
    case = replace(case, steps=tuple(step for step in case.steps if step.id not in route.without))
    rules = [rule for rule in (*case.always(), *case.rules(route.rules)) if is_weighty(rule)]
    later = [rule for rule in case.rules(route.then) if is_weighty(rule)]
    verdicts = {rule.id: case.desk.verdict(rule, case.facts.values, case.as_of) for rule in (*rules, *later)}
    verdicts |= {goal.id: _truth(case, goal, case.facts.values) for goal in _language_goals(case)}
    stages = [[*_goals(case, rules), *_language_goals(case)], _goals(case, later)]
    not_met = tuple(sorted(name for name, verdict in verdicts.items() if verdict is Verdict.NOT_MET))
    unknown = tuple(sorted(name for name, verdict in verdicts.items() if verdict is Verdict.UNKNOWN))
    exact = True
    try:
        cheapest, fastest = (_option(case, route, stages, aim=aim) for aim in AIMS)
    except TooManyStates:
        cheapest = fastest = None
        exact = False
    return RouteResult(
        id=route.id,
        title=dict(route.title),
        verdict=all_of(verdicts.values()),
        status=_status(not_met, unknown, cheapest),
        not_met=not_met,
        unknown=unknown,
        nearest=() if cheapest else _in_the_way(case, stages, not_met),
        cheapest=cheapest,
        fastest=fastest,
        titles={rule.id: dict(rule.entry.title) for rule in (*rules, *later)},
        source=route.source,
        exact=exact,
    )


AIMS: tuple[Aim, Aim] = ("cheapest", "fastest")


def _status(not_met: Sequence[str], unknown: Sequence[str], cheapest: Option | None) -> Status:
    if cheapest is None:
        return "blocked"
    return "closable" if not_met or cheapest.steps else "ask" if unknown else "open"


def _goals(case: Case, rules: Iterable[Rule]) -> list[Goal]:
    return [case.desk.goal_of(rule, case.as_of, case.givable) for rule in rules]


def _language_goals(case: Case) -> list[Goal]:
    """What the job asks of languages, as goals: the courses that close them are steps like any other."""
    goals = []
    for item in case.vacancy.requirements:
        if item.kind == "language" and item.importance == "essential" and item.language and item.cefr:
            name, cell = language_fact(item.language), f">= {item.cefr}"
            if name in case.desk.lawbook.rules.facts:
                goals.append(_language_goal(case, f"job.language:{item.language}", name, cell))
    return goals


def _language_goal(case: Case, requirement: str, name: str, cell: str) -> Goal:
    def judge(facts: Mapping[str, Fact]) -> Verdict:
        verdict = case.desk.need(name, cell, facts, case.as_of)
        return Verdict.MET if verdict is Verdict.UNKNOWN and name not in case.givable else verdict

    return Goal(requirement, frozenset({name}), judge, cell)


def _truth(case: Case, goal: Goal, facts: Facts) -> Verdict:
    """What the goal's rule, or the level the job asks for, says of the facts as they are, questions left open."""
    if goal.mark:
        (name,) = goal.inputs
        return case.desk.need(name, goal.mark, facts, case.as_of)
    rule = case.desk.rule_in_force(goal.id, case.as_of)
    return case.desk.verdict(rule, facts, case.as_of) if rule else Verdict.UNKNOWN


def _in_the_way(case: Case, stages: Sequence[Sequence[Goal]], not_met: tuple[str, ...]) -> tuple[str, ...]:
    """What is not met and could not be met by any steps on file; everything that is not met if only together they clash."""
    world = case.desk.world(case.as_of, aim="cheapest", givable=case.givable)
    goals = [goal for stage in stages for goal in stage if goal.id in not_met]
    return unreachable(goals, case.facts.values, case.steps, world=world) or not_met


def _option(case: Case, route: Route, stages: Sequence[Sequence[Goal]], *, aim: Aim) -> Option | None:
    """The best steps for each stage in turn, each from where the one before it ends."""
    world = case.desk.world(case.as_of, aim=aim, givable=case.givable)
    facts: Facts = case.facts.values
    done: list[tuple[Sequence[Goal], tuple[Step, ...]]] = []
    for goals in stages:
        taken = {step.id for _, steps in done for step in steps}
        found = _best_for(case, goals, facts, [step for step in case.steps if step.id not in taken], world)
        if found is None:
            return None
        done.append((goals, found.steps))
        facts = found.facts
    return _laid_out(case, route, done, aim=aim)


def _best_for(case: Case, goals: Sequence[Goal], facts: Facts, steps: Sequence[Step], world: World) -> Found | None:
    """The best steps for goals. One that is only unknown, and that no steps could settle, stays a question."""
    open_now = [goal for goal in goals if goal.judge(facts) is not Verdict.MET]
    unmet = {goal.id for goal in open_now if _truth(case, goal, facts) is Verdict.NOT_MET}
    lost = set(unreachable(open_now, facts, steps, world=world))
    if unmet & lost:
        return None
    found = best_steps([goal for goal in goals if goal.id not in lost], facts, steps, world=world)
    if found is None and len(unmet) < len(open_now):
        questions = {goal.id for goal in open_now} - unmet
        return best_steps([goal for goal in goals if goal.id not in questions], facts, steps, world=world)
    return found


def _laid_out(case: Case, route: Route, stages: Stages, *, aim: Aim) -> Option:
    order = [step for _, steps in stages for step in steps]
    slots = schedule(order, waits=_waits(case, stages))
    closes = _closed_by(case, [goal for goals, _ in stages for goal in goals], order)
    planned = tuple(
        _planned(case, slot.step, slot.start[1], slot.before, closes.get(slot.step.id, ())) for slot in slots
    )
    days = length(slots)
    return Option(
        aim=aim,
        route=route.id,
        steps=planned,
        days=Span(low=days[0], likely=days[1], high=days[2]),
        eur=_sum(item.cost_eur for item in planned),
        eur_worker=_sum(item.cost_eur for item in planned if item.payer in ("worker", "shared")),
        eur_unknown_payer=_sum(item.cost_eur for item in planned if item.payer == "unknown"),
        unpriced=tuple(item.id for item in planned if item.cost_eur is None),
    )


def _waits(case: Case, stages: Stages) -> Callable[[Step, Step], bool]:
    """What a step waits for: what gives it what it needs; and a visa for all that its route has to show.

    A visa is asked for when the file is complete. It does not wait for what comes after it by its own `after`, for what
    needs it, or for a level of a language that only the job asks for.
    """
    needs = case.desk.waits(case.facts.values, case.as_of, _changing(case, [s for _, steps in stages for s in steps]))
    shown: dict[str, set[str]] = {}
    for goals, steps in stages:
        law = [goal for goal in goals if not goal.mark]
        closing = _closed_by(case, law, steps)
        chain = {step.id for step in steps if closing.get(step.id)}
        givers = {other.id for step in steps if step.id in chain for other in steps if needs(step, other)}
        shown |= {step.id: chain | givers for step in steps}

    def waits(step: Step, other: Step) -> bool:
        if needs(step, other):
            return True
        for_file = step.kind == "visa" and other.kind != "visa" and other.id in shown.get(step.id, set())
        return for_file and step.id not in other.after and not needs(other, step)

    return waits


def _changing(case: Case, steps: Sequence[Step]) -> frozenset[str]:
    """Facts that some step replaces by another value; a level only rises, and so goes on holding."""
    definitions, facts = case.desk.lawbook.rules.facts, case.facts.values
    return frozenset(
        name
        for step in steps
        for name, value in step.gives.items()
        if definitions[name].type != "level" and name in facts and facts[name].value != value
    )


def _closed_by(case: Case, goals: Sequence[Goal], order: Sequence[Step]) -> dict[str, tuple[str, ...]]:
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


def _planned(case: Case, step: Step, start: float, after: tuple[str, ...], closes: tuple[str, ...]) -> PlannedStep:
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
