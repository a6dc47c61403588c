"""Tables as they are shown: columns with a heading and a kind, rows of plain values, and the same as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl
import pyarrow as pa

Kind = Literal[
    "id", "text", "titles", "isco", "concept", "count", "share", "eur", "days", "ratio", "verdict", "status", "payer",
    "level", "source", "asked_by", "message", "link",
    "date",
]  # fmt: skip
"""How a column is written. count, share, eur, days and ratio are numbers and stand at the end of their cell."""
NUMBERS = ("count", "share", "eur", "days", "ratio")


@dataclass(frozen=True)
class Column:
    """A column: its name in the rows and the CSV, its heading (a message to translate), its kind."""

    name: str
    heading: str
    kind: Kind

    @property
    def numeric(self) -> bool:
        return self.kind in NUMBERS


@dataclass(frozen=True)
class Shown:
    """A table of the report. `name` is that of its CSV, `made_from` the tables of the build it comes from.

    `first` rows stand on the page, all of them in the CSV.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]
    made_from: tuple[str, ...]
    first: int = 25

    @property
    def top(self) -> tuple[Mapping[str, Any], ...]:
        return self.rows[: self.first]

    def as_csv(self) -> str:
        """RFC 4180 text; titles as JSON by language, hidden counts as `<5`, a missing value as an empty field."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([column.name for column in self.columns])
        writer.writerows([[_field(row.get(column.name)) for column in self.columns] for row in self.rows])
        return text.getvalue()


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    # A spreadsheet runs a field that starts like a formula; an apostrophe keeps it text.
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def frame(tables: Mapping[str, pa.Table], name: str, columns: Mapping[str, Any]) -> pl.DataFrame:
    """The wanted columns of a table handed over, cast; null where the table lacks one, no rows where it is absent."""
    table = tables.get(name)
    if table is None:
        return pl.DataFrame(schema=dict(columns))
    have = [column for column in columns if column in table.column_names]
    found = pl.from_arrow(table.select(have)) if have else pl.DataFrame({"": [None] * table.num_rows})
    assert isinstance(found, pl.DataFrame)
    return found.select(
        pl.col(column).cast(kind) if column in have else pl.lit(None, dtype=kind).alias(column)
        for column, kind in columns.items()
    )


def isco_of(tables: Mapping[str, pa.Table]) -> pl.DataFrame:
    """vacancy_id and occupation_isco08 of each vacancy."""
    found = frame(tables, "vacancies", {"id": pl.String, "occupation_isco08": pl.String})
    return found.rename({"id": "vacancy_id"}).unique("vacancy_id", keep="first", maintain_order=True)


def ordered(names: Sequence[str], present: Sequence[str]) -> list[str]:
    """The names that are present, in the order of `names`, then any others in theirs."""
    return [*(name for name in names if name in present), *sorted(set(present) - set(names))]
