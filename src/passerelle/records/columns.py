"""The same records as columns: one Arrow schema per document type, derived from the document's own fields.

str and closed words -> string, int -> int64, float -> float64, date -> date32, Decimal -> decimal128(16, 2),
a document -> struct, a tuple -> list. Every column is nullable: null is *not known*, an empty list is *none*.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import pyarrow as pa

from passerelle.records.documents import Document

D = TypeVar("D", bound=Document)

_SCALARS: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    date: pa.date32(),
    Decimal: pa.decimal128(16, 2),
}


@cache
def schema_of(document: type[Document]) -> pa.Schema:
    """Arrow schema of a document type; field order is the document's."""
    return pa.schema([pa.field(name, _type_of(info.annotation)) for name, info in document.model_fields.items()])


def _type_of(annotation: Any) -> pa.DataType:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        kinds = {_type_of(part) for part in typing.get_args(annotation) if part is not type(None)}
        assert len(kinds) == 1, annotation
        return kinds.pop()
    if origin is typing.Annotated:
        return _type_of(typing.get_args(annotation)[0])
    if origin is typing.Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_type_of(typing.get_args(annotation)[0]))
    if isinstance(annotation, type) and issubclass(annotation, Document):
        return pa.struct(list(schema_of(annotation)))
    return _SCALARS[annotation]


def to_table(documents: Iterable[D], document: type[D]) -> pa.Table:
    """Documents as one Arrow table with the schema of their type, in the order given."""
    rows = [item.model_dump(mode="python") for item in documents]
    return pa.Table.from_pylist([_listed(row) for row in rows], schema=schema_of(document))


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


def from_table(table: pa.Table, document: type[D]) -> Iterator[D]:
    """Documents from an Arrow table, validated one by one; a column the table lacks is not known."""
    for batch in table.to_batches(max_chunksize=4096):
        for row in batch.to_pylist():
            yield from_row(row, document)


def from_row(row: dict[str, Any], document: type[D]) -> D:
    """One document from one row of columns. Nulls are dropped first, so that defaults hold."""
    return document.model_validate(without_nulls(row))


def without_nulls(value: Any) -> Any:
    """The same nested value without null fields (a null item of a list is kept, so that it is rejected)."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def concat(tables: Sequence[pa.Table], document: type[Document]) -> pa.Table:
    """Tables of one document type as one; an empty table of that type if there are none."""
    return pa.concat_tables([schema_of(document).empty_table(), *tables])
