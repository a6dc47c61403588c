"""JSON from strangers: no NaN, no infinite numbers, no half characters, no bottomless nesting."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

_SPACE = re.compile(r"[ \t\r\n]*")
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class NotJson(ValueError):
    """The text is not JSON that can be used; the message says why."""


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is not a number in JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise NotJson(f"the number {text[:40]} is out of range")
    return number


_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)


def parse(text: str) -> Any:
    """The value of a JSON text; NotJson if it is none, or holds what no record may hold."""
    value, end = _decode(text, _skip(text, 0))
    if _skip(text, end) != len(text):
        raise NotJson(f"unexpected text after the value at character {end + 1}")
    return value


def elements(text: str) -> Iterator[Any]:
    """The elements of a JSON array, one at a time; NotJson where the text breaks off."""
    at = _skip(text, _skip(text, 0) + 1)
    while text[at : at + 1] != "]":
        value, at = _decode(text, at)
        yield value
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise NotJson(f"expected a comma or the end of the list at {_place(text, at)}")
    if _skip(text, at + 1) != len(text):
        raise NotJson(f"unexpected text after the list at {_place(text, at + 1)}")


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _decode(text: str, at: int) -> tuple[Any, int]:
    try:
        value, end = _DECODER.raw_decode(text, at)
    except NotJson:
        raise
    except RecursionError:
        raise NotJson("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at {_place(text, error.pos)}") from None
    except ValueError as error:
        raise NotJson(str(error)[:120]) from None
    if _SUSPECT.search(text, at, end):
        _refuse_broken(value)
    return value, end


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line}, column {at - text.rfind(chr(10), 0, at)}"


def _refuse_broken(value: Any) -> None:
    dumped = json.dumps(value, ensure_ascii=False)
    try:
        dumped.encode("utf-8")
    except UnicodeEncodeError:
        raise NotJson("it holds half a character (a lone surrogate)") from None
    if _holds_nul(value):
        raise NotJson("it holds a NUL character")


def _holds_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any("\0" in key or _holds_nul(item) for key, item in value.items())
    if isinstance(value, list):
        return any(_holds_nul(item) for item in value)
    return isinstance(value, str) and "\0" in value
