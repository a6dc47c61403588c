"""Vacancies and held skills as integer arrays: what the kernel reads.

A *term* is a required concept at a required level; all vacancies that ask for it share one credit per worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from passerelle.matching.graph import SkillGraph
from passerelle.matching.parameters import Parameters
from passerelle.matching.score import Wanted, held_of, wanted_of, weights_of
from passerelle.records import Vacancy, Worker

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class VacancyIndex:
    """Skill requirements of V vacancies over T terms, vacancy by vacancy, each vacancy's by concept.

    start: (V + 1) where a vacancy's rows begin. term, weight, essential: one entry per row, weight in permille.
    concepts: names of C concepts, sorted. term_concept, term_level: (T). by_term: sparse T x V matrix of the weights.
    """

    start: Ints
    term: Ints
    weight: Ints
    essential: npt.NDArray[np.bool_]
    concepts: tuple[str, ...]
    term_concept: Ints
    term_level: Ints
    by_term: sparse.csr_array

    @classmethod
    def of(cls, vacancies: Sequence[Vacancy], graph: SkillGraph, parameters: Parameters) -> VacancyIndex:
        asked = [wanted_of(vacancy) for vacancy in vacancies]
        rows = [want for wanted in asked for want in wanted]
        weights = [w for wanted in asked for w in weights_of(wanted, graph, parameters=parameters)]
        start = _starts(len(wanted) for wanted in asked)
        terms, term = _distinct_terms(rows)
        concepts = tuple(sorted({concept for concept, _ in terms}))
        place = {concept: i for i, concept in enumerate(concepts)}
        vacancy_of_row = np.repeat(np.arange(len(asked)), np.diff(start))
        weight = np.array(weights, dtype=np.int64)
        return cls(
            start=start,
            term=term,
            weight=weight,
            essential=np.array([want.essential for want in rows], dtype=np.bool_),
            concepts=concepts,
            term_concept=np.array([place[concept] for concept, _ in terms], dtype=np.int64),
            term_level=np.array([level for _, level in terms], dtype=np.int64),
            by_term=_matrix(weight, term, vacancy_of_row, shape=(len(terms), len(asked))),
        )


@dataclass(frozen=True)
class HeldIndex:
    """Held skills of W workers, worker by worker, and which terms each distinct held skill can earn credit for.

    start: (W + 1); skill, level: one entry per held skill of a worker (level 0: not stated). names: S skill names,
    sorted, so that the order of numbers is the order of names. reach_start: (S + 1); reach_term, reach_how: the pairs.
    """

    start: Ints
    skill: Ints
    level: Ints
    names: tuple[str, ...]
    reach_start: Ints
    reach_term: Ints
    reach_how: Ints

    @classmethod
    def of(cls, workers: Sequence[Worker], index: VacancyIndex, graph: SkillGraph) -> HeldIndex:
        held = [held_of(worker) for worker in workers]
        names = tuple(sorted({skill for skills in held for skill in skills}))
        place = {name: i for i, name in enumerate(names)}
        reach = _reach(place, index, graph)
        return cls(
            start=_starts(len(skills) for skills in held),
            skill=np.array([place[skill] for skills in held for skill in skills], dtype=np.int64),
            level=np.array([level for skills in held for level in skills.values()], dtype=np.int64),
            names=names,
            reach_start=_starts(len(rows) for rows in reach),
            reach_term=np.array([term for rows in reach for term, _ in rows], dtype=np.int64),
            reach_how=np.array([how for rows in reach for _, how in rows], dtype=np.int64),
        )


def expand(start: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Rows of several ranges of a start array, laid end to end: (which of `chosen` each row is of, the row)."""
    counts = start[chosen + 1] - start[chosen]
    owner = np.repeat(np.arange(len(chosen)), counts)
    ends = np.cumsum(counts)
    within = np.arange(len(owner)) - np.repeat(ends - counts, counts)
    return owner, np.repeat(start[chosen], counts) + within


def _starts(counts: Iterable[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(np.fromiter(counts, dtype=np.int64)))).astype(np.int64)


def _distinct_terms(rows: Sequence[Wanted]) -> tuple[list[tuple[str, int]], Ints]:
    keys = [(want.concept, want.level) for want in rows]
    terms = sorted(set(keys))
    place = {key: i for i, key in enumerate(terms)}
    return terms, np.array([place[key] for key in keys], dtype=np.int64)


def _matrix(values: Ints, rows: Ints, columns: Ints, *, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((values.astype(np.int32), (rows, columns)), shape=shape)


def _reach(place: dict[str, int], index: VacancyIndex, graph: SkillGraph) -> list[list[tuple[int, int]]]:
    """For each held skill: (term, how), by term."""
    terms_of: list[list[int]] = [[] for _ in index.concepts]
    for term, concept in enumerate(index.term_concept.tolist()):
        terms_of[concept].append(term)
    reach: list[list[tuple[int, int]]] = [[] for _ in place]
    for concept, terms in zip(index.concepts, terms_of, strict=True):
        for skill, hows in graph.sources(concept).items():
            if skill in place:
                reach[place[skill]].extend((term, how) for term in terms for how in hows)
    return reach
