"""What a worker's qualifications, licences, decisions and experience say about one occupation in one destination.

The facts are those of the rulebook's dictionary. A fact is left out when the records do not decide it: absent is
unknown, and the rules ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from passerelle.records import Experience, Licence, Qualification, Recognition, Worker
from passerelle.records.dates import add_months, first_day, last_day, months_covered
from passerelle.rules import Fact

FORMAL = ("diploma", "transcript", "diploma_supplement", "statement_of_comparability", "credential")
"""Kinds of evidence that show a formal qualification."""

YES_NO = {True: "yes", False: "no"}


def same_field(ours: str | None, theirs: str | None) -> bool:
    """Do two ISCO-08 codes name the same field of work: the same minor group (three digits), as far as both go?"""
    if not ours or not theirs:
        return False
    depth = min(len(ours), len(theirs), 3)
    return ours[:depth] == theirs[:depth]


def facts_about(worker: Worker, *, isco08: str | None, destination: str | None, as_of: date) -> dict[str, Fact]:
    """Facts named qualification.*, recognition.*, licence.* and experience.* for an occupation and a destination.

    `isco08` is the job's ISCO-08 code, `destination` an alpha-3 code. Without `isco08` there is nothing to compare
    with, and no fact is given.
    """
    if isco08 is None:
        return {}
    return (
        _qualification_facts(worker, isco08, as_of)
        | _decision_facts(worker, isco08, destination, as_of)
        | _licence_facts(worker, isco08, destination, as_of)
        | _experience_facts(worker, isco08, as_of)
    )


def best_qualification(worker: Worker, isco08: str) -> Qualification | None:
    """The qualification for this field of work that carries furthest.

    Order: recognised by the state, a degree, longer training, later award; then the order given.
    """
    fitting = [item for item in worker.qualifications or () if same_field(item.occupation_isco08, isco08)]
    return max(fitting, key=_standing, default=None)


def _standing(item: Qualification) -> tuple[bool, bool, int, str]:
    return item.state_recognised == "yes", item.degree == "yes", item.training_months or 0, item.awarded_on or ""


def _qualification_facts(worker: Worker, isco08: str, as_of: date) -> dict[str, Fact]:
    if worker.qualifications is None:
        return {}
    item = best_qualification(worker, isco08)
    if item is None:
        if any(other.occupation_isco08 is None for other in worker.qualifications):
            return {}  # one of them may be for this occupation: ask
        return {
            "qualification.held": Fact("no"),
            "qualification.state_recognised": Fact("no"),
            "qualification.degree": Fact("no"),
            "qualification.training_months": Fact(0),
        }
    facts = _facts_of(item, worker, as_of)
    if any(other.occupation_isco08 is None for other in worker.qualifications):
        return {name: fact for name, fact in facts.items() if fact.value != "no"}  # another one may be better: ask
    return facts


def _facts_of(item: Qualification, worker: Worker, as_of: date) -> dict[str, Fact]:
    facts = {"qualification.held": Fact("yes", item.evidence)}
    for name, value in (
        ("state_recognised", item.state_recognised),
        ("training_months", item.training_months),
        ("degree", item.degree),
        ("origin", item.country),
    ):
        if value is not None:
            facts[f"qualification.{name}"] = Fact(value, item.evidence)
    if item.awarded_on and item.degree == "yes" and len(item.awarded_on) >= 7:
        awarded = first_day(item.awarded_on)
        facts["qualification.degree_age_months"] = Fact(
            max(0, (as_of.year - awarded.year) * 12 + as_of.month - awarded.month), item.evidence
        )
    complete = _documents_complete(item, worker)
    if complete is not None:
        facts["qualification.documents_complete"] = Fact(complete, item.evidence)
    return facts


def _documents_complete(item: Qualification, worker: Worker) -> str | None:
    kinds = {proof.kind for proof in worker.evidence if proof.id in item.evidence and proof.authenticity != "false"}
    if "diploma" in kinds and kinds & {"transcript", "diploma_supplement"}:
        return "yes"
    return "no" if item.evidence else None


def _decision_facts(worker: Worker, isco08: str, destination: str | None, as_of: date) -> dict[str, Fact]:
    if worker.recognitions is None:
        return {}
    here = [
        item
        for item in worker.recognitions
        if item.country == destination and item.decided_on <= as_of and same_field(item.occupation_isco08, isco08)
    ]
    if not here:
        return {"recognition.decision": Fact("none")}
    latest: Recognition = max(here, key=lambda item: item.decided_on)
    return {"recognition.decision": Fact(latest.decision, latest.evidence)}


def _licence_facts(worker: Worker, isco08: str, destination: str | None, as_of: date) -> dict[str, Fact]:
    if worker.licences is None:
        return {}
    fitting = [item for item in worker.licences if same_field(item.occupation_isco08, isco08)]
    home = [item for item in fitting if item.country != destination]
    there = [item for item in fitting if item.country == destination]
    held = _best(there, as_of)
    return {
        "licence.origin": _fact_of(home, as_of),
        "licence.destination": Fact(held.state, held.evidence) if held else Fact("none"),
    }


def _current(item: Licence, as_of: date) -> bool:
    begun = item.valid_from is None or item.valid_from <= as_of
    return item.state in ("held", "promised") and begun and (item.valid_to is None or item.valid_to >= as_of)


def _best(items: Iterable[Licence], as_of: date) -> Licence | None:
    return max((item for item in items if _current(item, as_of)), key=lambda item: item.state == "held", default=None)


def _fact_of(items: Iterable[Licence], as_of: date) -> Fact:
    held = next((item for item in items if _current(item, as_of) and item.state == "held"), None)
    return Fact("yes", held.evidence) if held else Fact("no")


def _experience_facts(worker: Worker, isco08: str, as_of: date) -> dict[str, Fact]:
    """Months are counted once where jobs overlap. A spell dated only by years leaves the months unknown."""
    if worker.experiences is None:
        return {}
    fitting = [item for item in worker.experiences if same_field(item.occupation_isco08, isco08)]
    if any(item.occupation_isco08 is None for item in worker.experiences):
        return {}  # uncoded work may be in this occupation too: ask
    proof = tuple(dict.fromkeys(name for item in fitting for name in item.evidence))
    facts: dict[str, Fact] = {}
    if fitting and worker.qualifications is not None and all(item.form for item in fitting):
        formal = any(item.form in ("employee", "self_employed") for item in fitting)
        held = best_qualification(worker, isco08) is not None
        facts["experience.informal_only"] = Fact(YES_NO[not formal and not held], proof)
    windows: tuple[tuple[str, int | None], ...] = (
        ("months", None),
        ("months_last_5_years", 60),
        ("months_last_7_years", 84),
    )
    spans = [_span(item, as_of) for item in fitting]
    if any(span is None for span in spans):
        return facts
    facts |= _months_elsewhere(worker, fitting, isco08, as_of, proof)
    for name, months in windows:
        since = add_months(as_of, -months) if months else date.min
        facts[f"experience.{name}"] = Fact(
            months_covered((max(span[0], since), min(span[1], as_of)) for span in spans if span and span[1] >= since),
            proof,
        )
    return facts


def _months_elsewhere(
    worker: Worker, fitting: Sequence[Experience], isco08: str, as_of: date, proof: tuple[str, ...]
) -> dict[str, Fact]:
    """Months in Germany, if the country of every spell is known; and after the degree, if its month is."""
    facts: dict[str, Fact] = {}
    if all(item.country for item in fitting):
        german = [span for item in fitting if item.country == "DEU" and (span := _span(item, as_of))]
        facts["experience.months_in_germany"] = Fact(months_covered(german), proof)
    best = best_qualification(worker, isco08)
    if best is not None and best.degree == "yes" and best.awarded_on and len(best.awarded_on) >= 7:
        since = last_day(best.awarded_on)
        after = [
            (max(span[0], since), span[1]) for item in fitting if (span := _span(item, as_of)) and span[1] >= since
        ]
        facts["experience.months_after_degree"] = Fact(months_covered(after), proof)
    return facts


def _span(item: Experience, as_of: date) -> tuple[date, date] | None:
    """The span of a job known at least to the month, or None."""
    end = item.end or (as_of.isoformat() if item.current == "yes" else None)
    if item.start is None or end is None or len(item.start) < 7 or len(end) < 7:
        return None
    return first_day(item.start), min(last_day(end), as_of)
