"""German law as it is on file: what changed when, what it asks of whom, and whether the texts say so."""

from __future__ import annotations

import os
import re
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import passerelle
from passerelle.records import Verdict
from passerelle.rules import Rule, Rulebook, cell_verdict, check, evaluate, read_documents
from passerelle.rules.dates import Interval

BOOK = Path(passerelle.__file__).parent / "data" / "rulebook"
PROJECT = Path(__file__).parents[2]
LAW = Path(os.environ.get("PASSERELLE_DATA", PROJECT.parent / "shared" / "data")) / "law" / "germany"
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
OLD, REFORM, NOW = date(2023, 11, 10), date(2024, 3, 5), date(2026, 8, 19)
GERMAN_CORRIDORS = ("phl-deu", "gha-deu")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook.load(BOOK)


@pytest.fixture(scope="module")
def rules(book: Rulebook) -> list[Rule]:
    return [rule for rule in book if rule.entry.jurisdiction == "DEU"]


@cache
def records(kind: str) -> dict[str, dict[str, Any]]:
    """Steps, procedures or corridors by id."""
    return {document.data["id"]: document.data for document in read_documents(BOOK, kind)}


def verdict(book: Rulebook, name: str, as_of: date, **facts: Any) -> Verdict:
    """What the version in force says; facts by the short names of its inputs."""
    rule = book.rule(name, as_of)
    return evaluate(rule, {rule.entry.inputs[short]: value for short, value in facts.items()}, as_of).verdict


def in_force(rules: list[Rule], as_of: date) -> dict[str, int]:
    return {rule.id: rule.version for rule in rules if rule.interval.holds(as_of)}


# --- The files ------------------------------------------------------------------------------------------------------


def test_every_german_file_passes_the_check() -> None:
    ours = {"DEU", "deu.yaml", "phl-deu.yaml", "gha-deu.yaml"}
    assert [str(problem) for problem in check(BOOK) if ours & set(problem.path.parts)] == []


def test_nobody_has_reviewed_these_records_and_they_say_so(rules: list[Rule]) -> None:
    assert len(rules) >= 30
    assert {rule.entry.reviewer for rule in rules} == {None}


def test_practice_is_never_passed_off_as_statute(rules: list[Rule]) -> None:
    practice = [rule for rule in rules if rule.entry.severity == "practice"]
    assert {"deu.land.nurse.b2", "deu.ihkfosa.14", "deu.ba.triplewin.language"} <= {rule.id for rule in practice}
    assert all(rule.entry.source.status != "official text" for rule in practice)


def test_every_rule_speaks_english_and_german(rules: list[Rule]) -> None:
    for rule in rules:
        assert {"en", "de"} <= set(rule.entry.title), rule.id
        assert all({"en", "de"} <= set(row.because) for row in rule.entry.rows), rule.id


@pytest.mark.parametrize("corridor", GERMAN_CORRIDORS)
def test_a_corridor_names_only_what_exists(book: Rulebook, corridor: str) -> None:
    data = records("corridors")[corridor]
    named = {*data["always"], *(name for route in data["routes"] for name in (*route["rules"], *route.get("then", ())))}
    assert {name for name in named if name not in book} == set()
    assert set(data["steps"]) - set(records("steps")) == set()


# --- What changed, and nothing else ----------------------------------------------------------------------------------

NEW_BETWEEN_2023_AND_2024 = {
    "deu.aufenthg.18.2.genuine", "deu.aufenthg.18g.months", "deu.aufenthg.16d.3.qualification",
    "deu.aufenthg.16d.3.confirmation", "deu.aufenthg.16d.3.agreement", "deu.aufenthg.16d.3.employer",
    "deu.aufenthg.16d.3.language", "deu.aufenthg.16d.3.job", "deu.beschv.2a", "deu.beschv.2a.renewal",
    "deu.aufenthg.16d.6", "deu.beschv.6.regulated", "deu.beschv.6.qualification", "deu.beschv.1.2.age45",
    "deu.beschv.22a", "deu.beschv.36.4", "deu.pflaprv.43a", "deu.aufenthg.5.visa.analysis-16d6",
    "deu.aufenthg.5.visa.assistant-22a",
}  # fmt: skip
CHANGED_BETWEEN_2023_AND_2024 = {
    "deu.aufenthg.18.2.age45", "deu.aufenthg.18.4.duration", "deu.aufenthg.18a", "deu.aufenthg.18b",
    "deu.aufenthg.18g.salary", "deu.aufenthg.18g.shortage", "deu.aufenthg.16d.1", "deu.aufenthg.16d.1.sidejob",
    "deu.aufenthg.16d.4", "deu.beschv.2", "deu.beschv.6.experience", "deu.beschv.6.salary", "deu.beschv.38",
    "deu.pflbg.40", "deu.aufenthg.81a",
}  # fmt: skip
GONE_BETWEEN_2023_AND_2024 = {"deu.aufenthg.16d.3.practice-gap", "deu.beschv.6.language"}
NEW_BETWEEN_2024_AND_2026 = {
    "deu.aufenthg.20a.base", "deu.aufenthg.20b.points", "deu.aufenthg.20a.language", "deu.aufenthg.20a.hours",
    "deu.aufenthg.5.visa.opportunity-card", "deu.aufenthg.45c", "deu.bbig.50b",
}  # fmt: skip
CHANGED_BETWEEN_2024_AND_2026 = {"deu.aufenthg.18.4.duration", "deu.pflbg.4"}


