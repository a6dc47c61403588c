"""CSV text as a Polars frame of strings, or one clear error."""

from __future__ import annotations

import csv
import io

import polars as pl

from passerelle.records.errors import BadTaxonomy
from passerelle.taxonomy.archive import Member


def header(member: Member) -> list[str]:
    """The column names in the first line; empty for an empty file."""
    first = member.data[:20_000].decode("utf-8-sig", "replace")
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(first)), [])]
    except csv.Error:
        return []


def read_frame(member: Member, columns: tuple[str, ...] = (), *, skip: int = 0, separator: str = ",") -> pl.DataFrame:
    """All rows as text, quotes over several lines understood, empty cells null. `columns` must be there."""
    text = member.text()
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode("utf-8")),
            infer_schema=False,
            skip_rows=skip,
            separator=separator,
            quote_char='"' if separator == "," else None,
            has_header=separator == ",",
        )
    except pl.exceptions.PolarsError as error:
        raise BadTaxonomy(f"{member.origin}: not a table ({str(error).splitlines()[0]}); expected CSV.") from None
    frame = frame.rename({name: name.strip() for name in frame.columns})
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise BadTaxonomy(
            f"{member.origin}: column {', '.join(missing)} is missing; found {', '.join(frame.columns)}; "
            f"expected at least {', '.join(columns)}."
        )
    return frame
