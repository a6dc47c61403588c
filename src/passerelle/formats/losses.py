"""What a conversion could not carry: one line per field path and reason, with a count and an example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from passerelle.store import write_json

Direction = Literal["read", "write"]

WITHHELD = "withheld: no rule needs it"
"""Reason for personal data that is left behind on purpose."""
CUT = 80


def cut(value: object) -> str:
    """A value as one short printable line."""
    text = " ".join(str(value)[: 4 * CUT].split())
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= CUT else text[: CUT - 1] + "…"


@dataclass
class Lost:
    """One field path that could not be carried, how often, the first value, and why."""

    direction: Direction
    path: str
    count: int
    example: str
    reason: str


class LossReport:
    """Collects what was lost on reading and on writing; memory is bounded by the number of field paths."""

    def __init__(self) -> None:
        self._entries: dict[tuple[Direction, str, str], Lost] = {}

    def add(self, direction: Direction, path: str, *, example: object, reason: str, count: int = 1) -> None:
        """Count one lost value; the example is the first value seen, cut to 80 characters.

        A value that is withheld is not shown: a report is no place for what was left out to protect a person.
        """
        shown = "(not shown)" if reason.startswith("withheld") else cut(example)
        entry = self._entries.get((direction, path, reason))
        if entry is None:
            self._entries[direction, path, reason] = Lost(direction, path, count, shown, reason)
        else:
            entry.count += count

    def __iter__(self) -> Iterator[Lost]:
        return iter(sorted(self._entries.values(), key=lambda lost: (lost.direction, lost.path, lost.reason)))

    def __len__(self) -> int:
        return len(self._entries)

    def paths(self, direction: Direction | None = None) -> set[str]:
        """The field paths that lost something."""
        return {entry.path for entry in self if direction in (None, entry.direction)}

    def rows(self) -> list[dict[str, object]]:
        """The report as plain rows, sorted by direction and path."""
        return [asdict(entry) for entry in self]

    def write(self, path: Path) -> None:
        """Write the report as JSON, atomically."""
        write_json(path, self.rows())