@pytest.mark.parametrize(
    ("before", "after", "new", "changed", "gone"),
    [
        (OLD, REFORM, NEW_BETWEEN_2023_AND_2024, CHANGED_BETWEEN_2023_AND_2024, GONE_BETWEEN_2023_AND_2024),
        (REFORM, NOW, NEW_BETWEEN_2024_AND_2026, CHANGED_BETWEEN_2024_AND_2026, set()),
    ],
)
def test_two_dates_differ_exactly_by_the_law_that_changed(
    rules: list[Rule], before: date, after: date, new: set[str], changed: set[str], gone: set[str]
) -> None:
    then, now = in_force(rules, before), in_force(rules, after)
    assert set(now) - set(then) == new
    assert set(then) - set(now) == gone
    assert {name for name in set(then) & set(now) if then[name] != now[name]} == changed


def test_versions_follow_each_other_without_a_hole_or_an_overlap(rules: list[Rule]) -> None:
    by_id: dict[str, list[Rule]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    for versions in by_id.values():
        for older, newer in pairwise(versions):
            assert older.entry.valid_to is not None
            assert newer.entry.valid_from is not None
            assert (newer.entry.valid_from - older.entry.valid_to).days == 1, newer.id


def test_a_skilled_worker_may_take_any_qualified_job_only_since_the_reform(book: Rulebook) -> None:
    assert verdict(book, "deu.aufenthg.18a", OLD, decision="full", qualified="yes", matches="no") is NOT_MET
    assert verdict(book, "deu.aufenthg.18a", REFORM, decision="full", qualified="yes") is MET


@pytest.mark.parametrize(
    ("months", "then", "now"), [(24, MET, MET), (25, NOT_MET, MET), (36, NOT_MET, MET), (37, NOT_MET, NOT_MET)]
)
def test_a_measure_may_take_three_years_instead_of_two(
    book: Rulebook, months: int, then: Verdict, now: Verdict
) -> None:
    case = {"decision": "deficit_notice", "german": "A2", "place": "yes", "months": months}
    assert verdict(book, "deu.aufenthg.16d.1", OLD, **case) is then
    assert verdict(book, "deu.aufenthg.16d.1", REFORM, **case) is now


@pytest.mark.parametrize(
    ("hours", "then", "now"), [(10, MET, MET), (11, NOT_MET, MET), (20, NOT_MET, MET), (21, NOT_MET, NOT_MET)]
)
def test_the_side_job_may_take_twenty_hours_instead_of_ten(
    book: Rulebook, hours: int, then: Verdict, now: Verdict
) -> None:
    assert verdict(book, "deu.aufenthg.16d.1.sidejob", OLD, hours=hours) is then
    assert verdict(book, "deu.aufenthg.16d.1.sidejob", REFORM, hours=hours) is now


def test_a_welder_with_two_years_of_work_was_shut_out_until_march_2024(book: Rulebook) -> None:
    assert verdict(book, "deu.beschv.6.experience", OLD, submajor="72", months7=80) is NOT_MET
    assert verdict(book, "deu.beschv.6.experience", REFORM, months5=24) is MET


def test_the_waiver_of_the_equivalence_check_came_in_december_2023(book: Rulebook) -> None:
    nurse = {"isco": "2221", "decision": "none", "measure": "knowledge_exam"}
    assert verdict(book, "deu.pflbg.40", date(2023, 12, 15), **nurse) is NOT_MET
    assert verdict(book, "deu.pflbg.40", date(2023, 12, 16), **nurse, waived="yes") is MET


# --- Thresholds by year ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "general", "shortage"),
    [
        (date(2023, 11, 17), 58400, 45552),
        (date(2023, 11, 18), 43800, 39682.80),
        (date(2024, 3, 5), 45300, 41041.80),
        (date(2025, 6, 1), 48300, 43759.80),
        (date(2026, 8, 19), 50700, 45934.20),
    ],
)
def test_the_blue_card_floor_of_each_year(book: Rulebook, as_of: date, general: float, shortage: float) -> None:
    engineer = {"submajor": "21", "minor": "214"}
    assert verdict(book, "deu.aufenthg.18g.salary", as_of, salary=general) is MET
    assert verdict(book, "deu.aufenthg.18g.salary", as_of, salary=general - 1) is NOT_MET
    assert verdict(book, "deu.aufenthg.18g.shortage", as_of, salary=shortage, **engineer) is MET
    assert verdict(book, "deu.aufenthg.18g.shortage", as_of, salary=round(shortage - 1, 2), **engineer) is NOT_MET


def test_nurses_joined_the_shortage_list_in_november_2023(book: Rulebook) -> None:
    nurse = {"submajor": "22", "minor": "222", "salary": 60000}
    assert verdict(book, "deu.aufenthg.18g.shortage", date(2023, 11, 17), **nurse) is NOT_MET
    assert verdict(book, "deu.aufenthg.18g.shortage", date(2023, 11, 18), **nurse) is MET


