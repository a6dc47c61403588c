"""Crosswalks that other schemes have to the one being opened, turned round to be seen from it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from passerelle.taxonomy.release import Release, list_schemes, read_tables
from passerelle.taxonomy.schema import INVERSE_MATCH

MatchRow = tuple[str, str, str, str]  # uri here, predicate as seen from here, uri there, scheme there


def foreign_matches(root: Path, opened: Release) -> list[MatchRow]:
    """Matches to `opened` from the newest version of every other scheme in `root`, and from the starter scheme."""
    from passerelle.taxonomy.embedded import embedded_tables

    newest = {r.scheme: r for r in list_schemes(root) if r.scheme != opened.scheme}
    tables = [read_tables(root, release).relations for release in newest.values()]
    tables.append(embedded_tables().relations)
    # ESCO holds the ISCO groups too, under the same URIs: what points at a group points into both.
    wanted = {"esco", "isco08"} if opened.scheme == "esco" else {opened.scheme}
    return sorted({row for table in tables for row in _turned(table, wanted)})


def _turned(relations: pa.Table, wanted: set[str]) -> list[MatchRow]:
    hits = relations.filter(
        pc.and_(
            pc.is_in(relations["predicate"], pa.array(list(INVERSE_MATCH))),
            pc.is_in(relations["object_scheme"], pa.array(sorted(wanted))),
        )
    )
    columns = (hits[c].to_pylist() for c in ("object", "predicate", "subject", "subject_scheme"))
    return [(o, INVERSE_MATCH[p], s, scheme) for o, p, s, scheme in zip(*columns, strict=True)]
