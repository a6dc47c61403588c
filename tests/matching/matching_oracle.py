"""Two oracles, written from the text of the score and not from the code: the tables of oracle.sql, and brute force."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import log
from pathlib import Path

import duckdb
import pyarrow as pa

from passerelle.matching import Context, Parameters, SkillGraph
from passerelle.records import Money, Vacancy, Worker

SQL = Path(__file__).with_name("oracle.sql").read_text()
SCALE = ["none", "A1", "A2", "B1", "B2", "C1", "C2"]


def key(concept: str) -> str:
    """Enough for the texts of these tests: case and outer spaces do not count."""
    return concept if not concept.startswith("text:") else "text:" + concept[5:].strip().lower()


def load_world(
    connection: duckdb.DuckDBPyConnection,
    workers: list[Worker],
    vacancies: list[Vacancy],
    graph: SkillGraph,
    parameters: Parameters,
) -> None:
    """Raw rows, nothing collapsed or derived. The oracle holds the default parameters."""
    assert parameters == Parameters()
    tables = {
        "worker(id text)": [(w.id,) for w in workers],
        "held(worker text, concept text, level int)": [
            (w.id, key(s.concept), s.level) for w in workers for s in w.skills or ()
        ],
        "required(vacancy text, concept text, essential bool, level int)": [
            (v.id, key(r.concept), r.importance == "essential", r.level)
            for v in vacancies
            for r in v.requirements
            if r.kind == "skill"
        ],
        "parent(skill text, parent text)": [(s, p) for s, parents in graph.parents.items() for p in parents],
        "related(a text, b text)": [(s, r) for s, others in graph.related.items() for r in others],
        "leaf(skill text, grp text)": [(s, g) for s, groups in graph.groups.items() for g in groups],
        "used(skill text, occupations int)": list(graph.counts.items()),
        "scheme(occupations int)": [(graph.occupations,)],
    }
    for definition, rows in tables.items():
        name, columns = definition.split("(")
        names = [column.split()[0] for column in columns.strip(")").split(",")]
        connection.execute(f"create table {definition}")
        if rows:
            arrow = pa.table({n: [row[i] for row in rows] for i, n in enumerate(names)})
            connection.register("arrow_rows", arrow)
            connection.execute(f"insert into {name} select * from arrow_rows")
            connection.unregister("arrow_rows")


def sql_scores(workers: list[Worker], vacancies: list[Vacancy], graph: SkillGraph) -> dict[tuple[str, str], int]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        load_world(connection, workers, vacancies, graph, Parameters())
        return {(w, v): score for w, v, score in connection.execute(SQL).fetchall()}


def brute_score(worker: Worker, vacancy: Vacancy, graph: SkillGraph) -> int | None:
    """None where the vacancy states no skills or the worker was not asked."""
    asked = [(key(r.concept), r) for r in vacancy.requirements if r.kind == "skill"]
    concepts = sorted({concept for concept, _ in asked})
    if not concepts or worker.skills is None:
        return None
    levels = {c: max((r.level or 0 for name, r in asked if name == c)) for c in concepts}
    essential = {c: any(r.importance == "essential" for name, r in asked if name == c) for c in concepts}
    importance = {c: Fraction(1) if essential[c] else Fraction(3, 10) for c in concepts}
    raw = {c: importance[c] * brute_idf(c, graph) for c in concepts}
    raw = raw if sum(raw.values()) else importance
    exact = {c: raw[c] * 1000 / sum(raw.values()) for c in concepts}
    weights = {c: int(exact[c]) for c in concepts}
    for c in sorted(concepts, key=lambda c: (weights[c] - exact[c], c))[: 1000 - sum(weights.values())]:
        weights[c] += 1
    return sum(weights[c] * brute_credit(worker, c, levels[c], graph) for c in concepts)


def brute_idf(concept: str, graph: SkillGraph) -> int:
    def idf(count: int) -> int:
        return round(1e6 * log((1 + graph.occupations) / (1 + count)))

    if concept.startswith("text:"):
        known = sorted(idf(count) for count in graph.counts.values())
        return known[(len(known) - 1) // 2] if known else 1_000_000
    return idf(graph.counts.get(concept, 0))


def brute_credit(worker: Worker, wanted: str, level: int, graph: SkillGraph) -> int:
    best = 0
    for concept in {key(s.concept) for s in worker.skills or ()}:
        held = max(s.level or 0 for s in worker.skills or () if key(s.concept) == concept)
        factor = min(Fraction(1), Fraction(held, level)) if held and level else Fraction(1)
        for credit in brute_relations(concept, wanted, graph):
            best = max(best, int(credit * factor + Fraction(1, 2)))
    return best


def brute_relations(held: str, wanted: str, graph: SkillGraph) -> list[int]:
    if held == wanted:
        return [48]
    found = []
    if wanted in above(held, graph):
        found.append(44)
    if held in graph.parents.get(wanted, ()):
        found.append(24)
    if held in graph.related.get(wanted, ()) or wanted in graph.related.get(held, ()):
        found.append(24)
    if set(graph.groups.get(held, ())) & set(graph.groups.get(wanted, ())):
        found.append(12)
    return found


def above(skill: str, graph: SkillGraph) -> set[str]:
    seen: set[str] = set()
    while new := {p for s in seen | {skill} for p in graph.parents.get(s, ())} - seen:
        seen |= new
    return seen


# Constraints: True, False or None, put together by Kleene's rules.


def brute_verdict(worker: Worker, vacancy: Vacancy, context: Context) -> str:
    answers = [
        destination(worker, vacancy),
        wage(worker, vacancy, context),
        start(worker, vacancy, context.as_of),
        *(language(worker, r.language, r.cefr) for r in vacancy.requirements
          if r.kind == "language" and r.importance == "essential"),
        licence(worker, vacancy, context),
        None if vacancy.posts is None else vacancy.posts > 0,
        None if vacancy.valid_to is None else not vacancy.valid_to < context.as_of,
    ]  # fmt: skip
    return "NOT_MET" if False in answers else "UNKNOWN" if None in answers else "MET"


def either(*answers: bool | None) -> bool | None:
    return True if True in answers else None if None in answers else False


def destination(worker: Worker, vacancy: Vacancy) -> bool | None:
    if vacancy.country is None:
        return None
    wanted = worker.preferences.destinations
    return either(
        None if wanted is None else vacancy.country in wanted,
        None if worker.residence is None else worker.residence == vacancy.country,
    )


def start(worker: Worker, vacancy: Vacancy, as_of: date) -> bool | None:
    available = worker.preferences.available_from
    if available is None or vacancy.start_on is None:
        return None
    return available <= vacancy.start_on or available <= as_of


def language(worker: Worker, name: str, asked: str | None) -> bool | None:
    if worker.languages is None:
        return None
    held = [s.level for s in worker.languages if s.language == name]
    ranks = [None if h is None else 6 if h == "native" else SCALE.index(h) for h in held] or [0]
    if asked is None:
        return True if set(ranks) == {6} else False if set(ranks) == {0} else None
    answers = {None if rank is None else rank >= SCALE.index(asked) for rank in ranks}
    return answers.pop() if len(answers) == 1 else None


def wage(worker: Worker, vacancy: Vacancy, context: Context) -> bool | None:
    floor, offer = worker.preferences.wage_floor, vacancy.offer
    low, high = offer.pay, offer.pay_max or offer.pay
    if floor is None or floor.period is None:
        return None
    if reaches(low, floor, offer.hours_week, context):
        return True
    return False if reaches(high, floor, offer.hours_week, context) is False else None


def reaches(pay: Money | None, floor: Money, hours: float | None, context: Context) -> bool | None:
    if (
        pay is None
        or pay.period is None
        or (not hours and "hour" in {pay.period, floor.period} and pay.period != floor.period)
    ):
        return None
    if pay.currency == floor.currency:
        rates = (Fraction(1), Fraction(1))
    else:
        rates = (rate(pay.currency, context), rate(floor.currency, context))
    if None in rates:
        return None
    per_year = {"hour": Fraction(hours or 1) * 52, "day": 260, "week": 52, "month": 12, "year": 1}
    year = [Fraction(m.amount) * per_year[m.period] / r for m, r in zip((pay, floor), rates, strict=True)]
    return year[0] >= year[1]


def rate(currency: str, context: Context) -> Fraction | None:
    rows = [(day, r) for day, r in context.rates.by_currency.get(currency, ()) if day <= context.as_of]
    return Fraction(1) if currency == "EUR" else Fraction(max(rows)[1]) if rows else None


def licence(worker: Worker, vacancy: Vacancy, context: Context) -> bool | None:
    if vacancy.regulated != "yes":
        return True if vacancy.regulated == "no" else None
    job = (vacancy.country, vacancy.occupation_isco08)
    if None in job or len(job[1]) != 4:
        return None
    for item in worker.licences or ():
        current = (item.valid_from or date.min) <= context.as_of <= (item.valid_to or date.max)
        if (item.country, item.occupation_isco08, item.state) == (*job, "held") and current:
            return True
    return None if worker.licences is None else licence_possible(worker, job, context)


def licence_possible(worker: Worker, job: tuple[str, str], context: Context) -> bool | None:
    for item in worker.licences:
        current = (item.valid_from or date.min) <= context.as_of <= (item.valid_to or date.max)
        short = job[1].startswith(item.occupation_isco08) and item.state == "held"
        promised = job[1] == item.occupation_isco08 and item.state == "promised"
        if current and item.country == job[0] and (short or promised):
            return None
    if worker.recognitions is None or worker.qualifications is None:
        return None
    for item in worker.recognitions:
        if (
            (item.country, item.occupation_isco08) == job
            and item.decision != "refused"
            and item.decided_on <= context.as_of
        ):
            return None
    origins = [q.country for q in worker.qualifications]
    if not origins:
        if worker.nationalities is None or worker.residence is None:
            return None
        origins = [*worker.nationalities, worker.residence]
    possible = None in origins or any((origin, *job) in context.routes for origin in origins)
    return None if possible else False
