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

    Labels need no `normalised`. Of several preferred labels in one language the first stays preferred; a label whose
    kind is None becomes preferred where its language has none. Empty and repeated labels are dropped.
    """
    return Tables(
        _table("concepts", concepts),
        _table("labels", _clean_labels(labels)),
        _table("relations", relations),
    )


def _clean_labels(labels: Iterable[Row]) -> list[dict[str, Any]]:
    rows = [dict(row, label=" ".join(str(row["label"]).split())) for row in labels if row["label"]]
    first: dict[tuple[str, str], str] = {}
    for wanted in ("preferred", None):
        for row in rows:
            if row["kind"] == wanted and row["label"]:
                first.setdefault((row["uri"], row["language"]), row["label"])
    memo: dict[str, str] = {}
    seen: set[tuple[str, str, str, bool]] = set()
    kept = []
    for row in rows:
        label, chosen = row["label"], first.get((row["uri"], row["language"]))
        kind = "preferred" if label == chosen else "hidden" if row["kind"] == "hidden" else "alternative"
        key = (row["uri"], row["language"], label, kind == "hidden")
        if not label or key in seen:
            continue
        seen.add(key)
        if label not in memo:
            memo[label] = normalise(label)
        kept.append(dict(row, kind=kind, normalised=memo[label]))
    return kept


def _table(name: str, rows: Iterable[Row]) -> pa.Table:
    keys, schema = _KEYS[name], _SCHEMAS[name]
    unique: dict[tuple[str, ...], Row] = {}
    for row in rows:
        unique.setdefault(tuple(row.get(key) or "" for key in keys), row)
    ordered = [unique[key] for key in sorted(unique)]
    return pa.table({f.name: [row.get(f.name) for row in ordered] for f in schema}, schema=schema)
