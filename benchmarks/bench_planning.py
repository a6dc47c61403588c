"""Plans a second over the demo's pairs: remembering what comes back against remembering nothing, in one run.

The peer is the same planner with its memory emptied before each plan; the plans are compared byte for byte.
"""

from __future__ import annotations

import os
import platform
import time
from datetime import date

import polars as pl

from passerelle import flow, formats
from passerelle.planning import Desk, plan
from passerelle.planning.set_up import DeskSource
from passerelle.records import Vacancy, Worker
from passerelle.workspace import embedded

AS_OF = date(2026, 8, 19)
PAIRS = 150


def main() -> None:
    """Print both speeds and their ratio."""
    demo = embedded("samples") / "demo" / "inputs"
    workers: list[Worker] = list(
        formats.read(demo / "workers.jsonl", rejects=formats.Rejects(), loss=formats.LossReport())
    )  # type: ignore[arg-type]
    vacancies: list[Vacancy] = list(
        formats.read(demo / "vacancies.jsonl", rejects=formats.Rejects(), loss=formats.LossReport())
    )  # type: ignore[arg-type]
    rates = flow.read_rates(embedded("rates") / "rates.csv")
    desk = DeskSource(embedded("rulebook"), demo, "starter", "1", rates).open()
    pairs = [
        (worker, vacancy)
        for number, worker in enumerate(workers)
        for vacancy in vacancies[number % 7 :: 7]
        if desk.lawbook.corridor(worker.residence, vacancy.country)
    ][:PAIRS]
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},")
    print(f"polars {pl.__version__}; {len(pairs)} pairs of the demo with a corridor, as of {AS_OF}, no randomness")
    forgetful, slow = _run(desk, pairs, forget=True)
    remembering, fast = _run(desk, pairs, forget=False)
    assert forgetful == remembering, "remembering changed a plan"
    print(f"forgetting everything   {len(pairs) / slow:8.1f} plans/s")
    print(f"remembering             {len(pairs) / fast:8.1f} plans/s   {slow / fast:.1f} times as fast, same bytes")


def _run(desk: Desk, pairs: list[tuple[Worker, Vacancy]], *, forget: bool) -> tuple[list[str], float]:
    desk.forget()
    begin = time.process_time()
    texts = []
    for worker, vacancy in pairs:
        if forget:
            desk.forget()
        corridor = desk.lawbook.corridor(worker.residence, vacancy.country)
        texts.append(plan(worker, vacancy, corridor, AS_OF, desk=desk, traced=False).to_json())
    return texts, time.process_time() - begin