@pytest.mark.parametrize("name", ["deu.aufenthg.18g.salary", "deu.aufenthg.18g.shortage", "deu.beschv.6.salary"])
def test_a_year_without_a_floor_on_file_is_never_guessed(book: Rulebook, name: str) -> None:
    case = {"deu.beschv.6.salary": {"collective": "no"}, "deu.aufenthg.18g.shortage": {"minor": "222"}}.get(name, {})
    assert verdict(book, name, date(2027, 1, 5), salary=200000, **case) is UNKNOWN


@pytest.mark.parametrize(
    ("as_of", "floor"),
    [(OLD, 12.00), (REFORM, 12.41), (date(2025, 6, 1), 12.82), (NOW, 13.90), (date(2027, 1, 1), 14.60)],
)
def test_the_minimum_wage_of_each_year(book: Rulebook, as_of: date, floor: float) -> None:
    assert verdict(book, "deu.milog.1", as_of, pay=floor) is MET
    assert verdict(book, "deu.milog.1", as_of, pay=round(floor - 0.01, 2)) is NOT_MET


# --- Situations ------------------------------------------------------------------------------------------------------

NURSE: dict[str, Any] = {
    "occupation.isco08": "2221", "occupation.regulated": "yes", "occupation.qualified": "yes",
    "occupation.health": "yes", "worker.age": 29, "worker.nationality": "PHL", "worker.residence": "PHL",
    "worker.german_cefr": "none",
    "worker.passport_valid": "yes", "qualification.held": "yes", "qualification.state_recognised": "yes",
    "qualification.degree": "yes", "qualification.training_months": 48, "licence.origin": "yes",
    "licence.destination": "none", "experience.months": 36, "recognition.decision": "none", "residence.visa": "none",
    "recognition.measure_done": "none", "offer.concrete": "yes", "offer.conditions_comparable": "yes",
    "offer.employer_domestic": "yes", "offer.employer_excluded": "no", "offer.contract_months": 9999,
    "offer.employer_trains": "yes", "offer.same_group_as_target": "yes", "offer.collective_agreement": "yes",
    "offer.grading_leads_to_target": "yes",
}  # fmt: skip
WELDER: dict[str, Any] = {
    "occupation.isco08": "7212", "occupation.isco08_submajor": "72", "occupation.regulated": "no",
    "occupation.qualified": "yes", "occupation.health": "no", "worker.age": 31, "worker.nationality": "GHA",
    "worker.residence": "GHA", "worker.german_cefr": "none", "worker.english_cefr": "B2",
    "worker.passport_valid": "yes", "worker.livelihood_secured": "yes", "qualification.held": "no",
    "qualification.state_recognised": "no",
    "qualification.degree": "no", "qualification.degree_comparable": "no", "qualification.training_months": 0,
    "experience.months": 120, "experience.months_last_5_years": 60, "experience.informal_only": "yes",
    "recognition.decision": "none", "recognition.skills_analysis": "none", "residence.visa": "none",
    "offer.concrete": "yes", "offer.conditions_comparable": "yes", "offer.employer_domestic": "yes",
    "offer.employer_excluded": "no", "offer.collective_agreement": "yes", "offer.contract_months": 9999,
    "offer.hours_week": 39, "offer.employer_trains": "yes", "offer.same_group_as_target": "yes",
}  # fmt: skip


def not_met(
    book: Rulebook, corridor: str, route: str, facts: dict[str, Any], as_of: date, *, part: str = "rules"
) -> set[str]:
    """The rules of a route (or of what follows it: `then`) that are not met, or still open, on a day."""
    rules = next(item for item in records("corridors")[corridor]["routes"] if item["id"] == route)[part]
    now = [rule for name in rules for rule in book.versions(name) if rule.interval.holds(as_of)]
    return {rule.id for rule in now if evaluate(rule, facts, as_of).verdict is not MET}


def can_start(book: Rulebook, step: str, facts: dict[str, Any]) -> bool:
    needs = records("steps")[step]["needs"]
    return all(
        name in facts and cell_verdict(cell, facts[name], book.facts[name], NOW) is MET for name, cell in needs.items()
    )


def walk(book: Rulebook, facts: dict[str, Any], steps: list[str]) -> dict[str, Any]:
    """The facts after steps taken in this order; each must be able to start."""
    after = dict(facts)
    for name in steps:
        assert can_start(book, name, after), f"{name} cannot start"
        after |= records("steps")[name]["gives"]
    return after


GERMAN = ["deu.step.german-a1", "deu.step.german-a2", "deu.step.german-b1", "deu.step.german-b2"]
NO_PAPERS_NEEDED = {"deu.step.visa.22a"}  # asks for assistant training found equivalent instead


