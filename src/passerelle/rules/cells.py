"""The cells of a table: a small grammar, parsed once, bound to the parameters of a day.

cell      := "-" | condition (" and " condition)*
condition := (">=" | ">" | "<=" | "<" | "=" | "!=") operand | operand
           | ("[" | "]") operand ".." operand ("]" | "[")
           | ["not"] "in" list | "has" operand | "has" ("any" | "all") list | "lacks" operand
list      := "{" operand ("," operand)* "}" | "$" name
operand   := "$" name [("+" | "-") digits unit] | word | number | date | quoted text
unit      := day(s) | week(s) | month(s) | year(s)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from passerelle.records.errors import BadRecord, BadRule
from passerelle.rules.dates import MOST, UNITS, shifted
from passerelle.rules.values import FactDefinition, Value, shown, value_from_text

MAX_LENGTH = 500
AS_OF = "as_of"
ORDERED = {"number", "date", "level"}
Test = Callable[[Value], bool]


class BadCell(BadRule):
    """A cell that is not in the grammar or does not fit its column."""


@dataclass(frozen=True)
class Operand:
    """A written value, or a parameter, with time added or taken away."""

    text: str = ""
    parameter: str | None = None
    amount: int = 0
    unit: str = "day"


@dataclass(frozen=True)
class Condition:
    """One condition of a cell: an operator over operands."""

    operator: str  # = != < <= > >= between in not_in has_any has_all lacks
    operands: tuple[Operand, ...]
    low_closed: bool = True
    high_closed: bool = True
    whole_list: bool = False  # the operand is a parameter whose value is a list


@dataclass(frozen=True)
class Cell:
    """A parsed cell; no conditions: any value, also a missing one."""

    text: str
    conditions: tuple[Condition, ...]

    @property
    def parameters(self) -> frozenset[str]:
        """The names of the parameters it needs, `as_of` apart."""
        return frozenset(o.parameter for o in self.operands if o.parameter and o.parameter != AS_OF)

    @property
    def operands(self) -> Iterator[Operand]:
        return (operand for condition in self.conditions for operand in condition.operands)

    @property
    def uses_as_of(self) -> bool:
        return any(operand.parameter == AS_OF for operand in self.operands)


_SPACE = re.compile(r"\s*")
_OPERATOR = re.compile(r">=|<=|!=|>|<|=")
_KEYWORD = re.compile(r"(not\s+in|in|has\s+any|has\s+all|has|lacks)(?=[\s{$\"'])")
_PARAMETER = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)(?:\s*([+-])\s*([0-9]{1,5})\s+([a-z]+)\b)?")
_QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'")
_WRITTEN = re.compile(r"-?\w[\w:/-]*(?:\.[\w:/-]+)*")
_AND = re.compile(r"\s+and\s+")


@lru_cache(maxsize=4096)
def parse_cell(text: str) -> Cell:
    """A cell as conditions. Raises BadCell saying where it goes wrong and what may stand there."""
    if len(text) > MAX_LENGTH:
        raise BadCell(f"a cell may have {MAX_LENGTH} characters; this one has {len(text)}")
    stripped = text.strip()
    if stripped == "-":
        return Cell(stripped, ())
    parser = _Parser(stripped)
    conditions = [parser.condition()]
    while parser.match(_AND):
        conditions.append(parser.condition())
    parser.end()
    return Cell(stripped, tuple(conditions))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def condition(self) -> Condition:
        self.match(_SPACE)
        if found := self.match(_OPERATOR):
            return Condition(found[0], (self.operand(),))
        if self.text[self.at : self.at + 1] in {"[", "]"}:
            return self.interval()
        if found := self.match(_KEYWORD):
            return self.membership(" ".join(found[1].split()))
        return Condition("=", (self.operand(),))

    def interval(self) -> Condition:
        low_closed = self.text[self.at] == "["
        self.at += 1
        low = self.operand()
        self.expect("..")
        high = self.operand()
        self.match(_SPACE)
        if self.text[self.at : self.at + 1] not in {"[", "]"}:
            raise self.wrong("] or [ to close the interval")
        high_closed = self.text[self.at] == "]"
        self.at += 1
        return Condition("between", (low, high), low_closed, high_closed)

    def membership(self, keyword: str) -> Condition:
        if keyword in {"has", "lacks"}:
            return Condition("has_all" if keyword == "has" else keyword, (self.operand(),))
        operator = keyword.replace(" ", "_")
        self.match(_SPACE)
        if self.text[self.at : self.at + 1] == "$":
            return Condition(operator, (self.operand(),), whole_list=True)
        self.expect("{")
        operands = [self.operand()]
        while self.peek(","):
            operands.append(self.operand())
        self.expect("}")
        return Condition(operator, tuple(operands))

    def operand(self) -> Operand:
        self.match(_SPACE)
        if self.text[self.at : self.at + 1] == "$":
            return self.parameter()
        if found := self.match(_QUOTED):
            return Operand(found[1] or found[2])
        if found := self.match(_WRITTEN):
            return Operand(found[0])
        raise self.wrong("a value, $name, or a condition such as >= 3, [1..3], in {A, B}, has A")

    def parameter(self) -> Operand:
        found = self.match(_PARAMETER)
        if not found:
            raise self.wrong("the name of a parameter after $")
        name, sign, digits, unit = found.groups()
        if sign is None:
            return Operand(parameter=name)
        if unit not in UNITS or int(digits) > MOST:
            raise BadCell(f"{found[0]!r}: expected at most {MOST} days, weeks, months or years")
        amount = int(digits) if sign == "+" else -int(digits)
        return Operand(parameter=name, amount=amount, unit=UNITS[unit])

    def peek(self, token: str) -> bool:
        self.match(_SPACE)
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def expect(self, token: str) -> None:
        if not self.peek(token):
            raise self.wrong(token)

    def end(self) -> None:
        if self.at < len(self.text):
            raise self.wrong('" and " before another condition, or the end of the cell')

    def wrong(self, expected: str) -> BadCell:
        found = self.text[self.at :] or "the end of the cell"
        return BadCell(f"{self.text!r}: at character {self.at + 1} expected {expected}; found {found!r}")


ParameterValue = object  # a scalar, or a list of them, as the file has it


@dataclass(frozen=True)
class BoundCondition:
    """A condition with the values of a day in place: a test, and the values at which its answer can change."""

    operator: str
    values: tuple[Value, ...]
    test: Test
    text: str


def bind_condition(
    condition: Condition, definition: FactDefinition, *, as_of: date, parameters: Mapping[str, ParameterValue]
) -> BoundCondition:
    """A condition over a fact on a day. Raises BadCell if it does not fit the fact's type."""
    _fits(condition, definition)
    values = tuple(_values(condition, definition, as_of, parameters))
    return BoundCondition(condition.operator, values, _test(condition, definition, values), _text(condition, values))


