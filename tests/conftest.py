"""The demonstration on one desk, opened once for the whole run, and the command line as a user meets it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from passerelle import cases, cli, formats
from passerelle.planning import Desk, Plan, plan
from passerelle.records import Vacancy, Worker
from passerelle.workspace import Workspace, embedded

DEMO = embedded("samples") / "demo"
TODAY = date(2026, 8, 19)
"""The day of the demonstration."""


def _read(name: str, kind: str) -> dict[str, Any]:
    path = DEMO / "inputs" / name
    found = formats.read(path, kind=kind, rejects=formats.Rejects(), loss=formats.LossReport())
    return {item.id: item for item in found}


@dataclass(repr=False)
class Demo:
    """The desk, the people and the jobs of the demonstration, and plans for pairs of them."""

    desk: Desk
    workers: dict[str, Worker]
    vacancies: dict[str, Vacancy]

    def __post_init__(self) -> None:
        self.plan = cache(self._plan)

    def _plan(self, worker: str, vacancy: str, as_of: date = TODAY) -> Plan:
        return self.plan_for(self.workers[worker], self.vacancies[vacancy], as_of)

    def plan_for(self, worker: Worker, vacancy: Vacancy, as_of: date = TODAY) -> Plan:
        """A plan for records that may have been changed."""
        corridor = self.desk.lawbook.corridor(worker.residence, vacancy.country)
        return plan(worker, vacancy, corridor, as_of, desk=self.desk)


@pytest.fixture(scope="session")
def demo() -> Demo:
    """The demonstration; opening it takes a second or two."""
    desk = cases.desk_for(Workspace(DEMO))
    return Demo(desk, _read("workers.jsonl", "worker"), _read("vacancies.jsonl", "vacancy"))


@dataclass(frozen=True)
class Ran:
    """What a command left behind: exit code, stdout and stderr."""

    code: int
    out: str
    err: str


@pytest.fixture
def passerelle(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """The command line in this process: `passerelle("plan", "--worker", …)`."""

    def run(*words: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["passerelle", *map(str, words)])
        capfd.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run
