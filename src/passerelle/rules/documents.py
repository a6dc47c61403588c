"""YAML files as plain data that remember their lines.

Files are read as events, so that nothing is built that the format does not allow: no tags, no anchors or
aliases, no duplicate keys, no depth or size beyond the caps. Unquoted words follow YAML 1.2, not 1.1:
`no` and `NO` stay text (Norway is a country), `0110` stays text (an occupation), `13.90` is an exact
Decimal, `2026-08-19` a date, `true`, `false` and `null` what they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from passerelle.records.errors import NotThere
from passerelle.rules.problems import BadRuleFile, Problem, bad_rule

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_DIGITS = 18

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONSTANTS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_CONSTANTS |= {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Document:
    """One YAML file: where it is, the line it starts on, its data, and the line of every field."""

    path: Path
    line: int
    data: dict[str, Any]
    lines: dict[Location, int] = field(repr=False, compare=False)

    def line_of(self, location: Location) -> int:
        """The line of a field, or of the nearest thing around it that is in the file."""
        while location:
            if location in self.lines:
                return self.lines[location]
            location = location[:-1]
        return self.line

    def problem(self, location: Location, message: str) -> Problem:
        """A problem at a field of this document."""
        return Problem(self.path, self.line_of(location), field_name(location), message)


def field_name(location: Location) -> str:
    """A location as people write it: `rows[2].when`; lists count from 1, as lawyers do."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_document(path: Path) -> Document:
    """One YAML file as a Document. Raises BadRule with file and line if it is not plain, safe YAML."""
    text = _text(path)
    reader = _Reader(path)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _error(path, line, f"not YAML: {_reason(error)}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise _error(path, 1, f"not YAML: {' '.join(str(error).split())}") from None
    return reader.document()


def documents_in(folder: Path, kind: str) -> list[Path]:
    """The files of a kind: every `*.yaml` under a folder named after it, in stable order."""
    if not folder.is_dir():
        raise NotThere(f"{folder}: no such folder; a rulebook is a folder with facts/ and */rules/")
    found = (path for path in folder.rglob("*.yaml") if kind in path.relative_to(folder).parts[:-1])
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def read_documents(folder: Path, kind: str) -> list[Document]:
    """All documents of a kind (`procedures`, `steps`, `corridors`, …) under a rulebook folder.

    Raises BadRule for the first file that is not plain YAML or has no `id`, and for an id used twice.
    """
    documents = [read_document(path) for path in documents_in(folder, kind)]
    seen: dict[tuple[Any, Any], Document] = {}
    for document in documents:
        problem = id_problem(document, seen)
        if problem:
            raise bad_rule([problem])
    return documents


def id_problem(document: Document, seen: dict[tuple[Any, Any], Document]) -> Problem | None:
    """Whether a document lacks an id or repeats one of `seen` (which it joins)."""
    identifier, version = document.data.get("id"), document.data.get("version")
    if not isinstance(identifier, str) or not identifier:
        return document.problem(("id",), "an id is required: text such as deu.step.german-b1")
    if not isinstance(version, int | str | None):
        return document.problem(("version",), "expected a whole number")
    other = seen.setdefault((identifier, version), document)
    if other is not document:
        return document.problem(("id",), f"{identifier} is already in {other.path}:{other.line_of(('id',))}")
    return None


def validate(document: Document, model: type[Model]) -> Model:
    """The document as a pydantic model. Raises BadRule naming file, line, field, value and what was expected."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise bad_rule(problems_of(document, error)) from None


def problems_of(document: Document, error: ValidationError) -> list[Problem]:
    """A pydantic error as problems with file and line."""
    return [_problem_of(document, detail) for detail in error.errors(include_url=False)]


def _problem_of(document: Document, detail: Any) -> Problem:
    location = tuple(part for part in detail["loc"] if part != "[key]")
    known = _known(document, location)
    message = str(detail["msg"]).removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    if detail["type"] == "missing":
        message = "this key is required"
    elif detail["type"] == "extra_forbidden":
        message = "there is no such key in the format"
    elif not isinstance(detail["input"], dict | list | BaseModel):
        message += f"; got {_shown(detail['input'])}"
    name = location if detail["type"] in {"missing", "extra_forbidden"} else known or location
    return Problem(document.path, document.line_of(known), field_name(name), message)


def _known(document: Document, location: Location) -> Location:
    """The longest part of a pydantic location that is a place in the file (unions add parts of their own)."""
    place: Location = ()
    for part in location:
        if (*place, part) in document.lines:
            place = (*place, part)
    return place


def _shown(value: object) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value) if not isinstance(value, str) else value
    return repr(text if len(text) <= 60 else text[:57] + "…") if isinstance(value, str) else text[:60]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotThere(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise _error(path, 1, f"the file is larger than {MAX_BYTES} bytes; one file is one record")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _error(path, line, "not UTF-8 text; save the file as UTF-8") from None


def _reason(error: yaml.MarkedYAMLError) -> str:
    reason = " ".join(part for part in (error.context, error.problem) if part)
    if "mapping values are not allowed" in reason:
        reason += "; text with a colon in it needs quotes"
    return reason


def _error(path: Path, line: int, message: str, name: str = "") -> BadRuleFile:
    return bad_rule([Problem(path, line, name, message)])


@dataclass
class _Open:
    """A mapping or list whose end has not been read yet."""

    value: dict[str, Any] | list[Any]
    location: Location
    key: str | None = None


class _Reader:
    """Builds plain data from YAML events, and keeps the line of every field."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Location, int] = {}
        self.stack: list[_Open] = []
        self.documents = 0
        self.root: Any = None
        self.first_line = 1

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._start_document(line)
        elif isinstance(event, yaml.AliasEvent):
            raise self._error(line, "aliases (*name) are not allowed; write the value out")
        elif isinstance(event, yaml.NodeEvent):
            self._node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def document(self) -> Document:
        if not isinstance(self.root, dict):
            raise self._error(self.first_line, "expected one record: `key: value` lines")
        return Document(self.path, self.first_line, self.root, self.lines)

    def _start_document(self, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self._error(line, "one file holds one record; `---` may not start a second one")

    def _node(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise self._error(line, "anchors (&name) are not allowed; write the value out")
        if event.tag is not None and event.tag != "!":
            raise self._error(line, f"tags are not allowed: {event.tag}")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        else:
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)

    def _open(self, value: dict[str, Any] | list[Any], line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self._error(line, f"nested deeper than {MAX_DEPTH} levels")
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            raise self._error(line, "a key must be one word; if this is text that begins with { or [, quote it")
        location = self._place(value, line)
        self.stack.append(_Open(value, location))

    def _scalar(self, event: Any, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value, line)
        else:
            self._place(self._resolve(event, line) if event.implicit[0] else event.value, line)

    def _key(self, top: _Open, key: str, line: int) -> None:
        if key in top.value:
            first = self.lines[(*top.location, key)]
            raise self._error(line, f"the key {key} is already there, on line {first}")
        top.key = key
        self.lines[(*top.location, key)] = line

    def _place(self, value: Any, line: int) -> Location:
        if not self.stack:
            self.root, self.first_line = value, line
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            location = (*top.location, len(top.value))
            top.value.append(value)
            self.lines[location] = line
            return location
        location = (*top.location, str(top.key))
        top.value[str(top.key)] = value
        top.key = None
        return location

    def _resolve(self, event: Any, line: int) -> Any:
        text: str = event.value
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
            if sum(map(str.isdigit, text)) > MAX_DIGITS:
                raise self._error(line, f"a number of more than {MAX_DIGITS} digits; if it is a code, quote it")
            return Decimal(text) if "." in text else int(text)
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise self._error(line, f"{text} is not a day of the calendar") from None
        return text

    def _error(self, line: int, message: str) -> BadRuleFile:
        top = self.stack[-1] if self.stack else None
        key = (top.key,) if top and top.key is not None else ()
        return _error(self.path, line, message, field_name((*top.location, *key)) if top else "")
