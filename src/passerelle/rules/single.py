"""One cell against one value: what the `needs` of a step say."""

from __future__ import annotations

from datetime import date
from typing import Any

from passerelle.records.errors import BadRule
from passerelle.records.verdicts import Verdict, verdict_of
from passerelle.rules.cells import BadCell, bind_condition, parse_cell
from passerelle.rules.partitions import partition
from passerelle.rules.values import FactDefinition, value_from_text


def cell_verdict(text: str, value: Any, definition: FactDefinition, as_of: date) -> Verdict:
    """Does a value satisfy a cell such as `>= A2`? A missing value is UNKNOWN unless every value answers alike.

    Raises BadRule for a cell outside the grammar, not fit for the fact, or naming a parameter other than as_of;
    BadRecord for a value the fact cannot have.
    """
    try:
        cell = parse_cell(text)
        if cell.parameters:
            raise BadCell(f"no parameter {min(cell.parameters)}: a single cell may name $as_of only")
        bound = [bind_condition(one, definition, as_of=as_of, parameters={}) for one in cell.conditions]
        answers = partition(definition, [bound]) if value is None else None
    except BadCell as error:
        raise BadRule(f"{definition.name}: {error}") from None
    if answers is None:
        typed = value_from_text(definition, value)
        return verdict_of(all(condition.test(typed) for condition in bound))
    held = answers.masks[0]
    return Verdict.MET if held == answers.full else Verdict.UNKNOWN if held else Verdict.NOT_MET
