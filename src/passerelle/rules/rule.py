"""One rule: its record and its compiled table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import ValidationError

from passerelle.rules.cells import AS_OF, BadCell, Cell, bind_condition, parse_cell
from passerelle.rules.dates import Interval
from passerelle.rules.documents import Document, Location, problems_of
from passerelle.rules.problems import Problem
from passerelle.rules.schema import ParameterEntry, RuleEntry
from passerelle.rules.tables import Column, Row, Table
from passerelle.rules.values import FactDefinition, suggestion

# What of a fact's definition a verdict can depend on: with the file itself, the content of a digest. Questions may be
# translated without making old traces void.
MEANING = {"type", "values", "unit", "min", "max", "whole"}
_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Rule:
    """A version of a rule: what its file says (`entry`), its table, and the digest of its content."""

    entry: RuleEntry
    table: Table = field(repr=False, compare=False)
    document: Document = field(repr=False, compare=False)
    digest: str

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def version(self) -> int:
        return self.entry.version

    @property
    def interval(self) -> Interval:
        """The days the rule is in force; an unknown start counts as in force and is marked in the trace."""
        return self.entry.interval

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it asks for, in the order of its columns."""
        return tuple(column.fact.name for column in self.table.columns)

    @property
    def path(self) -> Path:
        return self.document.path


def digest_of(content: object) -> str:
    """sha256 over content, the same for the same content however the file was laid out."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_canonical)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a rule file")


def compile_rule(document: Document, facts: Mapping[str, FactDefinition]) -> tuple[Rule | None, list[Problem]]:
    """A file as a rule, or everything that is wrong with its schema, names and cells."""
    try:
        entry = RuleEntry.model_validate(document.data)
    except ValidationError as error:
        return None, problems_of(document, error)
    columns, problems = _columns(document, entry, facts)
    rows, more = _rows(document, entry, columns)
    problems += more + list(_templates(document, entry)) + list(_unused(document, entry, rows))
    if problems:
        return None, problems
    table = Table(tuple(columns.values()), tuple(rows), parameters=entry.parameters, hit_policy=entry.hit_policy)
    used = {column.fact.name: column.fact.model_dump(include=MEANING) for column in columns.values()}
    return Rule(entry, table, document, digest_of([document.data, used])), []


def _columns(
    document: Document, entry: RuleEntry, facts: Mapping[str, FactDefinition]
) -> tuple[dict[str, Column], list[Problem]]:
    columns: dict[str, Column] = {}
    problems: list[Problem] = []
    named: dict[str, str] = {}
    for name, fact in entry.inputs.items():
        place = ("inputs", name)
        if fact not in facts:
            message = f"no fact {fact} in the dictionary{suggestion(fact, facts)}; add it to facts/ or correct the name"
            problems.append(document.problem(place, message))
        elif fact in named:
            message = f"{fact} is already the input {named[fact]}; join the conditions with `and` in one column"
            problems.append(document.problem(place, message))
        else:
            named[fact] = name
            columns[name] = Column(name, facts[fact])
    return columns, problems


def _rows(document: Document, entry: RuleEntry, columns: Mapping[str, Column]) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for place, row in enumerate(entry.rows):
        where: Location = ("rows", place, "when")
        if len(row.when) != len(entry.inputs):
            message = f"{len(row.when)} cells for {len(entry.inputs)} inputs ({', '.join(entry.inputs)})"
            problems.append(document.problem(where, message))
            continue
        cells: list[Cell] = []
        for index, (name, text) in enumerate(zip(entry.inputs, row.when, strict=True)):
            try:
                cells.append(_cell(text, columns.get(name), entry.parameters))
            except BadCell as error:
                problems.append(document.problem((*where, index), f"{name}: {error}"))
        rows.append(Row(tuple(cells), row.then, row.because))
    return rows, problems


def _cell(text: str, column: Column | None, parameters: Mapping[str, ParameterEntry]) -> Cell:
    """A parsed cell that fits its column with every value its parameters ever have."""
    cell = parse_cell(text)
    unknown = sorted(cell.parameters - parameters.keys())
    if unknown:
        raise BadCell(f"no parameter {unknown[0]}{suggestion(unknown[0], [*parameters, AS_OF])}")
    if column is not None:
        for values in _every_value(cell, parameters):
            for condition in cell.conditions:
                bind_condition(condition, column.fact, as_of=_ANY_DAY, parameters=values)
    return cell


def _every_value(cell: Cell, parameters: Mapping[str, ParameterEntry]) -> Iterator[dict[str, Any]]:
    first = {name: parameters[name].values[0].value for name in cell.parameters}
    yield first
    for name in sorted(cell.parameters):
        yield from ({**first, name: period.value} for period in parameters[name].values[1:])


def placeholders(template: str) -> list[str]:
    """The names in braces of a text. Raises ValueError if it is not a template of plain names."""
    names = []
    for _, name, form, conversion in Formatter().parse(template):
        if name is None:
            continue
        if form or conversion or not name.isidentifier():
            raise ValueError(f"{{{name}}}: only a plain name may stand in braces; write {{{{ for a brace")
        names.append(name)
    return names


def _templates(document: Document, entry: RuleEntry) -> Iterable[Problem]:
    known = [*entry.inputs, *entry.parameters, AS_OF]
    for place, row in enumerate(entry.rows):
        for language, text in row.because.items():
            where = ("rows", place, "because", language)
            try:
                wrong = [name for name in placeholders(text) if name not in known]
            except ValueError as error:
                yield document.problem(where, f"not a template: {error}")
                continue
            for name in wrong:
                message = f"{{{name}}} is neither an input, a parameter nor as_of{suggestion(name, known)}"
                yield document.problem(where, message)


def _unused(document: Document, entry: RuleEntry, rows: Iterable[Row]) -> Iterable[Problem]:
    used = {name for row in rows for cell in row.cells for name in cell.parameters}
    for row in entry.rows:
        for text in row.because.values():
            used |= {name for name in entry.parameters if "{" + name + "}" in text}
    for name in entry.parameters:
        if name not in used:
            yield document.problem(("parameters", name), "no cell and no text uses this parameter")
