"""The flat columns of a worker, a vacancy and a programme, for people with spreadsheets.

A part of a record that is itself a record is spread over columns with a dot (`offer.pay`, `employer.name`); what is
a list, money or a level stays in one cell (see `cells`). `{}` in the first column of such a part: it is there, but
nothing in it is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from passerelle.formats.cells import BLANK, CellError, base_of, from_cell, to_cell
from passerelle.records import (
    Agency,
    Contact,
    Document,
    Employer,
    Level,
    Money,
    OfferTerms,
    Preferences,
    Source,
)

_ONE_CELL: tuple[type[Document], ...] = (Money, Level)
_PRESENT = "{}"


@dataclass(frozen=True)
class Column:
    """One column: its name, where its value lies in the record, and what it holds."""

    name: str
    path: tuple[str, ...]
    base: Any


@cache
def columns_of(kind: type[Document]) -> tuple[Column, ...]:
    """The columns of a kind of record, in the order of its fields."""
    return tuple(_columns(kind, ()))


def _columns(kind: type[Document], path: tuple[str, ...]) -> list[Column]:
    found: list[Column] = []
    for name, field in kind.model_fields.items():
        base = base_of(field.annotation)
        if isinstance(base, type) and issubclass(base, Document) and base not in _ONE_CELL:
            found += _columns(base, (*path, name))
        else:
            found.append(Column(".".join((*path, name)), (*path, name), base))
    return found


@cache
def columns_by_name(kind: type[Document]) -> dict[str, Column]:
    """The columns of a kind by their plain names."""
    return {column.name: column for column in columns_of(kind)}


def plain_name(header: str) -> str:
    """A column heading as people type it, in the form the columns are named."""
    return header.strip().casefold().replace(" ", "_")


def kind_score(headers: set[str], kind: type[Document]) -> int:
    """How many of the headings are columns of this kind of record; 0 without an id."""
    known = headers & set(columns_by_name(kind))
    return len(known) if "id" in known else 0


def to_row(document: Document) -> list[str]:
    """One record as cells, in the order of `columns_of`."""
    values = document.model_dump(mode="json", exclude_defaults=True)
    return [_cell(values, column) for column in columns_of(type(document))]


def _cell(values: dict[str, Any], column: Column) -> str:
    here: Any = values
    for name in column.path[:-1]:
        here = here.get(name)
        if here is None:
            return ""
        if here == {}:
            return _PRESENT if _is_first(column) else ""
    return to_cell(here.get(column.path[-1]), column.base)


def _is_first(column: Column) -> bool:
    """Whether a column opens its part: the first field of the record it lies in."""
    return column.path[-1] in _OPENING


_OPENING = {next(iter(part.model_fields)) for part in (Contact, Preferences, Employer, OfferTerms, Agency, Source)}


class RowError(ValueError):
    """A cell that does not fit its column."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value, self.reason = field, value, reason


def from_row(row: Mapping[str, str], kind: type[Document]) -> dict[str, Any]:
    """The fields of one record from its cells by column name; RowError names the cell that does not fit."""
    known = columns_by_name(kind)
    fields: dict[str, Any] = {}
    for name, text in row.items():
        column = known.get(name)
        if column is None or not text.strip(BLANK):
            continue
        if text.strip(BLANK) == _PRESENT and len(column.path) > 1:
            _part(fields, column.path[:-1])
            continue
        try:
            value = from_cell(text, column.base)
        except CellError as error:
            raise RowError(name, text, str(error)) from None
        _part(fields, column.path[:-1])[column.path[-1]] = value
    return fields


def _part(fields: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for name in path:
        fields = fields.setdefault(name, {})
    return fields