@pytest.mark.parametrize("as_of", [OLD, REFORM, NOW])
def test_a_masters_word_opens_no_route_from_ghana(book: Rulebook, as_of: date) -> None:
    routes = records("corridors")["gha-deu"]["routes"]
    scopes = {route["id"]: route["occupations"]["isco08"] for route in routes}
    held = [route for route in routes if Interval(route["valid_from"], route["valid_to"]).holds(as_of)]
    for route in (route for route in held if scopes[route["id"]] == ["*"]):
        assert not_met(book, "gha-deu", route["id"], WELDER, as_of), route["id"]


def test_no_visa_step_starts_on_a_masters_word(book: Rulebook) -> None:
    visas = [name for name in records("corridors")["gha-deu"]["steps"] if name.startswith("deu.step.visa.")]
    for name in visas:
        needs = records("steps")[name]["needs"]
        assert (
            name in NO_PAPERS_NEEDED
            or needs.get("qualification.held") == "yes"
            or needs.get("qualification.degree") == "yes"
        )
        assert not can_start(book, name, WELDER), name


def test_the_welder_is_told_to_formalise_first(book: Rulebook) -> None:
    rule = book.rule("deu.bqfg.2.standing", NOW)
    outcome = evaluate(rule, WELDER, NOW)
    assert outcome.verdict is NOT_MET
    assert "formalised in the country of origin first" in outcome.because["en"]


def test_a_short_proficiency_certificate_does_not_yet_open_a_route(book: Rulebook) -> None:
    after = walk(book, WELDER, ["gha.step.natprof", "deu.step.translation"])
    assert not can_start(book, "deu.step.zab-dab", after)
    assert not can_start(book, "deu.step.dual.apply", after)
    assert "deu.beschv.6.qualification" in not_met(book, "gha-deu", "deu.19c2", after, NOW)


def test_with_a_four_year_certificate_the_welder_comes_as_an_experienced_worker(book: Rulebook) -> None:
    after = walk(
        book,
        WELDER,
        [
            "gha.step.nvti-certificate",
            "deu.step.dual.papers",
            "deu.step.zab-dab",
            "deu.step.employer.declaration",
            "deu.step.visa.19c2",
        ],
    )
    assert not_met(book, "gha-deu", "deu.19c2", after, NOW) == set()


def test_or_by_recognition_partnership_and_then_as_a_skilled_worker(book: Rulebook) -> None:
    way_in = [
        "gha.step.nvti-certificate",
        "deu.step.dual.papers",
        "deu.step.zab-dab",
        *GERMAN[:2],
        "deu.step.employer.partnership",
        "deu.step.visa.16d3",
    ]
    inside = walk(book, WELDER, way_in)
    assert not_met(book, "gha-deu", "deu.16d3", inside, NOW) == set()
    steps = [
        "deu.step.translation",
        "deu.step.dual.apply",
        "deu.step.dual.adaptation",
        "deu.step.employer.declaration",
        "deu.step.permit.change-to-skilled",
    ]
    assert not_met(book, "gha-deu", "deu.16d3", walk(book, inside, steps), NOW, part="then") == set()


def test_the_nurse_works_towards_the_licence_in_a_partnership_and_then_as_a_nurse(book: Rulebook) -> None:
    way_in = ["deu.step.zab-degree", *GERMAN[:2], "deu.step.employer.partnership", "deu.step.visa.16d3"]
    inside = walk(book, NURSE, way_in)
    assert not_met(book, "phl-deu", "deu.16d3", inside, NOW) == set()
    assert "deu.pflbg.1" in not_met(book, "phl-deu", "deu.16d3", inside, NOW, part="then")
    steps = [
        "deu.step.papers",
        "deu.step.translation",
        "deu.step.nurse.apply",
        *GERMAN[2:],
        "deu.step.nurse.exam",
        "deu.step.good-conduct",
        "deu.step.medical",
        "deu.step.nurse.licence",
        "deu.step.employer.declaration",
        "deu.step.permit.change-to-skilled-regulated",
    ]
    assert not_met(book, "phl-deu", "deu.16d3", walk(book, inside, steps), NOW, part="then") == set()


def test_the_nurse_comes_by_triple_win_with_b1(book: Rulebook) -> None:
    after = walk(book, NURSE, [*GERMAN[:3], "deu.step.triple-win", "deu.step.visa.16d4"])
    assert not_met(book, "phl-deu", "deu.16d4", after, NOW) == set()


def test_b2_comes_before_the_licence_and_recognition_before_the_visa(book: Rulebook) -> None:
    recognised = NURSE | {
        "recognition.decision": "full",
        "worker.reliable": "yes",
        "worker.health_fit": "yes",
        "worker.german_cefr": "B1",
    }
    assert not can_start(book, "deu.step.nurse.licence", recognised)
    assert can_start(book, "deu.step.nurse.licence", recognised | {"worker.german_cefr": "B2"})
    assert not can_start(book, "deu.step.visa.18a-regulated", NURSE | {"licence.destination": "promised"})
    assert can_start(book, "deu.step.visa.18a-regulated", recognised | {"licence.destination": "promised"})


def test_the_statute_is_silent_on_b2_and_the_practice_is_not(book: Rulebook) -> None:
    b1 = {"isco": "2221", "german": "B1"}
    assert verdict(book, "deu.pflbg.2.language", NOW, **b1) is UNKNOWN
    assert verdict(book, "deu.land.nurse.b2", NOW, **b1) is NOT_MET