def _fits(condition: Condition, definition: FactDefinition) -> None:
    operator, kind = condition.operator, definition.type
    for_sets = operator in {"has_any", "has_all", "lacks"}
    if for_sets != (kind == "set"):
        raise BadCell(f"{definition.name} is a {kind}: " + _ALLOWED[kind])
    if operator in {"<", "<=", ">", ">=", "between"} and kind not in ORDERED:
        raise BadCell(f"{definition.name} is a {kind}, which has no order: " + _ALLOWED[kind])


_ALLOWED = {
    "yes_no": "write yes or no",
    "word": "write = A, != A, in {A, B} or not in {A, B}",
    "set": "write has A, has any {A, B}, has all {A, B} or lacks A",
    "number": "write a comparison such as >= 3, or [1..3], or in {1, 2}",
    "date": "write a comparison such as >= 2026-01-01, or an interval",
    "level": "write a comparison such as >= B2, or [A2..B2], or in {A1, A2}",
}


def _values(
    condition: Condition, definition: FactDefinition, as_of: date, parameters: Mapping[str, ParameterValue]
) -> Iterator[Value]:
    for operand in condition.operands:
        if condition.whole_list:
            listed = parameters[operand.parameter or ""] if operand.parameter != AS_OF else as_of
            if not isinstance(listed, list) or not listed:
                raise BadCell(f"${operand.parameter} must be a list of values to stand after `in` or `has`")
            yield from (_typed(definition, item) for item in listed)
        else:
            yield _operand_value(operand, definition, as_of, parameters)


