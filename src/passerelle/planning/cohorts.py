"""Plans added up: who lacks exactly what, which module is the only thing missing, which step holds most people up.

A cohort is counted in two moves, so that it can be counted in parts: `tally` makes the rows of some plans, `joined`
puts tallies together, and the functions below sum the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from passerelle.planning.models import Plan

PLANS = pa.schema(
    [
        ("worker_id", pa.string()),
        ("vacancy_id", pa.string()),
        ("rank", pa.int64()),
        ("corridor", pa.string()),
        ("status", pa.string()),
        ("verdict", pa.string()),
        ("score", pa.int64()),
        ("route", pa.string()),
        ("eur_worker", pa.float64()),
        ("eur", pa.float64()),
        ("days", pa.float64()),
        ("steps", pa.list_(pa.string())),
        ("not_met", pa.list_(pa.string())),
        ("asks", pa.list_(pa.string())),
        ("plan", pa.string()),
    ]
)
"""Columns of `plans`: `eur_worker` is the likely cost in euro that falls on the worker, shared costs and costs whose
payer is not known included; `eur` that of everybody; `days` the likely time. Null where no route can be closed.
`plan` is the whole plan as canonical JSON, without the traces of its rules: `passerelle plan` gives those."""

REPEATED = ("kind", "gap", "title", "verdict")
"""Columns of gaps whose few texts come back in every plan: kept once each."""
GAPS = dict.fromkeys(("vacancy", "worker"), pl.String) | dict.fromkeys(REPEATED, pl.Categorical) | {"only": pl.Boolean}
STEPS = dict.fromkeys(("step", "title", "payer", "worker", "vacancy"), pl.String) | {
    "days": pl.Float64,
    "eur": pl.Float64,
    "last": pl.Boolean,
}
QUESTIONS = dict.fromkeys(("fact", "question", "vacancy", "worker"), pl.String)


@dataclass(frozen=True)
class Tally:
    """Rows of some plans: the plans themselves, their gaps, steps and questions, and the sets of skills missing."""

    plans: pa.Table
    gaps: pl.DataFrame
    steps: pl.DataFrame
    questions: pl.DataFrame
    missing: tuple[tuple[str, str, frozenset[str]], ...]


def tally(ranked: Iterable[tuple[int, Plan]]) -> Tally:
    """The rows of plans given with their rank among the worker's matches."""
    pairs = list(ranked)
    plans = [item for _, item in pairs]
    rows = [_plan_row(item, rank) for rank, item in pairs]
    return Tally(
        pa.Table.from_pylist(rows, schema=PLANS),
        pl.DataFrame([row for item in plans for row in _gap_rows(item)], schema=GAPS, orient="row"),
        pl.DataFrame([row for item in plans for row in _step_rows(item)], schema=STEPS, orient="row"),
        pl.DataFrame([row for item in plans for row in _question_rows(item)], schema=QUESTIONS, orient="row"),
        tuple(_missing_sets(plans)),
    )


def joined(tallies: Sequence[Tally]) -> Tally:
    """Tallies as one, in their order."""
    parts = [tally(()), *tallies]
    return Tally(
        pa.concat_tables([part.plans for part in parts]),
        pl.concat([part.gaps for part in parts]),
        pl.concat([part.steps for part in parts]),
        pl.concat([part.questions for part in parts]),
        tuple(row for part in parts for row in part.missing),
    )


def _plan_row(item: Plan, rank: int) -> dict[str, object]:
    option = item.cheapest
    return {
        "worker_id": item.worker,
        "vacancy_id": item.vacancy,
        "rank": rank,
        "corridor": item.corridor,
        "status": item.status,
        "verdict": str(item.verdict),
        "score": item.score,
        "route": item.chosen_route,
        "eur_worker": round(option.eur_worker.likely + option.eur_unknown_payer.likely, 2) if option else None,
        "eur": option.eur.likely if option else None,
        "days": option.days.likely if option else None,
        "steps": [step.id for step in option.steps] if option else [],
        "not_met": [finding.requirement for finding in item.findings if finding.verdict == "NOT_MET"],
        "asks": list(item.asks),
        "plan": item.to_json(),
    }


