"""Pairs a second of the plain way, the arrays and one DuckDB statement, side by side in one run.

    python benchmarks/bench_matching.py [workers] [vacancies]        default 10000 200

The plain way and DuckDB run on a sample of the workers and are given as pairs a second; all three must agree on it.
One thread each. The workload is synthetic (fixed seed): 14,000 skills with Zipf popularity in 1,700 leaf groups and
a skill hierarchy, 3,000 occupations; workers hold 5-40 skills, vacancies ask for 30-50.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import scipy

from passerelle.matching import DEFAULT, Context, SkillGraph, constraints, match, score_pair, verdict_of_pair
from passerelle.records import Vacancy, Worker
from passerelle.records.money import Rates

SEED = 7
SKILLS, GROUPS, OCCUPATIONS = 14_000, 1_700, 3_000
COUNTRIES = ("DEU", "FRA", "AUT", "JPN", "ARE", "SGP", "CAN", "ITA", "ESP", "PRT", "SWE", "NOR")
ORIGINS = ("PHL", "GHA", "CIV", "IND", "KEN", "VNM")
LANGUAGES = ("en", "de", "fr", "ja", "ar")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
AS_OF = date(2026, 11, 1)
ISCO08 = ("2221", "3221", "5322", "7212", "7411", "2512", "5120", "8332")
SQL = Path(__file__).parent.parent / "tests" / "matching" / "oracle.sql"


def skill(number: int) -> str:
    return f"http://data.europa.eu/esco/skill/{number:08d}-synthetic"


def graph_of(rng: np.random.Generator, popularity: np.ndarray) -> tuple[SkillGraph, list[np.ndarray]]:
    """The taxonomy, and the skills of each occupation."""
    occupations = [rng.choice(SKILLS, size=rng.integers(18, 62), p=popularity) for _ in range(OCCUPATIONS)]
    parents = [(i, int(rng.integers(i))) for i in range(1, SKILLS) if rng.random() < 0.25]
    related = rng.integers(SKILLS, size=(SKILLS, 2))
    graph = SkillGraph.of(
        broader=((skill(a), skill(b)) for a, b in parents),
        related=((skill(a), skill(b)) for a in range(SKILLS) for b in related[a]),
        groups=((skill(a), f"group{g}") for a, g in enumerate(rng.integers(GROUPS, size=SKILLS))),
        occupation_skills=((f"occupation{o}", skill(int(a))) for o, ids in enumerate(occupations) for a in ids),
    )
    return graph, occupations


def worker_of(number: int, rng: np.random.Generator, occupations: list[np.ndarray], popularity: np.ndarray) -> Worker:
    near = occupations[rng.integers(OCCUPATIONS)][: rng.integers(3, 25)]
    held = np.unique(np.concatenate((near, rng.choice(SKILLS, rng.integers(2, 15), p=popularity))))
    languages = rng.choice(len(LANGUAGES), size=rng.integers(1, 3), replace=False)
    wanted = rng.choice(len(COUNTRIES), size=rng.integers(1, 5), replace=False)
    isced = {"framework": "ISCED", "version": "2011", "level": int(rng.integers(2, 8))}
    asked = rng.random(5) < 0.9
    levels = [int(rng.integers(1, 5)) if rng.random() < 0.8 else None for _ in held]
    spoken = [{"language": LANGUAGES[i], "level": str(rng.choice(LEVELS))} for i in languages]
    floor = {"amount": int(rng.integers(800, 3000)), "currency": "EUR", "period": "month"}
    preferences = {
        "destinations": [COUNTRIES[i] for i in wanted] if asked[0] else None,
        "wage_floor": floor if asked[1] else None,
        "available_from": AS_OF + timedelta(days=int(rng.integers(0, 200))) if asked[2] else None,
    }
    return Worker.model_validate(
        {
            "id": f"w{number:07d}",
            "origin": "synthetic",
            "residence": str(rng.choice(ORIGINS)),
            "skills": [{"concept": skill(int(s)), "level": level} for s, level in zip(held, levels, strict=True)],
            "languages": spoken if asked[3] else None,
            "licences": [] if asked[4] else None,
            "recognitions": [],
            "qualifications": [{"title": "synthetic", "country": str(rng.choice(ORIGINS)), "level": isced}],
            "preferences": preferences,
        }
    )


def vacancy_of(number: int, rng: np.random.Generator, occupations: list[np.ndarray], popularity: np.ndarray) -> Vacancy:
    own = occupations[rng.integers(OCCUPATIONS)]
    asked = np.concatenate((own, rng.choice(SKILLS, 30, p=popularity)))[: rng.integers(30, 51)]
    skills: list[dict[str, Any]] = [
        {
            "kind": "skill",
            "concept": skill(int(s)),
            "importance": "essential" if rng.random() < 0.5 else "optional",
            "level": int(rng.integers(1, 5)) if rng.random() < 0.5 else None,
        }
        for s in asked
    ]
    language = {"kind": "language", "language": str(rng.choice(LANGUAGES)), "cefr": str(rng.choice(LEVELS[:4]))}
    pay = {"amount": int(rng.integers(1200, 4500)), "currency": "EUR", "period": "month"}
    return Vacancy.model_validate(
        {
            "id": f"v{number:07d}",
            "origin": "synthetic",
            "title": "synthetic",
            "country": str(rng.choice(COUNTRIES)),
            "occupation_isco08": str(rng.choice(ISCO08)),
            "regulated": "yes" if rng.random() < 0.2 else "no",
            "posts": int(rng.integers(1, 9)) if rng.random() < 0.9 else None,
            "start_on": AS_OF + timedelta(days=int(rng.integers(0, 200))),
            "valid_to": AS_OF + timedelta(days=int(rng.integers(0, 99))),
            "requirements": [*skills, language] if rng.random() < 0.7 else skills,
            "offer": {"pay": pay, "hours_week": 40},
        }
    )


def world(workers: int, vacancies: int) -> tuple[list[Worker], list[Vacancy], SkillGraph, Context]:
    rng = np.random.default_rng(SEED)
    popularity = 1 / np.arange(1, SKILLS + 1) ** 0.9
    popularity /= popularity.sum()
    graph, occupations = graph_of(rng, popularity)
    routes = frozenset((o, c, i) for o in ORIGINS for c in COUNTRIES for i in ISCO08 if rng.random() < 0.4)
    rates = Rates.of([("PHP", date(2026, 10, 1), Decimal("65.1"))])
    people = [worker_of(i, rng, occupations, popularity) for i in range(workers)]
    jobs = [vacancy_of(i, rng, occupations, popularity) for i in range(vacancies)]
    return people, jobs, graph, Context(as_of=AS_OF, rates=rates, routes=routes)


def timed(run: Callable[[], Any]) -> tuple[Any, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = run()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def plain(people: list[Worker], jobs: list[Vacancy], graph: SkillGraph, context: Context) -> dict[tuple[str, str], int]:
    """Score and verdict of every pair; the scores of those that nothing excludes."""
    found = {}
    for worker in people:
        for vacancy in jobs:
            total = score_pair(worker, vacancy, graph).total
            if verdict_of_pair(constraints(worker, vacancy, context)) != "NOT_MET" and total is not None:
                found[worker.id, vacancy.id] = total
    return found


def in_sql(people: list[Worker], jobs: list[Vacancy], graph: SkillGraph) -> dict[tuple[str, str], int]:
    """Scores of every pair by tests/matching/oracle.sql, which knows no constraints."""
    sys.path.insert(0, str(SQL.parent))
    from matching_oracle import load_world

    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        load_world(connection, people, jobs, graph, DEFAULT)
        return {(w, v): score for w, v, score in connection.execute(SQL.read_text()).fetchall()}


def main(workers: int = 10_000, vacancies: int = 200) -> None:
    people, jobs, graph, context = world(workers, vacancies)
    table, wall, cpu = timed(lambda: match(people, jobs, graph=graph, context=context))
    sample = people[: max(1, min(len(people), 20_000 // vacancies))]
    slow, slow_wall, slow_cpu = timed(lambda: plain(sample, jobs, graph, context))
    sql, sql_wall, sql_cpu = timed(lambda: in_sql(sample, jobs, graph))
    names = {worker.id for worker in sample}
    rows = [row for row in table.slice(0, 10 * len(sample)).to_pylist() if row["worker_id"] in names]
    agree = all(
        slow[r["worker_id"], r["vacancy_id"]] == r["score"] == sql[r["worker_id"], r["vacancy_id"]] for r in rows
    )
    versions = {module.__name__: module.__version__ for module in (np, scipy, pa, duckdb)}
    print(json.dumps({
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", "seed": SEED,
        "versions": versions | {"python": platform.python_version()},
        "workers": workers, "vacancies": vacancies, "matches": table.num_rows, "compared": len(rows), "agree": agree,
        "arrays": _line(wall, cpu, workers * vacancies), "plain": _line(slow_wall, slow_cpu, len(sample) * vacancies),
        "duckdb, scores only": _line(sql_wall, sql_cpu, len(sample) * vacancies),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }, indent=1))  # fmt: skip


def _line(wall: float, cpu: float, pairs: int) -> dict[str, float]:
    return {"wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "pairs": pairs, "pairs_per_cpu_s": round(pairs / cpu)}


if __name__ == "__main__":
    main(*([int(text) for text in sys.argv[1:]] or [10_000, 200]))