def _operand_value(
    operand: Operand, definition: FactDefinition, as_of: date, parameters: Mapping[str, ParameterValue]
) -> Value:
    if operand.parameter is None:
        return _typed(definition, operand.text)
    value = as_of if operand.parameter == AS_OF else parameters[operand.parameter]
    if operand.amount:
        if not isinstance(value, date):
            raise BadCell(f"${operand.parameter} is not a date: time can be added to a date only")
        value = shifted(value, operand.amount, operand.unit)
    if isinstance(value, date) and definition.type != "date":
        raise BadCell(f"${operand.parameter} is a date and {definition.name} is a {definition.type}")
    return _typed(definition, value)


_UNBOUNDED = {"min": "none", "max": None, "whole": False}


def _typed(definition: FactDefinition, value: object) -> Value:
    """A value of a cell. A bound of a number may lie outside what the fact can be; a member of a set is a word."""
    kind = definition.type
    if kind == "set":
        definition = definition.model_copy(update={"type": "word"})
    elif kind == "number":
        definition = definition.model_copy(update=_UNBOUNDED)
    try:
        typed = value_from_text(definition, value)
    except BadRecord as error:
        raise BadCell(str(error)) from None
    if isinstance(typed, Decimal) and len(typed.as_tuple().digits) > 18:
        raise BadCell(f"{definition.name}: {value} has more than 18 digits")
    return typed


def _test(condition: Condition, definition: FactDefinition, values: tuple[Value, ...]) -> Test:
    """The condition as a closure over a value of the fact."""
    operator = condition.operator
    if operator in {"in", "not_in", "=", "!="}:
        members = frozenset(values)
        return members.__contains__ if operator in {"in", "="} else lambda value: value not in members
    if operator in {"has_any", "has_all", "lacks"}:
        return _set_test(operator, frozenset(str(value) for value in values))
    rank = _rank(definition)
    if operator == "between":
        return _between(condition, values, rank)
    return _comparison(operator, rank(values[0]), rank)


def _set_test(operator: str, members: frozenset[str]) -> Test:
    if operator == "has_all":
        return lambda value: members <= value  # type: ignore[operator]
    if operator == "has_any":
        return lambda value: not members.isdisjoint(value)  # type: ignore[arg-type]
    return members.isdisjoint  # type: ignore[return-value]


Rank = Callable[[Value], "int | Decimal"]


def _rank(definition: FactDefinition) -> Rank:
    """Where a value lies on the line of its fact."""
    if definition.type == "level":
        order: dict[Value, int] = {value: place for place, value in enumerate(definition.values or ())}
        return order.__getitem__
    if definition.type == "date":
        return date.toordinal  # type: ignore[return-value]
    return lambda value: value  # type: ignore[return-value]


def _comparison(operator: str, bound: int | Decimal, rank: Rank) -> Test:
    if operator == ">=":
        return lambda value: rank(value) >= bound
    if operator == ">":
        return lambda value: rank(value) > bound
    if operator == "<=":
        return lambda value: rank(value) <= bound
    return lambda value: rank(value) < bound


def _between(condition: Condition, values: tuple[Value, ...], rank: Rank) -> Test:
    low, high = rank(values[0]), rank(values[1])
    above = _comparison(">=" if condition.low_closed else ">", low, rank)
    below = _comparison("<=" if condition.high_closed else "<", high, rank)
    return lambda value: above(value) and below(value)


def _text(condition: Condition, values: tuple[Value, ...]) -> str:
    words = [shown(value) for value in values]
    operator = condition.operator
    if operator == "between":
        left, right = "[" if condition.low_closed else "]", "]" if condition.high_closed else "["
        return f"{left}{words[0]}..{words[1]}{right}"
    if operator in {"in", "not_in", "has_any"} or (operator == "has_all" and len(words) > 1):
        return f"{operator.replace('_', ' ')} {{{', '.join(words)}}}"
    return f"{'has' if operator == 'has_all' else operator} {words[0]}"
