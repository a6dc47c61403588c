"""Language levels asked for against language levels held (Common European Framework of Reference, A1 to C2)."""

from __future__ import annotations

from collections.abc import Sequence

from passerelle.matching.context import met, not_met, unknown
from passerelle.records import Vacancy, Worker
from passerelle.records.codes import CEFR, language_fact
from passerelle.records.findings import Finding

RANKS = {"none": 0} | {level: rank for rank, level in enumerate(CEFR, start=1)} | {"native": len(CEFR)}
"""A native speaker meets what is asked at C2."""

Asked = tuple[str, str | None]
"""A language and the level asked for (None: asked, but not how well)."""


def languages_asked(vacancy: Vacancy) -> tuple[Asked, ...]:
    """Essential languages, each once with the highest level stated, sorted. Optional ones exclude nobody."""
    highest: dict[str, str | None] = {}
    for asked in vacancy.requirements:
        if asked.kind == "language" and asked.importance == "essential" and asked.language:
            levels = [level for level in (highest.get(asked.language), asked.cefr) if level]
            highest[asked.language] = max(levels, default=None)
    return tuple(sorted(highest.items()))


def find_language(worker: Worker, language: str, asked: str | None) -> Finding:
    """Does the person have the language at the level asked? Not listed, where languages were asked, is no level.

    A record that states several levels decides only where all of them would; else the level is asked.
    """
    name = f"language:{language}"
    ask = (language_fact(language),)
    if worker.languages is None:
        return unknown(name, "the person's languages were not asked", asks=ask)
    held = [skill for skill in worker.languages if skill.language == language]
    ranks = [None if skill.level is None else RANKS[skill.level] for skill in held] or [0]
    needed = 0 if asked is None else RANKS[asked]
    evidence = tuple(dict.fromkeys(item for skill in held for item in skill.evidence))
    shown = " or ".join(sorted({skill.level or "a level not known" for skill in held})) or "none"
    if asked is None:
        return _without_level(name, ranks, shown, ask=ask, evidence=evidence)
    reason = f"{language}: holds {shown}, {asked} asked"
    verdicts = {None if rank is None else rank >= needed for rank in ranks}
    if verdicts == {True}:
        return met(name, reason, evidence=evidence)
    if verdicts == {False}:
        return not_met(name, reason, evidence=evidence)
    return unknown(name, reason, asks=ask, evidence=evidence)


def _without_level(
    name: str, ranks: Sequence[int | None], shown: str, *, ask: tuple[str, ...], evidence: tuple[str, ...]
) -> Finding:
    """The advert asks for the language but not how well: only the ends of the scale decide."""
    reason = f"{name.removeprefix('language:')}: holds {shown}, no level stated in the advert"
    if set(ranks) == {len(CEFR)}:
        return met(name, reason, evidence=evidence)
    if set(ranks) == {0}:
        return not_met(name, reason, evidence=evidence)
    unsure = None in ranks or len(set(ranks)) > 1
    return unknown(name, reason, asks=(*(ask if unsure else ()), "vacancy.language_level"), evidence=evidence)
