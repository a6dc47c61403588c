"""JSON files as records: one value, a list, or one value on each line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from passerelle.formats import json_text
from passerelle.formats.intake import MAX_LINE, lines_of, opened, whole_text
from passerelle.formats.settle import Draft, Flaw, Raw
from passerelle.records.errors import BadInput


def is_lines(path: Path) -> bool:
    """Whether a file that begins with a brace holds one JSON value on each line."""
    with opened(path) as handle:
        numbered = ((number, line) for number, line in lines_of(handle) if line is None or line.strip())
        _, first = next(numbered, (0, b""))
        if first is None or not _parses(first):
            return False
        return next(numbered, None) is not None


def _parses(line: bytes) -> bool:
    try:
        json_text.parse(line.decode("utf-8"))
    except ValueError:
        return False
    return True


def line_drafts(path: Path) -> Iterator[Draft | Flaw]:
    """Each line as it stands, for records that are already in our own shape."""
    with opened(path) as handle:
        for number, line in lines_of(handle):
            if line is None:
                yield Flaw(number, f"the line is longer than {MAX_LINE:,} bytes")
            elif line.strip():
                yield Draft(number, line)


def line_records(path: Path) -> Iterator[Raw | Flaw]:
    """Each line as a JSON value, or a flaw."""
    for item in line_drafts(path):
        if isinstance(item, Flaw):
            yield item
            continue
        shown = item.fields[:80].decode("utf-8", "replace")
        try:
            yield Raw(item.row, json_text.parse(item.fields.decode("utf-8")))
        except UnicodeDecodeError:
            yield Flaw(item.row, "not UTF-8; save the file as UTF-8", value=shown)
        except json_text.NotJson as error:
            yield Flaw(item.row, f"not JSON: {error}", value=shown)


def document_records(path: Path) -> Iterator[Raw]:
    """The elements of a list, or the one value of a file, numbered from 1; BadInput if it is not JSON."""
    text = whole_text(path)
    try:
        if text.lstrip().startswith("["):
            for number, value in enumerate(json_text.elements(text), start=1):
                yield Raw(number, value)
        else:
            yield Raw(1, json_text.parse(text))
    except json_text.NotJson as error:
        raise BadInput(f"{path.name} is not JSON: {error}") from None


def sample_of(path: Path, *, lines: bool) -> Any:
    """The first record of a JSON file that can be read; None if there is none among the first 1,000."""
    records: Iterator[Raw | Flaw] = line_records(path) if lines else document_records(path)
    for number, item in enumerate(records):
        if isinstance(item, Raw) and isinstance(item.value, dict):
            return item.value
        if number >= 1000:
            return None
    return None
