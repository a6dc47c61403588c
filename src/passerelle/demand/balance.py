"""Supply and demand by occupation, with what the data cannot say."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from passerelle.records import Vacancy, Worker


def balance(workers: Iterable[Worker], vacancies: Iterable[Vacancy]) -> pl.DataFrame:
    """One row for each ISCO-08 unit group asked for or held.

    Columns: occupation_isco08 (null: not coded), workers (people whose latest coded work is there), adverts, posts
    (sum where stated), adverts_without_posts (adverts that do not state how many posts: their posts are not known and
    are not counted as one).
    """
    supply = pl.DataFrame(
        [(_occupation(worker), 1) for worker in workers],
        schema={"occupation_isco08": pl.String, "workers": pl.Int64},
        orient="row",
    )
    asked = pl.DataFrame(
        [(item.occupation_isco08, 1, item.posts, int(item.posts is None)) for item in vacancies],
        schema={
            "occupation_isco08": pl.String,
            "adverts": pl.Int64,
            "posts": pl.Int64,
            "adverts_without_posts": pl.Int64,
        },
        orient="row",
    )
    return (
        pl.concat([supply, asked], how="diagonal")
        .group_by("occupation_isco08")
        .agg(pl.col("workers", "adverts", "posts", "adverts_without_posts").sum())
        .sort("occupation_isco08", nulls_last=True)
    )


def _occupation(worker: Worker) -> str | None:
    """The occupation of the current or latest dated work, else of the first that is coded."""
    coded = [item for item in worker.experiences or () if item.occupation_isco08]
    latest = max(coded, key=lambda item: (item.current == "yes", item.end or item.start or ""), default=None)
    return latest.occupation_isco08 if latest else None
