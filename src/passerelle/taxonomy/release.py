"""A scheme in one version on disk: three Parquet tables and a manifest, replaced whole or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from passerelle.records.errors import BadTaxonomy, UnknownTaxonomy
from passerelle.taxonomy.schema import CONCEPTS, LABELS, RELATIONS, Tables

_TABLES = {"concepts": CONCEPTS, "labels": LABELS, "relations": RELATIONS}
_FORMAT = 1


@dataclass(frozen=True)
class Release:
    """What is known of one scheme and version: whose it is, from which files, how many rows, what is wrong in it.

    counts: concepts by kind, labels by language, relations by predicate. report: dangling references and the like.
    """

    scheme: str
    version: str
    title: str = ""
    publisher: str = ""
    licence: str = ""
    attribution: str = ""
    files: tuple[Mapping[str, str], ...] = ()
    counts: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    format: int = _FORMAT


def list_schemes(root: Path | str) -> list[Release]:
    """The schemes under `root`, by name and then from the oldest version to the newest; empty where there are none."""
    found = [_read_manifest(path) for path in Path(root).glob("*/*/manifest.json") if path.parent.name[0] != "."]
    return sorted(found, key=lambda r: (r.scheme, version_key(r.version)))


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key under which 1.10 comes after 1.9."""
    parts = re.findall(r"\d+|[a-z]+", version.lower())
    return tuple((1, int(p), "") if p.isdigit() else (0, 0, p) for p in parts)


def find_release(root: Path | str, scheme: str, version: str | None = None) -> Release:
    """The release asked for, or the newest of the scheme. Raises UnknownTaxonomy with what there is."""
    there = list_schemes(root)
    fitting = [r for r in there if r.scheme == scheme and version in (None, r.version)]
    if not fitting:
        wanted = scheme if version is None else f"{scheme} {version}"
        has = ", ".join(f"{r.scheme} {r.version}" for r in there) or "nothing yet"
        raise UnknownTaxonomy(f"No taxonomy '{wanted}' in {root}. There is: {has}. Import it, or name another.")
    return fitting[-1]


def write_release(root: Path | str, release: Release, tables: Tables) -> Release:
    """Write tables and manifest, replacing that version whole; the same inputs give the same bytes.

    Returns the release with counts and dangling references filled in.
    """
    full = Release(
        **{
            **release.__dict__,
            "counts": counts(tables),
            "report": {**release.report, "dangling": dangling(tables)},
        }
    )
    target = Path(root) / release.scheme / release.version
    staged = target.with_name(f".{release.version}.{os.getpid()}.tmp")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    try:
        for name in _TABLES:
            pq.write_table(getattr(tables, name), staged / f"{name}.parquet", compression="zstd")
        text = json.dumps(full.__dict__, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        (staged / "manifest.json").write_text(text, encoding="utf-8")
        _swap(staged, target)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return full


def _swap(staged: Path, target: Path) -> None:
    # A folder cannot be replaced in one step, so the old one steps aside and comes back if the new one fails.
    aside = target.with_name(f".{target.name}.{os.getpid()}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if target.exists():
        target.replace(aside)
    try:
        staged.replace(target)
    except OSError:
        if aside.exists():
            aside.replace(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def read_tables(root: Path | str, release: Release) -> Tables:
    """The tables of a release. Raises BadTaxonomy where a file is missing or not of our making."""
    folder = Path(root) / release.scheme / release.version
    read: dict[str, pa.Table] = {}
    for name, schema in _TABLES.items():
        path = folder / f"{name}.parquet"
        try:
            # A partitioned read would see columns in the folder names; a single file must not.
            read[name] = pq.ParquetFile(path).read()
        except (OSError, pa.ArrowInvalid) as error:
            raise BadTaxonomy(f"{path}: cannot be read ({error}). Import the files again.") from None
        if read[name].schema.names != schema.names:
            raise BadTaxonomy(f"{path}: has columns {read[name].schema.names}; expected {schema.names}.")
    return Tables(**read)


def counts(tables: Tables) -> dict[str, dict[str, int]]:
    """Rows by kind, language and predicate."""
    return {
        "concepts": _tally(tables.concepts["kind"]),
        "labels": _tally(tables.labels["language"]),
        "relations": _tally(tables.relations["predicate"]),
    }


def dangling(tables: Tables) -> list[dict[str, Any]]:
    """URIs that labels or relations mention and concepts lack, with how often and where; matches point outside."""
    known = set(tables.concepts["uri"].to_pylist())
    seen: Counter[tuple[str, str]] = Counter()
    for subject, predicate, obj in zip(
        *(tables.relations[c].to_pylist() for c in ("subject", "predicate", "object")), strict=True
    ):
        ends = (subject,) if predicate.endswith("Match") else (subject, obj)
        seen.update((predicate, uri) for uri in ends if uri not in known)
    missing = [("label", u) for u in tables.labels["uri"].to_pylist() if u not in known]
    seen.update(missing)
    return [{"in": where, "uri": uri, "rows": n} for (where, uri), n in sorted(seen.items())]


def _tally(column: pa.ChunkedArray) -> dict[str, int]:
    return dict(sorted(Counter(column.to_pylist()).items()))


def _read_manifest(path: Path) -> Release:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return Release(**{**fields, "files": tuple(fields["files"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadTaxonomy(f"{path}: not a manifest of ours ({error}). Import the files again.") from None
