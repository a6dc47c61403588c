"""Findings: every requirement against the evidence, and what the plan itself changes about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from passerelle.matching import constraints
from passerelle.planning.case import Case, is_weighty
from passerelle.planning.facts import facts_for
from passerelle.planning.models import Finding, Option
from passerelle.planning.titles import job_title
from passerelle.records import Source, Verdict
from passerelle.rules import Rule, evaluate


def job_findings(case: Case) -> tuple[Finding, ...]:
    """The hard constraints of the match; the licence is judged by the law where a corridor is on file."""
    context = case.desk.context(case.as_of)
    return tuple(
        Finding(
            requirement=f"job.{item.requirement}",
            kind="job",
            title=job_title(item.requirement),
            verdict=item.verdict,
            reason={"en": item.reason},
            evidence=item.evidence,
            asks=item.asks,
            source=item.source
            or Source(instrument=f"vacancy {case.vacancy.id}, as registered", status="staff summary"),
        )
        for item in constraints(case.worker, case.vacancy, context)
        if not (case.corridor and item.kind == "licence")
    )


def coverage_findings(case: Case) -> tuple[Finding, ...]:
    """Says so where the system has no law on file, instead of saying nothing. At home nobody needs a permit."""
    missing = _not_on_file(case)
    if missing is None:
        return ()
    return (
        Finding(
            requirement="law.coverage",
            kind="coverage",
            title=job_title("coverage"),
            verdict=Verdict.UNKNOWN,
            reason={
                "en": f"Not decided: {missing}. Nothing here says that the move or the stay is lawful or unlawful."
            },
            source=Source(instrument="Passerelle rulebook", status="staff summary"),
        ),
    )


def _not_on_file(case: Case) -> str | None:
    home, there = case.worker.residence, case.vacancy.country
    if case.corridor:
        return None
    if not (home and there):
        return "the countries are not both known"
    if home != there:
        return f"no rulebook is on file for {home} to {there}"
    if case.worker.nationalities is None:
        return f"the nationality is not known, and so whether the law for foreigners in {there} applies"
    if there in case.worker.nationalities:
        return None
    return f"the law of stay and work for a foreigner who already lives in {there} is not on file"


def conflict_findings(case: Case) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            requirement=name,
            kind="conflict",
            title=job_title("conflict"),
            verdict=Verdict.UNKNOWN,
            reason={"en": f"{name}: {text}."},
            asks=(name,),
        )
        for name, text in sorted(case.facts.conflicts.items())
    )


def _law_finding(case: Case, rule: Rule) -> Finding:
    outcome = evaluate(rule, case.facts.values, case.as_of)
    return Finding(
        requirement=rule.id,
        kind="offer" if rule.entry.topic in ("offer", "recruitment") else "law",
        title=dict(rule.entry.title),
        verdict=outcome.verdict,
        reason=dict(outcome.because),
        evidence=outcome.evidence,
        asks=outcome.asked_facts,
        severity=rule.entry.severity,
        weighty=is_weighty(rule),
        source=Source.model_validate(rule.entry.source.model_dump()),
        version=rule.version,
        trace=outcome.trace.as_json() if case.traced else None,
    )


def law_findings(case: Case, names: Iterable[str]) -> tuple[Finding, ...]:
    """Findings of what holds on every route, then of some more rules, each once."""
    rules = {rule.id: rule for rule in (*case.always(), *case.rules(names))}
    return tuple(_law_finding(case, rule) for rule in rules.values())


def time_findings(case: Case, option: Option | None, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What the length of the plan itself puts in question: the start of the job, and what is met only today."""
    if option is None or not option.steps:
        return ()
    return (*_start_finding(case, option), *_lapsing(case, option, findings))


def _start_finding(case: Case, option: Option) -> tuple[Finding, ...]:
    start = case.vacancy.start_on
    if start is None:
        return ()
    low, likely, high = (
        case.as_of + timedelta(days=days) for days in (option.days.low, option.days.likely, option.days.high)
    )
    verdict = Verdict.MET if high <= start else Verdict.NOT_MET if low > start else Verdict.UNKNOWN
    reason = f"The steps end between {low} and {high}, likely on {likely}; the job starts on {start}."
    return (
        Finding(
            requirement="job.ready_by_start",
            kind="job",
            title=job_title("ready_by_start"),
            verdict=verdict,
            reason={"en": reason},
            weighty=False,
            source=Source(instrument=f"vacancy {case.vacancy.id}, as registered", status="staff summary"),
        ),
    )


def _lapsing(case: Case, option: Option, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Rules that are met today and that the same record would no longer show when the plan is likely to end.

    Age, passports and licences run on; an experience window moves with the day. The law is that of today.
    """
    end = case.as_of + timedelta(days=option.days.likely)
    book, rates = case.desk.lawbook.rules, case.desk.rates
    later = facts_for(case.worker, case.vacancy, rulebook=book, rates=rates, as_of=end).values
    given = {name for step in case.steps for name in step.gives if step.id in {item.id for item in option.steps}}
    facts = {name: fact for name, fact in later.items() if name not in given and name != "case.as_of"}
    facts |= {name: fact for name, fact in case.facts.values.items() if name in given or name == "case.as_of"}
    met = [item.requirement for item in findings if item.kind == "law" and item.verdict is Verdict.MET]
    lapsing = [rule for rule in case.rules(met) if case.desk.verdict(rule, facts, case.as_of) is not Verdict.MET]
    return tuple(
        Finding(
            requirement=f"{rule.id} (later)",
            kind="law",
            title=dict(rule.entry.title),
            verdict=Verdict.UNKNOWN,
            reason={
                "en": f"Met on {case.as_of}. By {end}, when the steps are likely to end, the record alone would not "
                "show it any more. It has to hold then too."
            },
            asks=(),
            severity=rule.entry.severity,
            weighty=False,
            source=Source.model_validate(rule.entry.source.model_dump()),
            version=rule.version,
        )
        for rule in lapsing
    )
