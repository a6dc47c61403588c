"""What the report says of everybody: each table it shows, from the tables of the build, small cells hidden last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from passerelle.report.disclosure import Fewer, is_small, protect
from passerelle.report.plans import titles_of
from passerelle.report.tables import Column, Shown, frame, isco_of
from passerelle.report.terms import N_

if TYPE_CHECKING:
    from passerelle.planning import Plan

STATUSES = ("open", "ask", "closable", "blocked")
Number = int | float | Fewer | None
OCCUPATION = Column("occupation_isco08", N_("Occupation (ISCO-08)"), "isco")
WORKERS = Column("workers", N_("Workers"), "count")


@dataclass(frozen=True)
class Headline:
    """The numbers at the top. None: the table is not there or holds no such row."""

    workers: int | None
    adverts: int | None
    posts: int | None
    adverts_without_posts: int
    pairs: int | None
    workers_planned: Number
    workers_open: Number
    eur_worker: float | Fewer | None
    days: float | Fewer | None
    closable_workers: Number


def _rows_of(tables: Mapping[str, pa.Table], name: str) -> int | None:
    table = tables.get(name)
    return None if table is None else table.num_rows


def plan_rows(tables: Mapping[str, pa.Table]) -> pl.DataFrame:
    """The table `plans`, the columns the sums need."""
    text = dict.fromkeys(("worker_id", "vacancy_id", "corridor", "status", "route"), pl.String)
    numbers = dict.fromkeys(("score", "rank"), pl.Int64) | dict.fromkeys(("eur_worker", "eur", "days"), pl.Float64)
    return frame(tables, "plans", text | numbers)


def headline(tables: Mapping[str, pa.Table], *, threshold: int) -> Headline:
    """The numbers that matter, in one place."""
    plans = plan_rows(tables)
    posts = frame(tables, "vacancies", {"posts": pl.Int64})["posts"]
    closable = plans.filter(pl.col("status") == "closable")
    people = closable["worker_id"].n_unique()
    hide = is_small(people, threshold)
    reached = plans.filter(pl.col("status").is_in(["open", "closable"]))["worker_id"].n_unique()
    planned = plans["worker_id"].n_unique()
    return Headline(
        workers=_rows_of(tables, "workers"),
        adverts=_rows_of(tables, "vacancies"),
        posts=int(posts.sum()) if posts.count() else None,
        adverts_without_posts=posts.null_count(),
        pairs=_rows_of(tables, "plans"),
        workers_planned=Fewer(threshold) if is_small(planned, threshold) else planned,
        workers_open=Fewer(threshold) if is_small(reached, threshold) else reached,
        eur_worker=Fewer(threshold) if hide else _median(closable["eur_worker"]),
        days=Fewer(threshold) if hide else _median(closable["days"]),
        closable_workers=Fewer(threshold) if hide else people,
    )


def _median(values: pl.Series) -> float | None:
    found = values.drop_nulls().median()
    return float(found) if isinstance(found, int | float) else None


def statuses(tables: Mapping[str, pa.Table], *, threshold: int) -> Shown:
    """Pairs of worker and vacancy by how they stand; all four are listed, a zero too."""
    plans = plan_rows(tables)
    counted = plans.group_by("status").agg(pairs=pl.len(), workers=pl.col("worker_id").n_unique())
    found = {row["status"]: row for row in counted.iter_rows(named=True)}
    rows = [
        {
            "status": status,
            "pairs": found.get(status, {}).get("pairs", 0),
            "workers": found.get(status, {}).get("workers", 0),
        }
        for status in STATUSES
    ]
    return Shown(
        "statuses",
        N_("Pairs of a worker and a vacancy, by how they stand today"),
        (Column("status", N_("Status"), "status"), Column("pairs", N_("Pairs"), "count"), WORKERS),
        tuple(protect(rows, persons=("workers",), summed={"pairs": "workers"}, threshold=threshold)),
        ("plans",),
    )


def gaps(tables: Mapping[str, pa.Table], titles: Mapping[str, Any], *, threshold: int) -> Shown:
    """Who lacks what, by occupation of the vacancy, as a share of the workers who have a plan for that occupation."""
    text = dict.fromkeys(("occupation_isco08", "kind", "gap", "title", "verdict"), pl.String)
    found = frame(tables, "gaps", text | {"workers": pl.Int64, "workers_only": pl.Int64})
    planned = (
        plan_rows(tables)
        .join(isco_of(tables), on="vacancy_id", how="left")
        .group_by("occupation_isco08")
        .agg(of=pl.col("worker_id").n_unique().cast(pl.Int64))
    )
    joined = found.join(planned, on="occupation_isco08", how="left", nulls_equal=True)
    joined = joined.sort(["workers", "workers_only", "occupation_isco08", "gap"], descending=[True, True, False, False])
    rows = [
        row
        | {
            "title": {"en": row["title"] or row["gap"]} | dict(titles.get(row["gap"], {})),
            "share": row["workers"] / row["of"] if row["of"] else None,
        }
        for row in joined.iter_rows(named=True)
    ]
    return Shown(
        "gaps",
        N_("What workers lack, by occupation of the vacancy"),
        (
            OCCUPATION,
            Column("title", N_("What is asked"), "titles"),
            Column("kind", N_("Asked by"), "asked_by"),
            Column("verdict", N_("Finding"), "verdict"),
            WORKERS,
            Column("of", N_("of workers planned"), "count"),
            Column("share", N_("Share"), "share"),
            Column("workers_only", N_("Only this is missing"), "count"),
        ),
        tuple(
            protect(rows, persons=("workers", "workers_only", "of"), summed={"share": "workers"}, threshold=threshold)
        ),
        ("gaps", "plans", "vacancies"),
        first=10,
    )


def balance(tables: Mapping[str, pa.Table], *, threshold: int) -> Shown:
    """Workers and posts by occupation. An advert is not a post."""
    numbers = dict.fromkeys(("workers", "adverts", "posts", "adverts_without_posts"), pl.Int64)
    found = frame(tables, "balance", {"occupation_isco08": pl.String} | numbers)
    found = found.sort(["posts", "workers", "occupation_isco08"], descending=[True, True, False], nulls_last=True)
    return Shown(
        "balance",
        N_("Workers and posts by occupation"),
        (
            OCCUPATION,
            WORKERS,
            Column("posts", N_("Posts stated"), "count"),
            Column("adverts", N_("Adverts"), "count"),
            Column("adverts_without_posts", N_("Adverts that do not say how many posts"), "count"),
        ),
        tuple(protect(found.iter_rows(named=True), persons=("workers",), threshold=threshold)),
        ("balance",),
    )


def curriculum(tables: Mapping[str, pa.Table], *, threshold: int) -> Shown:
    """Missing skills by the offers they would unlock if taught alone."""
    numbers = dict.fromkeys(("workers", "offers_unlocked", "workers_unlocked", "seats"), pl.Int64)
    found = frame(tables, "curriculum", {"skill": pl.String} | numbers | {"offers_per_seat": pl.Float64})
    found = found.sort(["offers_unlocked", "workers", "skill"], descending=[True, True, False], nulls_last=True)
    rows = protect(
        found.iter_rows(named=True),
        persons=("workers", "workers_unlocked"),
        summed={"offers_unlocked": "workers_unlocked", "offers_per_seat": "workers_unlocked"},
        threshold=threshold,
    )
    return Shown(
        "curriculum",
        N_("Missing skills by what teaching them would unlock"),
        (
            Column("skill", N_("Missing skill"), "concept"),
            Column("offers_unlocked", N_("Offers unlocked"), "count"),
            Column("workers_unlocked", N_("Workers unlocked"), "count"),
            Column("workers", N_("Workers who miss it"), "count"),
            Column("seats", N_("Training places a year"), "count"),
            Column("offers_per_seat", N_("Offers per place"), "ratio"),
        ),
        tuple(rows),
        ("curriculum",),
        first=10,
    )


def bottlenecks(tables: Mapping[str, pa.Table], titles: Mapping[str, Any], *, threshold: int) -> Shown:
    """Steps by the time they cost everybody together."""
    numbers = dict.fromkeys(("plans", "workers", "critical"), pl.Int64) | dict.fromkeys(("days", "eur"), pl.Float64)
    found = frame(tables, "bottlenecks", dict.fromkeys(("step", "title", "payer"), pl.String) | numbers)
    found = found.sort(["days", "step"], descending=[True, False], nulls_last=True)
    rows = [
        row | {"title": {"en": row["title"] or row["step"]} | dict(titles.get(row["step"], {}))}
        for row in found.iter_rows(named=True)
    ]
    summed = dict.fromkeys(("plans", "days", "eur", "critical"), "workers")
    return Shown(
        "bottlenecks",
        N_("Steps by the days they take, added up over all plans"),
        (
            Column("title", N_("Step"), "titles"),
            Column("payer", N_("Paid by"), "payer"),
            Column("days", N_("Days, added up"), "days"),
            Column("eur", N_("Cost, added up"), "eur"),
            Column("plans", N_("Plans"), "count"),
            WORKERS,
            Column("critical", N_("Plans that end with it"), "count"),
        ),
        tuple(protect(rows, persons=("workers",), summed=summed, threshold=threshold)),
        ("bottlenecks",),
        first=12,
    )


def asks(tables: Mapping[str, pa.Table], questions: Mapping[str, Any], *, threshold: int) -> Shown:
    """Facts nobody has stated, by the plans their answer would decide."""
    columns = {"fact": pl.String, "question": pl.String, "plans": pl.Int64, "workers": pl.Int64}
    found = frame(tables, "asks", columns).sort(["plans", "workers", "fact"], descending=[True, True, False])
    rows = [
        row | {"question": {"en": row["question"] or row["fact"]} | dict(questions.get(row["fact"], {}))}
        for row in found.iter_rows(named=True)
    ]
    return Shown(
        "asks",
        N_("What to ask first"),
        (
            Column("question", N_("Question"), "titles"),
            Column("plans", N_("Plans that wait for the answer"), "count"),
            WORKERS,
            Column("fact", N_("Name of the fact"), "id"),
        ),
        tuple(protect(rows, persons=("workers",), summed={"plans": "workers"}, threshold=threshold)),
        ("asks",),
        first=10,
    )


def levels(tables: Mapping[str, pa.Table], *, threshold: int) -> Shown:
    """Over- and under-qualification in the best match of each worker, by occupation of the vacancy."""
    columns = {"worker_id": pl.String, "vacancy_id": pl.String, "rank": pl.Int64, "qualification_match": pl.String}
    best = frame(tables, "matches", columns).sort(["worker_id", "rank", "vacancy_id"]).unique("worker_id", keep="first")
    counted = (
        best.join(isco_of(tables), on="vacancy_id", how="left")
        .group_by("occupation_isco08", "qualification_match")
        .agg(workers=pl.len().cast(pl.Int64))
        .sort(["occupation_isco08", "qualification_match"], nulls_last=True)
    )
    names = ("over", "matched", "under", "unknown")
    by_occupation: dict[str | None, dict[str, Any]] = {}
    for row in counted.iter_rows(named=True):
        line = by_occupation.setdefault(
            row["occupation_isco08"], {"occupation_isco08": row["occupation_isco08"]} | dict.fromkeys(names, 0)
        )
        name = row["qualification_match"] if row["qualification_match"] in names else "unknown"
        line[name] += row["workers"]
    return Shown(
        "levels",
        N_("Level of qualification against the level of the job, in each worker's best match"),
        (
            OCCUPATION,
            Column("over", N_("Over-qualified"), "count"),
            Column("matched", N_("Level fits"), "count"),
            Column("under", N_("Under-qualified"), "count"),
            Column("unknown", N_("Not known"), "count"),
        ),
        tuple(protect(by_occupation.values(), persons=names, threshold=threshold)),
        ("matches", "vacancies"),
    )


def audit(tables: Mapping[str, pa.Table], *, threshold: int) -> Shown:
    """What the records do not say: how many rows lack what the answer needs."""
    rows: list[dict[str, Any]] = []

    def count(table: str, missing: int, what: str) -> None:
        row = {"what": what, "rows": missing, "of": tables[table].num_rows, "table": table}
        rows.extend(protect([row], persons=("rows", "of") if table == "workers" else (), threshold=threshold))

    needed = (
        ("vacancies", "posts", N_("Adverts that do not say how many posts")),
        ("vacancies", "occupation_isco08", N_("Adverts without a coded occupation")),
        ("vacancies", "country", N_("Adverts without a country")),
        ("workers", "nationalities", N_("Workers whose nationality was not asked")),
        ("workers", "skills", N_("Workers whose skills were not asked")),
        ("workers", "languages", N_("Workers whose languages were not asked")),
        ("workers", "qualifications", N_("Workers whose qualifications were not asked")),
    )
    for table, column, what in needed:
        if table in tables and column in tables[table].column_names:
            count(table, tables[table].column(column).null_count, what)
    if "coded" in tables and "abstain" in tables["coded"].column_names:
        abstained = frame(tables, "coded", {"abstain": pl.Boolean})["abstain"].sum()
        count("coded", int(abstained or 0), N_("Texts the coder declined to code"))
    return Shown(
        "data_gaps",
        N_("What the records do not say"),
        (
            Column("what", N_("What is missing"), "message"),
            Column("rows", N_("Records"), "count"),
            Column("of", N_("of"), "count"),
            Column("table", N_("Table"), "id"),
        ),
        tuple(rows),
        ("workers", "vacancies", "coded"),
    )


QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|‘[^’]*’|“[^”]*”|«[^»]*»|`[^`]*`")


def rejects(tables: Mapping[str, pa.Table]) -> Shown:
    """Rows set aside, by file, field and reason. Values may hold a name and are left out, in the reason too."""
    found = frame(tables, "rejects", dict.fromkeys(("file", "field", "reason"), pl.String))
    counts: dict[tuple[str, str, str], int] = {}
    for row in found.iter_rows(named=True):
        key = (row["file"] or "", row["field"] or "", QUOTED.sub("‘…’", row["reason"] or ""))
        counts[key] = counts.get(key, 0) + 1
    rows = [
        {"file": file, "field": field, "reason": reason, "rows": number}
        for (file, field, reason), number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Shown(
        "rejects",
        N_("Rows that could not be used, and why"),
        (
            Column("file", N_("File"), "id"),
            Column("field", N_("Field"), "id"),
            Column("reason", N_("Reason"), "text"),
            Column("rows", N_("Rows"), "count"),
        ),
        tuple(rows),
        ("rejects",),
    )


def sources(plans: Iterable[Plan]) -> Shown:
    """Every source the plans rest on, the doubtful ones first."""
    used: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for plan in plans:
        options = [option for option in (plan.cheapest, plan.fastest) if option]
        cited = [item.source for item in plan.findings if item.source] + [item.source for item in plan.routes]
        cited += [step.source for option in options for step in option.steps]
        for item in {_source_key(source): source for source in cited}.values():
            row = used.setdefault(_source_key(item), _source_row(item))
            row["plans"] += 1
    firm = ("official text", "official page")
    rows = sorted(
        used.values(), key=lambda row: (row["status"] in firm, -row["plans"], row["instrument"], row["article"])
    )
    return Shown(
        "sources",
        N_("Sources these plans rest on"),
        (
            Column("instrument", N_("Instrument"), "text"),
            Column("article", N_("Article"), "text"),
            Column("status", N_("Kind of source"), "source"),
            Column("link", N_("Link"), "link"),
            Column("retrieved_on", N_("Read on"), "date"),
            Column("plans", N_("Plans"), "count"),
        ),
        tuple(rows),
        ("plans",),
        first=60,
    )


def _source_key(source: Any) -> tuple[str, str, str, str]:
    return source.instrument, source.article or "", source.link or "", source.status


def _source_row(source: Any) -> dict[str, Any]:
    return {
        "instrument": source.instrument,
        "article": source.article or "",
        "status": source.status,
        "link": source.link,
        "retrieved_on": source.retrieved_on.isoformat() if source.retrieved_on else None,
        "plans": 0,
    }


def titles_in(plans: Sequence[Plan]) -> dict[str, dict[str, str]]:
    """Titles by language of everything the plans name, by id."""
    return {name: titles for plan in plans for name, titles in titles_of(plan).items()}


def questions_in(plans: Sequence[Plan]) -> dict[str, dict[str, str]]:
    """Questions by language of every fact the plans ask for."""
    return {fact: dict(titles) for plan in plans for fact, titles in plan.questions.items()}