def gaps_of(plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    """(kind, gap, title, verdict) of everything that stands between the two: law, job, offer, language, skills."""
    for item in plan.findings:
        if item.verdict != "MET":
            yield item.kind, item.requirement, item.title["en"], str(item.verdict)
    for part in plan.parts:
        if part.concept in plan.skills.missing:
            yield "skill", part.concept, part.label, "NOT_MET"


def _gap_rows(item: Plan) -> Iterator[tuple[object, ...]]:
    gaps = list(gaps_of(item))
    not_met = [gap for gap in gaps if gap[3] == "NOT_MET"]
    for gap in gaps:
        yield item.vacancy, item.worker, *gap, not_met == [gap]


def _step_rows(item: Plan) -> Iterator[tuple[object, ...]]:
    option = item.cheapest
    for step in option.steps if option else ():
        last = option is not None and step.starts_on_day + step.days.likely >= option.days.likely
        euro = step.cost_eur.likely if step.cost_eur else None
        yield step.id, step.title["en"], step.payer, item.worker, item.vacancy, step.days.likely, euro, last


def _question_rows(item: Plan) -> Iterator[tuple[object, ...]]:
    for name in item.asks:
        yield name, item.questions.get(name, {}).get("en", ""), item.vacancy, item.worker


def _missing_sets(plans: Iterable[Plan]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """(worker, vacancy, essential skills not held), for pairs that no law or condition stands against for good."""
    for item in plans:
        if item.skills.missing and item.status != "blocked":
            yield item.worker, item.vacancy, frozenset(item.skills.missing)


def gap_matrix(gaps: pl.DataFrame, occupation_of: dict[str, str | None]) -> pl.DataFrame:
    """How many workers lack what, by occupation of the vacancy.

    Columns: occupation_isco08, kind, gap, title, verdict (NOT_MET | UNKNOWN), workers (who lack it in a plan for that
    occupation), workers_only (for whom it is the only thing that is not met). Most workers first.
    """
    codes = pl.DataFrame(
        {"vacancy": list(occupation_of), "occupation_isco08": list(occupation_of.values())},
        schema={"vacancy": pl.String, "occupation_isco08": pl.String},
    )
    return (
        gaps.join(codes, on="vacancy", how="left")
        .group_by("occupation_isco08", "kind", "gap", "title", "verdict")
        .agg(workers=pl.col("worker").n_unique(), workers_only=pl.col("worker").filter(pl.col("only")).n_unique())
        .with_columns(pl.col(REPEATED).cast(pl.String))
        .sort(
            ["workers", "workers_only", "occupation_isco08", "gap", "verdict"],
            descending=[True, True, False, False, False],
        )
    )


def bottlenecks(steps: pl.DataFrame) -> pl.DataFrame:
    """Steps by the time they cost a cohort.

    Columns: step, title, payer, plans (in which it occurs), workers, days (likely, summed over plans), eur (likely,
    summed over plans), critical (plans in which the whole ends when this step ends). Most days first.
    """
    return (
        steps.group_by("step", "title", "payer")
        .agg(
            plans=pl.len().cast(pl.Int64),
            workers=pl.col("worker").n_unique(),
            days=pl.col("days").sum(),
            eur=pl.col("eur").sum(),
            critical=pl.col("last").sum().cast(pl.Int64),
        )
        .sort(["days", "step"], descending=[True, False])
    )


def questions(asked: pl.DataFrame) -> pl.DataFrame:
    """Facts whose answer is missing: fact, question (English), plans and workers that wait for it; most workers first."""
    return (
        asked.group_by("fact", "question")
        .agg(plans=pl.len().cast(pl.Int64), workers=pl.col("worker").n_unique().cast(pl.Int64))
        .sort(["workers", "fact"], descending=[True, False])
    )
