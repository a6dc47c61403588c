"""Crosswalks in the ESCO portal's layout, and plain national lists.

The sense of broad and narrow. SKOS says of `A broadMatch B` that B is the broader. The portal's ESCO-O*NET file
(September 2022) says it of A, its first column: "Chief Executives" broadMatch "airport chief executive", and
"Geothermal Production Managers" narrowMatch "power plant manager". So broad and narrow are exchanged on reading
crosswalks with that preamble. A national list has no such past: its `relation` is read as SKOS defines it, the
national concept being A. Everything stored is in the sense of SKOS.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from passerelle.records.errors import BadTaxonomy
from passerelle.taxonomy.archive import Member
from passerelle.taxonomy.frames import header, read_frame
from passerelle.taxonomy.labels import slug
from passerelle.taxonomy.release import Release
from passerelle.taxonomy.schema import (
    BASE,
    CONCEPT_KINDS,
    INVERSE_MATCH,
    ISCO,
    MATCH_PREDICATES,
    Row,
    Tables,
    tables_of,
)

_MATCH_COLUMN = "Type of Match"
_PREAMBLE = "Mapping project name"
_MAX_PREAMBLE = 60
RESERVED = ("esco", "isco08", "isced2011", "iscedf2013", "cefr", "eqf", "starter")
_EXACT_ISCO = "exactISCO"  # the same as the ISCO group named
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_UNIT_GROUP = re.compile(r"\d{1,4}")


def is_crosswalk(member: Member) -> bool:
    """A CSV that starts with the portal's preamble."""
    return header(member)[:1] == [_PREAMBLE]


def is_national_list(member: Member) -> bool:
    """A CSV with the columns notation and label."""
    return {"notation", "label"}.issubset(header(member))


def read_crosswalk(member: Member) -> tuple[Release, Tables]:
    """A crosswalk as a release of its first classification (O*NET), with matches to the second (ESCO)."""
    preamble, skip = _preamble(member)
    frame = read_frame(member, skip=skip)
    columns = _columns(frame.columns, member)
    name = preamble.get("Classification 1 Name") or "crosswalk"
    scheme, target = slug(name), slug(preamble.get("Classification 2 Name") or "esco")
    concepts: list[Row] = []
    labels: list[Row] = []
    relations: list[Row] = []
    skipped: Counter[str] = Counter()
    for notation, title, definition, uri, match in frame.select(columns).iter_rows():
        predicate = _skos(match)
        if not (notation and title and uri and predicate):
            skipped[match or "row with an empty cell"] += 1
            continue
        concept, label = _concept(scheme, "occupation", notation, title, "en")
        concepts.append({**concept, "definition": definition})
        labels.append(label)
        relations.append(_match(concept["uri"], predicate, uri, scheme, target))
    if not concepts:
        raise BadTaxonomy(f"{member.origin}: no row could be read as a match; expected {', '.join(MATCH_PREDICATES)}.")
    release = Release(
        scheme,
        slug(preamble.get("Classification 1 Version") or "1"),
        title=preamble.get(_PREAMBLE, name),
        publisher=preamble.get("Mapping project author", ""),
        licence="As the publisher of the crosswalk and of each classification says",
        attribution=_attribution(name),
        report={
            "maps_to": f"{target} {preamble.get('Classification 2 Version', '').removeprefix('v')}".strip(),
            "rows_skipped": dict(sorted(skipped.items())),
            "broad_and_narrow": "exchanged on reading: the file says them of its first column, SKOS of the second",
        },
    )
    return release, tables_of(concepts, labels, relations)


