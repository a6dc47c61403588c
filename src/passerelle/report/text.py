"""A plan as plain text, for terminals, printers without graphics, and messages: short lines, one fact each."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from passerelle.report.plans import answer, doubtful, doubtful_step, grouped
from passerelle.report.words import Words, clean

if TYPE_CHECKING:
    from passerelle.planning import Plan

WIDTH = 64
MARKS = {"MET": "[x]", "NOT_MET": "[ ]", "UNKNOWN": "[?]"}


def plan_text(plan: Plan, *, language: str) -> str:
    """The plan in one language, no line over 64 characters; the essentials first, so that it can be cut anywhere."""
    words = Words(language)
    lines = [*_head(plan, words), *_steps(plan, words), *_asks(plan, words), *_findings(plan, words), *_foot(words)]
    return "\n".join(lines) + "\n"


def _wrap(text: str, *, start: str = "", rest: str = "") -> list[str]:
    later = rest or " " * len(start)
    return textwrap.wrap(clean(text), WIDTH, initial_indent=start, subsequent_indent=later) or [start]


def _head(plan: Plan, words: Words) -> list[str]:
    return [
        *_wrap(f"{plan.worker} > {plan.vacancy}"),
        f"{words.day(plan.as_of)} | {words.term('status', plan.status)}",
        "",
        *_wrap(answer(plan, words)),
    ]


def _steps(plan: Plan, words: Words) -> list[str]:
    if plan.cheapest is None or not plan.cheapest.steps:
        return []
    heading = words.gettext("Steps")
    lines = ["", heading.upper()]
    for number, step in enumerate(plan.cheapest.steps, 1):
        lines += _wrap(words.titled(step.title).text, start=f"{number}. ")
        cost, paid_by = words.span_money(step.cost, step.currency), words.gettext("Paid by")
        lines += _wrap(words.span_days(step.days), start="   ")
        lines += _wrap(f"{cost}. {paid_by}: {words.term('payer', step.payer)}", start="   ")
        if doubtful_step(step):
            status = step.source.status if doubtful(step.source) else step.cost_status or ""
            lines += _wrap(f"! {words.term('source', status)}", start="   ")
    return lines


def _asks(plan: Plan, words: Words) -> list[str]:
    if not plan.asks:
        return []
    lines = ["", words.gettext("Questions to answer").upper()]
    for fact in plan.asks:
        lines += _wrap(words.titled(plan.questions.get(fact, {"en": fact})).text, start="? ")
    return lines


def _findings(plan: Plan, words: Words) -> list[str]:
    lines = ["", words.gettext("What is asked").upper()]
    for verdict, found in grouped(plan):
        for item in found:
            said = f"{words.titled(item.title).text}: {words.term('verdict', verdict)}"
            lines += _wrap(said, start=f"{MARKS[verdict]} ")
            if item.source is not None and verdict != "MET":
                where = " ".join(part for part in (item.source.instrument, item.source.article) if part)
                mark = f" ! {words.term('source', item.source.status)}" if doubtful(item.source) else ""
                lines += _wrap(f"({where}{mark})", start="    ")
    return lines


def _foot(words: Words) -> list[str]:
    return ["", *_wrap(words.gettext("A person decides, not this plan. You may ask for the reasons and contest them."))]