@pytest.mark.parametrize(
    ("country", "health", "mode", "expected"),
    [
        ("GHA", "yes", "private_agency", NOT_MET),
        ("GHA", "no", "private_agency", MET),
        ("GHA", "yes", "own_initiative", MET),
        ("GHA", "yes", "government", MET),
        ("PHL", "yes", "private_agency", MET),
    ],
)
@pytest.mark.parametrize("as_of", [OLD, REFORM, NOW])
def test_the_recruitment_list_binds_brokers_and_never_the_person(
    book: Rulebook, as_of: date, country: str, health: str, mode: str, expected: Verdict
) -> None:
    assert verdict(book, "deu.beschv.38", as_of, country=country, health=health, mode=mode) is expected


def test_a_broker_may_not_take_money_before_the_contract(book: Rulebook) -> None:
    case = {"mode": "private_agency", "informed": "yes"}
    assert verdict(book, "deu.sgb3.296.fee", NOW, fee=100, contract="no", **case) is NOT_MET
    assert verdict(book, "deu.sgb3.296.fee", NOW, fee=2000, contract="yes", **case) is MET
    assert verdict(book, "deu.sgb3.296.fee", NOW, fee=2001, contract="yes", **case) is NOT_MET


def test_the_opportunity_card_is_not_a_way_into_a_full_time_job(book: Rulebook) -> None:
    assert verdict(book, "deu.aufenthg.20a.hours", NOW, hours=39) is NOT_MET
    assert verdict(book, "deu.aufenthg.20a.base", NOW, decision="none", held="no") is NOT_MET


def test_validation_is_for_later_and_no_way_in(book: Rulebook) -> None:
    worker = {"age": 31, "held": "no", "decision": "none", "months": 120, "in_germany": 0}
    assert verdict(book, "deu.bbig.50b", NOW, residence="GHA", **worker) is NOT_MET
    assert verdict(book, "deu.bbig.50b", NOW, residence="DEU", **worker) is MET


def test_the_applicant_chooses_between_exam_and_course() -> None:
    outcomes = {item["outcome"]: item for item in records("procedures")["deu.proc.nurse"]["outcomes"]}
    assert outcomes["compensation_required"]["choice"] == "applicant"
    assert {item["kind"] for item in outcomes["compensation_required"]["measures"]} == {"adaptation", "exam"}
    assert "waived" in outcomes


def test_an_appeal_window_nobody_has_sourced_is_left_open() -> None:
    for name in ("deu.proc.nurse", "deu.proc.dual"):
        appeal = records("procedures")[name]["appeal"]
        assert (appeal["window"], appeal["window_status"]) == (None, "unverified")


# --- Does the text say so? -------------------------------------------------------------------------------------------


@cache
def law(name: str, as_of: str) -> str:
    found = [path for path in sorted(LAW.glob("*.md")) if re.match(rf"{name}[.-]", path.name) and as_of in path.name]
    if not found:
        pytest.skip(f"no text of {name} of {as_of} in {LAW}")
    return found[0].read_text(encoding="utf-8")


def section(name: str, as_of: str, number: str) -> str:
    """A section of an act, with its spaces evened out."""
    found = re.search(rf"^#+ § {re.escape(number)}( |$).*?(?=^#+ |\Z)", law(name, as_of), re.M | re.S)
    assert found, f"{name} of {as_of} has no s.{number}"
    return " ".join(found[0].split())


