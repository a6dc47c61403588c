"""Over- and under-qualification of a pair: reported with every match, never part of the score."""

from __future__ import annotations

from typing import Literal

from passerelle.records import Level, Vacancy, Worker
from passerelle.records.codes import isced_levels_of, isco_skill_level

QualificationMatch = Literal["over", "under", "matched", "unknown"]
ISCED_VERSION = "2011"


def qualification_match(worker: Worker, vacancy: Vacancy) -> QualificationMatch:
    """The person's highest ISCED 2011 level against the levels of the job's ISCO-08 skill level.

    unknown where either is missing. A level of another framework is not turned into ISCED; beside one, the highest
    known ISCED level is only a lower bound, so that `over` can be said and `matched` or `under` cannot.
    """
    skill_level = isco_skill_level(vacancy.occupation_isco08 or "")
    known = [level for item in worker.qualifications or () if (level := _isced(item.level)) is not None]
    if skill_level is None or not known:
        return "unknown"
    lowest, highest = isced_levels_of(skill_level)
    if max(known) > highest:
        return "over"
    if len(known) < len(worker.qualifications or ()):
        return "unknown"
    return "under" if max(known) < lowest else "matched"


def _isced(level: Level | None) -> int | None:
    is_isced = level is not None and level.framework == "ISCED" and level.version == ISCED_VERSION
    return level.level if is_isced and level else None
