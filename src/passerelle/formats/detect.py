"""What a file is: its medium by its first bytes, its format by what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from passerelle.formats.catalogue import FORMATS
from passerelle.formats.columns import plain_name
from passerelle.formats.intake import head_of, is_gzip, start_of
from passerelle.formats.json_records import is_lines, sample_of
from passerelle.formats.mapping import Format
from passerelle.formats.native import kind_of_names
from passerelle.formats.parquet import parquet_names
from passerelle.formats.settle import KINDS
from passerelle.formats.spreadsheet import sheet_names
from passerelle.formats.tabular import Header, header_of
from passerelle.formats.xml_tree import read_xml
from passerelle.records.errors import BadInput, NotThere, UnknownCode

_LINES = (".jsonl", ".ndjson")
_TABLES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Found:
    """A file that was looked into: its medium, format and kind, and what of it was already read."""

    medium: str
    format: Format
    kind: str
    sample: Any


def detect(path: Path, *, kind: str | None, name: str | None) -> Found:
    """Look into a file. NotThere if there is none; BadInput if it is none of the formats, or not the one named."""
    if not path.exists():
        raise NotThere(f"there is no file {path}")
    known_kind(kind)
    named = known_format(name)
    medium = _medium(path)
    sample = _sample(path, medium)
    chosen = named or _recognised(medium, sample) or _native(medium)
    if medium not in chosen.media:
        raise BadInput(f"{path.name} is {medium}, not {chosen.title} ({', '.join(chosen.media)})")
    if not chosen.reads:
        raise BadInput(f"{chosen.title} can be written, not read")
    if not chosen.native and not chosen.recognises(sample):
        raise BadInput(f"{path.name} is not {chosen.title}; {_shape(sample)}")
    found = kind or (_native_kind(sample, path) if chosen.native else chosen.kinds[0])
    other = _plainly_another(sample, found) if chosen.native else None
    if other:
        raise BadInput(f"{path.name} holds {other} records, not {found}")
    if found not in chosen.kinds:
        raise BadInput(f"{path.name} is {chosen.title}, which holds {chosen.kinds[0]} records, not {found}")
    return Found(medium, chosen, found, sample)


def known_kind(kind: str | None) -> None:
    """UnknownCode if a kind is not one of ours."""
    if kind is not None and kind not in KINDS:
        raise UnknownCode(f"{kind!r} is no kind of record; expected {', '.join(KINDS)}")


def known_format(name: str | None) -> Format | None:
    """The format of a name. UnknownCode if there is none."""
    if name is not None and name not in FORMATS:
        raise UnknownCode(f"{name!r} is no format; expected one of {', '.join(FORMATS)}")
    return FORMATS[name] if name else None


def plain_suffix(path: Path) -> str:
    """The ending of a file name, without .gz."""
    suffixes = [suffix.casefold() for suffix in path.suffixes if suffix.casefold() != ".gz"]
    return suffixes[-1] if suffixes else ""


def _medium(path: Path) -> str:
    if path.is_dir():
        raise BadInput(f"{path} is a folder; expected a file")
    if not is_gzip(path):
        magic = head_of(path, 4)
        if magic == b"PAR1":
            return "parquet"
        if magic == b"PK\x03\x04":
            return "xlsx"
    suffix = plain_suffix(path)
    if suffix in (".parquet", ".xlsx"):
        start_of(path)
        raise BadInput(f"{path.name} is not {suffix.removeprefix('.')}: it does not begin as one")
    return _text_medium(path, suffix)


def _text_medium(path: Path, suffix: str) -> str:
    start = start_of(path).lstrip()
    if suffix in _LINES:
        return "jsonl"
    if suffix in _TABLES:
        return "csv"
    if start[:1] == b"<":
        return "xml"
    if start[:1] == b"[":
        return "json"
    if start[:1] == b"{":
        return "jsonl" if is_lines(path) else "json"
    if suffix in (".json", ".xml"):
        raise BadInput(f"{path.name} is not {suffix[1:].upper()}: it begins with {start[:20]!r}")
    return "csv"


def _sample(path: Path, medium: str) -> Any:
    if medium == "parquet":
        return parquet_names(path)
    if medium == "xlsx":
        return sheet_names(path)
    if medium == "xml":
        return read_xml(path)
    if medium == "csv":
        return header_of(start_of(path, 2**20), path)
    return sample_of(path, lines=medium == "jsonl")


def _recognised(medium: str, sample: Any) -> Format | None:
    outside = (item for item in FORMATS.values() if not item.native and medium in item.media)
    return next((item for item in outside if item.recognises(sample)), None)


def _native(medium: str) -> Format:
    found = next((item for item in FORMATS.values() if item.native and medium in item.media), None)
    if found is None:
        raise BadInput(f"this {medium.upper()} file is none of the known formats")
    return found


def _native_kind(sample: Any, path: Path) -> str:
    return kind_of_names(names_of(sample), path.name)


def _plainly_another(sample: Any, kind: str) -> str | None:
    """The kind a file is of, where it has fields that only that kind has and none that only `kind` has."""
    names = {str(name).split(".")[0] for name in names_of(sample)}
    own = {name: set(document.model_fields) for name, document in KINDS.items()}
    only = {name: fields.difference(*(f for n, f in own.items() if n != name)) for name, fields in own.items()}
    if names & only[kind]:
        return None
    return next((name for name in only if name != kind and names & only[name]), None)


def names_of(sample: Any) -> tuple[str, ...]:
    """The columns or keys a file has."""
    if sample is None:
        return ()
    return sample.names if isinstance(sample, Header) else tuple(sample)


def _shape(sample: Any) -> str:
    names = ", ".join(plain_name(str(name)) for name in names_of(sample))
    return f"it has {names[:160]}" if names else "it holds no record that can be read"
