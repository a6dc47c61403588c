"""One plan as it is read: the answer in a sentence, requirements by finding, steps, options, skills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from passerelle.report.terms import FIRM_SOURCES, N_
from passerelle.report.words import Words

if TYPE_CHECKING:
    from passerelle.planning import Finding, Option, Plan, PlannedStep, RouteResult

FINDING_ORDER = ("NOT_MET", "UNKNOWN", "MET")
FINDING_HEADINGS = {"NOT_MET": N_("Not met"), "UNKNOWN": N_("Not known"), "MET": N_("Met")}
STATUS_ORDER = ("closable", "ask", "open", "blocked")


def answer(plan: Plan, words: Words) -> str:
    """The answer in one sentence."""
    say = {"open": _open, "ask": _ask, "closable": _closable, "blocked": _blocked}[plan.status]
    return say(plan, words)


def _open(plan: Plan, words: Words) -> str:
    return words.gettext(
        "On %(day)s, nothing that is on file stands between this person and this job.", day=words.day(plan.as_of)
    )


def _ask(plan: Plan, words: Words) -> str:
    return words.ngettext(
        "Nothing is against it, but %(n)s fact is not known; answer the question below first.",
        "Nothing is against it, but %(n)s facts are not known; answer the questions below first.",
        max(len(plan.asks), 1),
    )


def _closable(plan: Plan, words: Words) -> str:
    option = plan.cheapest
    if option is None or not option.steps:
        return words.term("status_means", "closable")
    said = [
        words.ngettext(
            "%(n)s step closes what is missing: about %(days)s, and about %(cost)s for the worker.",
            "%(n)s steps close what is missing: about %(days)s, and about %(cost)s for the worker.",
            len(option.steps),
            days=words.days(option.days.likely),
            cost=words.money(worker_eur(option)),
        )
    ]
    if option.unpriced:
        said.append(
            words.ngettext(
                "%(n)s step has no known price and is not counted.",
                "%(n)s steps have no known price and are not counted.",
                len(option.unpriced),
            )
        )
    if plan.asks:
        said.append(
            words.ngettext("%(n)s fact is still not known.", "%(n)s facts are still not known.", len(plan.asks))
        )
    return " ".join(said)


def _blocked(plan: Plan, words: Words) -> str:
    names = [words.titled(item.title).text for item in blocking(plan)]
    return words.gettext(
        "Not open today: %(names)s. No step on file closes it.",
        names=words.together(names[:3]) or words.gettext("not known"),
    )


def blocking(plan: Plan) -> list[Finding]:
    """What stands in the way and cannot be closed: what the routes name as nearest, else all that is not met."""
    not_met = [item for item in plan.findings if item.verdict == "NOT_MET"]
    nearest = {name for route in plan.routes for name in route.nearest}
    return [item for item in not_met if item.requirement in nearest] or not_met


def worker_eur(option: Option) -> float:
    """Likely cost to the worker; a cost nobody has said they will pay counts as the worker's."""
    return option.eur_worker.likely + option.eur_unknown_payer.likely


def grouped(plan: Plan) -> list[tuple[str, list[Finding]]]:
    """Findings by verdict: not met first, then not known, then met; in the plan's order within each."""
    return [
        (verdict, found)
        for verdict in FINDING_ORDER
        if (found := [item for item in plan.findings if item.verdict == verdict])
    ]


def differs(plan: Plan) -> bool:
    """Is the fastest way another set of steps than the cheapest?"""
    if plan.cheapest is None or plan.fastest is None:
        return False
    return {step.id for step in plan.cheapest.steps} != {step.id for step in plan.fastest.steps}


def routes(plan: Plan) -> list[RouteResult]:
    """The chosen route first, the others in the plan's order."""
    return sorted(plan.routes, key=lambda item: item.id != plan.chosen_route)


def titles_of(plan: Plan) -> dict[str, dict[str, str]]:
    """Titles of every requirement, step, route and skill of the plan, by id."""
    titles = {part.concept: {"en": part.label} for part in plan.parts}
    titles |= {item.requirement: dict(item.title) for item in plan.findings}
    for route in plan.routes:
        titles |= {name: dict(title) for name, title in route.titles.items()} | {route.id: dict(route.title)}
    for option in (plan.cheapest, plan.fastest, *(o for r in plan.routes for o in (r.cheapest, r.fastest))):
        titles |= {step.id: dict(step.title) for step in (option.steps if option else ())}
    return titles


def doubtful(source: Any) -> bool:
    """Must the reader be warned that this source is not the official text or page?"""
    return source is None or source.status not in FIRM_SOURCES


def safe_link(link: str | None) -> bool:
    """May a browser follow it? Anything but http and https is shown as text."""
    return bool(link and re.match(r"https?://", link))


def link_of(source: Any) -> str | None:
    """The link of a source if a browser may follow it."""
    return source.link if source is not None and safe_link(source.link) else None


def doubtful_step(step: PlannedStep) -> bool:
    """Is the step's source or its cost not official?"""
    return doubtful(step.source) or (step.cost_status is not None and step.cost_status not in FIRM_SOURCES)


def examples(plans: Iterable[Plan], *, most: int = 12) -> list[Plan]:
    """Plans to show in full: each status in turn, the best score first, another worker each time where possible."""
    by_status: dict[str, list[Plan]] = {name: [] for name in STATUS_ORDER}
    for plan in sorted(plans, key=lambda item: (-(item.score or 0), item.worker, item.vacancy)):
        by_status[plan.status].append(plan)
    chosen: list[Plan] = []
    seen: set[str] = set()
    while len(chosen) < most and any(by_status.values()):
        for queue in by_status.values():
            fresh = next((item for item in queue if item.worker not in seen), queue[0] if queue else None)
            if fresh is not None and len(chosen) < most:
                queue.remove(fresh)
                seen.add(fresh.worker)
                chosen.append(fresh)
    return sorted(chosen, key=lambda item: STATUS_ORDER.index(item.status))


def file_name(worker: str, vacancy: str, taken: Sequence[str] | set[str] = ()) -> str:
    """`<worker>--<vacancy>.html` with only letters, digits, dot, dash and underscore; numbered if taken already."""
    stem = "--".join(re.sub(r"[^A-Za-z0-9._-]+", "_", part).strip("._")[:80] or "_" for part in (worker, vacancy))
    name, number = f"{stem}.html", 2
    while name.casefold() in taken:
        name, number = f"{stem}--{number}.html", number + 1
    return name
