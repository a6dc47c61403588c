"""CSV rows out of damaged files: one broken quotation mark costs one row, not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from passerelle.formats.intake import MAX_LINE, lines_of, opened
from passerelle.formats.settle import Flaw, Raw
from passerelle.records.errors import BadInput

DELIMITERS = (",", ";", "\t", "|")
csv.field_size_limit(MAX_LINE)  # the module's own limit of 128 KB is shorter than a long description

Numbered = tuple[int, bytes | None]


@dataclass(frozen=True)
class Header:
    """The heading row of a CSV file."""

    names: tuple[str, ...]
    delimiter: str


def header_of(start: bytes, path: Path) -> Header:
    """The headings and the delimiter, from the first bytes of a file; BadInput if there are none."""
    line = _first_record(start)
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{path.name} is not UTF-8 in its heading row; save it as UTF-8") from None
    if "\0" in text:
        raise BadInput(f"{path.name} is not a text file: its first line holds NUL bytes")
    if "\r" in text.rstrip("\r\n"):
        raise BadInput(f"{path.name} has line ends of old Macs (CR alone); save it again as CSV UTF-8")
    candidates = [Header(tuple(_cells(text, mark) or ()), mark) for mark in DELIMITERS]
    return max(candidates, key=lambda header: len(header.names))


def _first_record(start: bytes) -> bytes:
    record = b""
    for line in start.lstrip().split(b"\n"):
        record += line + b"\n"
        if record.count(b'"') % 2 == 0:
            break
    return record


def rows_of(path: Path, header: Header) -> Iterator[Raw | Flaw]:
    """Each row as a mapping of heading to text, or a flaw; numbered by the line a row begins on."""
    with opened(path) as handle:
        records = _Records(lines_of(handle), width=len(header.names), delimiter=header.delimiter)
        records.skip_heading()
        yield from records.rows(header.names)


@dataclass
class _Records:
    """Puts physical lines together into rows of a known width."""

    lines: Iterator[Numbered]
    width: int
    delimiter: str

    def skip_heading(self) -> None:
        """Pass over the heading row, and blank lines before it."""
        quotes = 0
        begun = False
        for _, line in self.lines:
            begun = begun or bool(line and line.strip())
            quotes += line.count(b'"') if line else 0
            if begun and quotes % 2 == 0:
                return

    def rows(self, names: tuple[str, ...]) -> Iterator[Raw | Flaw]:
        """The rows below the heading."""
        waiting: deque[Numbered] = deque()
        while True:
            group = self._group(waiting)
            if not group:
                return
            number, line = group[0]
            if line is None:
                yield Flaw(number, f"the line is longer than {MAX_LINE:,} bytes")
                continue
            if not line.strip():
                continue
            cells = self._fitting(b"".join(part or b"" for _, part in group))
            if cells is None and len(group) > 1:
                waiting.extendleft(reversed(group[1:]))
                cells = self._fitting(line)
            yield self._row(number, cells, line, names)

    def _group(self, waiting: deque[Numbered]) -> list[Numbered]:
        """The next lines that close every quotation mark, or one line if none do within reach."""
        group: list[Numbered] = []
        quotes = size = 0
        while size < MAX_LINE:
            item = waiting.popleft() if waiting else next(self.lines, None)
            if item is None or (item[1] is None and group):
                waiting.extendleft([item] if item else [])
                break
            group.append(item)
            line = item[1] or b""
            quotes, size = quotes + line.count(b'"'), size + len(line)
            if quotes % 2 == 0:
                return group
        waiting.extendleft(reversed(group[1:]))
        return group[:1]

    def _fitting(self, record: bytes) -> list[str] | None:
        cells = _cells(record.decode("utf-8", "surrogateescape"), self.delimiter)
        return cells if cells is not None and len(cells) == self.width else None

    def _row(self, number: int, cells: list[str] | None, line: bytes, names: tuple[str, ...]) -> Raw | Flaw:
        if cells is None:
            shown = line.decode("utf-8", "replace")
            found = _cells(shown, self.delimiter)
            count = f"it has {len(found)}" if found is not None else "its quotation marks do not close"
            return Flaw(number, f"expected {self.width} columns; {count}", value=shown)
        fault = _fault_of(cells)
        if fault is not None:
            place, reason = fault
            value = cells[place].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            return Flaw(number, reason, field=names[place], value=value)
        return Raw(number, dict(zip(names, cells, strict=True)))


def _fault_of(cells: Iterable[str]) -> tuple[int, str] | None:
    for place, cell in enumerate(cells):
        if "\0" in cell:
            return place, "it holds a NUL byte"
        if not cell.isascii():
            try:
                cell.encode("utf-8")
            except UnicodeEncodeError:
                return place, "not UTF-8; save the file as UTF-8"
    return None


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None if its quotation marks make no sense."""
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
