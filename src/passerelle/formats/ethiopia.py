"""Ethiopian adverts with ESCO codes (hahu.jobs through Tabiya), CSV, to vacancies.

`esco_code` is an ISCO-08 unit group followed by a local number of the occupation; only its first four digits are a
safe code. The skill lists hold the last part of ESCO skill addresses.
"""

from __future__ import annotations

import re
from typing import Any

from passerelle.formats.mapping import Format
from passerelle.formats.phrases import ESCO_SKILL
from passerelle.formats.tabular import Header
from passerelle.formats.view import View

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CODE = re.compile(r"(\d{4})(\.[\d.]+)?")


def is_ethiopian(sample: Any) -> bool:
    """Whether a table has the columns of these adverts."""
    return isinstance(sample, Header) and {"ID", "title", "esco_code", "skills_essential"} <= set(sample.names)


def parse(row: View) -> dict[str, Any]:
    """The fields of a vacancy; posts stay unknown, for an advert is not a post."""
    essential = _skills(row["skills_essential"], "essential")
    named = {item["concept"] for item in essential}
    optional = [item for item in _skills(row["skills_optional"], "optional") if item["concept"] not in named]
    name = row["ID"].identifier()
    return {
        "id": f"eth-{name}" if name else None,
        "origin": "advert",
        "title": row["title"].text(),
        "description": row["description"].text(),
        "country": "ETH",
        "occupation_isco08": _isco(row["esco_code"]),
        "requirements": essential + optional,
    }


def _isco(code: View) -> str | None:
    match = _CODE.fullmatch(str(code.value or "").strip())
    if match is None:
        return None
    code.carried()
    if match.group(2):
        code.note("only the first four digits are an ISCO-08 code; the rest numbers an ESCO occupation locally")
    return match.group(1)


def _skills(cell: View, importance: str) -> list[dict[str, Any]]:
    text = cell.text() or ""
    found = list(dict.fromkeys(_UUID.findall(text.casefold())))
    if text.count("'") > 2 * len(_UUID.findall(text.casefold())):
        cell.note("some items are not ids of ESCO skills")
    return [
        {"kind": "skill", "concept": ESCO_SKILL + item, "importance": importance, "source": "coded"} for item in found
    ]


FORMAT = Format(
    "ethiopia-csv", "Ethiopian adverts with ESCO codes, CSV", ("vacancy",), ("csv",),
    recognises=is_ethiopian, parse=parse,
    read_reasons={
        "general_classification": "a list of sectors of its own, not ISIC",
        "esco_code": "not an ISCO-08 code with a local number",
    },
)  # fmt: skip
