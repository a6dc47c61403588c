"""Plans for many: the same call in several processes, counted where it is made, in the order of the questions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context

from passerelle.planning.cohorts import Tally, tally
from passerelle.planning.desk import Desk
from passerelle.planning.models import Plan
from passerelle.planning.plan import plan
from passerelle.planning.set_up import DeskSource
from passerelle.records import Vacancy, Worker

ALONE_UP_TO = 300
"""Plans up to which starting other processes costs more than it saves."""
CHUNK = 100
ELSEWHERE = 20
"""Vacancies of the same occupation that are looked at for the alternatives."""


@dataclass(frozen=True)
class Order:
    """A worker and the vacancies a plan is wanted for."""

    worker: Worker
    vacancies: tuple[str, ...]


class Office:
    """A desk with its vacancies: answers orders one after the other."""

    def __init__(self, desk: Desk, vacancies: Sequence[Vacancy], as_of: date) -> None:
        self._desk, self._as_of = desk, as_of
        self._by_id = {item.id: item for item in vacancies}
        self._by_isco: dict[str, list[Vacancy]] = {}
        for item in vacancies:
            if item.occupation_isco08 and item.posts != 0:
                self._by_isco.setdefault(item.occupation_isco08, []).append(item)

    def answer(self, orders: Sequence[Order]) -> Tally:
        """The rows of the plans for some workers."""
        return tally(
            (rank, self._plan(order.worker, self._by_id[name]))
            for order in orders
            for rank, name in enumerate(order.vacancies, start=1)
        )

    def _plan(self, worker: Worker, vacancy: Vacancy) -> Plan:
        corridor = self._desk.lawbook.corridor(worker.residence, vacancy.country)
        others = self._by_isco.get(vacancy.occupation_isco08 or "", ())[:ELSEWHERE]
        return plan(worker, vacancy, corridor, self._as_of, desk=self._desk, others=others, traced=False)


def plans_in_parallel(
    orders: Sequence[Order],
    vacancies: Sequence[Vacancy],
    source: DeskSource,
    *,
    as_of: date,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Iterator[Tally]:
    """The rows of all plans in parts, in the order of the orders. How many processes there are changes only the time."""
    if sum(len(order.vacancies) for order in orders) <= ALONE_UP_TO:
        yield Office(source.open(), vacancies, as_of).answer(orders)
        return
    chunks = [orders[begin : begin + CHUNK] for begin in range(0, len(orders), CHUNK)]
    with ProcessPoolExecutor(
        max_workers=os.cpu_count(),
        mp_context=get_context("spawn"),
        initializer=_move_in,
        initargs=(source, vacancies, as_of),
    ) as pool:
        for number, part in enumerate(pool.map(_answer, chunks), start=1):
            yield part
            progress(min(number * CHUNK, len(orders)), len(orders))


_OFFICE: list[Office] = []


def _move_in(source: DeskSource, vacancies: Sequence[Vacancy], as_of: date) -> None:
    _OFFICE[:] = [Office(source.open(), vacancies, as_of)]


def _answer(orders: Sequence[Order]) -> Tally:
    return _OFFICE[0].answer(orders)
