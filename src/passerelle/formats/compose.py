"""Our documents in outside formats: what the format has no place for goes to the loss report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from passerelle.formats.losses import LossReport
from passerelle.formats.mapping import Format
from passerelle.formats.view import Ledger, View
from passerelle.records import Document
from passerelle.records.errors import BadInput


def values_of(document: Document) -> dict[str, Any]:
    """The values of a document that say something: no nulls, and no empty list where empty is the default."""
    found: dict[str, Any] = {}
    for name, field in type(document).model_fields.items():
        value = getattr(document, name)
        if value is None or (value == () and field.default == ()):
            continue
        found[name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Document):
        return values_of(value)
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    return value if isinstance(value, str | int | float) else str(value)


def composed(documents: Iterable[Document], chosen: Format, loss: LossReport) -> Iterator[Any]:
    """Each document as a record of the format."""
    assert chosen.compose is not None
    for document in documents:
        values = values_of(document)
        ledger = Ledger(loss, "write", chosen.write_reasons)
        yield without_nothing(chosen.compose(View(values, ledger)))
        ledger.close(values)


def without_nothing(value: Any) -> Any:
    """A nested value without nulls, empty texts, lists and dictionaries."""
    if isinstance(value, dict):
        kept = {key: without_nothing(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None and item not in ({}, [])}
    if isinstance(value, list | tuple):
        return [without_nothing(item) for item in value]
    return value


def write_outside(
    documents: Iterable[Document], handle: TextIO, *, chosen: Format, lines: bool, loss: LossReport
) -> None:
    """Write documents in an outside format: XML as one document, JSON as one value, a list, or lines."""
    records = composed(documents, chosen, loss)
    if "xml" in chosen.media:
        handle.write(_only(records, chosen))
        return
    if lines:
        handle.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        return
    _write_list(records, handle)


def _only(records: Iterator[Any], chosen: Format) -> str:
    first = next(records, None)
    if first is None or next(records, None) is not None:
        raise BadInput(f"{chosen.title} holds exactly one person in a file; write one file for each")
    return str(first)


def _write_list(records: Iterator[Any], handle: TextIO) -> None:
    first, second = next(records, None), next(records, None)
    if first is not None and second is None:
        handle.write(json.dumps(first, ensure_ascii=False, indent=2) + "\n")
        return
    handle.write("[")
    for number, record in enumerate(item for item in (first, second) if item is not None):
        handle.write((",\n" if number else "\n") + json.dumps(record, ensure_ascii=False))
    for record in records:
        handle.write(",\n" + json.dumps(record, ensure_ascii=False))
    handle.write("\n]\n")
