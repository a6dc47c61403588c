"""Asking a rule about a case: the verdict, and the trace that is its computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from passerelle.records.errors import BadRecord, Mismatch, NotInForce
from passerelle.records.verdicts import Verdict
from passerelle.rules.rule import Rule
from passerelle.rules.tables import MISSING, Bound, Decision
from passerelle.rules.traces import Trace
from passerelle.rules.values import Fact, Value, value_from_text, value_of


@dataclass(frozen=True)
class Outcome:
    """The verdict of a rule on a case, and its trace."""

    verdict: Verdict
    trace: Trace

    @property
    def asks(self) -> tuple[str, ...]:
        """The short names of the smallest set of missing inputs that could decide the case (the first of ties)."""
        return self.trace.asks[0] if self.trace.asks else ()

    @property
    def asked_facts(self) -> tuple[str, ...]:
        """The same set by the names of the fact dictionary."""
        names = {column.name: column.fact.name for column in self.trace.bound.columns}
        return tuple(names[name] for name in self.asks)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the evidence the known inputs rest on, sorted."""
        return tuple(sorted({name for fact in self.trace.known if fact for name in fact.evidence}))

    @property
    def because(self) -> dict[str, str]:
        """Why, in each language the deciding row has; English always."""
        return self.trace.because()


def evaluate(rule: Rule, facts: Mapping[str, Fact | Any], as_of: date) -> Outcome:
    """What a rule says about a case on a day.

    facts: by dictionary name, a Fact (value and evidence ids) or a bare value; absent or None is missing. Facts the
    rule does not ask for are ignored. Raises NotInForce outside the rule's dates, BadRecord for a value its fact
    cannot have.
    """
    require_in_force(rule, as_of)
    bound = rule.table.bound(as_of)
    known: list[Fact | None] = []
    atoms: list[int] = []
    for column, part in zip(bound.columns, bound.partitions, strict=True):
        fact = _known(facts.get(column.fact.name), column.fact)
        known.append(fact)
        atoms.append(MISSING if fact is None else part.atom_of(fact.value))
    return _outcome(rule, as_of, bound, bound.decide(tuple(atoms)), tuple(known))


def _known(given: Fact | Any, definition: Any) -> Fact | None:
    if isinstance(given, Fact):
        if given.value is None:
            return None
        return Fact(value_of(definition, given.value), given.evidence)
    return None if given is None else Fact(value_of(definition, given))


def _outcome(rule: Rule, as_of: date, bound: Bound, decision: Decision, known: tuple[Fact | None, ...]) -> Outcome:
    return Outcome(decision.verdict, Trace(rule, as_of, bound, decision, known))


def require_in_force(rule: Rule, as_of: date) -> None:
    """Raises NotInForce if the rule does not hold on the day, BadRecord if `as_of` is not a plain date."""
    if not isinstance(as_of, date) or isinstance(as_of, datetime):
        raise BadRecord(f"as_of: {as_of!r} is not a date without a time")
    if not rule.interval.holds(as_of):
        raise NotInForce(
            f"{rule.id} version {rule.version} holds from {rule.interval}, not on {as_of}; "
            "ask the rulebook for the version in force"
        )


def re_evaluate(trace: Trace | Mapping[str, Any], rulebook: Any) -> Outcome:
    """The outcome computed again from a trace (or its JSON) alone and the rulebook.

    Raises Mismatch if the rule's content is no longer what the trace was made with, UnknownRecord if the
    rulebook has no such rule or version.
    """
    record = trace.as_json() if isinstance(trace, Trace) else trace
    try:
        identifier, version, digest = record["rule"], record["version"], record["digest"]
        as_of = date.fromisoformat(record["as_of"])
        inputs = [(item["fact"], item["value"], tuple(item["evidence"])) for item in record["inputs"]]
    except (KeyError, TypeError, ValueError) as error:
        raise BadRecord(f"not the trace of a rule: {error!r}") from None
    rule: Rule = rulebook.version(identifier, version)
    if rule.digest != digest:
        raise Mismatch(
            f"{identifier} version {version} is not what the trace was made with: {rule.digest}, not {digest}"
        )
    definitions = {column.fact.name: column.fact for column in rule.table.columns}
    facts = {
        name: Fact(value_from_text(definitions[name], value), evidence)
        for name, value, evidence in inputs
        if value is not None and name in definitions
    }
    return evaluate(rule, facts, as_of)


def values_from_text(rule: Rule, given: Mapping[str, Any]) -> dict[str, Value]:
    """Values by short name, as a file writes them, as values by fact."""
    columns = {column.name: column.fact for column in rule.table.columns}
    return {
        columns[name].name: value_from_text(columns[name], value) for name, value in given.items() if value is not None
    }
