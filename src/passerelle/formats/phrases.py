"""Words of adverts and CVs that say something exactly: ISCO codes, O*NET codes, CEFR levels, months, lists."""

from __future__ import annotations

import re
from typing import Any

from passerelle.formats.cells import CellError, from_cell
from passerelle.formats.mapping import text_concept
from passerelle.formats.view import View
from passerelle.records import Level

ESCO_SKILL = "http://data.europa.eu/esco/skill/"
ESCO_OCCUPATION = "http://data.europa.eu/esco/occupation/"
ESCO_ISCO = "http://data.europa.eu/esco/isco/C"

_ISCO = re.compile(r"(?:https?://data\.europa\.eu/esco/isco/|ISCO(?:-?08)?[:\s-]*)?C?(\d{4})", re.IGNORECASE)
_ONET = re.compile(r"(?:O\*?NET(?:-SOC)?[:\s]*)?(\d{2}-\d{4}(?:\.\d{2})?)", re.IGNORECASE)
_CEFR = re.compile(r"(?<![A-Za-z0-9])([ABC][12])(?![A-Za-z0-9])")
_NATIVE = re.compile(r"(?:native(?: speaker| language)?|mother tongue)", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,2})\s*\+?\s*(?:(?:-|–|to)\s*\d{1,2}\s*)?(year|month)s?\b", re.IGNORECASE)
_WEEK = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(?:hours|hrs|h)\s*(?:per|/|a)\s*week", re.IGNORECASE)
_BULLET = re.compile(r"\s*[\n;•·]\s*")


def isco_of(text: str) -> str | None:
    """The ISCO-08 unit group in a code or an ESCO address of one."""
    match = _ISCO.fullmatch(text.strip())
    return match.group(1) if match else None


def onet_of(text: str) -> str | None:
    """The concept id of an O*NET-SOC code."""
    match = _ONET.fullmatch(text.strip())
    return f"onet:{match.group(1)}" if match else None


def cefr_of(text: str) -> str | None:
    """A CEFR level the text literally states, or `native`; None if it states none or several."""
    found = set(_CEFR.findall(text))
    if len(found) == 1:
        return str(found.pop())
    return "native" if not found and _NATIVE.fullmatch(text.strip()) else None


def months_of(text: str) -> int | None:
    """The least number of months an English phrase states ("2-5 years" is 24); None if it states none or several."""
    found = _SPAN.findall(text)
    if len(found) != 1:
        return None
    number, unit = found[0]
    return int(number) * (12 if unit.casefold() == "year" else 1)


def weekly_hours_of(text: str) -> float | None:
    """Weekly hours an English phrase states."""
    match = _WEEK.search(text)
    hours = float(match.group(1)) if match else None
    return hours if hours is not None and hours <= 168 else None


def phrases_of(text: str) -> list[str]:
    """The items of a list written as text: lines, bullets, semicolons, or commas between short items."""
    parts = _BULLET.split(text)
    if len(parts) == 1:
        commas = [part.strip() for part in text.split(",")]
        parts = commas if all(len(part) <= 60 for part in commas) else parts
    return [part.strip(" -*\t") for part in parts if part.strip(" -*\t")]


def level_of(text: str) -> dict[str, Any] | None:
    """A level in our own notation, such as `EQF 2017:6`."""
    try:
        found = from_cell(text, Level)
    except CellError:
        return None
    return found if isinstance(found, dict) else None


def level_text(level: View) -> str | None:
    """A level of ours in that notation."""
    if not level:
        return None
    held = level.raw()
    country = f"@{held['country']}" if held.get("country") else ""
    return f"{held['framework']} {held['version']}:{held['level']}{country}"


def skill(phrase: str, *, concept: str | None = None, **more: Any) -> dict[str, Any]:
    """A skill asked for: the concept if there is one, else the words as an uncoded concept."""
    label = phrase or None
    return {"kind": "skill", "concept": concept or text_concept(phrase), "label": label} | more


def joined(*parts: str | None, mark: str = ", ") -> str | None:
    """The parts that say something, as one text."""
    return mark.join(part for part in parts if part) or None
