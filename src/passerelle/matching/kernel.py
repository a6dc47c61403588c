"""Scores of a chunk of workers on all vacancies, and their explanation, as array operations on integers only.

Equal to `score.score_pair` bit for bit: the same integer table and weights, the same order of ties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from passerelle.matching.index import HeldIndex, Ints, VacancyIndex, expand
from passerelle.matching.parameters import FULL_CREDIT, Parameters

_CREDIT_BITS, _HOW_BITS = 6, 3
EXCLUDED, UNSCORED = -1, 0
"""Sort keys are score + 1, so that 0 is left for a pair without a score and -1 for a pair that is excluded."""


@dataclass(frozen=True)
class Credits:
    """The best credit of each worker of a chunk on each term it can earn any for, sorted by `cell`.

    cell: worker in chunk x T + term. credit: 48ths. how: place in HOWS. by: number of the held skill.
    """

    cell: Ints
    credit: Ints
    how: Ints
    by: Ints


@dataclass(frozen=True)
class Rows:
    """The parts of P pairs laid end to end. pair: which pair a row is of; row: the row in the index."""

    pair: Ints
    row: Ints
    credit: Ints
    how: Ints
    by: Ints


def credits_of(held: HeldIndex, index: VacancyIndex, parameters: Parameters, *, first: int, last: int) -> Credits:
    """Best credit on every term for workers `first` to `last` (exclusive); ties by how, then by name of held skill."""
    table = np.array(parameters.table, dtype=np.int64)
    worker, row = expand(held.start, np.arange(first, last))
    owner, reach = expand(held.reach_start, held.skill[row])
    term, how = held.reach_term[reach], held.reach_how[reach]
    credit = table[how, held.level[row][owner], index.term_level[term]]
    earned = credit > 0
    cell = worker[owner] * len(index.term_level) + term
    return _best(cell[earned], credit[earned], how[earned], held.skill[row][owner][earned])


def _best(cell: Ints, credit: Ints, how: Ints, by: Ints) -> Credits:
    """The first of each cell by (credit falling, how, by), found by sorting one packed integer."""
    by_bits = max(1, int(by.max(initial=0)).bit_length())
    assert int(cell.max(initial=0)).bit_length() + _CREDIT_BITS + _HOW_BITS + by_bits < 63, "chunk too large to pack"
    order = ((FULL_CREDIT - credit) << _HOW_BITS | how) << by_bits | by
    rest = _CREDIT_BITS + _HOW_BITS + by_bits
    packed = np.sort(cell << rest | order)
    cells = packed >> rest
    leads = np.ones(len(cells), dtype=np.bool_)
    leads[1:] = cells[1:] != cells[:-1]
    won = packed[leads]
    return Credits(
        cell=cells[leads],
        credit=FULL_CREDIT - (won >> (_HOW_BITS + by_bits) & (1 << _CREDIT_BITS) - 1),
        how=won >> by_bits & (1 << _HOW_BITS) - 1,
        by=won & (1 << by_bits) - 1,
    )


def scores_of(credits: Credits, index: VacancyIndex, *, workers: int) -> npt.NDArray[np.int32]:
    """Scores 0 to 48,000, shape (workers, V): credits (workers x T) times weights (T x V)."""
    terms = len(index.term_level)
    start = np.searchsorted(credits.cell, np.arange(workers + 1) * terms)
    matrix = sparse.csr_array(
        (credits.credit.astype(np.int32), credits.cell % max(terms, 1), start), shape=(workers, terms)
    )
    product: npt.NDArray[np.int32] = (matrix @ index.by_term).toarray()
    return product


def best_k(keys: npt.NDArray[np.int32], k: int) -> tuple[Ints, Ints]:
    """The k best columns of each row, key falling, then column rising: (row, column), excluded ones left out."""
    rows, columns = keys.shape
    unique = keys.astype(np.int64) * columns + np.arange(columns - 1, -1, -1)
    k = min(k, columns)
    near = np.argpartition(unique, columns - k, axis=1)[:, columns - k :]
    order = np.argsort(-np.take_along_axis(unique, near, axis=1), axis=1)
    best = np.take_along_axis(near, order, axis=1)
    kept = np.take_along_axis(keys, best, axis=1) > EXCLUDED
    row = np.repeat(np.arange(rows), k).reshape(rows, k)
    return row[kept], best[kept].astype(np.int64)


def explain(credits: Credits, index: VacancyIndex, *, worker: Ints, vacancy: Ints) -> Rows:
    """Every requirement of each pair (worker in chunk, vacancy) with what earns its credit."""
    pair, row = expand(index.start, vacancy)
    wanted = worker[pair] * len(index.term_level) + index.term[row]
    place = np.searchsorted(credits.cell, wanted)
    place[place == len(credits.cell)] = 0
    hit = credits.cell[place] == wanted if len(credits.cell) else np.zeros(len(wanted), dtype=np.bool_)
    return Rows(
        pair=pair,
        row=row,
        credit=_where(hit, credits.credit, place, otherwise=0),
        how=_where(hit, credits.how, place, otherwise=-1),
        by=_where(hit, credits.by, place, otherwise=-1),
    )


def _where(hit: npt.NDArray[np.bool_], values: Ints, place: Ints, *, otherwise: int) -> Ints:
    found = np.full(len(hit), otherwise, dtype=np.int64)
    found[hit] = values[place[hit]]
    return found