# Record and version | act, year of the text (see TEXT_OF), section | words that must be there.
PHRASES = """
deu.aufenthg.18.2.offer 1 | AufenthG 2026 18 | ein konkretes Arbeitsplatzangebot vorliegt
deu.aufenthg.18.2.offer 1 | AufenthG 2023 18 | ein konkretes Arbeitsplatzangebot vorliegt
deu.aufenthg.18.2.licence 1 | AufenthG 2026 18 | eine Berufsausübungserlaubnis erteilt wurde oder zugesagt ist
deu.aufenthg.18.2.equivalence 1 | AufenthG 2026 18 | die Gleichwertigkeit der Qualifikation festgestellt wurde
deu.aufenthg.18.2.genuine 1 | AufenthG 2024 18 | dass die Beschäftigung tatsächlich ausgeübt werden soll
deu.aufenthg.18.2.age45 1 | AufenthG 2023 18 | nur in begründeten Ausnahmefällen
deu.aufenthg.18.2.age45 2 | AufenthG 2026 18 | mindestens 55 Prozent der jährlichen Beitragsbemessungsgrenze
deu.aufenthg.18.2.age45 2 | AufenthG 2024 18 | wenn die Gehaltsschwelle nur geringfügig unterschritten
deu.aufenthg.18.4.duration 1 | AufenthG 2023 18 | zuzüglich dreier Monate ausgestellt oder verlängert
deu.aufenthg.18.4.duration 2 | AufenthG 2024 18 | für diesen kürzeren Zeitraum zuzüglich dreier Monate
deu.aufenthg.18.4.duration 3 | AufenthG 2026 18 | für diesen kürzeren Zeitraum zuzüglich sechs Monate
deu.aufenthg.18a 1 | AufenthG 2023 18a | zu der ihre erworbene Qualifikation sie befähigt
deu.aufenthg.18a 2 | AufenthG 2026 18a | zur Ausübung jeder qualifizierten Beschäftigung erteilt
deu.aufenthg.18a 2 | AufenthG 2024 18a | zur Ausübung jeder qualifizierten Beschäftigung erteilt
deu.aufenthg.18b 1 | AufenthG 2023 18b | zu der ihre Qualifikation sie befähigt
deu.aufenthg.18b 2 | AufenthG 2026 18b | zur Ausübung jeder qualifizierten Beschäftigung erteilt
deu.aufenthg.18g.degree 1 | AufenthG 2026 18g | ihrer Qualifikation angemessenen inländischen Beschäftigung
deu.aufenthg.18g.salary 1 | AufenthG 2023 18b | mindestens zwei Dritteln der jährlichen Bemessungsgrenze
deu.aufenthg.18g.salary 2 | AufenthG 2026 18g | mindestens 50 Prozent der jährlichen Beitragsbemessungsgrenze
deu.aufenthg.18g.salary 2 | AufenthG 2024 18g | mindestens 50 Prozent der jährlichen Beitragsbemessungsgrenze
deu.aufenthg.18g.shortage 1 | AufenthG 2023 18b | zu den Gruppen 21, 221 oder 25
deu.aufenthg.18g.shortage 1 | AufenthG 2023 18b | mindestens 52 Prozent
deu.aufenthg.18g.shortage 2 | AufenthG 2026 18g | 132, 133, 134, 21, 221, 222, 225, 226, 23 oder 25
deu.aufenthg.18g.shortage 2 | AufenthG 2026 18g | mindestens 45,3 Prozent der jährlichen Beitragsbemessungsgrenze
deu.aufenthg.18g.months 1 | AufenthG 2026 18g | eine Beschäftigungsdauer von mindestens sechs Monaten
deu.aufenthg.16d.1 1 | AufenthG 2023 16d | bis zu 18 Monate erteilt und um längstens sechs Monate
deu.aufenthg.16d.1 2 | AufenthG 2026 16d | bis zu 24 Monate erteilt und um längstens zwölf Monate
deu.aufenthg.16d.1 2 | AufenthG 2024 16d | Höchstaufenthaltsdauer von drei Jahren
deu.aufenthg.16d.1.sidejob 1 | AufenthG 2023 16d | Beschäftigung bis zu zehn Stunden je Woche
deu.aufenthg.16d.1.sidejob 2 | AufenthG 2026 16d | Beschäftigung bis zu 20 Stunden je Woche
deu.aufenthg.16d.3.practice-gap 1 | AufenthG 2023 16d | in einem im Inland nicht reglementierten Beruf
deu.aufenthg.16d.3.qualification 1 | AufenthG 2026 16d | eine Ausbildungsdauer von mindestens zwei Jahren
deu.aufenthg.16d.3.confirmation 1 | AufenthG 2026 16d | fachkundigen inländischen Stelle bestätigen zu lassen
deu.aufenthg.16d.3.agreement 1 | AufenthG 2026 16d | dem Ausländer und dem Arbeitgeber zu schließenden Vereinbarung
deu.aufenthg.16d.3.employer 1 | AufenthG 2026 16d | für eine Ausbildung oder Nachqualifizierung geeignet
deu.aufenthg.16d.3.language 1 | AufenthG 2026 16d | mindestens jedoch über hinreichende deutsche Sprachkenntnisse
deu.aufenthg.16d.3.language 1 | AufenthG 2026 2 | Hinreichende deutsche Sprachkenntnisse entsprechen dem Niveau A 2
deu.aufenthg.16d.3.job 1 | AufenthG 2026 16d | § 72 des Elften Buches Sozialgesetzbuch zugelassene Pflegeeinrichtung
deu.beschv.2a 1 | BeschV 2026 2a | für einen Beruf in derselben Berufsgruppe
deu.beschv.2a.renewal 1 | BeschV 2026 2a | Sie kann nur dann erneut erteilt werden
deu.aufenthg.16d.4 1 | AufenthG 2023 16d | unabhängigen Beschäftigung bis zu zehn Stunden je Woche
deu.aufenthg.16d.4 2 | AufenthG 2026 16d | Absprache der Bundesagentur für Arbeit mit der Arbeitsverwaltung
deu.beschv.2 1 | BeschV 2023 2 | in einem engen Zusammenhang
deu.beschv.2 2 | BeschV 2024 2 | Die Zustimmung nach den Absätzen 1 und 2 wird für ein Jahr erteilt
deu.aufenthg.16d.6 1 | AufenthG 2026 16d | eine Aufenthaltserlaubnis von bis zu sechs Monaten
deu.aufenthg.19c.2 1 | AufenthG 2026 19c | mit ausgeprägten berufspraktischen Kenntnissen
deu.beschv.6.experience 1 | BeschV 2023 6 | in den letzten sieben Jahren erworbene, mindestens dreijährige
deu.beschv.6.experience 2 | BeschV 2026 6 | in den letzten fünf Jahren erworbene, mindestens zweijährige
deu.beschv.6.salary 1 | BeschV 2023 6 | mindestens 60 Prozent der jährlichen Beitragsbemessungsgrenze
deu.beschv.6.salary 2 | BeschV 2026 6 | mindestens 45 Prozent der jährlichen Beitragsbemessungsgrenze
deu.beschv.6.salary 2 | BeschV 2026 6 | zu den bei ihm geltenden tariflichen Arbeitsbedingungen
deu.beschv.6.language 1 | BeschV 2023 6 | über ausreichende deutsche Sprachkenntnisse
deu.beschv.6.qualification 1 | BeschV 2026 6 | eine Ausbildungsdauer von mindestens zwei Jahren
deu.beschv.1.2.age45 1 | BeschV 2024 1 | in den Fällen der §§ 6, 22a, 24a und 26 Absatz 2
deu.beschv.22a 1 | BeschV 2026 22a | Beschäftigung als Pflegehilfskraft
deu.aufenthg.20a.base 1 | AufenthG 2026 20a | eine Ausbildungsdauer von mindestens zwei Jahren
deu.aufenthg.20a.language 1 | AufenthG 2026 20a | mindestens einfache deutsche Sprachkenntnisse nachweist
deu.aufenthg.5.livelihood 1 | AufenthG 2026 5 | der Lebensunterhalt gesichert ist
deu.aufenthg.5.passport 1 | AufenthG 2026 5 | die Passpflicht nach § 3 erfüllt wird
deu.aufenthg.39.conditions 1 | AufenthG 2026 39 | ungünstigeren Arbeitsbedingungen als vergleichbare inländische
deu.aufenthg.39.conditions 1 | AufenthG 2023 39 | ungünstigeren Arbeitsbedingungen als vergleichbare inländische
deu.beschv.36.4 1 | BeschV 2026 36 | für eine Dauer von bis zu fünf Jahren
deu.beschv.38 1 | BeschV 2023 38 | Gesundheits- und Pflegeberufen nur von der Bundesagentur für Arbeit
deu.beschv.38 2 | BeschV 2026 38 | Gesundheits- und Pflegeberufen nur von der Bundesagentur für Arbeit
deu.aufenthg.45c 1 | AufenthG 2026 45c | spätestens am ersten Tag der Arbeitsleistung in Textform
deu.aufenthg.81a 1 | AufenthG 2023 81a | 18a, 18b und 18c Absatz 3 einreisen will
deu.aufenthg.81a 2 | AufenthG 2026 81a | Dritte bevollmächtigen
deu.pflbg.1 1 | PflBG 2026 1 | bedarf der Erlaubnis
deu.pflbg.2.fitness 1 | PflBG 2026 2 | nicht in gesundheitlicher Hinsicht zur Ausübung des Berufs ungeeignet
deu.pflbg.2.language 1 | PflBG 2026 2 | erforderlichen Kenntnisse der deutschen Sprache
deu.pflbg.40 1 | PflBG 2023 40 | einen höchstens dreijährigen Anpassungslehrgang
deu.pflbg.40 2 | PflBG 2026 40 | Verzichtet die antragstellende Person endgültig
deu.pflbg.40 2 | PflBG 2024 40 | Verzichtet die antragstellende Person endgültig
deu.pflbg.4 1 | PflBG 2024 4 | die Erhebung und Feststellung des individuellen Pflegebedarfs nach
deu.pflbg.4 2 | PflBG 2026 4 | des individuellen Pflegebedarfs und die Planung der Pflege
deu.pflaprv.43a 1 | PflAPrV 2026 43a | im Inland eine Erwerbstätigkeit ausüben zu wollen
deu.bqfg.2.standing 1 | BQFG 2026 3 | durch Rechts- oder Verwaltungsvorschriften geregelte Berufsausbildung
deu.bqfg.2.standing 1 | BQFG 2026 6 | Antragsberechtigt ist jede Person, die im Ausland einen
deu.bqfg.4 1 | BQFG 2026 4 | keine wesentlichen Unterschiede bestehen
deu.bqfg.5 1 | BQFG 2026 5 | öffentlich bestellten oder beeidigten Dolmetscher oder Übersetzer
deu.bqfg.14 1 | BQFG 2026 14 | Arbeitsproben, Fachgespräche, praktische und theoretische Prüfungen
deu.bbig.50b 1 | BBiG 2026 50b | mindestens das Eineinhalbfache der Zeit
deu.bbig.50b 1 | BBiG 2026 50b | das 25. Lebensjahr vollendet
deu.bbig.50b 1 | BBiG 2026 106 | erstmals ab dem 1. Januar 2025
deu.aufenthg.5.visa.skilled-worker 1 | AufenthG 2026 5 | mit dem erforderlichen Visum eingereist
deu.aufenthg.5.visa.blue-card 1 | AufenthG 2026 5 | mit dem erforderlichen Visum eingereist
deu.aufenthg.5.visa.measure-16d1 1 | AufenthG 2026 5 | mit dem erforderlichen Visum eingereist
deu.aufenthg.5.visa.work-16d3 1 | AufenthG 2026 5 | mit dem erforderlichen Visum eingereist
deu.aufenthg.5.visa.agreement-16d4 1 | AufenthG 2026 5 | mit dem erforderlichen Visum eingereist
deu.aufenthg.5.visa.analysis-16d6 1 | AufenthG 2026 5 | mit dem erforderlichen Visum eingereist
deu.aufenthg.5.visa.experienced-19c2 1 | AufenthG 2026 5 | mit dem erforderlichen Visum eingereist
deu.aufenthg.5.visa.assistant-22a 1 | AufenthG 2026 5 | mit dem erforderlichen Visum eingereist
deu.aufenthg.5.visa.opportunity-card 1 | AufenthG 2026 5 | mit dem erforderlichen Visum eingereist
deu.aufenthg.20a.hours 1 | AufenthG 2026 20a | durchschnittlich insgesamt höchstens 20 Stunden je Woche
deu.aufenthg.20b.points 1 | AufenthG 2026 20a | eine ausreichende Punktzahl
"""
TEXT_OF = {"2023": "2023-11-10", "2024": "2024-03-05", "2026": "2026-08-19"}


