"""Each worker's best vacancies under hard constraints, explained: the plain way for few pairs, arrays for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa

from passerelle.matching import kernel
from passerelle.matching.context import Context
from passerelle.matching.findings import constraints, verdict_of_pair
from passerelle.matching.graph import SkillGraph
from passerelle.matching.index import HeldIndex, VacancyIndex
from passerelle.matching.parameters import DEFAULT, Parameters
from passerelle.matching.rows import MATCHES, NO_SCORE, Chunk, chunk_of_rows, chunk_of_scores, table_of
from passerelle.matching.score import Score, score_pair
from passerelle.matching.screen import MET, NOT_MET, Screen
from passerelle.records import Document, Vacancy, Verdict, Worker, from_table
from passerelle.records.errors import BadRecord

D = TypeVar("D", bound=Document)
Progress = Callable[[int, int], object]
"""Called with (workers done, workers in all)."""

PLAIN_PAIRS = 400
"""Up to this many pairs the plain way is as fast as building the index (benchmarks/bench_matching.py)."""

CHUNK_CELLS = 1_000_000
"""Pairs held in memory at a time, at about 40 bytes each."""


def match(
    workers: pa.Table | Iterable[Worker],
    vacancies: pa.Table | Iterable[Vacancy],
    *,
    graph: SkillGraph,
    context: Context,
    parameters: Parameters = DEFAULT,
    k: int = 10,
    progress: Progress | None = None,
) -> pa.Table:
    """Each worker's k best vacancies that no constraint excludes, in the order of the workers given: MATCHES.

    Best first: score falling, then vacancy id rising; pairs without a score (no skills stated, or skills not asked)
    come after all that have one, with a null score. Workers and vacancies are documents or Arrow tables of them.
    Raises BadRecord where two vacancies or two workers have the same id, ValueError where k is not positive.
    """
    chunks = iter_matches(
        workers, vacancies, graph=graph, context=context, parameters=parameters, k=k, progress=progress
    )
    return pa.concat_tables([MATCHES.empty_table(), *chunks])


def iter_matches(
    workers: pa.Table | Iterable[Worker],
    vacancies: pa.Table | Iterable[Vacancy],
    *,
    graph: SkillGraph,
    context: Context,
    parameters: Parameters = DEFAULT,
    k: int = 10,
    progress: Progress | None = None,
) -> Iterator[pa.Table]:
    """The same as `match`, a chunk of workers at a time, so that a large result can be written as it is made."""
    if k < 1:
        raise ValueError(f"k is {k}; ask for at least 1 vacancy a worker")
    people = documents_of(workers, Worker)
    jobs = sorted(documents_of(vacancies, Vacancy), key=lambda vacancy: vacancy.id)
    if not people or not jobs:
        return
    way = _plain if len(people) * len(jobs) <= PLAIN_PAIRS else _fast
    done = 0
    for chunk in way(people, jobs, graph=graph, context=context, parameters=parameters, k=k):
        yield table_of(chunk, people, jobs, context)
        done += len(chunk.workers)
        if progress:
            progress(done, len(people))


def documents_of(records: pa.Table | Iterable[D], document: type[D]) -> list[D]:
    """Documents from a table or any iterable of them. BadRecord where two have the same id."""
    found: list[D] = list(from_table(records, document) if isinstance(records, pa.Table) else records)
    seen: set[str] = set()
    for item in found:
        name: str = item.id  # type: ignore[attr-defined]
        if name in seen:
            raise BadRecord(f"two records of type {document.__name__} have the id {name!r}; ids must be unique")
        seen.add(name)
    return found


def _plain(
    people: Sequence[Worker], jobs: Sequence[Vacancy], *, graph: SkillGraph, context: Context,
    parameters: Parameters, k: int,
) -> Iterator[Chunk]:  # fmt: skip
    for number, worker in enumerate(people):
        kept: list[tuple[int, int, Score, bool]] = []
        for column, vacancy in enumerate(jobs):
            verdict = verdict_of_pair(constraints(worker, vacancy, context))
            if verdict is not Verdict.NOT_MET:
                score = score_pair(worker, vacancy, graph, parameters)
                rank = NO_SCORE if score.total is None else score.total
                kept.append((-rank, column, score, verdict is Verdict.MET))
        kept.sort(key=lambda item: item[:2])
        yield chunk_of_scores(number, [item[1:] for item in kept[:k]])


def _fast(
    people: Sequence[Worker], jobs: Sequence[Vacancy], *, graph: SkillGraph, context: Context,
    parameters: Parameters, k: int,
) -> Iterator[Chunk]:  # fmt: skip
    index = VacancyIndex.of(jobs, graph, parameters)
    held = HeldIndex.of(people, index, graph)
    screen = Screen(people, jobs, context)
    scored_job = np.diff(index.start) > 0
    scored_worker = np.array([worker.skills is not None for worker in people])
    step = max(1, min(512, CHUNK_CELLS // len(jobs)))
    for first in range(0, len(people), step):
        last = min(first + step, len(people))
        credits = kernel.credits_of(held, index, parameters, first=first, last=last)
        keys = kernel.scores_of(credits, index, workers=last - first) + np.int32(1)
        keys[:, ~scored_job] = kernel.UNSCORED
        keys[~scored_worker[first:last]] = kernel.UNSCORED
        verdicts = screen.verdicts(first, last)
        keys[verdicts == NOT_MET] = kernel.EXCLUDED
        row, column = kernel.best_k(keys, k)
        yield chunk_of_rows(
            range(first, last), row, column,
            score=keys[row, column].astype(np.int64) - 1, met=verdicts[row, column] == MET,
            parts=kernel.explain(credits, index, worker=row, vacancy=column), index=index, held=held,
        )  # fmt: skip
