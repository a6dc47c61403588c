"""The classifications inside the package, read from reviewable CSV: content, not code."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from passerelle.taxonomy.isco import isco_rows
from passerelle.taxonomy.release import Release, counts
from passerelle.taxonomy.schema import BASE, ISCED_F, Row, Tables, tables_of

FOLDERS = ("starter", "isco08", "isced2011", "iscedf2013", "cefr", "eqf")
_Rows = tuple[list[Row], list[Row], list[Row]]


@cache
def embedded_tables() -> Tables:
    """Starter scheme, ISCO-08, ISCED 2011, ISCED-F 2013, CEFR and EQF as one set of tables."""
    parts = [_starter(), isco_rows((r["code"], r["title_en"], None) for r in read("isco08", "structure.csv"))]
    parts += [
        _levels("isced2011", "levels.csv"),
        _levels("cefr", "levels.csv"),
        _levels("eqf", "levels.csv"),
        _fields(),
    ]
    return tables_of(*([row for part in parts for row in part[i]] for i in range(3)))


@cache
def embedded_release() -> Release:
    """Publishers and licences of what is embedded; the version is that of the starter scheme."""
    sources = [source(folder) for folder in FOLDERS]
    starter = sources[0]
    return Release(
        "starter",
        starter["version"],
        title=starter["title"],
        publisher=starter["publisher"],
        licence=starter["licence"],
        attribution="\n".join(s["attribution"] for s in sources),
        files=tuple({"name": f"{s['folder']}/{n}", "sha256": h} for s in sources for n, h in s["sha256"].items()),
        counts=counts(embedded_tables()),
    )


def source(folder: str) -> dict[str, Any]:
    """`source.toml` of an embedded classification: publisher, licence, date, attribution, sha256 of each file."""
    return {"folder": folder, **tomllib.loads((_root() / folder / "source.toml").read_text(encoding="utf-8"))}


def read(folder: str, name: str) -> list[dict[str, str]]:
    """Rows of an embedded CSV."""
    with (_root() / folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _root() -> Any:
    return files("passerelle") / "data" / "classifications"


def _starter() -> _Rows:
    relations: list[Row] = [
        {**r, "strength": None, "subject_scheme": "starter"} for r in read("starter", "relations.csv")
    ]
    return (
        [{k: v or None for k, v in row.items()} | {"scheme": "starter"} for row in read("starter", "concepts.csv")],
        list(read("starter", "labels.csv")),
        relations,
    )


def _levels(scheme: str, name: str) -> _Rows:
    concepts: list[Row] = []
    labels: list[Row] = []
    for row in read(scheme, name):
        uri = f"{BASE}/{scheme}/{row['code']}"
        concepts.append(
            {
                "uri": uri,
                "notation": row["code"],
                "scheme": scheme,
                "kind": "level",
                "preferred_label_en": row["title_en"],
                "ordinal": int(row["ordinal"]) if row["ordinal"] else None,  # "not elsewhere classified" has none
                "status": "released",
            }
        )
        labels.append({"uri": uri, "language": "en", "kind": "preferred", "label": row["title_en"]})
    return concepts, labels, []


def _fields() -> _Rows:
    concepts: list[Row] = []
    labels: list[Row] = []
    relations: list[Row] = []
    for row in read("iscedf2013", "fields.csv"):
        code, title = row["code"], row["title_en"]
        common = {"notation": code, "scheme": "iscedf2013", "kind": "isced_field", "status": "released"}
        concepts.append({"uri": ISCED_F + code, "preferred_label_en": title, **common})
        labels.append({"uri": ISCED_F + code, "language": "en", "kind": "preferred", "label": title})
        if len(code) == 3:
            ends = {"subject_scheme": "iscedf2013", "object_scheme": "iscedf2013"}
            relations.append({"subject": ISCED_F + code, "predicate": "broader", "object": ISCED_F + code[:2], **ends})
    return concepts, labels, relations