def phrases() -> list[tuple[str, int, str, str, str, str]]:
    rows = []
    for line in PHRASES.strip().splitlines():
        record, place, words = (part.strip() for part in line.split("|"))
        (name, version), (act, year, number) = record.split(), place.split()
        rows.append((name, int(version), act, TEXT_OF[year], number, words))
    return rows


@pytest.mark.parametrize(("record", "version", "act", "as_of", "number", "words"), phrases())
def test_the_section_says_what_the_record_rests_on(
    book: Rulebook, record: str, version: int, act: str, as_of: str, number: str, words: str
) -> None:
    rule = book.version(record, version)
    assert rule.interval.holds(date.fromisoformat(as_of)), "the text is of a day on which this version was not in force"
    assert words in section(act, as_of, number)


def test_every_quote_in_a_record_is_one_of_these_words(rules: list[Rule]) -> None:
    checked = {(record, version, words) for record, version, _, _, _, words in phrases()}
    quoted = {(rule.id, rule.version, rule.entry.source.quote) for rule in rules if rule.entry.source.quote}
    assert len(quoted) >= 40
    assert quoted <= checked


@pytest.mark.parametrize(
    ("act", "as_of", "number", "words"),
    [
        ("AufenthG", "2023-11-10", "18", "4a."),
        ("AufenthG", "2023-11-10", "16d", "Qualifikationsanalyse"),
        ("PflBG", "2023-11-10", "40", "(3a)"),
        ("BeschV", "2023-11-10", "1", "22a"),
        ("PflBG", "2026-08-19", "2", "B2"),
        ("PflBG", "2026-08-19", "2", "Niveau"),
        ("BeschV", "2024-03-05", "6", "Sprachkenntnisse"),
    ],
)
def test_what_came_later_is_not_in_the_older_text_and_no_level_is_in_the_nursing_act(
    act: str, as_of: str, number: str, words: str
) -> None:
    assert words not in section(act, as_of, number)


