"""The three tables of a scheme, and the one place that makes them from rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from passerelle.taxonomy.labels import normalise

# Where a concept has no URI of its publisher, we mint one here. The host is reserved (RFC 2606): it never resolves.
BASE = "https://passerelle.example"
ESCO_OCCUPATION = "http://data.europa.eu/esco/occupation/"
ISCO = "http://data.europa.eu/esco/isco/C"
ISCED_F = "http://data.europa.eu/esco/isced-f/"

CONCEPT_KINDS = ("occupation", "skill", "knowledge", "skill_group", "isco_group", "isced_field", "level")
LABEL_KINDS = ("preferred", "alternative", "hidden")
MATCH_PREDICATES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")
PREDICATES = ("broader", "essential", "optional", "related", *MATCH_PREDICATES)
# `A broadMatch B` says, as in SKOS, that B is the broader one. So seen from B it is narrowMatch.
INVERSE_MATCH = {
    "exactMatch": "exactMatch",
    "closeMatch": "closeMatch",
    "broadMatch": "narrowMatch",
    "narrowMatch": "broadMatch",
}

CONCEPTS = pa.schema(
    [
        pa.field("uri", pa.string(), nullable=False),
        ("notation", pa.string()),  # the publisher's code, as text: leading zeros count
        pa.field("scheme", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # one of CONCEPT_KINDS
        ("preferred_label_en", pa.string()),  # null where the release has no English
        ("definition", pa.string()),
        ("reuse_level", pa.string()),  # transversal | cross-sector | sector-specific | occupation-specific
        ("isco08", pa.string()),  # of an occupation: the 4-digit unit group
        ("ordinal", pa.int16()),  # of a level: its place in the order
        ("status", pa.string()),
    ]
)
LABELS = pa.schema(
    [
        pa.field("uri", pa.string(), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # one of LABEL_KINDS
        pa.field("label", pa.string(), nullable=False),
        pa.field("normalised", pa.string(), nullable=False),
    ]
)
RELATIONS = pa.schema(
    [
        pa.field("subject", pa.string(), nullable=False),
        pa.field("predicate", pa.string(), nullable=False),  # one of PREDICATES
        pa.field("object", pa.string(), nullable=False),
        ("strength", pa.string()),  # of `related`: essential | optional, as ESCO says it of two skills
        ("subject_scheme", pa.string()),
        ("object_scheme", pa.string()),
    ]
)
_KEYS = {
    "concepts": ("uri",),
    "labels": ("uri", "language", "kind", "label"),
    "relations": ("subject", "predicate", "object", "strength"),
}
_SCHEMAS = {"concepts": CONCEPTS, "labels": LABELS, "relations": RELATIONS}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Tables:
    """Concepts, labels and relations of one scheme; always sorted by key and free of repeats."""

    concepts: pa.Table
    labels: pa.Table
    relations: pa.Table


def tables_of(concepts: Iterable[Row], labels: Iterable[Row], relations: Iterable[Row]) -> Tables:
    """Tables from rows in any order. The first of two rows with one key is kept.

    Labels need no `normalised`. A label that is empty or repeats the preferred label of its language is dropped.
    """
    return Tables(
        _table("concepts", concepts),
        _table("labels", _clean_labels(labels)),
        _table("relations", relations),
    )


def _clean_labels(labels: Iterable[Row]) -> list[dict[str, Any]]:
    rows = [dict(row, label=" ".join(str(row["label"]).split())) for row in labels if row["label"]]
    preferred = {(r["uri"], r["language"], r["label"]) for r in rows if r["kind"] == "preferred"}
    memo: dict[str, str] = {}
    kept = []
    for row in rows:
        label = row["label"]
        if not label or (row["kind"] != "preferred" and (row["uri"], row["language"], label) in preferred):
            continue
        if label not in memo:
            memo[label] = normalise(label)
        kept.append(dict(row, normalised=memo[label]))
    return kept


def _table(name: str, rows: Iterable[Row]) -> pa.Table:
    keys, schema = _KEYS[name], _SCHEMAS[name]
    unique: dict[tuple[str, ...], Row] = {}
    for row in rows:
        unique.setdefault(tuple(row.get(key) or "" for key in keys), row)
    ordered = [unique[key] for key in sorted(unique)]
    return pa.table({f.name: [row.get(f.name) for row in ordered] for f in schema}, schema=schema)


def merged(old: Tables, new: Tables) -> Tables:
    """`new` laid over `old`: its rows win, what it does not mention stays (a further language, later relations)."""
    english = {u for u, label in _pairs(new.concepts) if label is not None}
    old_rows, new_rows = old.concepts.to_pylist(), new.concepts.to_pylist()
    concepts = [r for r in new_rows if r["uri"] in english] + old_rows + new_rows
    return tables_of(
        concepts,
        new.labels.to_pylist() + old.labels.to_pylist(),
        new.relations.to_pylist() + old.relations.to_pylist(),
    )


def _pairs(concepts: pa.Table) -> Iterable[tuple[str, str | None]]:
    return zip(concepts["uri"].to_pylist(), concepts["preferred_label_en"].to_pylist(), strict=True)
