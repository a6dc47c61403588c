"""Language levels asked for against language levels held (Common European Framework of Reference, A1 to C2)."""

from __future__ import annotations

from passerelle.matching.context import met, not_met, unknown
from passerelle.records import LanguageSkill, Vacancy, Worker
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
    """Does the person have the language at the level asked? Not listed, where languages were asked, is no level."""
    name = f"language:{language}"
    ask = (language_fact(language),)
    if worker.languages is None:
        return unknown(name, "the person's languages were not asked", asks=ask)
    held = [skill for skill in worker.languages if skill.language == language]
    known = [skill for skill in held if skill.level is not None]
    best = max(known, key=_rank, default=None)
    rank = _rank(best) if best else 0
    evidence = best.evidence if best else ()
    shown = best.level if best else "none"
    if asked is None:
        return _without_level(name, rank, shown, unsure=len(known) < len(held), ask=ask, evidence=evidence)
    reason = f"{language}: holds {shown}, {asked} asked"
    if rank >= RANKS[asked]:
        return met(name, reason, evidence=evidence)
    if len(known) < len(held):
        return unknown(name, f"{language}: level not known, {asked} asked", asks=ask)
    return not_met(name, reason, evidence=evidence)


def _without_level(
    name: str, rank: int, shown: str | None, *, unsure: bool, ask: tuple[str, ...], evidence: tuple[str, ...]
) -> Finding:
    """The advert asks for the language but not how well: only the ends of the scale decide."""
    reason = f"{name.removeprefix('language:')}: holds {shown}, no level stated in the advert"
    if rank == len(CEFR):
        return met(name, reason, evidence=evidence)
    if not rank and not unsure:
        return not_met(name, reason, evidence=evidence)
    return unknown(name, reason, asks=(*(ask if unsure else ()), "vacancy.language_level"), evidence=evidence)


def _rank(skill: LanguageSkill) -> int:
    return RANKS[skill.level or "none"]
