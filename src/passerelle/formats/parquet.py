"""Our own records as Parquet, read and written in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from passerelle.formats.losses import cut
from passerelle.formats.settle import Draft, Flaw, Ready, explained
from passerelle.records import Document, from_row, schema_of, to_table
from passerelle.records.errors import BadInput

_AT_ONCE = 4096


def parquet_names(path: Path) -> tuple[str, ...]:
    """The columns of a Parquet file; BadInput if it is not a whole one."""
    try:
        return tuple(pq.read_schema(path).names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(f"{path.name} is not a whole Parquet file: {cut(error)}") from None


def parquet_items(path: Path, kind: type[Document]) -> Iterator[Draft | Ready | Flaw]:
    """Each row as a document where the columns have our types, else as a draft to be checked."""
    try:
        with pq.ParquetFile(path) as file:
            typed = _is_typed(file.schema_arrow, schema_of(kind))
            row = 0
            for batch in file.iter_batches(_AT_ONCE):
                for fields in batch.to_pylist():
                    row += 1
                    yield _typed_row(row, fields, kind) if typed else Draft(row, fields)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(f"{path.name} cannot be read as Parquet: {cut(error)}") from None


def _is_typed(found: pa.Schema, ours: pa.Schema) -> bool:
    return all(name in ours.names and found.field(name).type == ours.field(name).type for name in found.names)


def _typed_row(row: int, fields: dict[str, object], kind: type[Document]) -> Ready | Flaw:
    try:
        return Ready(row, from_row(fields, kind))
    except ValidationError as error:
        field, value, reason = explained(error)
        name = fields.get("id")
        return Flaw(row, reason, name if isinstance(name, str) else None, field, value)


def write_parquet(documents: Iterable[Document], path: Path, kind: type[Document]) -> None:
    """Write records as one Parquet file, a batch at a time."""
    with pq.ParquetWriter(path, schema_of(kind), compression="zstd") as writer:
        waiting = iter(documents)
        while batch := list(islice(waiting, _AT_ONCE)):
            writer.write_table(to_table(batch, kind))
