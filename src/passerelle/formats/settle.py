"""Drafts become documents, or rejects with a reason; the first of several with one id is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import ValidationError
from rapidfuzz import process

from passerelle.formats import json_text
from passerelle.formats.losses import LossReport
from passerelle.formats.rejects import Rejects
from passerelle.records import Document, Programme, Vacancy, Worker, schema_of, without_nulls

KINDS: dict[str, type[Document]] = {"worker": Worker, "vacancy": Vacancy, "programme": Programme}
"""What a file can hold, by name."""


@dataclass(frozen=True)
class Raw:
    """One record as a file holds it, and where it stands."""

    row: int | None
    value: Any


@dataclass(frozen=True)
class Draft:
    """The fields of one document, not validated: JSON bytes, or a value that can be dumped as JSON."""

    row: int | None
    fields: Any


@dataclass(frozen=True)
class Ready:
    """A document that was validated on the way in."""

    row: int | None
    document: Document


@dataclass(frozen=True)
class Flaw:
    """A row that does not even make a draft."""

    row: int | None
    reason: str
    record_id: str | None = None
    field: str | None = None
    value: object = None


@dataclass(frozen=True)
class Settler:
    """Validates the drafts of one file as documents of one kind."""

    kind: type[Document]
    file: str
    rejects: Rejects
    loss: LossReport

    def settle(self, items: Iterable[Draft | Ready | Flaw]) -> Iterator[Document]:
        """Documents in the order of the file; flaws and repeated ids go to the rejects."""
        first_row: dict[str, int | None] = {}
        for item in items:
            document = self._document(item)
            if document is None:
                continue
            row = item.row
            name = str(document.id)  # type: ignore[attr-defined]
            if name in first_row:
                reason = f"duplicate id; the first one (row {first_row[name]}) was kept"
                self.rejects.add(self.file, row, record_id=name, field="id", value=name, reason=reason)
                continue
            first_row[name] = row
            yield document

    def _document(self, item: Draft | Ready | Flaw) -> Document | None:
        if isinstance(item, Ready):
            return item.document
        if isinstance(item, Flaw):
            self._reject(item)
            return None
        if isinstance(item.fields, bytes):
            document = self._quick(item.fields)
            return document or self._careful(item.row, item.fields)
        return self._checked(item.row, item.fields)

    def _reject(self, flaw: Flaw) -> None:
        self.rejects.add(
            self.file, flaw.row, record_id=flaw.record_id, field=flaw.field, value=flaw.value, reason=flaw.reason
        )

    def _quick(self, line: bytes) -> Document | None:
        """The common case: a line that is right as it stands."""
        if b"\\u" in line or _digit_dates(self.kind).search(line):
            return None
        try:
            return self.kind.model_validate_json(line, strict=True)
        except ValidationError:
            return None

    def _careful(self, row: int | None, line: bytes) -> Document | None:
        try:
            return self._checked(row, json_text.parse(line.decode("utf-8")))
        except UnicodeDecodeError as error:
            reason = f"not UTF-8: byte 0x{line[error.start]:02x} at place {error.start + 1} of the line"
            self._reject(Flaw(row, reason, value=line[:80].decode("utf-8", "replace")))
        except json_text.NotJson as error:
            self._reject(Flaw(row, f"not JSON: {error}", value=line[:80].decode("utf-8", "replace")))
        return None

    def _checked(self, row: int | None, fields: Any) -> Document | None:
        if not isinstance(fields, dict):
            self._reject(Flaw(row, "expected a record with named fields", value=fields))
            return None
        fields = self._known(without_nulls(fields))
        name = fields.get("id")
        record_id = name if isinstance(name, str) else None
        try:
            dumped = json.dumps(fields, default=str, ensure_ascii=False).encode("utf-8")
            return self._validated(dumped)
        except ValidationError as error:
            field, value, reason = explained(error)
            self._reject(Flaw(row, reason, record_id, field, value))
        except (ValueError, RecursionError) as error:
            self._reject(Flaw(row, f"cannot be read as a record: {error}", record_id))
        return None

    def _validated(self, dumped: bytes) -> Document:
        match = _digit_dates(self.kind).search(dumped)
        if match:
            raise ValueError(f"{match.group(0).decode()[:60]} is not a date; expected YYYY-MM-DD")
        return self.kind.model_validate_json(dumped, strict=True)

    def _known(self, fields: dict[str, Any]) -> dict[str, Any]:
        unknown = [name for name in fields if name not in self.kind.model_fields]
        for name in unknown:
            self.loss.add("read", str(name), example=fields[name], reason=no_such_field(str(name), self.kind))
        return {name: value for name, value in fields.items() if name not in unknown} if unknown else fields


def no_such_field(name: str, kind: type[Document]) -> str:
    """Why a column or key is not read, with the nearest known name."""
    near = process.extractOne(name.casefold(), list(kind.model_fields), score_cutoff=75)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"a {kind.__name__.lower()} has no such field{hint}"


def explained(error: ValidationError) -> tuple[str, object, str]:
    """Field, value and reason of the first thing wrong with a record, and how many more there are."""
    problems = error.errors(include_url=False)
    first = problems[0]
    field = ".".join(str(part) for part in first["loc"])
    reason = first["msg"].replace("Input should be", "expected").removeprefix("Value error, ")
    if first["type"] == "missing":
        return field, None, f"the field {field} is missing"
    if first["type"] == "extra_forbidden":
        reason = "there is no such field"
    more = len(problems) - 1
    return field, first["input"], reason + (f" (and {more} more)" if more else "")


@cache
def _digit_dates(kind: type[Document]) -> re.Pattern[bytes]:
    """Dates given as digits alone, which a lenient reader would take for seconds since 1970."""
    names = "|".join(sorted(_date_names(schema_of(kind))))
    return re.compile(rb'"(?:%s)"\s*:\s*"[-+]?[\d.\s]*"' % names.encode())


def _date_names(fields: Any) -> set[str]:
    names: set[str] = set()
    for field in fields:
        inner = field.type.value_type if hasattr(field.type, "value_type") else field.type
        if hasattr(inner, "fields"):
            names |= _date_names(inner.fields)
        elif str(inner).startswith("date32"):
            names.add(field.name)
    return names
