"""A record seen value by value, so that nothing of it disappears unnoticed.

A mapping asks a `View` for the values it understands; each value asked for counts as carried. What nobody asked for
is reported as lost when the ledger is closed, with the reason of the longest known path. The same view serves both
ways: over an outside record when reading, over our own document when writing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import Any

from passerelle.formats.losses import Direction, LossReport
from passerelle.records.dates import check_partial
from passerelle.records.errors import UnknownCode

Path = tuple[str | int, ...]

SPACE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What is stripped from both ends of a text, as the records do it."""
MAX_TEXT = 50_000
MAX_ID = 200
NO_FIELD = "there is no field for it"
NONE_ASKED = "the format cannot say 'none, and that was asked'"
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:$|[T ])")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Ledger:
    """Which values of one record were carried, and where the others are reported."""

    def __init__(self, loss: LossReport, direction: Direction, reasons: Mapping[str, str]) -> None:
        self.loss, self.direction, self.reasons = loss, direction, reasons
        self.done: set[Path] = set()
        self._patterns = [name for name in reasons if "*" in name]

    def report(self, path: Path, value: object, reason: str) -> None:
        """Name one lost value."""
        self.loss.add(self.direction, named(path), example=value, reason=reason)

    def close(self, record: Any) -> None:
        """Report every value of the record that was neither carried nor reported."""
        for path, value in leaves(record):
            if not any(path[:length] in self.done for length in range(len(path) + 1)):
                self.report(path, value, NONE_ASKED if value == () else self._reason(path))

    def _reason(self, path: Path) -> str:
        parts = [part for part in path if isinstance(part, str)]
        for length in range(len(parts), 0, -1):
            name = ".".join(parts[:length])
            if name in self.reasons:
                return self.reasons[name]
            for pattern in self._patterns:
                if fnmatchcase(name, pattern):
                    return self.reasons[pattern]
        return self.reasons.get("", NO_FIELD)


def named(path: Path) -> str:
    """A path as text, with `[]` for any place in a list."""
    return "".join("[]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of a nested record that says something, with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list | tuple) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif value not in (None, "", {}) and (value != [] or isinstance(value, tuple)):
        yield path, value


class View:
    """One place in a record. Reading a value marks it as carried."""

    __slots__ = ("_ledger", "path", "value")

    def __init__(self, value: Any, ledger: Ledger, path: Path = ()) -> None:
        self.value, self._ledger, self.path = value, ledger, path

    def __getitem__(self, key: str) -> View:
        """The value under a key, or nothing; of a list, that of its first item."""
        if isinstance(self.value, list | tuple) and self.value:
            return self.each()[0][key]
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return View(found, self._ledger, (*self.path, key))

    def __bool__(self) -> bool:
        return self.value not in (None, "", [], {}, ())

    def first(self, *keys: str) -> View:
        """The first of several keys that says something."""
        views = [self[key] for key in keys]
        return next((view for view in views if view), views[0])

    def each(self) -> list[View]:
        """The items of a list; one item for a single value; none for nothing."""
        if isinstance(self.value, list | tuple):
            return [View(item, self._ledger, (*self.path, index)) for index, item in enumerate(self.value)]
        return [self] if self else []

    def carried(self) -> View:
        """Mark this value, and all within it, as carried (or as having nothing to carry)."""
        self._ledger.done.add(self.path)
        return self

    def raw(self) -> Any:
        """The value as it is."""
        return self.carried().value

    def lose(self, reason: str) -> None:
        """Report this value, and all within it, as lost for a reason."""
        for path, value in leaves(self.value, self.path):
            self._ledger.report(path, value, reason)
        self.carried()

    def note(self, reason: str) -> None:
        """Report that the value is carried only in part."""
        self._ledger.report(self.path, self.value, reason)

    def text(self, limit: int = MAX_TEXT) -> str | None:
        """The value as stripped text; an element with attributes gives its text and leaves the attributes."""
        if isinstance(self.value, list | tuple):
            return self.each()[0].text(limit) if self.value else None
        if isinstance(self.value, dict):
            return self["#"].text(limit) if "#" in self.value else None
        if self.value is None:
            return None
        self.carried()
        text = str(self.value).strip(SPACE) if not isinstance(self.value, bool) else str(self.value).lower()
        if len(text) > limit:
            self.note(f"longer than {limit:,} characters: cut")
        return text[:limit].strip(SPACE) or None

    def identifier(self) -> str | None:
        """Text that is short enough to be an id; else reported."""
        text = self.text()
        if text is not None and len(text) > MAX_ID:
            self.note(f"longer than the {MAX_ID} characters of an id")
            return None
        return text

    def texts(self) -> list[str]:
        """All texts of a list or a single value."""
        return [text for item in self.each() if (text := item.text())]

    def number(self) -> float | None:
        """A finite number, from a number or its digits; else reported."""
        text = self.text()
        if text is None:
            return None
        if isinstance(self.value, bool) or not _NUMBER.fullmatch(text):
            self.note("not a number")
            return None
        value = float(text)
        if not math.isfinite(value):
            self.note("out of range")
            return None
        return value

    def whole(self, *, low: int = 0, high: int = 1_000_000) -> int | None:
        """A whole number in a range; else reported."""
        value = self.number()
        if value is None:
            return None
        if value != int(value) or not low <= value <= high:
            self.note(f"not a whole number from {low} to {high:,}")
            return None
        return int(value)

    def day(self) -> str | None:
        """An ISO date, from a date, a date and time, or milliseconds since 1970; else reported."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self._day_of_milliseconds()
        text = self.text()
        if text is None:
            return None
        match = _ISO_DAY.match(text)
        try:
            if match:
                return date.fromisoformat(match.group(1)).isoformat()
        except ValueError:
            pass
        self.note("not a date; expected YYYY-MM-DD")
        return None

    def _day_of_milliseconds(self) -> str | None:
        try:
            day = datetime.fromtimestamp(self.carried().value / 1000, tz=UTC).date()
        except (ValueError, OverflowError, OSError):
            self.note("not a point in time")
            return None
        return day.isoformat()

    def partial(self) -> str | None:
        """A date that may be known only to the month or the year; else reported."""
        text = self.text()
        if text is None:
            return None
        try:
            return check_partial(text[:10] if "T" in text[10:11] else text)
        except ValueError:
            self.note("not a date; expected YYYY, YYYY-MM or YYYY-MM-DD")
            return None

    def coded(self, look_up: Callable[[str], str]) -> str | None:
        """The code of a text in one of the code systems of the records; else reported."""
        text = self.text()
        if text is None:
            return None
        try:
            return look_up(text)
        except UnknownCode as error:
            self.note(str(error))
            return None