def read_national_list(member: Member, scheme: str, version: str) -> tuple[Release, Tables]:
    """A list `notation,label[,language][,kind][,esco_uri][,isco08][,relation]` as a release of its own.

    Repeat a notation for further labels: the first of a language is preferred. `relation` is one of the SKOS matches;
    without it a concept is closeMatch to its ESCO concept and broadMatch to its ISCO-08 group.
    """
    if not scheme or scheme in RESERVED:
        raise BadTaxonomy(f"{member.origin}: would make a scheme named '{scheme}'; give another name with scheme=.")
    frame = read_frame(member, ("notation", "label"))
    preferred: set[tuple[str, str]] = set()
    concepts: dict[str, dict[str, Any]] = {}
    labels: list[Row] = []
    relations: list[Row] = []
    for number, row in enumerate(frame.iter_rows(named=True), start=2):
        where = f"{member.origin}, row {number}"
        notation, title = (row["notation"] or "").strip(), (row["label"] or "").strip()
        if not notation or not title:
            raise BadTaxonomy(f"{where}: notation or label is empty; expected both.")
        language = (row.get("language") or "en").strip().lower()
        if not _LANGUAGE.fullmatch(language):
            raise BadTaxonomy(f"{where}: language '{language}'; expected a code such as 'de'.")
        kind = (row.get("kind") or "occupation").strip()
        if kind not in CONCEPT_KINDS:
            raise BadTaxonomy(f"{where}: kind '{kind}'; expected one of {', '.join(CONCEPT_KINDS)}.")
        concept, label = _concept(scheme, kind, notation, title, language)
        if (notation, language) in preferred:
            label = {**label, "kind": "alternative"}
        preferred.add((notation, language))
        labels.append(label)
        kept = concepts.setdefault(concept["uri"], {**concept, "preferred_label_en": None})
        if language == "en" and label["kind"] == "preferred":
            kept["preferred_label_en"] = title
        for match in _national_matches(row, concept["uri"], scheme, where):
            relations.append(match)
            if match["object"].startswith(ISCO) and len(match["object"]) == len(ISCO) + 4:
                kept["isco08"] = match["object"].removeprefix(ISCO)
    if not concepts:
        raise BadTaxonomy(f"{member.origin}: no rows; expected at least one concept.")
    release = Release(scheme, version, title=f"National list {scheme}", licence="As its publisher says")
    return release, tables_of(concepts.values(), labels, relations)


def _national_matches(row: Row, subject: str, scheme: str, where: str) -> Iterator[Row]:
    relation = (row.get("relation") or "").strip()
    if relation and relation not in MATCH_PREDICATES:
        raise BadTaxonomy(f"{where}: relation '{relation}'; expected one of {', '.join(MATCH_PREDICATES)}.")
    esco, isco = (row.get("esco_uri") or "").strip(), (row.get("isco08") or "").strip()
    if esco:
        if not esco.startswith("http://data.europa.eu/esco/"):
            raise BadTaxonomy(f"{where}: esco_uri '{esco}'; expected http://data.europa.eu/esco/...")
        yield _match(subject, relation or "closeMatch", esco, scheme, "esco")
    if isco:
        if not _UNIT_GROUP.fullmatch(isco):
            raise BadTaxonomy(f"{where}: isco08 '{isco}'; expected one to four digits.")
        # With both given, the relation is that to the ESCO concept; the group is the broader one in any case.
        yield _match(subject, (not esco and relation) or "broadMatch", ISCO + isco, scheme, "isco08")


def _preamble(member: Member) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    for number, line in enumerate(member.text().splitlines()[:_MAX_PREAMBLE]):
        cells = next(csv.reader(io.StringIO(line)), [])
        if _MATCH_COLUMN in cells:
            return found, number
        if len(cells) > 1 and cells[0]:
            found[cells[0].strip()] = cells[1].strip()
    raise BadTaxonomy(f"{member.origin}: no '{_MATCH_COLUMN}' column in the first {_MAX_PREAMBLE} lines.")


def _columns(names: list[str], member: Member) -> list[str]:
    """First id, title and description, second URI, match: the first names differ with the classification."""
    uri = next((n for n in names if n.upper().endswith("URI")), None)
    if uri is None or names.index(uri) < 3:
        raise BadTaxonomy(
            f"{member.origin}: columns {', '.join(names)}; expected id, title, description, ... URI, {_MATCH_COLUMN}."
        )
    return [*names[:3], uri, _MATCH_COLUMN]


def _skos(match: str | None) -> str | None:
    return "exactMatch" if match == _EXACT_ISCO else INVERSE_MATCH.get((match or "").strip())


def _concept(scheme: str, kind: str, notation: str, title: str, language: str) -> tuple[dict[str, Any], Row]:
    uri = f"{BASE}/{scheme}/{quote(notation, safe='.-_')}"
    concept = {
        "uri": uri,
        "notation": notation,
        "scheme": scheme,
        "kind": kind,
        "preferred_label_en": title if language == "en" else None,
        "status": "released",
    }
    return concept, {"uri": uri, "language": language, "kind": "preferred", "label": title}


def _match(subject: str, predicate: str, obj: str, scheme: str, target: str) -> Row:
    object_scheme = "isco08" if obj.startswith(ISCO) else target
    ends = {"subject_scheme": scheme, "object_scheme": object_scheme}
    return {"subject": subject, "predicate": predicate, "object": obj, **ends}


def _attribution(name: str) -> str:
    if name == "O*NET":
        return (
            "This page includes information from the O*NET Database by the U.S. Department of Labor, Employment and "
            "Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA. "
            "USDOL/ETA has not approved, endorsed, or tested these modifications. "
            "This service uses the ESCO classification of the European Commission."
        )
    return f"Source: {name}."
