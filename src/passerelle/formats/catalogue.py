"""Every format this room knows, by name; the outside ones first, so that they are recognised before our own."""

from __future__ import annotations

from passerelle.formats import (
    ethiopia,
    eures,
    eures_csv,
    europass,
    europass_legacy,
    job_posting,
    job_tech,
    json_resume,
    zambia,
)
from passerelle.formats.mapping import Format

_ALL = ("worker", "vacancy", "programme")
_NATIVE = (
    Format("csv", "Passerelle columns, CSV", _ALL, ("csv",), native=True, suffixes=(".csv",)),
    Format("xlsx", "Passerelle columns, workbook", _ALL, ("xlsx",), native=True, suffixes=(".xlsx",)),
    Format("jsonl", "Passerelle records, JSON Lines", _ALL, ("jsonl",), native=True, suffixes=(".jsonl", ".ndjson")),
    Format("json", "Passerelle records, JSON list", _ALL, ("json",), native=True, suffixes=(".json",)),
    Format("parquet", "Passerelle records, Parquet", _ALL, ("parquet",), native=True, suffixes=(".parquet",)),
)
_OUTSIDE = (
    job_posting.FORMAT,
    ethiopia.FORMAT,
    eures_csv.FORMAT,
    eures.FORMAT,
    job_tech.FORMAT,
    zambia.FORMAT,
    json_resume.FORMAT,
    europass.FORMAT,
    europass_legacy.FORMAT_XML,
    europass_legacy.FORMAT_JSON,
)

FORMATS: dict[str, Format] = {item.name: item for item in (*_OUTSIDE, *_NATIVE)}
"""All formats by name."""
