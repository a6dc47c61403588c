"""Plans added up: who lacks exactly what, which missing module unlocks most, which step holds most people up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from passerelle.planning.models import Plan


def gap_rows(plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    """(kind, gap, verdict, title) of everything that stands between the two: law, job, offer, language, skills."""
    for item in plan.findings:
        if item.verdict != "MET":
            yield item.kind, item.requirement, str(item.verdict), item.title["en"]
    for part in plan.parts:
        if part.concept in plan.skills.missing:
            yield "skill", part.concept, "NOT_MET", part.label


def gap_matrix(plans: Iterable[Plan], occupation_of: dict[str, str | None]) -> pl.DataFrame:
    """How many workers lack what, by occupation of the vacancy.

    Columns: occupation_isco08, kind, gap, title, verdict (NOT_MET | UNKNOWN), workers (who lack it in a plan for that
    occupation), workers_only (for whom it is the only thing that is not met). Most workers first.
    """
    rows = []
    for item in plans:
        gaps = list(gap_rows(item))
        not_met = [gap for gap in gaps if gap[2] == "NOT_MET"]
        rows += [
            (occupation_of.get(item.vacancy), item.worker, kind, gap, title, verdict, not_met == [(kind, gap, verdict, title)])
            for kind, gap, verdict, title in gaps
        ]
    names = ("occupation_isco08", "worker", "kind", "gap", "title", "verdict")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {"only": pl.Boolean}, orient="row")
    return (
        frame.group_by("occupation_isco08", "kind", "gap", "title", "verdict")
        .agg(workers=pl.col("worker").n_unique(), workers_only=pl.col("worker").filter(pl.col("only")).n_unique())
        .sort(["workers", "workers_only", "occupation_isco08", "gap"], descending=[True, True, False, False])
    )


def missing_sets(plans: Iterable[Plan]) -> list[tuple[str, str, frozenset[str]]]:
    """(worker, vacancy, essential skills not held), for pairs that nothing but skills or courses stands against."""
    return [
        (item.worker, item.vacancy, frozenset(item.skills.missing))
        for item in plans
        if item.skills.missing and item.status != "blocked"
    ]


def bottlenecks(plans: Iterable[Plan]) -> pl.DataFrame:
    """Steps by the time they cost a cohort.

    Columns: step, title, payer, plans (in which it occurs), workers, days (likely, summed over workers), eur (likely,
    summed over workers), critical (plans in which the whole ends when this step ends). Most days first.
    """
    rows = []
    for item in plans:
        option = item.cheapest
        for step in option.steps if option else ():
            last = option is not None and step.starts_on_day + step.days.likely >= option.days.likely
            euro = step.cost_eur.likely if step.cost_eur else None
            rows.append((step.id, step.title["en"], step.payer, item.worker, item.vacancy, step.days.likely, euro, last))
    schema = dict.fromkeys(("step", "title", "payer", "worker", "vacancy"), pl.String)
    frame = pl.DataFrame(rows, schema=schema | {"days": pl.Float64, "eur": pl.Float64, "last": pl.Boolean}, orient="row")
    return (
        frame.group_by("step", "title", "payer")
        .agg(
            plans=pl.len(),
            workers=pl.col("worker").n_unique(),
            days=pl.col("days").sum(),
            eur=pl.col("eur").sum(),
            critical=pl.col("last").sum().cast(pl.Int64),
        )
        .sort(["days", "step"], descending=[True, False])
    )
