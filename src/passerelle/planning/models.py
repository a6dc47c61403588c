"""What a plan is. Same input, same bytes: every list has a fixed order and there is no clock in it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal

from pydantic import Field

from passerelle.records import Document, Source, Verdict

Titles = dict[str, str]
Status = Literal["open", "ask", "closable", "blocked"]
"""open: everything is met. ask: nothing is against it, facts are missing. closable: the steps on file close every
gap. blocked: at least one requirement is not met and no step on file closes it."""


class Finding(Document):
    """A requirement against the evidence: what was asked, by whom, and what the record shows.

    `weighty` is false for recommendations and our own checks: shown, but nothing hangs on them.
    """

    requirement: str
    kind: Literal["job", "law", "offer", "conflict", "coverage"]
    title: Titles
    verdict: Verdict
    reason: Titles
    evidence: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    severity: str | None = None
    weighty: bool = True
    source: Source | None = None
    version: int | None = None
    trace: dict[str, Any] | None = None


class Span(Document):
    """Low, likely and high: of days, or of euro."""

    low: float
    likely: float
    high: float


class PlannedStep(Document):
    """A step of the plan, with when it can start if what comes before goes as is likely."""

    id: str
    title: Titles
    kind: str
    starts_on_day: float
    days: Span
    cost: Span
    currency: str
    cost_eur: Span | None
    payer: str
    success: str
    closes: tuple[str, ...]
    after: tuple[str, ...]
    source: Source
    cost_status: str | None = None


class Option(Document):
    """A set of steps in an order that respects what must come first, with what it costs whom and how long it takes."""

    aim: Literal["cheapest", "fastest"]
    route: str | None = None
    steps: tuple[PlannedStep, ...]
    days: Span
    eur: Span
    eur_worker: Span
    eur_unknown_payer: Span
    unpriced: tuple[str, ...] = ()


class RouteResult(Document):
    """A legal way, as it stands for this person and this offer.

    `titles` names its rules; `exact` is false where the search for steps was given up because of its size.
    """

    id: str
    title: Titles
    verdict: Verdict
    status: Status
    not_met: tuple[str, ...]
    unknown: tuple[str, ...]
    nearest: tuple[str, ...]
    cheapest: Option | None
    fastest: Option | None
    titles: dict[str, Titles] = Field(default_factory=dict)
    source: Source
    exact: bool = True


class SkillPart(Document):
    """One required skill: its weight in permille, the credit in 48ths, and the held skill that earns it."""

    concept: str
    label: str
    weight: int
    credit: int
    contribution: int
    how: str
    by: str | None = None


class Course(Document):
    """A programme that teaches missing skills."""

    programme: str
    title: str
    provider: str | None
    closes: tuple[str, ...]
    days: int | None
    fee_eur: float | None
    payer: str


class SkillGap(Document):
    """What the job asks and the person does not show, and the cheapest programmes that cover most of it."""

    missing: tuple[str, ...]
    courses: tuple[Course, ...]
    uncovered: tuple[str, ...]
    exact: bool


class Alternative(Document):
    """Another job or occupation that needs less."""

    kind: Literal["same job elsewhere", "near occupation", "other route"]
    id: str
    title: str
    score: int | None = None
    needs: tuple[str, ...] = ()
    note: str = ""


class Plan(Document):
    """What stands between this person and this job, in this corridor, on this date, and the cheapest fair way across."""

    worker: str
    vacancy: str
    corridor: str | None
    as_of: date
    status: Status
    verdict: Verdict
    score: int | None
    score_max: int
    score_note: str | None
    parts: tuple[SkillPart, ...]
    qualification_match: str
    skill_surplus: int
    findings: tuple[Finding, ...]
    routes: tuple[RouteResult, ...]
    chosen_route: str | None
    nearest_route: str | None = None
    cheapest: Option | None
    fastest: Option | None
    skills: SkillGap
    asks: tuple[str, ...]
    questions: dict[str, Titles]
    alternatives: tuple[Alternative, ...]
    pins: dict[str, str]

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, UTF-8, one newline at the end."""
        return (
            json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        )
