"""Verdicts of all pairs at once. Equal facts are judged once by the plain function of the constraint, so that the fast
way and the plain way cannot differ in meaning; only wages, which rarely repeat, are compared as ranks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from passerelle.matching.context import Context
from passerelle.matching.findings import find_destination, find_open, find_posts, find_start
from passerelle.matching.language import Asked, find_language, languages_asked
from passerelle.matching.licence import find_licence, licence_facts
from passerelle.matching.wage import HOUR, YEAR, Floor, floor_of, pay_of
from passerelle.records import Vacancy, Verdict, Worker
from passerelle.records.findings import Finding

T = TypeVar("T")
Codes = npt.NDArray[np.int8]
Judge = Callable[[Codes, int, int], None]
"""Lowers the codes of workers first..last (exclusive), shape (last - first, V), to this constraint's verdicts."""

NOT_MET, UNKNOWN, MET = range(3)
"""In this order Kleene's conjunction is the minimum."""
CODE = {Verdict.NOT_MET: NOT_MET, Verdict.UNKNOWN: UNKNOWN, Verdict.MET: MET}


class Screen:
    """All hard constraints of W workers against V vacancies; `verdicts` gives a chunk of them."""

    def __init__(self, workers: Sequence[Worker], vacancies: Sequence[Vacancy], context: Context) -> None:
        self._vacancies = len(vacancies)
        self._of_vacancy = _vacancy_codes(vacancies, context)
        self._judges = [
            _by_facts(
                workers, vacancies, find_destination,
                worker_facts=lambda worker: (worker.preferences.destinations, worker.residence),
                vacancy_facts=lambda vacancy: vacancy.country,
            ),
            _by_facts(
                workers, vacancies, lambda worker, vacancy: find_start(worker, vacancy, context),
                worker_facts=lambda worker: worker.preferences.available_from,
                vacancy_facts=lambda vacancy: vacancy.start_on,
            ),
            _by_facts(
                workers, vacancies, lambda worker, vacancy: find_licence(worker, vacancy, context),
                worker_facts=licence_facts,
                vacancy_facts=_licence_side,
            ),
            *_languages(workers, vacancies),
            *_wages(workers, vacancies, context),
        ]  # fmt: skip

    def verdicts(self, first: int, last: int) -> Codes:
        """Conjunction of all constraints for workers first..last (exclusive): shape (last - first, V)."""
        codes = np.repeat(self._of_vacancy[None, :], last - first, axis=0)
        for judge in self._judges:
            judge(codes, first, last)
        return codes


def _vacancy_codes(vacancies: Sequence[Vacancy], context: Context) -> Codes:
    pairs = ((find_posts(vacancy), find_open(vacancy, context)) for vacancy in vacancies)
    return np.array([min(CODE[finding.verdict] for finding in pair) for pair in pairs], dtype=np.int8)


def _licence_side(vacancy: Vacancy) -> Hashable:
    if vacancy.regulated != "yes":
        return vacancy.regulated
    return (vacancy.country, vacancy.occupation_isco08)


def _by_facts(
    workers: Sequence[Worker],
    vacancies: Sequence[Vacancy],
    find: Callable[[Worker, Vacancy], Finding],
    *,
    worker_facts: Callable[[Worker], Hashable],
    vacancy_facts: Callable[[Vacancy], Hashable],
) -> Judge:
    """One verdict for each distinct (facts of the worker, facts of the vacancy)."""
    people, row = _distinct(workers, worker_facts)
    jobs, column = _distinct(vacancies, vacancy_facts)
    table = np.array([[CODE[find(worker, vacancy).verdict] for vacancy in jobs] for worker in people], dtype=np.int8)

    def judge(codes: Codes, first: int, last: int) -> None:
        np.minimum(codes, table[row[first:last]][:, column], out=codes)

    return judge


def _distinct(items: Sequence[T], facts: Callable[[T], Hashable]) -> tuple[list[T], npt.NDArray[np.intp]]:
    """One item for each distinct facts, and which of them each item equals."""
    place: dict[Hashable, int] = {}
    found: list[T] = []
    index = np.empty(len(items), dtype=np.intp)
    for i, item in enumerate(items):
        key = facts(item)
        if key not in place:
            place[key] = len(found)
            found.append(item)
        index[i] = place[key]
    return found, index


def _languages(workers: Sequence[Worker], vacancies: Sequence[Vacancy]) -> list[Judge]:
    asked_by: dict[Asked, list[int]] = defaultdict(list)
    for column, vacancy in enumerate(vacancies):
        for asked in languages_asked(vacancy):
            asked_by[asked].append(column)
    return [_language(workers, asked, np.array(columns)) for asked, columns in sorted(asked_by.items(), key=repr)]


def _language(workers: Sequence[Worker], asked: Asked, columns: npt.NDArray[np.intp]) -> Judge:
    by_levels: dict[Hashable, int] = {}
    held = np.empty(len(workers), dtype=np.int8)
    for i, worker in enumerate(workers):
        levels = _levels(worker, asked[0])
        if levels not in by_levels:
            by_levels[levels] = CODE[find_language(worker, *asked).verdict]
        held[i] = by_levels[levels]

    def judge(codes: Codes, first: int, last: int) -> None:
        codes[:, columns] = np.minimum(codes[:, columns], held[first:last, None])

    return judge


def _levels(worker: Worker, language: str) -> Hashable:
    return None if worker.languages is None else tuple(s.level for s in worker.languages if s.language == language)


def _wages(workers: Sequence[Worker], vacancies: Sequence[Vacancy], context: Context) -> list[Judge]:
    floors = [floor_of(worker.preferences.wage_floor, context) for worker in workers]
    groups = sorted({(floor.basis, floor.unit) for floor in floors if floor})
    pays = {basis: [pay_of(vacancy, basis, context) for vacancy in vacancies] for basis in (HOUR, YEAR)}
    judges = [_unstated(np.array([floor is None for floor in floors]))]
    for basis, unit in groups:
        lows = [pay.low[1] if pay.low and pay.low[0] == unit else None for pay in pays[basis]]
        highs = [pay.high[1] if pay.high and pay.high[0] == unit else None for pay in pays[basis]]
        mine = [floor if floor and (floor.basis, floor.unit) == (basis, unit) else None for floor in floors]
        judges.append(_wage(mine, lows, highs))
    return judges


def _unstated(missing: npt.NDArray[np.bool_]) -> Judge:
    def judge(codes: Codes, first: int, last: int) -> None:
        rows = np.flatnonzero(missing[first:last])
        codes[rows] = np.minimum(codes[rows], UNKNOWN)

    return judge


def _wage(floors: Sequence[Floor | None], lows: Sequence[Decimal | None], highs: Sequence[Decimal | None]) -> Judge:
    """Floors and pays of one basis and unit, compared by their places in one sorted list: exact, and fast."""
    amounts = {floor.amount for floor in floors if floor} | {x for x in (*lows, *highs) if x is not None}
    place = {amount: i for i, amount in enumerate(sorted(amounts))}
    low = np.array([-1 if x is None else place[x] for x in lows])
    high = np.array([len(place) if x is None else place[x] for x in highs])
    floor_places = np.array([-1 if floor is None else place[floor.amount] for floor in floors])

    def judge(codes: Codes, first: int, last: int) -> None:
        rows = np.flatnonzero(floor_places[first:last] >= 0)
        floor = floor_places[first:last][rows, None]
        verdict = np.where(low >= floor, MET, np.where(high < floor, NOT_MET, UNKNOWN)).astype(np.int8)
        codes[rows] = np.minimum(codes[rows], verdict)

    return judge
