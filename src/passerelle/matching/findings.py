"""Hard constraints of one pair as findings: NOT_MET excludes, UNKNOWN keeps the pair and says what to ask.

Each function reads few fields and no more, which `screen` relies on: equal fields give equal verdicts.
"""

from __future__ import annotations

from passerelle.matching.context import Context, met, not_met, unknown
from passerelle.matching.language import find_language, languages_asked
from passerelle.matching.licence import find_licence
from passerelle.matching.wage import find_wage
from passerelle.records import Vacancy, Verdict, Worker, all_of
from passerelle.records.findings import Finding

QUESTIONS = {
    "worker.skills": "Which skills does the person have, and how well?",
    "worker.destinations": "In which countries does the person want to work?",
    "worker.residence": "In which country does the person live now?",
    "worker.nationality": "Which nationality (ISO 3166-1 alpha-3)?",
    "worker.wage_floor": "What is the lowest pay the person would accept, in which currency and per what period?",
    "worker.available_from": "From which day is the person available?",
    "worker.licences": "Which licences to practise does the person hold, in which country and until when?",
    "qualification.origin": "In which country was the qualification earned?",
    "licence.destination": "Is there a licence, or a written promise of one, in the destination?",
    "recognition.decision": "What has the authority in the destination decided?",
    "vacancy.skills": "Which skills does the job need?",
    "vacancy.language_level": "Which level of the language does the job need?",
    "vacancy.start_on": "On which day does the job start?",
    "vacancy.posts": "How many posts are open?",
    "vacancy.valid_to": "Until when is the vacancy open?",
    "offer.country": "In which country is the workplace?",
    "offer.pay": "What does the job pay, in which currency and per what period?",
    "offer.hours_week": "How many hours a week?",
    "occupation.regulated": "Is the occupation regulated in the destination?",
    "occupation.isco08": "Which ISCO-08 unit group is the job?",
}
"""English question for each fact asked here. Besides these: `worker.cefr_<language>` (german, english and french by the
names of the fact dictionary) and `rates.<currency>`, an exchange rate that is not on file."""


def constraints(worker: Worker, vacancy: Vacancy, context: Context) -> tuple[Finding, ...]:
    """Every hard constraint of the pair: destination, wage, start, each essential language, licence, posts, open."""
    return (
        find_destination(worker, vacancy),
        find_wage(worker, vacancy, context),
        find_start(worker, vacancy, context),
        *(find_language(worker, *asked) for asked in languages_asked(vacancy)),
        find_licence(worker, vacancy, context),
        find_posts(vacancy),
        find_open(vacancy, context),
    )


def verdict_of_pair(findings: tuple[Finding, ...]) -> Verdict:
    """Kleene's conjunction of the findings."""
    return all_of(finding.verdict for finding in findings)


def find_destination(worker: Worker, vacancy: Vacancy) -> Finding:
    """Is the country of the job one the person wants, or lives in?"""
    country, wanted = vacancy.country, worker.preferences.destinations
    if country is None:
        return unknown("destination", "the advert does not say in which country the job is", asks=("offer.country",))
    if wanted is not None and country in wanted:
        return met("destination", f"wants to work in {country}")
    if worker.residence == country:
        return met("destination", f"lives in {country}")
    missing = (("worker.destinations", wanted), ("worker.residence", worker.residence))
    asks = tuple(fact for fact, value in missing if value is None)
    if asks:
        return unknown("destination", f"not known whether {country} is wanted or lived in", asks=asks)
    return not_met("destination", f"{country} is not among the wanted countries ({', '.join(wanted or ()) or 'none'})")


def find_start(worker: Worker, vacancy: Vacancy, context: Context) -> Finding:
    """Is the person available when the job starts? A start in the past means: at once, on the date of the answer."""
    available, start = worker.preferences.available_from, vacancy.start_on
    if available is None:
        return unknown("start", "not known from when the person is available", asks=("worker.available_from",))
    if start is None:
        return unknown("start", "the advert does not say when the job starts", asks=("vacancy.start_on",))
    needed = max(start, context.as_of)
    reason = f"available from {available}, needed on {needed}"
    return met("start", reason) if available <= needed else not_met("start", reason)


def find_posts(vacancy: Vacancy) -> Finding:
    """Is a post left? An advert is not a post: an unstated number is unknown, and a question to the employer."""
    if vacancy.posts is None:
        return unknown("posts", "the advert does not say how many posts are open", asks=("vacancy.posts",))
    reason = f"{vacancy.posts} posts open"
    return met("posts", reason) if vacancy.posts else not_met("posts", reason)


def find_open(vacancy: Vacancy, context: Context) -> Finding:
    """Is the vacancy still open on the date of the answer?"""
    if vacancy.valid_to is None:
        return unknown("open", "the advert does not say until when it is open", asks=("vacancy.valid_to",))
    reason = f"open until {vacancy.valid_to}, asked on {context.as_of}"
    return met("open", reason) if vacancy.valid_to >= context.as_of else not_met("open", reason)
