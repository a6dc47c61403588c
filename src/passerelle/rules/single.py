"""What planning asks beside a verdict: one cell against one value, and whether a rule can still be met."""

from __future__ import annotations

import itertools
from collections.abc import Container, Mapping
from datetime import date
from typing import Any

from passerelle.records.errors import BadRule
from passerelle.records.verdicts import Verdict, verdict_of
from passerelle.rules.cells import BadCell, bind_condition, parse_cell
from passerelle.rules.evaluation import require_in_force
from passerelle.rules.partitions import partition
from passerelle.rules.rule import Rule
from passerelle.rules.tables import MISSING
from passerelle.rules.values import Fact, FactDefinition, value_from_text, value_of


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


def can_be_met(rule: Rule, facts: Mapping[str, Fact], as_of: date, *, closed: Container[str]) -> bool:
    """Could answers to what is missing make the rule MET? Missing facts in `closed` get no answer: they stay missing.

    With nothing closed this asks whether any completion is MET; with everything closed, whether the verdict is MET.
    """
    require_in_force(rule, as_of)
    bound = rule.table.bound(as_of)
    options = []
    for column, part in zip(bound.columns, bound.partitions, strict=True):
        fact = facts.get(column.fact.name)
        if fact is not None:
            options.append([part.atom_of(value_of(column.fact, fact.value))])
        elif column.fact.name in closed:
            options.append([MISSING])
        else:
            options.append([MISSING, *range(part.full.bit_length())])
    return any(bound.decide(atoms).verdict is Verdict.MET for atoms in itertools.product(*options))
