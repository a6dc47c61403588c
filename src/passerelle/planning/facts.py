"""Every fact the rulebook may ask, from the records of one worker and one vacancy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from passerelle.offers import offer_facts
from passerelle.recognition import facts_about
from passerelle.records import Answered, LanguageSkill, Vacancy, Worker
from passerelle.records.codes import CEFR, LANGUAGE_FACTS, isco_skill_level, language_fact
from passerelle.records.dates import whole_years
from passerelle.records.money import Rates
from passerelle.rules import Fact, FactDefinition, Rulebook, value_from_text

LEVELS = ("none", *CEFR)


@dataclass(frozen=True)
class Facts:
    """Facts by name, and the facts on which a record contradicts itself, with how."""

    values: dict[str, Fact]
    conflicts: dict[str, str] = field(default_factory=dict)


def facts_for(worker: Worker, vacancy: Vacancy, *, rulebook: Rulebook, rates: Rates, as_of: date) -> Facts:
    """Facts about one worker and one vacancy on a day.

    Facts computed from the records come first; `answers` add what the records leave open. An answer that contradicts
    a computed fact makes it unknown; of two levels of one language the lower counts. Both are listed and asked.
    """
    isco08 = vacancy.occupation_isco08
    derived = (
        _person_facts(worker, as_of)
        | facts_about(worker, isco08=isco08, destination=vacancy.country, as_of=as_of)
        | _occupation_facts(vacancy)
        | offer_facts(vacancy, rates=rates, as_of=as_of)
        | _pair_facts(worker, vacancy)
    )
    languages, conflicts = _language_facts(worker)
    derived |= languages
    found = _with_answers(derived, conflicts, (*worker.answers, *vacancy.answers), rulebook)
    presumed = _presumed(worker, vacancy, rulebook)
    kept = {name: fact for name, fact in presumed.items() if name not in found.conflicts}
    return Facts(kept | found.values, found.conflicts)


NOT_YET = ("residence.visa", "residence.document", "permit.destination")
"""Facts about the stay in the destination that a person who lives elsewhere does not have unless an answer says so."""

UNLESS_ANSWERED = {
    "offer.fee_exception": "none",
    "offer.terms_after_signing": "not_compared",
    "licence.host_collaboration": "none",
    "destination.regulated_confirmed": "not_asked",
    "destination.labour_law_checked": "not_asked",
    "agreement.host_step_confirmed": "not_asked",
}
"""Facts whose absence is itself an answer: who relies on an exception has to show it, and what nobody asked was not
asked. How each follows is in the fact dictionary."""


def _presumed(worker: Worker, vacancy: Vacancy, rulebook: Rulebook) -> dict[str, Fact]:
    """What holds unless the records or an answer say otherwise."""
    values = dict(UNLESS_ANSWERED)
    if worker.residence and vacancy.country and worker.residence != vacancy.country:
        values |= dict.fromkeys(NOT_YET, "none")
    return {name: Fact(value) for name, value in values.items() if name in rulebook.facts}


def _person_facts(worker: Worker, as_of: date) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    if worker.birth_date and worker.birth_date <= as_of:
        facts["worker.age"] = Fact(whole_years(worker.birth_date, as_of))
    if worker.nationalities:
        facts["worker.nationality"] = Fact(worker.nationalities[0])
    if worker.residence:
        facts["worker.residence"] = Fact(worker.residence)
    passport = _passport(worker, as_of)
    if passport is not None:
        facts["worker.passport_valid"] = passport
    return facts


def _passport(worker: Worker, as_of: date) -> Fact | None:
    """A passport in the record with an end date decides; one without a date leaves it open."""
    passports = [item for item in worker.evidence if item.kind == "passport" and item.authenticity != "false"]
    dated = [item for item in passports if item.valid_to]
    if not dated:
        return None
    best = max(dated, key=lambda item: item.valid_to or as_of)
    return Fact("yes" if best.valid_to and best.valid_to >= as_of else "no", (best.id,))


def _language_facts(worker: Worker) -> tuple[dict[str, Fact], dict[str, str]]:
    if worker.languages is None:
        return {}, {}
    facts: dict[str, Fact] = {name: Fact("none") for name in LANGUAGE_FACTS.values()}
    conflicts: dict[str, str] = {}
    by_language: dict[str, list[LanguageSkill]] = {}
    for item in worker.languages:
        by_language.setdefault(item.language, []).append(item)
    for code, items in by_language.items():
        name = language_fact(code)
        levels = {"C2" if item.level == "native" else item.level for item in items}
        facts.pop(name, None)
        stated = sorted((level for level in levels if level), key=LEVELS.index)
        if len(levels) > 1:
            conflicts[name] = (
                f"the record gives several levels ({', '.join(stated)}); the lowest counts until it is settled"
            )
        if None not in levels:
            lowest = next(item for item in items if ("C2" if item.level == "native" else item.level) == stated[0])
            facts[name] = Fact(stated[0], lowest.evidence)
    return facts, conflicts


def _occupation_facts(vacancy: Vacancy) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    code = vacancy.occupation_isco08
    if code and len(code) == 4:
        facts["occupation.isco08"] = Fact(code)
        facts["occupation.isco08_minor"] = Fact(code[:3])
        facts["occupation.isco08_submajor"] = Fact(code[:2])
    if vacancy.regulated:
        facts["occupation.regulated"] = Fact(vacancy.regulated)
    qualified = _qualified(vacancy)
    if qualified:
        facts["occupation.qualified"] = Fact(qualified)
    return facts


def _qualified(vacancy: Vacancy) -> str | None:
    """A job that asks for a qualification, or of ISCO skill level 3-4, needs training; an elementary one does not."""
    if any(item.kind == "qualification" and item.importance == "essential" for item in vacancy.requirements):
        return "yes"
    level = isco_skill_level(vacancy.occupation_isco08 or "")
    return {4: "yes", 3: "yes", 1: "no"}.get(level or 0)


def _pair_facts(worker: Worker, vacancy: Vacancy) -> dict[str, Fact]:
    """Is the contract in a language the worker reads, at B1 or above?"""
    written = vacancy.offer.contract_language
    if written is None or worker.languages is None:
        return {}
    levels = {item.level for item in worker.languages if item.language == written}
    if None in levels:
        return {}
    understood = any(level in ("B1", "B2", "C1", "C2", "native") for level in levels)
    return {"offer.contract_language_understood": Fact("yes" if understood else "no")}


def _with_answers(
    derived: dict[str, Fact], conflicts: dict[str, str], answers: Iterable[Answered], rulebook: Rulebook
) -> Facts:
    values, clashes = dict(derived), dict(conflicts)
    for answer in answers:
        fact_type = rulebook.facts.get(answer.fact)
        if fact_type is None:
            continue
        value = value_from_text(fact_type, answer.value)
        known = values.get(answer.fact)
        if known is not None and known.value != value:
            clashes[answer.fact] = (
                f"one statement says {known.value}, another says {answer.value}; it counts as unknown"
            )
            values.pop(answer.fact)
        elif answer.fact not in clashes:
            values[answer.fact] = Fact(value, answer.evidence)
    return Facts(values, clashes)


def raised(facts: Mapping[str, Fact], gives: Mapping[str, Any], types: Mapping[str, FactDefinition]) -> dict[str, Fact]:
    """Facts after a step. A level only ever rises; anything else is replaced."""
    after = dict(facts)
    for name, value in gives.items():
        known = facts.get(name)
        fact_type = types.get(name)
        if known is not None and fact_type is not None and fact_type.type == "level":
            order = fact_type.values or ()
            given = max(known.value, value, key=order.index)
        else:
            given = value
        after[name] = known if known is not None and known.value == given else Fact(given)
    return after
