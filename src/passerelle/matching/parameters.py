"""The numbers of the score, in one frozen document whose digest a build pins in its manifest."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from pydantic import model_validator

from passerelle.records import Document

How = Literal["covered", "narrower", "broader", "related", "sibling", "missing"]
HOWS: tuple[How, ...] = ("covered", "narrower", "broader", "related", "sibling")
"""Ways a held skill can earn credit, in the order in which ties are named in an explanation."""

FULL_CREDIT = 48
FULL_WEIGHT = 1000
FULL_SCORE = FULL_CREDIT * FULL_WEIGHT
LEVELS = 4
"""Skill levels run from 1 to 4; 0 stands for a level that is not stated."""

Table = tuple[tuple[tuple[int, ...], ...], ...]


class Parameters(Document):
    """Weights of importance in permille and credits in 48ths.

    `table[how][held level][required level]` is the credit in 48ths, `how` in the order of HOWS, levels 0 (not stated)
    to 4. Where it is not given it is made here and nowhere else: credit x min(1, held / required), halves up; the
    factor is 1 where either level is not stated. Rounding happens once, in this table, so that every engine agrees.
    """

    essential: int = 1000
    optional: int = 300
    covered: int = 48
    narrower: int = 44
    broader: int = 24
    related: int = 24
    sibling: int = 12
    table: Table = ()

    @model_validator(mode="before")
    @classmethod
    def _fill_table(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("table"):
            return data
        credits = [data.get(how, cls.model_fields[how].default) for how in HOWS]
        return {**data, "table": credit_table(credits)}

    @model_validator(mode="after")
    def _check(self) -> Parameters:
        if self.essential < 1 or self.optional < 1:
            raise ValueError("the weights of essential and optional must be at least 1 permille")
        if len(self.table) != len(HOWS) or any(len(rows) != 5 or any(len(r) != 5 for r in rows) for rows in self.table):
            raise ValueError(f"the credit table must have {len(HOWS)} x 5 x 5 numbers: how, held level, required level")
        if not all(0 <= credit <= FULL_CREDIT for rows in self.table for row in rows for credit in row):
            raise ValueError(f"a credit must lie between 0 and {FULL_CREDIT}")
        if any(rows[level][r] > rows[level + 1][r] for rows in self.table for level in (1, 2, 3) for r in range(5)):
            raise ValueError("a higher level held must never earn less credit")
        return self

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))

    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hex: what a manifest pins."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def credit_table(credits: list[int]) -> Table:
    """credits x min(1, held / required), halves up; shape (len(credits), 5, 5)."""
    steps = range(LEVELS + 1)
    return tuple(tuple(tuple(_scaled(credit, held, asked) for asked in steps) for held in steps) for credit in credits)


def _scaled(credit: int, held: int, asked: int) -> int:
    if not held or not asked or held >= asked:
        return credit
    return (2 * credit * held + asked) // (2 * asked)


DEFAULT = Parameters()
"""The documented default: docs/matching.md."""
