"""What one outside format is: how to recognise it, take it apart, and put it together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from passerelle.formats.losses import LossReport
from passerelle.formats.settle import Draft, Flaw, Raw
from passerelle.formats.view import Ledger, View


def one(document: Any, _: LossReport) -> Iterator[Any]:
    """The usual case: a record is one document."""
    yield document


def never(_: Any) -> bool:
    """A format that is not recognised by content."""
    return False


@dataclass(frozen=True)
class Format:
    """One format: the kinds it can hold, the media it comes in, and its mapping to and from our fields."""

    name: str
    title: str
    kinds: tuple[str, ...]
    media: tuple[str, ...]
    recognises: Callable[[Any], bool] = never
    split: Callable[[Any, LossReport], Iterator[Any]] = one
    parse: Callable[[View], dict[str, Any]] | None = None
    compose: Callable[[View], Any] | None = None
    read_reasons: Mapping[str, str] = field(default_factory=dict)
    write_reasons: Mapping[str, str] = field(default_factory=dict)
    suffixes: tuple[str, ...] = ()
    native: bool = False

    @property
    def reads(self) -> bool:
        """Whether files of this format can be read."""
        return self.native or self.parse is not None

    @property
    def writes(self) -> bool:
        """Whether files of this format can be written."""
        return (self.native and self.name != "xlsx") or self.compose is not None


def drafts_of(raws: Iterable[Raw | Flaw], chosen: Format, loss: LossReport) -> Iterator[Draft | Flaw]:
    """The drafts in a file of an outside format; what a record holds beyond them goes to the loss report."""
    for raw in raws:
        if isinstance(raw, Flaw):
            yield raw
            continue
        for place, record in enumerate(chosen.split(raw.value, loss), start=raw.row or 1):
            yield _draft(place, record, chosen, loss)


def _draft(row: int | None, record: Any, chosen: Format, loss: LossReport) -> Draft | Flaw:
    if not isinstance(record, dict):
        return Flaw(row, f"expected a record of {chosen.title}", value=record)
    assert chosen.parse is not None
    ledger = Ledger(loss, "read", chosen.read_reasons)
    try:
        fields = chosen.parse(View(record, ledger))
        ledger.close(record)
    except RecursionError:
        return Flaw(row, "it is nested too deeply")
    if not fields.get("id"):
        fields["id"] = content_id(chosen.name, record)
    return Draft(row, _said(fields))


def content_id(prefix: str, record: Any) -> str:
    """An id for a record that has none: the same content gives the same id."""
    dumped = json.dumps(record, sort_keys=True, default=str).encode("utf-8", "replace")
    return f"{prefix}-{hashlib.sha256(dumped).hexdigest()[:16]}"


def _said(value: Any) -> Any:
    """The fields without those that say nothing; an empty part of a record says nothing either."""
    if isinstance(value, dict):
        kept = {key: _said(item) for key, item in value.items() if item is not None}
        return {key: item for key, item in kept.items() if item != {}}
    return [_said(item) for item in value] if isinstance(value, list) else value


def text_concept(phrase: str) -> str:
    """The concept that stands for words nobody has coded yet: `text:<phrase>`, cut to the length of an id."""
    return f"text:{phrase}"[:200].strip()


def phrase_of(concept: str) -> str | None:
    """The words of an uncoded concept; None for a coded one."""
    return concept.removeprefix("text:") if concept.startswith("text:") else None
