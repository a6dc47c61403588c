"""The first sheet of an .xlsx workbook as rows of text, as if it had been saved as CSV."""

from __future__ import annotations

import itertools
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from passerelle.formats.intake import MAX_INFLATED, MAX_RATIO
from passerelle.formats.losses import cut
from passerelle.formats.settle import Flaw, Raw
from passerelle.records.errors import BadInput

_AT_ONCE = 1000


def sheet_names(path: Path) -> tuple[str, ...]:
    """The headings of the first sheet."""
    names = next(_sheet_rows(path), None)
    if not names or not any(names):
        raise BadInput(f"{path.name} has no heading row in its first sheet")
    return tuple(_text(name) for name in names)


def sheet_rows(path: Path) -> Iterator[Raw | Flaw]:
    """Each row of the first sheet as a mapping of heading to text, numbered as the sheet numbers them."""
    rows = _sheet_rows(path)
    names = [_text(name) for name in next(rows, [])]
    for number, cells in enumerate(rows, start=2):
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if any(texts[len(names) :]):
            yield Flaw(number, f"expected {len(names)} columns; it has {len(texts)}", value=texts[-1])
            continue
        padded = texts + [""] * (len(names) - len(texts))
        yield Raw(number, {name: text for name, text in zip(names, padded, strict=False) if name})


def _sheet_rows(path: Path) -> Iterator[list[Any]]:
    _refuse_bomb(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            rows = iter(book.worksheets[0].iter_rows(values_only=True))
        try:
            while batch := _batch(rows):
                yield from batch
        finally:
            book.close()
    except BadInput:
        raise
    except Exception as error:  # openpyxl raises errors of many libraries for a damaged workbook
        raise BadInput(f"{path.name} cannot be read as a workbook: {cut(error)}") from None


def _batch(rows: Iterator[Any]) -> list[list[Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [list(row) for row in itertools.islice(rows, _AT_ONCE)]


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise BadInput(f"{path.name} cannot be read as a workbook: {cut(error)}") from None
    if size > min(MAX_INFLATED, max(64 * 2**20, path.stat().st_size * MAX_RATIO)):
        raise BadInput(f"{path.name} unpacks to {size:,} bytes; it was not read")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("\0", "")