@pytest.mark.parametrize(
    ("as_of", "act", "number"),
    [
        ("2023-11-10", "AufenthG", "18g"),
        ("2024-03-05", "AufenthG", "20a"),
        ("2024-03-05", "AufenthG", "45c"),
        ("2023-11-10", "BeschV", "2a"),
        ("2023-11-10", "BeschV", "22a"),
    ],
)
def test_a_section_that_did_not_exist_yet(as_of: str, act: str, number: str) -> None:
    assert not re.search(rf"^#+ § {number}( |$)", law(act, as_of), re.M)


@pytest.mark.parametrize(("as_of", "states"), [("2023-11-10", 47), ("2024-03-05", 55), ("2026-08-19", 55)])
def test_the_list_of_states_is_as_long_as_in_the_annex(book: Rulebook, as_of: str, states: int) -> None:
    annex = law("BeschV", as_of).split("(zu § 38)")[-1]
    named = re.findall(r"^\d+\. (.+?)[,.]$", annex, re.M)
    rule = book.rule("deu.beschv.38", date.fromisoformat(as_of))
    listed = re.findall(
        r"\b[A-Z]{3}\b", next(cell for row in rule.entry.rows for cell in row.when if cell.startswith("in {AFG"))
    )
    assert len(named) == len(listed) == states
    assert any(name.startswith("Ghana") for name in named)
    assert not any("hilippin" in name for name in named)


def test_the_points_of_the_annex_add_up_as_the_dictionary_says() -> None:
    annex = law("AufenthG", "2026-08-19").split("# Anlage")[-1]
    points = {int(n): int(p) for n, p in re.findall(r"^\|\s*(\d+)\s*\|\s*(\d+)\s*\|", annex, re.M)}
    assert points == {1: 4, 2: 3, 3: 2, 4: 1, 5: 1, 6: 3, 7: 2, 8: 1, 9: 2, 10: 1, 11: 1, 12: 1}
    assert "Mindestpunktzahl beträgt sechs Punkte" in annex
