"""Three values. No boolean stands for a legal or evidential question."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """Does the evidence satisfy the requirement? Kleene's strong three-valued logic.

    UNKNOWN is never yes and never no: it asks for the missing fact.
    """

    MET = "MET"
    NOT_MET = "NOT_MET"
    UNKNOWN = "UNKNOWN"

    def __and__(self, other: Verdict) -> Verdict:
        return all_of((self, other))

    def __or__(self, other: Verdict) -> Verdict:
        return any_of((self, other))

    def __invert__(self) -> Verdict:
        return _NOT[self]


_NOT = {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET, Verdict.UNKNOWN: Verdict.UNKNOWN}


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Conjunction: NOT_MET if any is, else UNKNOWN if any is, else MET (MET for none at all)."""
    result = Verdict.MET
    for verdict in verdicts:
        if verdict is Verdict.NOT_MET:
            return verdict
        if verdict is Verdict.UNKNOWN:
            result = verdict
    return result


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Disjunction: MET if any is, else UNKNOWN if any is, else NOT_MET (NOT_MET for none at all)."""
    return ~all_of(~verdict for verdict in verdicts)


def verdict_of(answer: bool | None) -> Verdict:
    """A truth value as a verdict; None is UNKNOWN."""
    return Verdict.UNKNOWN if answer is None else Verdict.MET if answer else Verdict.NOT_MET
