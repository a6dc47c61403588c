"""The facts a rule may ask: their definition, the values they can take, and how a value is checked.

Inside the engine a value is: yes_no "yes" or "no"; number int or Decimal (a float is taken at its shortest
decimal form, so 13.9 is 13.9); date a date; word and level text; set a frozenset of text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator

from passerelle.records.errors import BadRecord

Kind = Literal["yes_no", "number", "date", "word", "level", "set"]
Value = str | int | Decimal | date | frozenset[str]
YES_NO = ("yes", "no")
LARGEST = 10**18

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


def _with_english(texts: Any) -> Any:
    if isinstance(texts, Mapping) and "en" not in texts:
        raise ValueError("text in English (`en`) is required")
    return texts


Text = Annotated[dict[Language, Line], BeforeValidator(_with_english)]


def _digits_as_text(values: Any) -> Any:
    """Unquoted codes of a list (`[2221, 3221]`) as the text they are."""
    if not isinstance(values, list):
        return values
    return [str(v) if isinstance(v, int) and not isinstance(v, bool) else v for v in values]


Words = Annotated[tuple[Line, ...], BeforeValidator(_digits_as_text)]


class FactDefinition(BaseModel):
    """An entry of the fact dictionary."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    type: Kind
    values: Words | None = None
    unit: Line | None = None
    of: Literal["worker", "vacancy", "pair", "authority"]
    question: Text
    derived: bool
    min: int | Decimal | Literal["none"] | None = None
    max: int | Decimal | None = None
    whole: bool = False
    note: Line | None = None

    @model_validator(mode="after")
    def _consistent(self) -> FactDefinition:
        if self.type == "level" and not self.values:
            raise ValueError("a level needs `values`, in rising order")
        if self.values is not None and self.type not in {"level", "word", "set"}:
            raise ValueError(f"`values` is for level, word and set, not for {self.type}")
        if self.values is not None and (not self.values or len(set(self.values)) < len(self.values)):
            raise ValueError("`values` must not be empty or repeat a value")
        if self.type != "number" and (self.min is not None or self.max is not None or self.whole):
            raise ValueError("`min`, `max` and `whole` are for numbers")
        least, most = self.least, self.max
        if self.type == "number" and least is not None and most is not None and least > most:
            raise ValueError("`min` is above `max`")
        return self

    @property
    def least(self) -> int | Decimal | None:
        """The least number the fact can be: 0 unless `min` says otherwise (`none`: no bound)."""
        return None if self.min == "none" else 0 if self.min is None else self.min

    @property
    def closed(self) -> tuple[str, ...] | None:
        """The closed list of words the fact, or a member of it, can be; None if open."""
        return YES_NO if self.type == "yes_no" else self.values


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known: a value, and the ids of the evidence it rests on."""

    value: Any
    evidence: tuple[str, ...] = field(default=())


KINDS: tuple[str, ...] = get_args(Kind)


def value_of(definition: FactDefinition, given: object) -> Value:
    """A given value as the engine's own. Raises BadRecord naming the fact, the value and what was expected."""
    kind = definition.type
    if kind == "number":
        return _number(definition, given)
    if kind == "date":
        if isinstance(given, date) and not isinstance(given, datetime):
            return given
        raise _wrong(definition, given, "a date without a time")
    if kind == "set":
        return _set(definition, given)
    if kind == "yes_no" and isinstance(given, bool):
        return "yes" if given else "no"
    if not isinstance(given, str) or not given:
        raise _wrong(definition, given, " or ".join(definition.closed or ("text",)))
    return _listed(definition, given)


def value_from_text(definition: FactDefinition, given: object) -> Value:
    """A value as files and traces write it: dates and exact decimals as text, sets as lists, codes as digits."""
    if isinstance(given, str) and definition.type == "date":
        given = _parsed(definition, given, _ISO_DATE, date.fromisoformat)
    elif isinstance(given, str) and definition.type == "number":
        given = _parsed(definition, given, _DIGITS, Decimal)
    elif isinstance(given, int) and not isinstance(given, bool) and definition.type in {"word", "level"}:
        given = str(given)
    elif isinstance(given, list) and definition.type == "set":
        given = _digits_as_text(given)
    return value_of(definition, given)


def plain(value: Value | tuple[Value, ...] | None) -> Any:
    """A value as JSON: numbers, text; an exact decimal and a date as text; a set as a sorted list."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return sorted(value) if isinstance(value, frozenset) else [plain(item) for item in value]


def shown(value: Value | tuple[Value, ...] | None) -> str:
    """A value in running text."""
    given = plain(value)
    if isinstance(given, list):
        return ", ".join(map(str, given)) or "none"
    return str(given)


def suggestion(word: str, known: Any) -> str:
    """` (did you mean …?)` for the nearest known word, or nothing."""
    near = get_close_matches(word, [str(k) for k in known], n=1, cutoff=0.75)
    return f" (did you mean {near[0]}?)" if near else ""


def _number(definition: FactDefinition, given: object) -> Value:
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise _wrong(definition, given, "a number")
    number = Decimal(repr(float(given))) if isinstance(given, float) else given
    if isinstance(number, Decimal) and not number.is_finite():
        raise _wrong(definition, given, "a finite number")
    if not -LARGEST < number < LARGEST:
        raise _wrong(definition, "a number beyond 18 digits", "a number of at most 18 digits before the point")
    if definition.whole and number != int(number):
        raise _wrong(definition, given, "a whole number")
    least = definition.least
    if (least is not None and number < least) or (definition.max is not None and number > definition.max):
        raise _wrong(definition, given, f"a number from {least} to {definition.max or 'any'}")
    return int(number) if definition.whole else number


def _set(definition: FactDefinition, given: object) -> frozenset[str]:
    if not isinstance(given, list | tuple | set | frozenset):
        raise _wrong(definition, given, "a list of words (an empty list if there are none)")
    for member in given:
        if not isinstance(member, str) or not member:
            raise _wrong(definition, member, "words")
        _listed(definition, member)
    return frozenset(given)


def _listed(definition: FactDefinition, given: str) -> str:
    closed = definition.closed
    if closed is not None and given not in closed:
        hint = suggestion(given, closed)
        raise _wrong(definition, given, f"one of {', '.join(closed)}{hint}")
    return given


_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


def _parsed(definition: FactDefinition, given: str, form: re.Pattern[str], parse: Callable[[str], Any]) -> Any:
    expected = "a number such as 50700 or 13.90" if definition.type == "number" else "a date such as 2026-08-19"
    if not form.fullmatch(given):
        raise _wrong(definition, given, expected)
    try:
        return parse(given)
    except ValueError:
        raise _wrong(definition, given, expected) from None


def _wrong(definition: FactDefinition, given: object, expected: str) -> BadRecord:
    text = repr(given)
    text = text if len(text) <= 60 else text[:57] + "…"
    return BadRecord(f"{definition.name}: {text} is not a {definition.type} value here; expected {expected}")
