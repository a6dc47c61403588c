"""Matches as an Arrow table: the same columns from the plain way and from the arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from passerelle.matching.context import Context
from passerelle.matching.findings import constraints
from passerelle.matching.index import HeldIndex, Ints, VacancyIndex
from passerelle.matching.kernel import Rows
from passerelle.matching.mismatch import qualification_match
from passerelle.matching.parameters import FULL_CREDIT, HOWS
from passerelle.matching.score import Score
from passerelle.records import Vacancy, Verdict, Worker

PART = pa.struct(
    [
        ("concept", pa.string()),
        ("weight", pa.int64()),  # permille; the weights of a vacancy sum to 1,000
        ("credit", pa.int64()),  # 48ths
        ("contribution", pa.int64()),  # weight x credit; the contributions sum to the score
        ("how", pa.string()),  # covered | narrower | broader | related | sibling | missing
        ("by", pa.string()),  # the held skill that earns the credit
    ]
)
MATCHES = pa.schema(
    [
        ("worker_id", pa.string()),
        ("vacancy_id", pa.string()),
        ("rank", pa.int64()),  # from 1
        ("score", pa.int64()),  # 0 to 48,000; null where there is nothing to compare
        ("verdict", pa.string()),  # MET | UNKNOWN
        ("asks", pa.list_(pa.string())),  # names of missing facts
        ("qualification_match", pa.string()),  # over | under | matched | unknown
        ("skill_surplus", pa.int64()),  # held skills that earn no credit; null where there is no score
        ("skill_deficit", pa.int64()),  # essential skills short of full credit; null where there is no score
        ("parts", pa.list_(PART)),
    ]
)
NO_SCORE = -1
_NAMES = pa.array([*HOWS, "missing"])  # the last by its place -1


@dataclass(frozen=True)
class Chunk:
    """The matches of some workers, best first within each: P pairs. score: NO_SCORE where there is none."""

    workers: range
    worker: Ints
    vacancy: Ints
    score: Ints
    met: npt.NDArray[np.bool_]
    surplus: Ints
    deficit: Ints
    parts: pa.ListArray


def chunk_of_scores(worker: int, best: Sequence[tuple[int, Score, bool]]) -> Chunk:
    """From plain scores of one worker: (place of the vacancy, score, whether every constraint is MET)."""
    scores = [score for _, score, _ in best]
    parts = [[{name: getattr(part, name) for name in PART.names} for part in score.parts] for score in scores]
    return Chunk(
        workers=range(worker, worker + 1),
        worker=np.full(len(best), worker, dtype=np.int64),
        vacancy=np.array([column for column, _, _ in best], dtype=np.int64),
        score=np.array([NO_SCORE if s.total is None else s.total for s in scores], dtype=np.int64),
        met=np.array([met for _, _, met in best], dtype=np.bool_),
        surplus=np.array([len(score.surplus) for score in scores], dtype=np.int64),
        deficit=np.array([len(score.deficit) for score in scores], dtype=np.int64),
        parts=pa.array(parts, type=pa.list_(PART)),
    )


def chunk_of_rows(
    workers: range, worker: Ints, vacancy: Ints, *, score: Ints, met: npt.NDArray[np.bool_], parts: Rows,
    index: VacancyIndex, held: HeldIndex,
) -> Chunk:  # fmt: skip
    """From arrays: `worker` is the place in `workers`, `score` is NO_SCORE where there is none."""
    pairs = len(worker)
    number = worker + workers.start
    short = index.essential[parts.row] & (parts.credit < FULL_CREDIT)
    return Chunk(
        workers=workers,
        worker=number,
        vacancy=vacancy,
        score=score,
        met=met,
        surplus=held.start[number + 1] - held.start[number] - _distinct_used(parts, pairs, skills=len(held.names)),
        deficit=np.bincount(parts.pair[short], minlength=pairs),
        parts=_part_lists(parts, score, index=index, held=held),
    )


def _distinct_used(parts: Rows, pairs: int, *, skills: int) -> Ints:
    used = parts.by >= 0
    distinct = np.unique(parts.pair[used] * max(skills, 1) + parts.by[used])
    return np.bincount(distinct // max(skills, 1), minlength=pairs)


def _part_lists(parts: Rows, score: Ints, *, index: VacancyIndex, held: HeldIndex) -> pa.ListArray:
    shown = score[parts.pair] != NO_SCORE
    pair, row, credit, how, by = (
        values[shown] for values in (parts.pair, parts.row, parts.credit, parts.how, parts.by)
    )
    weight = index.weight[row]
    names = pa.array(held.names, type=pa.string())
    columns = [
        pa.array(index.concepts, type=pa.string()).take(pa.array(index.term_concept[index.term[row]])),
        pa.array(weight),
        pa.array(credit),
        pa.array(weight * credit),
        _NAMES.take(pa.array(how % len(_NAMES))),
        names.take(pa.array(by, mask=by < 0)),
    ]
    start = np.searchsorted(pair, np.arange(len(score) + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(start), pa.StructArray.from_arrays(columns, fields=list(PART)))


def table_of(chunk: Chunk, people: Sequence[Worker], jobs: Sequence[Vacancy], context: Context) -> pa.Table:
    """The chunk as rows of MATCHES, with what to ask and the qualification match of each pair."""
    pairs = [(people[w], jobs[v]) for w, v in zip(chunk.worker.tolist(), chunk.vacancy.tolist(), strict=True)]
    unscored = chunk.score == NO_SCORE
    columns = {
        "worker_id": [worker.id for worker, _ in pairs],
        "vacancy_id": [vacancy.id for _, vacancy in pairs],
        "rank": _ranks(chunk.worker),
        "score": pa.array(chunk.score, mask=unscored),
        "verdict": [str(Verdict.MET if met else Verdict.UNKNOWN) for met in chunk.met.tolist()],
        "asks": [
            _asks(worker, vacancy, context, met=met, scored=not empty)
            for (worker, vacancy), met, empty in zip(pairs, chunk.met.tolist(), unscored.tolist(), strict=True)
        ],
        "qualification_match": [qualification_match(worker, vacancy) for worker, vacancy in pairs],
        "skill_surplus": pa.array(chunk.surplus, mask=unscored),
        "skill_deficit": pa.array(chunk.deficit, mask=unscored),
        "parts": chunk.parts,
    }
    return pa.table(columns, schema=MATCHES)


def _ranks(worker: Ints) -> Ints:
    """1, 2, 3 ... within each run of equal workers."""
    begins = np.flatnonzero(np.diff(worker, prepend=-1))
    return np.arange(len(worker)) - np.repeat(begins, np.diff(begins, append=len(worker))) + 1


def _asks(worker: Worker, vacancy: Vacancy, context: Context, *, met: bool, scored: bool) -> list[str]:
    found = () if met else constraints(worker, vacancy, context)
    asks = [ask for finding in found for ask in finding.asks]
    if not scored:
        asks.append("vacancy.skills" if worker.skills is not None else "worker.skills")
    return list(dict.fromkeys(asks))
