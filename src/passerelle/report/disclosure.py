"""Disclosure control: the last thing that touches a published table, and the only place that hides a number.

A cell that counts persons and lies from 1 to k-1 is shown as "fewer than k"; with it go all other figures of the row
that were summed over those persons. Zero is shown: that nobody is in a cell is what a gap table is for. What this does
not do: hide further cells so that a hidden one cannot be worked out from a total or from another table (secondary
suppression). The tables here therefore print no totals over hidden cells; who publishes several reports on one group
must compare them first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DEFAULT_THRESHOLD = 5


@dataclass(frozen=True)
class Fewer:
    """In place of a number: fewer than `than` persons."""

    than: int

    def __str__(self) -> str:
        return f"<{self.than}"


def is_small(count: Any, threshold: int) -> bool:
    """Does the cell count at least one person and fewer than the threshold?"""
    return isinstance(count, int) and 0 < count < threshold


def protect(
    rows: Iterable[Mapping[str, Any]],
    *,
    persons: Sequence[str],
    summed: Mapping[str, str] | None = None,
    threshold: int = DEFAULT_THRESHOLD,
) -> list[dict[str, Any]]:
    """Rows with small counts hidden.

    `persons`: columns that count persons. `summed`: columns by the column of `persons` over whom they were summed;
    they are hidden with it.
    """
    protected = []
    for row in rows:
        small = {name for name in persons if is_small(row.get(name), threshold)}
        hidden = small | {name for name, of in (summed or {}).items() if of in small and row.get(name) is not None}
        protected.append({name: Fewer(threshold) if name in hidden else value for name, value in row.items()})
    return protected
