"""ISCO-08: the ILO's structure workbook."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl

from passerelle.records.errors import BadTaxonomy
from passerelle.taxonomy.archive import check_members
from passerelle.taxonomy.release import Release
from passerelle.taxonomy.schema import ISCO, Row, Tables, tables_of

SHEET = "ISCO-08 EN Struct and defin"
_COLUMNS = ("ISCO 08 Code", "Title EN")
_SIZES = {1: 10, 2: 43, 3: 130, 4: 436}


def isco_rows(codes: Iterable[tuple[str, str, str | None]]) -> tuple[list[Row], list[Row], list[Row]]:
    """Concepts, labels and broader relations from (code, English title, definition or None).

    URIs are ESCO's: both schemes then speak of the same groups.
    """
    concepts: list[Row] = []
    labels: list[Row] = []
    relations: list[Row] = []
    for code, title, definition in codes:
        uri = ISCO + code
        concepts.append(
            {
                "uri": uri,
                "notation": code,
                "scheme": "isco08",
                "kind": "isco_group",
                "preferred_label_en": title,
                "definition": definition,
                "isco08": code if len(code) == 4 else None,
                "status": "released",
            }
        )
        labels.append({"uri": uri, "language": "en", "kind": "preferred", "label": title})
        if len(code) > 1:
            ends = {"subject_scheme": "isco08", "object_scheme": "isco08"}
            relations.append({"subject": uri, "predicate": "broader", "object": ISCO + code[:-1], **ends})
    return concepts, labels, relations


def read_workbook(path: Path) -> tuple[Release, Tables]:
    """The ILO workbook as a release: 10 major, 43 sub-major, 130 minor and 436 unit groups with definitions."""
    rows = _sheet_rows(path)
    sizes = {n: sum(len(code) == n for code, _, _ in rows) for n in _SIZES}
    if sizes != _SIZES or len({code for code, _, _ in rows}) != len(rows):
        raise BadTaxonomy(
            f"{path.name}: groups by number of digits are {sizes}; expected {_SIZES}, as in ISCO-08, each code once."
        )
    release = Release(
        "isco08",
        "2012",
        title="International Standard Classification of Occupations 2008",
        publisher="International Labour Organization",
        licence="Copyright ILO 2012: for use where it was obtained, not for redistribution",
        attribution="Source: International Labour Organization, ISCO-08.",
    )
    return release, tables_of(*isco_rows(rows))


def _sheet_rows(path: Path) -> list[tuple[str, str, str | None]]:
    try:
        with zipfile.ZipFile(path) as archive:
            check_members(path.name, archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles it drops
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            sheets = book.sheetnames
            cells = list(book[SHEET].iter_rows(values_only=True)) if SHEET in sheets else None
            book.close()
    except BadTaxonomy:
        raise
    except Exception as error:  # openpyxl raises whatever it trips over in a damaged file
        raise BadTaxonomy(f"{path.name}: not a whole workbook ({error}); expected .xlsx.") from None
    if cells is None:
        raise BadTaxonomy(f"{path.name}: has sheets {', '.join(sheets)}; expected the ILO's '{SHEET}'.")
    names = [str(c or "").strip() for c in cells[0]] if cells else []
    if not set(names).issuperset(_COLUMNS):
        raise BadTaxonomy(f"{path.name}: sheet has columns {', '.join(names)}; expected {', '.join(_COLUMNS)}.")
    code, title = (names.index(c) for c in _COLUMNS)
    definition = names.index("Definition") if "Definition" in names else None
    return [
        (str(c[code]).strip(), str(c[title]).strip(), str(c[definition]) if definition and c[definition] else None)
        for c in cells[1:]
        if c[code] is not None
    ]
