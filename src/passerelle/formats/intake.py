"""Bytes of an untrusted file: gzip with a cap, lines with a cap, UTF-8 or a clear word about it."""

from __future__ import annotations

import codecs
import contextlib
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from passerelle.records.errors import BadInput, NotThere

MAX_LINE = 16 * 2**20
"""Bytes of one line or one CSV record; a longer one is rejected and reading continues."""
MAX_WHOLE = 256 * 2**20
"""Bytes of a file that must be read whole (JSON, XML)."""
MAX_INFLATED = 4 * 2**30
"""Bytes a .gz file or a spreadsheet may unpack to."""
MAX_RATIO = 1000
"""How many times its size a compressed file may unpack to, past the first 64 MB."""

_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


class Bytes(Protocol):
    """What the readers need of an open file."""

    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


class _Capped:
    """An open .gz file that stops with BadInput once it has unpacked too much."""

    def __init__(self, handle: IO[bytes], path: Path) -> None:
        self._handle, self._path = handle, path
        self._limit = min(MAX_INFLATED, max(64 * 2**20, path.stat().st_size * MAX_RATIO))
        self._seen = 0

    def _counted(self, chunk: bytes) -> bytes:
        self._seen += len(chunk)
        if self._seen > self._limit:
            raise BadInput(f"{self._path.name} unpacks to more than {self._limit:,} bytes; it was not read further")
        return chunk

    def read(self, size: int = -1, /) -> bytes:
        return self._counted(self._handle.read(size if size >= 0 else self._limit + 1))

    def readline(self, size: int = -1, /) -> bytes:
        return self._counted(self._handle.readline(size))


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Bytes]:
    """Open a file for reading bytes, unpacking .gz by its content; faults of the file become BadInput."""
    if not path.exists():
        raise NotThere(f"there is no file {path}")
    if path.is_dir():
        raise BadInput(f"{path} is a folder; expected a file")
    try:
        with path.open("rb") as plain:
            if not is_gzip(path):
                yield plain
                return
            with gzip.open(plain, "rb") as unpacked:
                yield _Capped(unpacked, path)  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput(f"{path.name} cannot be read: {error}") from None


def is_gzip(path: Path) -> bool:
    """Whether the file begins as gzip does."""
    return head_of(path, 2) == b"\x1f\x8b"


def head_of(path: Path, size: int) -> bytes:
    """The first bytes of a file as it lies on disk."""
    try:
        with path.open("rb") as handle:
            return handle.read(size)
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error}") from None


def start_of(path: Path, size: int = 65_536) -> bytes:
    """The first bytes of a file, unpacked, without a UTF-8 byte order mark; BadInput for UTF-16 and empty files."""
    with opened(path) as handle:
        start = handle.read(size)
    refuse_wide(start, path)
    start = start.removeprefix(codecs.BOM_UTF8)
    if not start.strip():
        raise BadInput(f"{path.name} is empty")
    return start


def refuse_wide(start: bytes, path: Path) -> None:
    """BadInput if the text is UTF-16 or UTF-32, with or without a mark."""
    wide = next((name for mark, name in _WIDE_MARKS.items() if start.startswith(mark)), None)
    if wide is None and len(start) >= 4 and (start[:4:2] == b"\0\0" or start[1:4:2] == b"\0\0"):
        wide = "UTF-16"
    if wide:
        raise BadInput(f"{path.name} is {wide} text; save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')")


def lines_of(handle: Bytes) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines with their ends, from 1; None stands for a line longer than `MAX_LINE`, which is skipped."""
    number = 0
    while line := handle.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) <= MAX_LINE:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = handle.readline(MAX_LINE)
        yield number, None


def whole_text(path: Path) -> str:
    """The whole of a text file that must be read at once; BadInput if it is too large or not UTF-8."""
    with opened(path) as handle:
        content = handle.read(MAX_WHOLE + 1)
    if len(content) > MAX_WHOLE:
        raise BadInput(f"{path.name} is larger than {MAX_WHOLE:,} bytes; split it or send JSON Lines")
    refuse_wide(content[:4], path)
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise BadInput(f"{path.name} is not UTF-8: byte 0x{byte:02x} in line {line}; save it as UTF-8") from None
