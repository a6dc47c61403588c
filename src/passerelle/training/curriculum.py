"""Which missing module unlocks most offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl


def most_valuable(missing: Iterable[tuple[str, str, frozenset[str]]], seats: Mapping[str, int | None]) -> pl.DataFrame:
    """Skills by the offers they would unlock if taught alone.

    `missing`: (worker, vacancy, concepts that are essential there and not held). A pair is unlocked by a skill if that
    skill is all that is missing. `seats`: places a year over the programmes that teach a skill, None if not known.
    Columns: skill, workers (who miss it at all), offers_unlocked (pairs where it is the only thing missing),
    workers_unlocked, seats, offers_per_seat; most offers first, ties by skill.
    """
    rows = [
        (worker, vacancy, skill, len(skills) == 1) for worker, vacancy, skills in missing for skill in sorted(skills)
    ]
    schema = {"worker": pl.String, "vacancy": pl.String, "skill": pl.String, "only": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    places = pl.DataFrame(
        {"skill": list(seats), "seats": list(seats.values())}, schema={"skill": pl.String, "seats": pl.Int64}
    )
    return (
        frame.group_by("skill")
        .agg(
            workers=pl.col("worker").n_unique(),
            offers_unlocked=pl.col("only").sum().cast(pl.Int64),
            workers_unlocked=pl.col("worker").filter(pl.col("only")).n_unique(),
        )
        .join(places, on="skill", how="left")
        .with_columns(
            offers_per_seat=pl.when(pl.col("seats") > 0)
            .then(pl.col("offers_unlocked") / pl.col("seats"))
            .otherwise(None)
        )
        .sort(["offers_unlocked", "workers", "skill"], descending=[True, True, False])
    )
