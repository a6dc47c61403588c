"""A damaged file is a BadRule or a Problem, never another exception; and it is never silently half read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_tables import DAY, FLOOR, dump, record, write_book

from passerelle.records.errors import BadRule
from passerelle.rules import Rulebook, check
from passerelle.rules.cells import BadCell, parse_cell

TABLE = """
degree | salary | born | papers | country | then
no | - | - | - | - | NOT_MET
yes | >= $floor | > $as_of - 45 years | has any {passport, diploma} | in {GHA, NO} | MET
- | - | - | - | - | NOT_MET
"""
TESTS = [
    {"name": "no", "as_of": DAY, "given": {"degree": "no", "papers": ["hours"], "salary": 1.5}, "expect": "NOT_MET"}
]
GOOD = dump(record(TABLE, parameters=FLOOR, tests=TESTS))
PIECES = [
    *"{}[]:-#|>%$\t\x00é𝄞'\"\n", "- ", "&a ", "*a", "!!x ", "  ", "..", "null", "yes", "1e999", ".nan", "9" * 30,
    "2026-13-01", "and ", "{salary", "<<: ",
]  # fmt: skip


def damaged(random: Random) -> str:
    text = GOOD
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(text))
        kind = random.randrange(4)
        if kind == 0:
            text = text[:at] + random.choice(PIECES) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + random.randint(1, 12) :]
        elif kind == 2:
            lines = text.splitlines(keepends=True)
            lines.insert(random.randrange(len(lines)), random.choice(lines))
            text = "".join(lines)
        else:
            lines = text.splitlines(keepends=True)
            del lines[random.randrange(len(lines))]
            text = "".join(lines) or "x"
    return text


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_book(tmp_path_factory.mktemp("book"), record(TABLE, parameters=FLOOR, tests=TESTS))


def look_at(folder: Path, raw: bytes) -> None:
    (folder / "rules" / "0.yaml").write_bytes(raw)
    found = check(folder)
    if not found:
        Rulebook.load(folder)  # what check accepts, load accepts
        return
    with suppress(BadRule):
        Rulebook.load(folder)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_damaged_rules(folder, seed):
    look_at(folder, damaged(Random(seed)).encode())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_arbitrary_bytes(folder, raw):
    look_at(folder, raw)


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_damaged_dictionaries(folder, seed):
    random = Random(seed)
    path = folder / "facts" / "core.yaml"
    whole = path.read_text()
    at = random.randrange(len(whole))
    try:
        path.write_text(whole[:at] + random.choice(PIECES) + whole[at + random.randint(0, 3) :])
        look_at(folder, GOOD.encode())
    finally:
        path.write_text(whole)


@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet="-<>=!in{}[]., $asof_45yerhlck'\"AB20", max_size=40))
def test_arbitrary_cells(text):
    try:
        cell = parse_cell(text)
    except BadCell:
        return
    assert cell.conditions or cell.text == "-"
