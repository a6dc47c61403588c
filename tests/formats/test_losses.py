"""Out to another format and back: every value that is missing afterwards is named in the loss report."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passerelle.formats import LossReport, Rejects, convert, read, write
from passerelle.formats.compose import values_of
from passerelle.formats.view import leaves, named
from passerelle.records import Document, Worker
from tests.formats.strategies import KINDS

LANES = [
    ("jobposting", "vacancy", ".json"),
    ("jobposting", "vacancy", ".jsonl"),
    ("json-resume", "worker", ".json"),
    ("json-resume", "worker", ".jsonl"),
    ("europass", "worker", ".xml"),
]


def counted(document: Document) -> Counter[tuple[str, str]]:
    """Every value that says something, with its path."""
    found = ((named(path), value) for path, value in leaves(values_of(document)))
    return Counter((path, repr(value)) for path, value in found)


def missing(before: Document, after: Document) -> set[str]:
    return {path for path, _ in counted(before) - counted(after)}


def is_named(path: str, paths: set[str]) -> bool:
    """A path is named by itself, or by the part of the record it lies in."""
    return any(path == other or path.startswith((f"{other}.", f"{other}[")) for other in paths)


@pytest.mark.parametrize(("name", "kind", "suffix"), LANES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_is_lost_in_silence(name: str, kind: str, suffix: str, data: st.DataObject) -> None:
    before: Any = data.draw(KINDS[kind])
    loss, rejects = LossReport(), Rejects()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"record{suffix}"
        write([before], path, kind=kind, format=name, loss=loss, with_contact=True)
        found = list(read(path, kind=kind, format=name, rejects=rejects, loss=loss))
    if rejects.rows:
        assert [row.reason for row in rejects] == ["the field title is missing"]
        assert before.title == ""
        return
    silent = {path for path in missing(before, found[0]) if not is_named(path, loss.paths("write"))}
    assert silent == set()


def test_names_and_contacts_stay_behind_unless_asked_for(tmp_path: Path) -> None:
    worker = Worker.model_validate({"id": "w1", "contact": {"name": "Fictitious Person"}})
    for name in ("w.csv", "w.jsonl", "w.parquet", "w.xml"):
        loss = LossReport()
        write([worker], tmp_path / name, kind="worker", loss=loss)
        assert b"Fictitious" not in (tmp_path / name).read_bytes()
        entry = next(row for row in loss if row.path == "contact.name")
        assert entry.reason.startswith("withheld")
        assert entry.example == "(not shown)"


def test_a_report_is_written_and_counts(tmp_path: Path) -> None:
    rows = '{"id": "a", "shoe_size": 40}\n{"id": "b", "shoe_size": 41, "headline": 3}\n'
    (tmp_path / "in.jsonl").write_text(rows, encoding="utf-8")
    report = tmp_path / "lost.json"
    rejects = Rejects()
    source, target = tmp_path / "in.jsonl", tmp_path / "out.csv"
    loss = convert(source, target, kind="worker", rejects=rejects, report=report)
    entry = next(row for row in loss if row.path == "shoe_size")
    assert (entry.direction, entry.count, entry.example) == ("read", 2, "40")
    assert "no such field" in entry.reason
    assert '"shoe_size"' in report.read_text(encoding="utf-8")
    assert [row.record_id for row in rejects] == ["b"]


def test_a_reader_without_a_place_for_rejects_is_told_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a"}\n{"id": 3}\n', encoding="utf-8")
    loss = convert(tmp_path / "in.jsonl", tmp_path / "out.jsonl", kind="worker")
    assert [row.reason.startswith("rejected:") for row in loss] == [True]
