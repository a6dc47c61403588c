"""One value in one spreadsheet cell, and back without loss.

    yes                                   a word, a number, a text
    1500.00 EUR/month                     money
    EQF 2017:4, NQF ZQF:6@ZMB             a level of a framework in a version (of a country)
    PHL; NPL                              a list
    http://.../skill/1@3; http://.../2    skills with levels;  de:B1; en  languages with levels
    title=Welder | start=2018-03; title=Cook | country=QAT      a list of things with named parts
    [{"title": "Welder; fitter"}]         JSON, wherever the notation above cannot say it
    none                                  an empty list: asked, and there are none
    (blank)                               not known

A text that begins like a formula (= + - @), a quotation mark or a brace is written with one apostrophe before it;
`""` is the empty text.
"""

from __future__ import annotations

import json
import math
import re
import types
import typing
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from passerelle.formats import json_text
from passerelle.records import Answered, Document, HeldSkill, LanguageSkill, Level, Money, Taught

BLANK = " \t\r\n\u00a0"
"""What may stand around the value of a cell."""
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "'", '"', "{")
_MONEY = re.compile(r"(\d[\d.]*(?:[eE]\+?\d+)?) +([A-Za-z]{3})(?:/(\w+))?")
_LEVEL = re.compile(r"(\w+) (.*):(\d+)(?:@(\w{3}))?", re.DOTALL)
_WHOLE = re.compile(r"-?\d{1,18}(?:\.0+)?")
_REAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3})?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00)?)?")


@dataclass(frozen=True)
class Short:
    """The short form `first<mark>second` of a thing with two main parts."""

    first: str
    mark: str
    second: str
    pattern: re.Pattern[str]


SHORT: dict[type[Document], Short] = {
    HeldSkill: Short("concept", "@", "level", re.compile(r"(.*?)(?:@([1-4]))?", re.DOTALL)),
    Taught: Short("concept", "@", "level", re.compile(r"(.*?)(?:@([1-4]))?", re.DOTALL)),
    LanguageSkill: Short("language", ":", "level", re.compile(r"([^:=]*)(?::(.*))?", re.DOTALL)),
    Answered: Short("fact", ":", "value", re.compile(r"([^:=]*):(.*)", re.DOTALL)),
}


class CellError(ValueError):
    """A cell does not hold what its column is for; the message says what was expected."""


def base_of(annotation: Any) -> Any:
    """The bare type of a field: str, int, float, date, Decimal, a document type, or tuple[...]."""
    return _base(annotation)


@cache
def _base(annotation: Hashable) -> Any:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return base_of(next(part for part in typing.get_args(annotation) if part is not type(None)))
    if origin is typing.Annotated:
        return base_of(typing.get_args(annotation)[0])
    return str if origin is typing.Literal else annotation


def item_of(base: Any) -> Any:
    """The bare type of a list's items; None if it is no list."""
    return _item(base)


@cache
def _item(base: Hashable) -> Any:
    return base_of(typing.get_args(base)[0]) if typing.get_origin(base) is tuple else None


def to_cell(value: Any, base: Any) -> str:
    """A JSON-ready value as the text of a cell."""
    if value is None:
        return ""
    return guarded(_composed(value, base))


def from_cell(text: str, base: Any) -> Any:
    """The JSON-ready value of a cell; None if blank. CellError if it does not fit the column."""
    text = text.strip(BLANK)
    return None if text == "" else _parsed(unguarded(text), base)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    if text == "":
        return '""'
    return f"'{text}" if text.startswith(_GUARDED) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    if text == '""':
        return ""
    return text[1:] if text[0] == "'" and text[1:].startswith(_GUARDED) else text


def _composed(value: Any, base: Any) -> str:
    item = item_of(base)
    if item is not None:
        return _list_text(value, base, item)
    if base is Money:
        period = f"/{value['period']}" if value.get("period") else ""
        return f"{value['amount']} {value['currency']}{period}"
    if base is Level:
        return _level_text(value)
    if isinstance(value, dict):
        return _json(value)
    return str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _level_text(value: dict[str, Any]) -> str:
    country = f"@{value['country']}" if value.get("country") else ""
    text = f"{value['framework']} {value['version']}:{value['level']}{country}"
    return text if _agrees(text, value, Level) else _json(value)


def _list_text(value: list[Any], base: Any, item: Any) -> str:
    if not value:
        return "none"
    text = "; ".join(_item_text(part, item) for part in value)
    return text if _agrees(text, value, base) else _json(value)


