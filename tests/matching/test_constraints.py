"""Hard constraints one by one: what is met, what is not, and what is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from passerelle.matching import Context, constraints, qualification_match, verdict_of_pair
from passerelle.matching.screen import CODE, Screen
from passerelle.records import Source, Vacancy, Worker
from passerelle.records.money import Rates

AS_OF = date(2026, 11, 1)
SOURCE = Source(instrument="PflBG", article="s.40", status="official text")
CONTEXT = Context(
    as_of=AS_OF,
    rates=Rates.of(
        [
            ("PHP", date(2026, 1, 1), Decimal(50)),
            ("PHP", date(2026, 10, 1), Decimal(60)),
            ("PHP", date(2027, 1, 1), Decimal(1)),
        ]
    ),
    routes={("PHL", "DEU", "2221"): SOURCE},
)


def find(kind, worker, vacancy, context=CONTEXT):
    person = Worker.model_validate({"id": "w", **worker})
    job = Vacancy.model_validate({"id": "v", "title": "t", **vacancy})
    findings = constraints(person, job, context)
    assert Screen([person], [job], context).verdicts(0, 1).tolist() == [[CODE[verdict_of_pair(findings)]]]
    (found,) = [finding for finding in findings if finding.kind == kind]
    return found


def check(found, verdict, *words, asks=()):
    assert (found.verdict, found.asks) == (verdict, asks), found
    for word in words:
        assert word in found.reason, found


@pytest.mark.parametrize(
    ("wanted", "residence", "country", "verdict", "asks"),
    [
        (["DEU"], None, "DEU", "MET", ()),
        ([], "DEU", "DEU", "MET", ()),  # living there counts
        (["FRA"], "PHL", "DEU", "NOT_MET", ()),
        ([], "PHL", "DEU", "NOT_MET", ()),
        (None, "PHL", "DEU", "UNKNOWN", ("worker.destinations",)),
        (["FRA"], None, "DEU", "UNKNOWN", ("worker.residence",)),
        (["DEU"], "DEU", None, "UNKNOWN", ("offer.country",)),
    ],
)
def test_destination(wanted, residence, country, verdict, asks):
    worker = {"residence": residence, "preferences": {"destinations": wanted}}
    check(find("destination", worker, {"country": country}), verdict, asks=asks)


def money(text):
    amount, currency, *period = text.split()
    return {"amount": amount, "currency": currency, "period": period[0] if period else None}


@pytest.mark.parametrize(
    ("floor", "pay", "most", "hours", "verdict", "asks"),
    [
        ("2000 EUR month", "2000 EUR month", None, None, "MET", ()),
        ("2000 EUR month", "24000 EUR year", None, None, "MET", ()),
        ("2000 EUR month", "1999.99 EUR month", None, None, "NOT_MET", ()),
        ("2000 EUR month", "1800 EUR month", "2200 EUR month", None, "UNKNOWN", ("offer.pay",)),
        ("2000 EUR month", "1800 EUR month", "2000 EUR month", None, "UNKNOWN", ("offer.pay",)),
        ("2000 EUR month", None, "1900 EUR month", None, "NOT_MET", ()),
        ("2000 EUR month", None, None, None, "UNKNOWN", ("offer.pay",)),
        ("2000 EUR month", "2000 EUR", None, None, "UNKNOWN", ("offer.pay",)),
        ("2000 EUR", "2000 EUR month", None, None, "UNKNOWN", ("worker.wage_floor",)),
        (None, "2000 EUR month", None, None, "UNKNOWN", ("worker.wage_floor",)),
        ("2000 EUR month", "12 EUR hour", None, 40, "MET", ()),  # 12 x 40 x 52 / 12 = 2,080
        ("2000 EUR month", "12 EUR hour", None, 38, "NOT_MET", ()),  # 1,976
        ("2000 EUR month", "12 EUR hour", None, None, "UNKNOWN", ("offer.hours_week",)),
        ("10 EUR hour", "20800 EUR year", None, 40, "MET", ()),
        ("10 EUR hour", "9.99 EUR hour", None, None, "NOT_MET", ()),
        ("100 EUR day", "26000 EUR year", None, None, "MET", ()),  # 260 paid days
        ("500 EUR week", "26000 EUR year", None, None, "MET", ()),
        ("60000 PHP month", "1000 EUR month", None, None, "MET", ()),  # at the rate of October, not of January
        ("60001 PHP month", "1000 EUR month", None, None, "NOT_MET", ()),
        ("500 GHS month", "1000 EUR month", None, None, "UNKNOWN", ("rates.GHS",)),
        ("500 GHS month", "500 GHS month", None, None, "MET", ()),  # needs no rate
    ],
)
def test_wage(floor, pay, most, hours, verdict, asks):
    offer = {"pay": money(pay) if pay else None, "pay_max": money(most) if most else None, "hours_week": hours}
    found = find("wage", {"preferences": {"wage_floor": money(floor) if floor else None}}, {"offer": offer})
    check(found, verdict, asks=asks)


def test_the_wage_names_the_rate_and_its_day():
    offer = {"pay": money("1000 EUR month")}
    found = find("wage", {"preferences": {"wage_floor": money("500 PHP month")}}, {"offer": offer})
    check(found, "MET", "1 EUR = 60 PHP on 2026-10-01")
    later = Context(as_of=date(2025, 1, 1), rates=CONTEXT.rates)
    found = find("wage", {"preferences": {"wage_floor": money("500 PHP month")}}, {"offer": offer}, later)
    check(found, "UNKNOWN", "no PHP rate on file at 2025-01-01", asks=("rates.PHP",))


@pytest.mark.parametrize(
    ("available", "start", "verdict", "asks"),
    [
        ("2026-12-01", "2026-12-01", "MET", ()),
        ("2026-12-02", "2026-12-01", "NOT_MET", ()),
        ("2026-10-15", "2026-10-01", "MET", ()),  # a start in the past means at once
        ("2026-11-02", "2026-10-01", "NOT_MET", ()),
        (None, "2026-12-01", "UNKNOWN", ("worker.available_from",)),
        ("2026-12-01", None, "UNKNOWN", ("vacancy.start_on",)),
    ],
)
def test_start(available, start, verdict, asks):
    check(find("start", {"preferences": {"available_from": available}}, {"start_on": start}), verdict, asks=asks)


@pytest.mark.parametrize(
    ("held", "asked", "verdict", "asks"),
    [
        ([("de", "B2")], "B1", "MET", ()),
        ([("de", "B1")], "B2", "NOT_MET", ()),
        ([("de", "native")], "C2", "MET", ()),
        ([("en", "C2")], "A1", "NOT_MET", ()),  # asked, and not listed
        ([], "A1", "NOT_MET", ()),
        ([("de", "none")], "A1", "NOT_MET", ()),
        (None, "A1", "UNKNOWN", ("worker.german_cefr",)),
        ([("de", None)], "A1", "UNKNOWN", ("worker.german_cefr",)),
        ([("de", None), ("de", "B1")], "B1", "UNKNOWN", ("worker.german_cefr",)),
        ([("de", "B1")], None, "UNKNOWN", ("vacancy.language_level",)),
        ([("de", "C2")], None, "MET", ()),
        ([], None, "NOT_MET", ()),
    ],
)
def test_language(held, asked, verdict, asks):
    languages = None if held is None else [{"language": name, "level": level} for name, level in held]
    job = {"requirements": [{"kind": "language", "language": "de", "cefr": asked}]}
    check(find("language", {"languages": languages}, job), verdict, asks=asks)


def test_the_highest_level_asked_counts_and_optional_languages_exclude_nobody():
    asked = [
        {"kind": "language", "language": "de", "cefr": "A2"},
        {"kind": "language", "language": "de", "cefr": "B2"},
        {"kind": "language", "language": "ja", "cefr": "C1", "importance": "optional"},
    ]
    worker = {"languages": [{"language": "de", "level": "B1", "evidence": ["goethe"]}],
              "evidence": [{"id": "goethe", "kind": "language_certificate"}]}  # fmt: skip
    found = find("language", worker, {"requirements": asked})
    check(found, "NOT_MET", "holds B1, B2 asked")
    assert (found.requirement, found.evidence) == ("language:de", ("goethe",))


NURSE = {"country": "DEU", "occupation_isco08": "2221", "regulated": "yes"}
ASKED = {"licences": [], "recognitions": [], "qualifications": [{"title": "q", "country": "GHA"}]}


def licence(**fields):
    return {"occupation_isco08": "2221", "country": "DEU", **fields}


@pytest.mark.parametrize(
    ("worker", "verdict", "asks"),
    [
        ({"licences": [licence()]}, "MET", ()),
        ({**ASKED, "licences": [licence(valid_to="2026-10-31")]}, "NOT_MET", ()),
        ({**ASKED, "licences": [licence(state="lapsed")]}, "NOT_MET", ()),
        ({**ASKED, "licences": [licence(country="PHL")]}, "NOT_MET", ()),
        ({**ASKED, "licences": [licence(state="promised")]}, "UNKNOWN", ("licence.destination",)),
        ({**ASKED, "licences": [licence(occupation_isco08="222")]}, "UNKNOWN", ("licence.destination",)),
        (ASKED, "NOT_MET", ()),
        ({**ASKED, "licences": None}, "UNKNOWN", ("worker.licences",)),
        ({**ASKED, "recognitions": None}, "UNKNOWN", ("recognition.decision",)),
        (
            {**ASKED, "qualifications": None, "residence": "GHA", "nationalities": []},
            "UNKNOWN",
            ("qualification.origin",),
        ),
        ({**ASKED, "qualifications": [{"title": "q"}]}, "UNKNOWN", ("qualification.origin",)),
        ({**ASKED, "qualifications": [{"title": "q", "country": "PHL"}]}, "UNKNOWN", ("licence.destination",)),
        (
            {**ASKED, "qualifications": [], "nationalities": ["PHL"], "residence": "GHA"},
            "UNKNOWN",
            ("licence.destination",),
        ),
        ({**ASKED, "qualifications": [], "nationalities": ["GHA"], "residence": "GHA"}, "NOT_MET", ()),
    ],
)
def test_licence(worker, verdict, asks):
    check(find("licence", worker, NURSE), verdict, asks=asks)


def test_a_route_is_named_with_its_source_and_is_not_a_yes():
    found = find("licence", {**ASKED, "qualifications": [{"title": "q", "country": "PHL"}]}, NURSE)
    check(found, "UNKNOWN", "a route exists: PHL -> DEU -> 2221", asks=("licence.destination",))
    assert found.source == SOURCE


def test_a_decision_on_file_is_named():
    decision = {"country": "DEU", "occupation_isco08": "2221", "decision": "partial", "decided_on": "2026-05-01"}
    found = find("licence", {**ASKED, "recognitions": [decision]}, NURSE)
    check(found, "UNKNOWN", "DEU decided partial on 2026-05-01", asks=("licence.destination",))


@pytest.mark.parametrize(
    ("change", "verdict", "asks"),
    [
        ({"regulated": "no"}, "MET", ()),
        ({"regulated": None}, "UNKNOWN", ("occupation.regulated",)),
        ({"country": None}, "UNKNOWN", ("offer.country",)),
        ({"occupation_isco08": None}, "UNKNOWN", ("occupation.isco08",)),
        ({"occupation_isco08": "222"}, "UNKNOWN", ("occupation.isco08",)),
    ],
)
def test_the_job_of_a_licence(change, verdict, asks):
    check(find("licence", ASKED, {**NURSE, **change}), verdict, asks=asks)


@pytest.mark.parametrize(
    ("posts", "verdict", "asks"), [(3, "MET", ()), (0, "NOT_MET", ()), (None, "UNKNOWN", ("vacancy.posts",))]
)
def test_posts(posts, verdict, asks):
    check(find("posts", {}, {"posts": posts}), verdict, asks=asks)


@pytest.mark.parametrize(
    ("valid_to", "verdict", "asks"),
    [("2026-11-01", "MET", ()), ("2026-10-31", "NOT_MET", ()), (None, "UNKNOWN", ("vacancy.valid_to",))],
)
def test_open(valid_to, verdict, asks):
    check(find("open", {}, {"valid_to": valid_to}), verdict, asks=asks)


@pytest.mark.parametrize(
    ("levels", "isco08", "expected"),
    [
        ([("ISCED", "2011", 6)], "7212", "over"),  # skill level 2: ISCED 2 to 4
        ([("ISCED", "2011", 3), ("ISCED", "2011", 1)], "7212", "matched"),
        ([("ISCED", "2011", 3)], "2221", "under"),  # skill level 4: ISCED 6 to 8
        ([("ISCED", "1997", 6)], "7212", "unknown"),
        ([("EQF", "2017", 6)], "7212", "unknown"),
        ([("ISCED", "2011", 3), None], "7212", "unknown"),  # the other one may be higher
        ([("ISCED", "2011", 6), None], "7212", "over"),
        ([], "7212", "unknown"),
        ([("ISCED", "2011", 3)], None, "unknown"),
        ([("ISCED", "2011", 3)], "0", "unknown"),  # armed forces span levels
    ],
)
def test_qualification_match(levels, isco08, expected):
    held = [{"title": "q", "level": dict(zip(("framework", "version", "level"), level, strict=True)) if level else None}
            for level in levels]  # fmt: skip
    worker = Worker.model_validate({"id": "w", "qualifications": held})
    assert qualification_match(worker, Vacancy(id="v", title="t", occupation_isco08=isco08)) == expected
