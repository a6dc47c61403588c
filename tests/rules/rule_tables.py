"""Small readable tables as rules: the fixture of all tests of the room.

degree | salary      | then
no     | -           | NOT_MET
yes    | >= $floor   | MET
yes    | < $floor    | NOT_MET
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from passerelle.rules.documents import Document
from passerelle.rules.rule import Rule, compile_rule
from passerelle.rules.values import FactDefinition

DAY = date(2026, 8, 19)
SOURCE = {
    "instrument": "Test Act",
    "article": "s.1",
    "link": "https://example.org/act",
    "retrieved_on": date(2026, 11, 23),
    "status": "official text",
}
ASK: dict[str, Any] = {"of": "worker", "derived": False}
FACTS: dict[str, dict[str, Any]] = {
    "t.degree": {"type": "yes_no"},
    "t.salary": {"type": "number", "unit": "EUR/year"},
    "t.months": {"type": "number", "unit": "months", "whole": True},
    "t.balance": {"type": "number", "unit": "EUR", "min": "none"},
    "t.born": {"type": "date"},
    "t.german": {"type": "level", "values": ["none", "A1", "A2", "B1", "B2", "C1", "C2"]},
    "t.decision": {"type": "word", "values": ["none", "full", "partial", "refused"]},
    "t.country": {"type": "word"},
    "t.papers": {"type": "set", "values": ["passport", "diploma", "hours", "licence"]},
    "t.open_papers": {"type": "set"},
}
for _name, _fact in FACTS.items():
    _fact.update(ASK, question={"en": f"What is the {_name.split('.')[1]}?"})


def dictionary(facts: Mapping[str, Mapping[str, Any]] = FACTS) -> dict[str, FactDefinition]:
    return {name: FactDefinition.model_validate({**fact, "name": name}) for name, fact in facts.items()}


def record(table: str, **changes: Any) -> dict[str, Any]:
    """A rule file's data from a table in text; `t.<column>` are the facts, `changes` other keys of the file."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    header, rows = lines[0], lines[1:]
    data: dict[str, Any] = {
        "id": "test.rule",
        "version": 1,
        "title": {"en": "A rule"},
        "jurisdiction": "DEU",
        "topic": "residence",
        "severity": "binding",
        "source": dict(SOURCE),
        "author": "tests",
        "reviewer": None,
        "valid_from": date(2020, 1, 1),
        "valid_to": None,
        "recorded_from": date(2026, 11, 23),
        "inputs": {name: f"t.{name}" for name in header[:-1]},
        "hit_policy": "first",
        "rows": [
            {"when": row[:-1], "then": row[-1], "because": {"en": f"Row {place}."}}
            for place, row in enumerate(rows, start=1)
        ],
        "tests": [{"name": "any", "as_of": DAY, "given": {}, "expect": "UNKNOWN"}],
    }
    return {**data, **copy.deepcopy(changes)}


def parameter(*periods: tuple[date | None, date | None, Any], unit: str = "EUR/year") -> dict[str, Any]:
    return {"unit": unit, "values": [{"from": start, "to": end, "value": value} for start, end, value in periods]}


FLOOR = {"floor": parameter((date(2025, 1, 1), date(2026, 12, 31), 100))}


def compiled(data: dict[str, Any], facts: Mapping[str, FactDefinition] | None = None) -> Rule:
    """A compiled rule, gaps and all: only schema and cells are checked."""
    rule, problems = compile_rule(Document(Path("t.yaml"), 1, data, {}), dictionary() if facts is None else facts)
    assert rule, "\n".join(map(str, problems))
    return rule


def rule_of(table: str, **changes: Any) -> Rule:
    return compiled(record(table, **changes))


def cell_problems(table: str, **changes: Any) -> str:
    _, problems = compile_rule(Document(Path("t.yaml"), 1, record(table, **changes), {}), dictionary())
    return "\n".join(map(str, problems))


def write_book(folder: Path, *records: dict[str, Any], facts: Mapping[str, Any] = FACTS) -> Path:
    """A rulebook folder with the records as files rules/0.yaml, rules/1.yaml …"""
    (folder / "facts").mkdir(parents=True, exist_ok=True)
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "facts" / "core.yaml").write_text(dump(facts), encoding="utf-8")
    for place, data in enumerate(records):
        (folder / "rules" / f"{place}.yaml").write_text(dump(data), encoding="utf-8")
    return folder


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(data: Any) -> str:
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True)
