"""Our own records go out and come back the same, in every format of ours, whatever text they hold."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passerelle.formats import FORMATS, LossReport, Rejects, columns_of, read, write
from passerelle.formats import KINDS as TYPES
from passerelle.formats.columns import to_row
from tests.formats.strategies import KINDS, many

SUFFIXES = (".csv", ".jsonl", ".parquet", ".json", ".csv.gz")


def back(path: Path, kind: str) -> tuple[list[Any], Rejects, LossReport]:
    rejects, loss = Rejects(), LossReport()
    return list(read(path, kind=kind, rejects=rejects, loss=loss)), rejects, loss


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_is_read_back(suffix: str, kind: str, data: st.DataObject) -> None:
    documents = data.draw(many(kind))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"records{suffix}"
        loss = LossReport()
        written = write(documents, path, kind=kind, loss=loss, with_contact=True)
        found, rejects, _ = back(path, kind) if documents or suffix in (".csv", ".parquet") else ([], Rejects(), None)
    assert written == len(documents)
    assert [row.reason for row in rejects] == []
    assert found == documents
    assert loss.rows() == []


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_workbook_with_the_same_cells_is_read_the_same(kind: str, data: st.DataObject) -> None:
    documents = data.draw(many(kind, least=1, size=2))
    rows = [to_row(document) for document in documents]
    if any(_no_excel(cell) for row in rows for cell in row):
        return
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [[column.name for column in columns_of(TYPES[kind])], *rows]:
        sheet.append(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.xlsx"
        book.save(path)
        found, rejects, _ = back(path, kind)
    assert [row.reason for row in rejects] == []
    assert found == documents


def _no_excel(cell: str) -> bool:
    """Characters that a workbook cannot hold, or does not keep."""
    return any(ord(mark) < 32 or mark in "\ufffe\uffff" for mark in cell) or "_x" in cell


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    document = TYPES["worker"].model_validate({"id": "w1", "headline": "Welder"})
    for suffix in SUFFIXES:
        one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
        for path in (one, two):
            write([document], path, kind="worker", loss=LossReport())
        assert one.read_bytes() == two.read_bytes(), suffix


def test_every_format_says_what_it_is() -> None:
    assert all(item.reads or item.writes for item in FORMATS.values())
    assert all(item.kinds and item.media and item.title for item in FORMATS.values())
