"""Synthetic workers for trying out a taxonomy and a pool of vacancies at scale. Never a fact about a country.

Each worker is drawn independently and deterministically from (seed, number): one main occupation, uniform over the
occupations of the pinned taxonomy that list essential skills; each essential skill held with chance 0.75 and each
optional one with 0.2, a second occupation with chance 0.3 whose skills are held with half these chances; levels 1-4
with weights 1, 3, 4, 2; dated work in those occupations; a qualification at an ISCED level that ISCO ties to the
occupation's skill level, one below or one above with chance 0.15 each; languages and CEFR levels; wants. Every record
says `origin: synthetic`, and so does every skill in it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from passerelle.records import (
    Experience,
    HeldSkill,
    LanguageSkill,
    Level,
    Money,
    Preferences,
    Qualification,
    Worker,
)
from passerelle.records.codes import CEFR, isced_levels_of, isco_skill_level
from passerelle.taxonomy import Taxonomy

LEVEL_WEIGHTS = (1, 3, 4, 2)
FORMS = ("employee", "self_employed", "informal", "apprenticeship")
FORM_WEIGHTS = (5, 2, 3, 1)


@dataclass(frozen=True)
class Job:
    """What the generator needs of an occupation."""

    uri: str
    label: str
    isco08: str
    essential: tuple[str, ...]
    optional: tuple[str, ...]


@dataclass(frozen=True)
class Pool:
    """Occupations to draw from, countries of residence and wanted destinations (alpha-3), languages (BCP 47)."""

    jobs: tuple[Job, ...]
    residences: tuple[str, ...]
    destinations: tuple[str, ...]
    languages: tuple[str, ...]
    as_of: date


def pool_of(
    taxonomy: Taxonomy,
    *,
    residences: Sequence[str],
    destinations: Sequence[str],
    languages: Sequence[str] = ("en",),
    as_of: date,
) -> Pool:
    """Occupations of a taxonomy with at least one essential skill and an ISCO-08 unit group, by uri."""
    table = taxonomy.concepts_table()
    rows = zip(table["uri"].to_pylist(), table["kind"].to_pylist(), table["isco08"].to_pylist(), strict=True)
    skills: dict[str, dict[str, list[str]]] = {}
    links = taxonomy.occupation_skills()
    for occupation, skill, relation in zip(*(links[name].to_pylist() for name in links.column_names), strict=True):
        skills.setdefault(occupation, {"essential": [], "optional": []})[relation].append(skill)
    jobs = tuple(
        Job(uri, taxonomy.label(uri), isco, tuple(skills[uri]["essential"]), tuple(skills[uri]["optional"]))
        for uri, kind, isco in sorted(rows)
        if kind == "occupation" and isco and skills.get(uri, {}).get("essential")
    )
    return Pool(jobs, tuple(residences), tuple(destinations), tuple(languages), as_of)


def synthetic_workers(count: int, *, seed: int, pool: Pool) -> Iterator[Worker]:
    """Workers `synthetic-<seed>-<number>`, numbered from 1. The same seed and pool give the same workers, one by one."""
    for number in range(1, count + 1):
        yield _worker(number, seed, pool)


def _worker(number: int, seed: int, pool: Pool) -> Worker:
    chance = random.Random(f"{seed}:{number}")
    jobs = [chance.choice(pool.jobs)]
    if chance.random() < 0.3:
        jobs.append(chance.choice(pool.jobs))
    age = chance.randint(19, 58)
    home = chance.choice(pool.residences)
    return Worker(
        id=f"synthetic-{seed}-{number:07d}",
        origin="synthetic",
        birth_date=pool.as_of - timedelta(days=int(age * 365.25) + chance.randint(0, 364)),
        nationalities=(home,),
        residence=home,
        headline=f"{jobs[0].label} (synthetic)",
        experiences=_experiences(jobs, age, home, chance, pool.as_of),
        skills=_skills(jobs, chance),
        qualifications=_qualifications(jobs[0], age, home, chance, pool.as_of),
        licences=(),
        recognitions=(),
        languages=_languages(pool, chance),
        preferences=_preferences(home, pool, chance),
    )


def _skills(jobs: Sequence[Job], chance: random.Random) -> tuple[HeldSkill, ...]:
    held: dict[str, int] = {}
    for place, job in enumerate(jobs):
        share = 1.0 if place == 0 else 0.5
        for skills, likely in ((job.essential, 0.75), (job.optional, 0.2)):
            for skill in skills:
                if chance.random() < likely * share:
                    held.setdefault(skill, chance.choices((1, 2, 3, 4), LEVEL_WEIGHTS)[0])
    return tuple(HeldSkill(concept=uri, level=level, origin="synthetic") for uri, level in sorted(held.items()))


def _experiences(
    jobs: Sequence[Job], age: int, home: str, chance: random.Random, as_of: date
) -> tuple[Experience, ...]:
    end, spells = as_of, []
    for job in jobs:
        months = chance.randint(6, max(6, min(240, (age - 17) * 12 // len(jobs))))
        start = end - timedelta(days=round(months * 30.44))
        spells.append(
            Experience(
                title=job.label,
                occupation=job.uri,
                occupation_isco08=job.isco08,
                country=home,
                start=f"{start:%Y-%m}",
                end=f"{end:%Y-%m}",
                form=chance.choices(FORMS, FORM_WEIGHTS)[0],
            )
        )
        end = start - timedelta(days=chance.randint(0, 400))
    return tuple(spells)


def _qualifications(job: Job, age: int, home: str, chance: random.Random, as_of: date) -> tuple[Qualification, ...]:
    low, high = isced_levels_of(isco_skill_level(job.isco08) or 2)
    level = max(0, min(8, chance.randint(low, high) + chance.choices((-1, 0, 1), (15, 70, 15))[0]))
    if level < 2:
        return ()
    return (
        Qualification(
            title=f"ISCED level {level}, {job.label} (synthetic)",
            occupation_isco08=job.isco08,
            level=Level(framework="ISCED", version="2011", level=level),
            country=home,
            awarded_on=str(as_of.year - chance.randint(0, max(0, age - 18))),
            training_months=(level - 1) * 6 + chance.randint(0, 12),
            degree="yes" if level >= 6 else "no",
            state_recognised=chance.choices(("yes", "no", None), (6, 2, 2))[0],
        ),
    )


def _languages(pool: Pool, chance: random.Random) -> tuple[LanguageSkill, ...]:
    spoken = [pool.languages[0], *(code for code in pool.languages[1:] if chance.random() < 0.4)]
    levels = (*CEFR, "native")
    return tuple(
        LanguageSkill(language=code, level=chance.choices(levels, (1, 2, 4, 5, 4, 2, 2))[0]) for code in spoken
    )


def _preferences(home: str, pool: Pool, chance: random.Random) -> Preferences:
    wanted = tuple(dict.fromkeys([home, *(code for code in pool.destinations if chance.random() < 0.7)]))
    floor = Money(amount=Decimal(chance.randrange(100, 1500, 50)), currency="EUR", period="month")
    return Preferences(
        destinations=wanted,
        wage_floor=floor if chance.random() < 0.5 else None,
        available_from=pool.as_of + timedelta(days=chance.randint(0, 180)),
    )
