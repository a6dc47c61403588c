"""Fictitious tables of a large build for the report's tests, drawn from one seed."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa

from passerelle.records import Vacancy, Worker, to_table
from tests.report.plan_parts import LABELS, TITLES

OCCUPATIONS = ("2221", "5321", "7212", "7411", "7126", "5120", None)
GAPS = (
    ("law", "law.language", "NOT_MET"),
    ("law", "law.licence", "NOT_MET"),
    ("offer", "offer.fees", "UNKNOWN"),
    ("law", "doc.translation", "NOT_MET"),
    ("skill", "s:geriatric", "NOT_MET"),
    ("skill", "s:drawings", "NOT_MET"),
    ("skill", "s:hygiene", "NOT_MET"),
    ("law", "law.permit", "UNKNOWN"),
    ("offer", "offer.written", "UNKNOWN"),
    ("law", "law.age", "NOT_MET"),
)


def big_tables(*, workers: int = 200, seed: int = 7) -> dict[str, pa.Table]:
    """Two pairs for each worker over 24 vacancies, and the tables that add them up; all from one seed."""
    draw = random.Random(seed)
    vacancies = [
        Vacancy(
            id=f"v-{n:03}",
            origin="fictitious",
            title=f"Post {n}",
            occupation_isco08=OCCUPATIONS[n % 7],
            posts=None if n % 4 == 0 else draw.randint(1, 14),
            country=None if n == 5 else "DEU",
        )
        for n in range(24)
    ]
    people = [Worker(id=f"w-{n:04}", origin="fictitious", skills=None if n % 9 == 0 else ()) for n in range(workers)]
    plans, lacking = [], {}
    for worker in people[: workers - 12]:
        for rank, vacancy in enumerate(draw.sample(vacancies, 2), 1):
            status = draw.choices(("open", "ask", "closable", "blocked"), (1, 4, 5, 3))[0]
            days = float(draw.randint(30, 500)) if status == "closable" else None
            plans.append(
                {
                    "worker_id": worker.id,
                    "vacancy_id": vacancy.id,
                    "rank": rank,
                    "corridor": "phl-deu",
                    "status": status,
                    "verdict": "UNKNOWN",
                    "score": draw.randint(9000, 48000),
                    "route": "deu.18a",
                    "days": days,
                    "eur_worker": days and float(draw.randint(0, 1800)),
                    "eur": days and float(draw.randint(500, 6000)),
                    "steps": [],
                    "not_met": [],
                    "asks": [],
                }
            )
            for place, (kind, gap, verdict) in enumerate(GAPS):
                if draw.random() < 0.75 / (1 + place * 0.45):
                    key = (vacancy.occupation_isco08, kind, gap, verdict)
                    lacking.setdefault(key, set()).add(worker.id)
    gaps = [
        {
            "occupation_isco08": code,
            "kind": kind,
            "gap": gap,
            "title": TITLES.get(gap, LABELS.get(gap, {}))["en"],
            "verdict": verdict,
            "workers": len(found),
            "workers_only": len(found) // 4,
        }
        for (code, kind, gap, verdict), found in lacking.items()
    ]
    return {
        "workers": to_table(people, Worker),
        "vacancies": to_table(vacancies, Vacancy),
        "plans": pa.Table.from_pylist(plans),
        "matches": _matches(plans, draw),
        "gaps": pa.Table.from_pylist(gaps),
        "balance": _balance(vacancies, draw),
        **_rest(draw),
    }


def _matches(plans: list[dict[str, Any]], draw: random.Random) -> pa.Table:
    levels = ("over", "matched", "matched", "under", "unknown")
    rows = [
        {
            "worker_id": p["worker_id"],
            "vacancy_id": p["vacancy_id"],
            "rank": p["rank"],
            "score": p["score"],
            "qualification_match": draw.choice(levels),
        }
        for p in plans
    ]
    return pa.Table.from_pylist(rows)


def _balance(vacancies: list[Vacancy], draw: random.Random) -> pa.Table:
    rows = []
    for code in OCCUPATIONS:
        mine = [item for item in vacancies if item.occupation_isco08 == code]
        rows.append(
            {
                "occupation_isco08": code,
                "workers": draw.randint(2, 60),
                "adverts": len(mine),
                "posts": sum(item.posts or 0 for item in mine),
                "adverts_without_posts": sum(item.posts is None for item in mine),
            }
        )
    return pa.Table.from_pylist(rows)


def _rest(draw: random.Random) -> dict[str, pa.Table]:
    steps = ("step.adapt", "step.b2", "step.apply", "step.visa", "step.translate", "step.exam")
    payers = ("employer", "unknown", "worker", "worker", "worker", "employer")
    return {
        "bottlenecks": pa.Table.from_pylist(
            [
                {
                    "step": name,
                    "title": TITLES[name]["en"],
                    "payer": payer,
                    "plans": 140 - 20 * n,
                    "workers": 110 - 18 * n,
                    "days": 31000.0 / (n + 1),
                    "eur": 52000.0 / (n + 2),
                    "critical": 60 - 9 * n,
                }
                for n, (name, payer) in enumerate(zip(steps, payers, strict=True))
            ]
        ),
        "curriculum": pa.Table.from_pylist(
            [
                {
                    "skill": name,
                    "workers": 70 - 11 * n,
                    "offers_unlocked": 64 - 13 * n,
                    "workers_unlocked": 41 - 9 * n,
                    "seats": None if n == 2 else 40,
                    "offers_per_seat": None if n == 2 else (64 - 13 * n) / 40,
                }
                for n, name in enumerate(("s:geriatric", "s:drawings", "s:hygiene", "s:records", "s:tig"))
            ]
        ),
        "asks": pa.Table.from_pylist(
            [
                {
                    "fact": "offer.fees_paid_by",
                    "question": "Who pays the recruitment agency, and how much?",
                    "plans": 131,
                    "workers": 98,
                },
                {
                    "fact": "qualification.months",
                    "question": "How many months did the training last?",
                    "plans": 77,
                    "workers": 61,
                },
                {"fact": "offer.written", "question": "Is there a written contract?", "plans": 52, "workers": 3},
            ]
        ),
        "rejects": pa.Table.from_pylist(
            [
                {
                    "file": "workers.csv",
                    "row": 12 + n,
                    "record_id": f"w-{n}",
                    "field": "birth_date",
                    "value": "Maria Santos 31/02",
                    "reason": "'Maria Santos 31/02' is not a date; write 2026-03-01",
                }
                for n in range(6)
            ]
        ),
        "coded": pa.Table.from_pylist(
            [{"kind": "title", "record_id": str(n), "abstain": n % 8 == 0} for n in range(80)]
        ),
    }
