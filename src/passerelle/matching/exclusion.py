"""Why not: the best vacancies that a single constraint keeps from a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from passerelle.matching.context import Context
from passerelle.matching.findings import constraints
from passerelle.matching.graph import SkillGraph
from passerelle.matching.matches import documents_of
from passerelle.matching.parameters import DEFAULT, Parameters
from passerelle.matching.rows import NO_SCORE
from passerelle.matching.score import score_pair
from passerelle.records import Vacancy, Verdict, Worker
from passerelle.records.findings import Finding


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A vacancy that `finding`, and no other constraint, excludes. Its other findings may still be UNKNOWN."""

    vacancy_id: str
    score: int | None
    finding: Finding


def why_not(
    worker: Worker,
    vacancies: pa.Table | Iterable[Vacancy],
    *,
    graph: SkillGraph,
    context: Context,
    parameters: Parameters = DEFAULT,
    k: int = 10,
) -> tuple[Exclusion, ...]:
    """The k best vacancies, in the order of `match`, that would open if one constraint were met: which one, and why.

    Vacancies that fail two constraints or more are left out: changing one fact would not open them.
    """
    found: list[tuple[int, str, Exclusion]] = []
    for vacancy in documents_of(vacancies, Vacancy):
        failed = [item for item in constraints(worker, vacancy, context) if item.verdict is Verdict.NOT_MET]
        if len(failed) == 1:
            total = score_pair(worker, vacancy, graph, parameters).total
            rank = NO_SCORE if total is None else total
            found.append((-rank, vacancy.id, Exclusion(vacancy.id, total, failed[0])))
    return tuple(item for _, _, item in sorted(found, key=lambda row: row[:2])[:k])
