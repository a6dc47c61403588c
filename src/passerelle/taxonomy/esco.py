"""ESCO releases 1.1.x and 1.2.x as downloaded: classification in any languages, and the relations.

Files are told by their columns and the concept types in them; only the language comes from the name (`*_de.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from passerelle.records.errors import BadTaxonomy
from passerelle.taxonomy.archive import Member
from passerelle.taxonomy.frames import header, read_frame
from passerelle.taxonomy.release import Release
from passerelle.taxonomy.schema import ISCO, Row, Tables, tables_of

PUBLISHER = "European Commission"
LICENCE = "Reuse under Commission Decision 2011/833/EU, with acknowledgement of the source"
NOTICE = "This service uses the ESCO classification of the European Commission."

_CONCEPTS = ("conceptType", "conceptUri", "preferredLabel")
_BROADER = ("conceptUri", "broaderUri")
_OCCUPATION_SKILL = ("occupationUri", "relationType", "skillUri")
_SKILL_SKILL = ("originalSkillUri", "relationType", "relatedSkillUri")
_NAMES = {
    "occupations_": (*_CONCEPTS, "iscoGroup"),
    "skills_": (*_CONCEPTS, "skillType"),
    "iscogroups_": _CONCEPTS,
    "skillgroups_": _CONCEPTS,
    "broaderrelations": _BROADER,
    "occupationskillrelations": _OCCUPATION_SKILL,
    "skillskillrelations": _SKILL_SKILL,
}
_KINDS = {"Occupation": "occupation", "ISCOGroup": "isco_group", "SkillGroup": "skill_group"}
_SKILL_TYPES = {"knowledge": "knowledge", "skill/competence": "skill"}
_LANGUAGE = re.compile(r"_([a-z]{2})\.csv$", re.IGNORECASE)
_VERSION = re.compile(r"v?(\d+\.\d+(?:\.\d+)?)", re.IGNORECASE)
# Alternative labels are one per line in the main files and " | "-separated in the collections.
_SEPARATORS = re.compile(r"\s*\n\s*|\s+\|\s+")


@dataclass
class EscoRows:
    """Rows gathered from the files of one release, whatever their number and order."""

    concepts: list[tuple[bool, Row]] = field(default_factory=list)  # (is not English, row)
    labels: list[Row] = field(default_factory=list)
    unranked: list[Row] = field(default_factory=list)  # labels from files that do not say which is preferred
    relations: list[Row] = field(default_factory=list)
    untyped: set[str] = field(default_factory=set)  # skills without a type
    ignored: set[str] = field(default_factory=set)  # files with nothing we keep

    def add(self, member: Member) -> None:
        """Take what a CSV member has; a member of no known shape is noted as ignored."""
        role = role_of(member)
        if role == "concepts":
            self._add_concepts(member)
        elif role in _RELATION_READERS:
            self.relations.extend(_RELATION_READERS[role](member))
        else:
            _check_not_ours(member)
            self.ignored.add(member.name)

    def _add_concepts(self, member: Member) -> None:
        match = _LANGUAGE.search(member.name)
        language = match[1].lower() if match else "en"
        frame = read_frame(member, _CONCEPTS)
        for row in frame.iter_rows(named=True):
            if not row["conceptUri"]:
                raise BadTaxonomy(f"{member.origin}: a row has no conceptUri; expected one in every row.")
            concept = _concept(row, language, member)
            if concept["kind"] == "skill" and row.get("skillType") not in _SKILL_TYPES:
                self.untyped.add(concept["uri"])
            self.concepts.append((language != "en", concept))
            self.labels.extend(_labels(row, language))

    def tables(self, base: Tables | None = None) -> Tables:
        """The tables so far, laid over `base`: their rows win, what they do not mention stays.

        Of a concept in several languages the English row is kept. Labels of unknown concepts are left out.
        """
        english = [row for foreign, row in self.concepts if not foreign]
        other = [row for foreign, row in self.concepts if foreign]
        concepts, labels, relations = _rows(base)
        concepts = [*english, *concepts, *other]
        known = {row["uri"] for row in concepts}
        labels = [*self.labels, *labels, *self.unranked]
        return tables_of(concepts, (r for r in labels if r["uri"] in known), [*self.relations, *relations])

    def report(self, tables: Tables) -> dict[str, Any]:
        """What a reader should know before trusting the release."""
        there = set(tables.relations["predicate"].to_pylist())
        known = set(tables.concepts["uri"].to_pylist())
        outside = [row["uri"] for row in self.unranked if row["uri"] not in known]
        return {
            "files_not_used": sorted(self.ignored),
            "kinds_absent": sorted({"skill", "skill_group", "isco_group"} - set(tables.concepts["kind"].to_pylist())),
            "relations_absent": [p for p in ("broader", "essential", "optional") if p not in there],
            "skills_without_type": sorted(self.untyped),
            "labels_of_unknown_concepts": {"rows": len(outside), "uris": sorted(set(outside))},
        }


def _rows(base: Tables | None) -> tuple[list[Row], list[Row], list[Row]]:
    if base is None:
        return [], [], []
    return base.concepts.to_pylist(), base.labels.to_pylist(), base.relations.to_pylist()


def role_of(member: Member) -> str | None:
    """`concepts`, `broader`, `occupation_skill` or `skill_skill`; None for a file that adds nothing to these."""
    names = set(header(member))
    roles = {"occupation_skill": _OCCUPATION_SKILL, "skill_skill": _SKILL_SKILL, "broader": _BROADER}
    for role, columns in roles.items():
        if names.issuperset(columns):
            return role
    # The collections (green, digital, ...) repeat rows of the main file, with broader concepts in one cell.
    if names.issuperset(_CONCEPTS) and "broaderConceptUri" not in names:
        return "concepts"
    return None


def _check_not_ours(member: Member) -> None:
    """A file named like a table we need, but without its columns, is an error and not a file to pass over."""
    for start, columns in _NAMES.items():
        if member.name.lower().startswith(start):
            read_frame(member, columns)  # says which column is missing, or that the encoding is wrong


def version_in(names: Iterable[str]) -> str | None:
    """The one version in the file names; None where there is none. Two different ones are BadTaxonomy."""
    found = sorted({m[1] for name in names if (m := _VERSION.search(name))})
    if len(found) > 1:
        raise BadTaxonomy(f"The ESCO files are of different versions ({', '.join(found)}); import one at a time.")
    return found[0] if found else None


def release(version: str) -> Release:
    """The manifest fields that are the same for every ESCO release."""
    return Release(
        "esco",
        version,
        title=f"ESCO {version}",
        publisher=PUBLISHER,
        licence=LICENCE,
        attribution=NOTICE,
    )


def _concept(row: Row, language: str, member: Member) -> dict[str, Any]:
    kind = _KINDS.get(row["conceptType"] or "")
    if row["conceptType"] == "KnowledgeSkillCompetence":
        kind = _SKILL_TYPES.get(row.get("skillType") or "", "skill")
    if kind is None:
        raise BadTaxonomy(
            f"{member.origin}: conceptType '{row['conceptType']}'; expected {', '.join(_KINDS)} or "
            "KnowledgeSkillCompetence."
        )
    isco = row.get("iscoGroup")
    return {
        "uri": row["conceptUri"],
        "notation": _notation(row, kind),
        "scheme": "esco",
        "kind": kind,
        "preferred_label_en": row["preferredLabel"] if language == "en" else None,
        # ESCO's `definition` is mostly empty; `description` is what a reader calls the definition.
        "definition": (row.get("description") or row.get("definition")) if language == "en" else None,
        "reuse_level": row.get("reuseLevel"),
        "isco08": isco.zfill(4) if isco else None,
        "status": row.get("status"),
    }


def _notation(row: Row, kind: str) -> str | None:
    uri: str = row["conceptUri"]
    # The code column loses leading zeros once a spreadsheet program has saved the file; the URI never does.
    if kind == "isco_group" and uri.startswith(ISCO):
        return uri.removeprefix(ISCO)
    return row.get("code") or (uri.rsplit("/", 1)[1] if "/isced-f/" in uri else None)


def _labels(row: Row, language: str) -> Iterator[Row]:
    uri = row["conceptUri"]
    if row["preferredLabel"]:
        yield {"uri": uri, "language": language, "kind": "preferred", "label": row["preferredLabel"]}
    for column, kind in (("altLabels", "alternative"), ("hiddenLabels", "hidden")):
        for label in _SEPARATORS.split(row.get(column) or ""):
            if label:
                yield {"uri": uri, "language": language, "kind": kind, "label": label}


def _broader(member: Member) -> Iterator[Row]:
    return _edges(read_frame(member, _BROADER), ("conceptUri", None, "broaderUri"))


def _occupation_skill(member: Member) -> Iterator[Row]:
    frame = read_frame(member, _OCCUPATION_SKILL)
    _check_types(frame, member)
    return _edges(frame, _OCCUPATION_SKILL)


def _skill_skill(member: Member) -> Iterator[Row]:
    frame = read_frame(member, _SKILL_SKILL)
    _check_types(frame, member)
    for row in frame.select(_SKILL_SKILL).iter_rows():
        yield _edge(row[0], "related", row[2], strength=row[1])


def _check_types(frame: pl.DataFrame, member: Member) -> None:
    odd = sorted(set(frame["relationType"].to_list()) - {"essential", "optional"}, key=str)
    if odd:
        raise BadTaxonomy(f"{member.origin}: relationType {odd[0]!r}; expected 'essential' or 'optional'.")


def _edges(frame: pl.DataFrame, columns: tuple[str, str | None, str]) -> Iterator[Row]:
    subject, predicate, obj = columns
    predicates = frame[predicate] if predicate else ["broader"] * frame.height
    for s, p, o in zip(frame[subject], predicates, frame[obj], strict=True):
        if s and o:
            yield _edge(s, p, o)


def _edge(subject: str, predicate: str, obj: str, strength: str | None = None) -> Row:
    return {
        "subject": subject,
        "predicate": predicate,
        "object": obj,
        "strength": strength,
        "subject_scheme": "esco",
        "object_scheme": "esco",
    }


_RELATION_READERS = {"broader": _broader, "occupation_skill": _occupation_skill, "skill_skill": _skill_skill}
