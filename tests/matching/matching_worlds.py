"""Small worlds drawn by hypothesis: a taxonomy, workers and vacancies in which every fact may be missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from passerelle.matching import Context, SkillGraph
from passerelle.records import Vacancy, Worker
from passerelle.records.money import Rates

AS_OF = date(2026, 11, 1)
SKILLS = [f"skill/{letter}" for letter in "abcdefgh"]
CONCEPTS = [*SKILLS, "text:Welding ", "text:welding", "text:goats"]
COUNTRIES = ["DEU", "PHL", "GHA"]
LANGUAGES = ["de", "en"]
CEFR = ["A1", "A2", "B1", "B2", "C1", "C2"]
CONTEXT = Context(
    as_of=AS_OF,
    rates=Rates.of([("PHP", date(2026, 10, 1), Decimal(60)), ("PHP", date(2026, 12, 1), Decimal(1))]),
    routes=frozenset({("PHL", "DEU", "2221"), ("GHA", "DEU", "7212")}),
)

level = st.none() | st.integers(1, 4)
day = st.integers(-30, 30).map(lambda days: AS_OF + timedelta(days=days))
country = st.sampled_from(COUNTRIES)
isco08 = st.sampled_from(["2221", "7212", "222", "9112", "13", "0110"])


def listed(items, most=3):
    return st.lists(items, max_size=most)


def maybe(items):
    return st.none() | items


def record(**fields):
    """A mapping with the fields that are not None."""
    return st.fixed_dictionaries(fields).map(lambda row: {k: v for k, v in row.items() if v is not None})


money = record(
    amount=st.sampled_from(["10", "20", "1000", "1733.33", "2000", "24000", "60000", "120000"]),
    currency=st.sampled_from(["EUR", "EUR", "PHP", "GHS"]),
    period=maybe(st.sampled_from(["hour", "day", "week", "month", "month", "year"])),
)
skill = record(concept=st.sampled_from(CONCEPTS), level=level)
licence = record(
    occupation_isco08=isco08,
    country=country,
    state=st.sampled_from(["held", "held", "promised", "lapsed"]),
    valid_to=maybe(day),
)
recognition = record(
    country=country, occupation_isco08=isco08, decided_on=day, decision=st.sampled_from(["full", "partial", "refused"])
)
isced = record(
    framework=st.sampled_from(["ISCED", "ISCED", "EQF"]),
    version=st.sampled_from(["2011", "1997"]),
    level=st.integers(0, 8),
)
qualification = record(title=st.just("q"), country=maybe(country), level=maybe(isced))
spoken = record(language=st.sampled_from(LANGUAGES), level=maybe(st.sampled_from(["none", "native", *CEFR])))
requirement = record(
    kind=st.just("skill"),
    concept=st.sampled_from(CONCEPTS),
    level=level,
    importance=st.sampled_from(["essential", "optional"]),
)
language_asked = record(
    kind=st.just("language"), language=st.sampled_from(LANGUAGES), cefr=maybe(st.sampled_from(CEFR)),
    importance=st.sampled_from(["essential", "essential", "optional"]),
)  # fmt: skip

worker_fields = record(
    residence=maybe(country),
    nationalities=maybe(listed(country, 2)),
    skills=maybe(listed(skill, 6)),
    licences=maybe(listed(licence)),
    recognitions=maybe(listed(recognition, 1)),
    qualifications=maybe(listed(qualification)),
    languages=maybe(listed(spoken)),
    preferences=record(
        destinations=maybe(listed(country, 2)), wage_floor=maybe(money), available_from=maybe(day)
    ),
)  # fmt: skip
vacancy_fields = record(
    country=maybe(st.sampled_from(["DEU", "DEU", "PHL"])),
    occupation_isco08=maybe(isco08),
    regulated=st.sampled_from([None, "yes", "yes", "no"]),
    posts=maybe(st.sampled_from([0, 1, 5])),
    start_on=maybe(day),
    valid_to=maybe(day),
    requirements=st.tuples(listed(requirement, 6), listed(language_asked, 2)).map(lambda pair: [*pair[0], *pair[1]]),
    offer=record(pay=maybe(money), pay_max=maybe(money), hours_week=maybe(st.sampled_from([0, 20, 40]))),
)


def worker_of(row, number=0) -> Worker:
    return Worker.model_validate({"id": f"w{number}", "origin": "synthetic", **row})


def vacancy_of(row, number=0) -> Vacancy:
    return Vacancy.model_validate({"id": f"v{number}", "origin": "synthetic", "title": "t", **row})


pairs = st.tuples(st.sampled_from(SKILLS), st.sampled_from(SKILLS))
graphs = st.builds(
    SkillGraph.of,
    broader=listed(pairs, 8),
    related=listed(pairs, 4),
    groups=listed(st.tuples(st.sampled_from(SKILLS), st.sampled_from(["g1", "g2"])), 6),
    occupation_skills=listed(st.tuples(st.sampled_from(["o1", "o2", "o3", "o4"]), st.sampled_from(SKILLS)), 12),
)
workers = worker_fields.map(worker_of)
vacancies = vacancy_fields.map(vacancy_of)
many_workers = listed(worker_fields, 5).map(lambda rows: [worker_of(row, i) for i, row in enumerate(rows)])
many_vacancies = listed(vacancy_fields, 6).map(lambda rows: [vacancy_of(row, i) for i, row in enumerate(rows)])