def _agrees(text: str, value: Any, base: Any) -> bool:
    try:
        return text == text.strip() and bool(_parsed(text, base) == value)
    except ValueError:
        return False


def _item_text(value: Any, item: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    short = SHORT.get(item)
    if short and set(value) <= {short.first, short.second}:
        second = value.get(short.second)
        return f"{value[short.first]}{short.mark}{second}" if second is not None else str(value[short.first])
    fields = item.model_fields
    return " | ".join(f"{name}={_composed(part, base_of(fields[name].annotation))}" for name, part in value.items())


def _parsed(text: str, base: Any) -> Any:
    if item_of(base) is not None:
        return _parsed_list(text, item_of(base))
    if isinstance(base, type) and issubclass(base, Document):
        return _parsed_document(text, base)
    return _SCALARS[base](text)


def _parsed_json(text: str) -> Any:
    try:
        return json_text.parse(text)
    except json_text.NotJson as error:
        raise CellError(f"expected JSON: {error}") from None


def _parsed_list(text: str, item: Any) -> Any:
    if text.startswith("["):
        found = _parsed_json(text)
        return found if isinstance(found, list) else [found]
    if text.casefold() == "none":
        return []
    parts = [part.strip() for part in re.split(r"[;\n]", text)]
    return [_parsed_item(part, item) for part in parts if part]


def _parsed_item(text: str, item: Any) -> Any:
    if not (isinstance(item, type) and issubclass(item, Document)):
        return _parsed(text, item)
    if _is_named_parts(text, item):
        return _parsed_parts(text, item)
    short = SHORT.get(item)
    if short is None:
        return _parsed_document(text, item)
    match = short.pattern.fullmatch(text)
    if match is None:
        raise CellError(f"expected {short.first}{short.mark}{short.second}")
    first, second = match.groups()
    kind = base_of(item.model_fields[short.second].annotation)
    held = {} if second is None else {short.second: _parsed(second.strip(), kind)}
    return {short.first: first.strip()} | held


def _is_named_parts(text: str, item: type[Document]) -> bool:
    name, equals, _ = text.partition("=")
    return bool(equals) and name.strip() in item.model_fields


def _parsed_parts(text: str, item: type[Document]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for part in text.split("|"):
        name, equals, held = part.partition("=")
        field = item.model_fields.get(name.strip())
        if field is None or not equals:
            raise CellError(f"expected name=value with a name of {', '.join(item.model_fields)}")
        if held.strip():
            values[name.strip()] = _parsed(held.strip(), base_of(field.annotation))
    return values


def _parsed_document(text: str, base: type[Document]) -> Any:
    if text.startswith("{"):
        return _parsed_json(text)
    if base is Money:
        return _parsed_money(text)
    if base is Level:
        return _parsed_level(text)
    if _is_named_parts(text, base):
        return _parsed_parts(text, base)
    raise CellError(f"expected name=value parts of {', '.join(base.model_fields)}, or JSON")


def _parsed_money(text: str) -> dict[str, Any]:
    match = _MONEY.fullmatch(text)
    if match is None:
        raise CellError("expected an amount and a currency, such as 1500.00 EUR/month")
    amount, currency, period = match.groups()
    return {"amount": amount, "currency": currency.upper()} | ({"period": period} if period else {})


def _parsed_level(text: str) -> dict[str, Any]:
    match = _LEVEL.fullmatch(text)
    if match is None:
        raise CellError("expected framework, version and level, such as EQF 2017:4 or NQF ZQF:6@ZMB")
    framework, version, level, country = match.groups()
    held = {"framework": framework, "version": version, "level": _whole(level)}
    return held | ({"country": country} if country else {})


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise CellError("expected a whole number")
    return int(text.split(".", maxsplit=1)[0])


def _real(text: str) -> float:
    if not _REAL.fullmatch(text) or math.isinf(float(text)):
        raise CellError("expected a number, such as 37.5")
    return float(text)


def _amount(text: str) -> str:
    _real(text)
    return text


def _day(text: str) -> str:
    match = _DAY.fullmatch(text)
    if match is None:
        raise CellError("expected a date as YYYY-MM-DD")
    return match.group(1)


_SCALARS: dict[Any, Any] = {str: str, int: _whole, float: _real, date: _day, Decimal: _amount}
