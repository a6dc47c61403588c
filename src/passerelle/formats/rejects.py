"""Rows that could not be read: where they stand, what is wrong, and what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from passerelle.formats.losses import cut
from passerelle.store import write_table

SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("row", pa.int64()),
        ("record_id", pa.string()),
        ("field", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
    ]
)


@dataclass(frozen=True)
class Reject:
    """One rejected row: file name, line or record number, id and field if known, value cut to 80 characters."""

    file: str
    row: int | None
    record_id: str | None
    field: str | None
    value: str | None
    reason: str


class Rejects:
    """Collects the rows that were set aside while a run goes on."""

    def __init__(self) -> None:
        self.rows: list[Reject] = []

    def add(
        self,
        file: str,
        row: int | None,
        *,
        reason: str,
        record_id: str | None = None,
        field: str | None = None,
        value: object = None,
    ) -> None:
        """Set one row aside."""
        private = (field or "").startswith("contact")
        shown = None if value is None else "(not shown)" if private else cut(value)
        named = None if record_id is None else cut(record_id)
        self.rows.append(Reject(file, row, named, field, shown, reason))

    def __iter__(self) -> Iterator[Reject]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def table(self) -> pa.Table:
        """The rejects as an Arrow table."""
        return pa.Table.from_pylist([asdict(row) for row in self.rows], schema=SCHEMA)

    def write(self, path: Path) -> None:
        """Write `rejects.parquet`, atomically."""
        write_table(self.table(), path)
