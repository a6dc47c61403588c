"""Regulated jobs: a licence held in the country of the job, or a recognition route to one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from passerelle.matching.context import Context, met, not_met, unknown
from passerelle.records import Licence, Vacancy, Worker
from passerelle.records.findings import Finding

_NAME = "licence"


def find_licence(worker: Worker, vacancy: Vacancy, context: Context) -> Finding:
    """May the person practise? MET only with the licence itself; a route to it is a question, never a yes.

    NOT_MET only where licences and decisions were asked and none fits, and no possible origin has a route.
    """
    if vacancy.regulated == "no":
        return met(_NAME, "the job is not regulated")
    if vacancy.regulated is None:
        return unknown(_NAME, "not known whether the job is regulated", asks=("occupation.regulated",))
    country, isco08 = vacancy.country, vacancy.occupation_isco08
    if country is None:
        return unknown(_NAME, "the advert does not say in which country the job is", asks=("offer.country",))
    if isco08 is None or len(isco08) < 4:
        return unknown(_NAME, "the unit group of the job is not known", asks=("occupation.isco08",))
    return _held(worker, country, isco08, context) or _route(worker, country, isco08, context)


def _held(worker: Worker, country: str, isco08: str, context: Context) -> Finding | None:
    """A licence for the job; or one that may be, or a decision that leads to one; None for neither."""
    in_country = [item for item in worker.licences or () if item.country == country and _in_time(item, context)]
    exact = [item for item in in_country if item.occupation_isco08 == isco08]
    held = [item for item in exact if item.state == "held"]
    if held:
        return met(_NAME, f"licence for {isco08} in {country}", evidence=_evidence(held))
    near = [item for item in in_country if item.state == "held" and isco08.startswith(item.occupation_isco08)]
    promised = [item for item in exact if item.state == "promised"]
    if near or promised:
        what = "a promise of a licence" if promised else f"a licence for {near[0].occupation_isco08}"
        return unknown(_NAME, f"{what} in {country}; the job needs one for {isco08}", asks=("licence.destination",),
                       evidence=_evidence(promised or near))  # fmt: skip
    decided = [item for item in worker.recognitions or () if (item.country, item.occupation_isco08) == (country, isco08)
               and item.decided_on <= context.as_of and item.decision != "refused"]  # fmt: skip
    if decided:
        last = max(decided, key=lambda item: (item.decided_on, item.decision))
        return unknown(_NAME, f"{country} decided {last.decision} on {last.decided_on}; the licence is not on file",
                       asks=("licence.destination",), evidence=last.evidence)  # fmt: skip
    return None


def _in_time(licence: Licence, context: Context) -> bool:
    starts, ends = licence.valid_from or context.as_of, licence.valid_to or context.as_of
    return starts <= context.as_of <= ends


def _evidence(licences: Iterable[Licence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for licence in licences for name in licence.evidence))


def _route(worker: Worker, country: str, isco08: str, context: Context) -> Finding:
    origins = origins_of(worker)
    routes = [(origin, country, isco08) for origin in origins if (origin, country, isco08) in context.routes]
    asks = _missing(worker)
    if routes:
        return unknown(_NAME, f"a route exists: {' -> '.join(routes[0])}", asks=("licence.destination", *asks),
                       source=context.source_of(routes[0]))  # fmt: skip
    if asks:
        return unknown(_NAME, f"no licence for {isco08} in {country} on file, and facts are missing", asks=asks)
    return not_met(_NAME, f"no licence for {isco08} in {country} and no recognition route from {', '.join(origins)}")


def origins_of(worker: Worker) -> tuple[str, ...]:
    """Where a qualification was earned decides the route; nationality and residence stand in where none is known."""
    earned = {item.country for item in worker.qualifications or () if item.country}
    known = earned or {*(worker.nationalities or ()), *((worker.residence,) if worker.residence else ())}
    return tuple(sorted(known))


def licence_facts(worker: Worker) -> Hashable:
    """All that `find_licence` reads of a worker: workers with equal facts get equal verdicts."""
    return (worker.licences, worker.recognitions, origins_of(worker), _missing(worker))


def _missing(worker: Worker) -> tuple[str, ...]:
    """Facts without which a licence, a decision or a route cannot be ruled out. Routes are those on file, which may not
    be all, so that a decision somebody may hold has to be asked for before a job is ruled out."""
    earned = worker.qualifications
    facts = {
        "worker.licences": worker.licences is not None,
        "recognition.decision": worker.recognitions is not None,
        "qualification.origin": earned is not None and all(item.country for item in earned),
        "worker.nationality": bool(earned) or worker.nationalities is not None,
        "worker.residence": bool(earned) or worker.residence is not None,
    }
    return tuple(fact for fact, known in facts.items() if not known)
