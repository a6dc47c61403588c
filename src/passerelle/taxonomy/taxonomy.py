"""One opened scheme: look-ups, hierarchy, occupation-skill links, crosswalks, and bulk tables."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
from rapidfuzz import fuzz, process

from passerelle.records.errors import UnknownConcept
from passerelle.taxonomy.labels import normalise
from passerelle.taxonomy.matches import foreign_matches
from passerelle.taxonomy.release import Release, find_release, read_tables
from passerelle.taxonomy.schema import CONCEPT_KINDS, INVERSE_MATCH, ISCO, Tables

_GROUPS = ("skill_group",)
_SKILLS = ("skill", "knowledge")
# Tables are handed over in memory: the engine needs neither files nor extensions from the network.
_OFFLINE = {"threads": 2, "enable_external_access": False, "autoinstall_known_extensions": False}


@dataclass(frozen=True)
class Concept:
    """A row of the table `concepts`; `preferred_label_en` is None where the release has no English."""

    uri: str
    notation: str | None
    scheme: str
    kind: str
    preferred_label_en: str | None
    definition: str | None
    reuse_level: str | None
    isco08: str | None
    ordinal: int | None
    status: str | None


@dataclass(frozen=True)
class Found:
    """A concept found by `find`: the label that was hit, how well (0 to 1), and how.

    how: uri | notation | label (the same normalised label) | words (some words in common) | spelling (similar letters).
    """

    concept: Concept
    label: str
    language: str
    score: float
    how: str


class Match(NamedTuple):
    """A crosswalk seen from the concept asked about: `concept predicate uri`, in the sense of SKOS."""

    predicate: str
    uri: str
    scheme: str | None


class Taxonomy:
    """A concept scheme in one version. Threads may share it: every query runs on its own cursor."""

    def __init__(self, release: Release, tables: Tables, *, matches: Iterable[tuple[str, str, str, str]] = ()) -> None:
        """Use `open` or `embedded`. `matches` are (uri here, predicate, uri there, scheme there) from other schemes."""
        self.release = release
        self.tables = tables
        self._extra_matches = tuple(matches)
        self._lock = threading.Lock()

    @classmethod
    def open(cls, root: Path | str, scheme: str, version: str | None = None) -> Taxonomy:
        """Open a scheme under `root`, the newest version unless one is named. Raises UnknownTaxonomy.

        `starter` is always there: it is what `embedded` opens, in the one version the package has. Crosswalks that
        other schemes under `root` and the starter scheme have to the scheme opened are open with it.
        """
        if scheme == "starter" and version in (None, _embedded().version):
            return _embedded()
        release = find_release(root, scheme, version)
        return cls(release, read_tables(root, release), matches=foreign_matches(Path(root), release))

    @classmethod
    def embedded(cls) -> Taxonomy:
        """What comes with the package: starter skills and occupations, ISCO-08, ISCED 2011 and ISCED-F, CEFR, EQF."""
        return _embedded()

    @property
    def scheme(self) -> str:
        """Name of the scheme; `starter` for what is embedded."""
        return self.release.scheme

    @property
    def version(self) -> str:
        """Version of the scheme."""
        return self.release.version

    # Look-ups

    def concept(self, uri: str) -> Concept:
        """The concept with this URI. Raises UnknownConcept with the nearest labels."""
        row = self._rows_by_uri.get(uri)
        if row is None:
            raise UnknownConcept(
                f"No concept '{uri}' in {self.release.scheme} {self.release.version}.{self._near(uri)}"
            )
        return Concept(**self.tables.concepts.slice(row, 1).to_pylist()[0])

    def __contains__(self, uri: object) -> bool:
        return uri in self._rows_by_uri

    def find(self, text: str, *, kind: str | None = None, language: str | None = None, limit: int = 10) -> list[Found]:
        """Concepts for a URI, a notation or a label, the best first; an empty list where nothing resembles it.

        A label that is the same once normalised comes first, then labels by the weight of the words they share, and
        only if there are none, labels spelled alike. `kind` and `language` narrow the search.
        """
        if kind is not None and kind not in CONCEPT_KINDS:
            raise UnknownConcept(f"No kind of concept is '{kind}'; there are {', '.join(CONCEPT_KINDS)}.")
        found = self._search.find(text, kind=kind, language=language and _base(language), limit=limit)
        return [Found(self.concept(uri), *rest) for uri, *rest in found]

    def labels(self, uri: str, language: str | None = None) -> list[tuple[str, str, str]]:
        """(language, kind, label) of a concept, preferred ones first in each language."""
        self.concept(uri)
        wanted = language and _base(language)
        rows = self._query(
            "select language, kind, label from labels where uri = ? and (?::text is null or language = ?) "
            "order by language, kind <> 'preferred', kind, label",
            [uri, wanted, wanted],
        )
        return [(str(a), str(b), str(c)) for a, b, c in rows]

    def label(self, uri: str, language: str = "en") -> str:
        """The preferred label in `language` ("de-AT" is read as "de"); else English; else any; else the URI's end."""
        self.concept(uri)
        names = self._preferred.get(uri, {})
        return names.get(_base(language)) or names.get("en") or next(iter(names.values()), uri.rsplit("/", 1)[-1])

    # Hierarchy

    def broader(self, uri: str, *, closure: bool = False) -> list[str]:
        """URIs of the direct broader concepts; with `closure` of all above, without the concept itself."""
        return self._walk(uri, self._broader, closure)

    def narrower(self, uri: str, *, closure: bool = False) -> list[str]:
        """URIs of the direct narrower concepts; with `closure` of all below, without the concept itself."""
        return self._walk(uri, self._narrower, closure)

    def siblings(self, uri: str) -> list[str]:
        """Concepts of the same kind that share a direct broader concept."""
        kind = self.concept(uri).kind
        found = {n for b in self.broader(uri) for n in self._narrower.get(b, ())} - {uri}
        return sorted(s for s in found if self.concept(s).kind == kind)

    def leaf_group(self, skill: str) -> list[str]:
        """The leaf groups of a skill: its direct broader concepts that are groups, not wider skills."""
        return [b for b in self.broader(skill) if self.concept(b).kind in _GROUPS]

    def related(self, skill: str) -> list[str]:
        """Directly related skills: skill-skill relations either way, and direct broader and narrower skills."""
        self.concept(skill)
        rows = self._query(
            "select object from relations where subject = ? and predicate in ('related', 'broader') "
            "union select subject from relations where object = ? and predicate in ('related', 'broader')",
            [skill, skill],
        )
        near = {str(uri) for (uri,) in rows} - {skill}
        return sorted(uri for uri in near if uri in self and self.concept(uri).kind in _SKILLS)

    # Occupations

    def skills_of(self, occupation: str) -> list[tuple[str, str]]:
        """(skill URI, "essential" or "optional") of an occupation, essential ones first."""
        self.concept(occupation)
        rows = self._query(
            "select object, predicate from relations join concepts on uri = object "
            "where subject = ? and predicate in ('essential', 'optional') order by predicate, object",
            [occupation],
        )
        return [(str(uri), str(predicate)) for uri, predicate in rows]

    def isco_group(self, occupation: str) -> str | None:
        """The 4-digit ISCO-08 unit group of an occupation; None where the scheme does not give it."""
        return self.concept(occupation).isco08

    def matches(self, uri: str) -> list[Match]:
        """Crosswalks of a concept to other schemes, exact ones first; the sense is SKOS's, seen from the concept."""
        self.concept(uri)
        return sorted(self._matches.get(uri, ()), key=_match_order)

    def resolve(self, uri: str) -> str:
        """The concept of this taxonomy that means the same: `uri` itself, or what an exactMatch ties to it.

        A workspace coded with the starter scheme so moves to ESCO, and back, without recoding. Raises UnknownConcept
        where nothing here means exactly that; a near match is never taken for it.
        """
        found = self.counterpart(uri)
        if found is None:
            raise UnknownConcept(
                f"Nothing in {self.release.scheme} {self.release.version} is an exact match of '{uri}'."
                f"{self._near(uri)}"
            )
        return found

    def counterpart(self, uri: str) -> str | None:
        """The same as `resolve`, None where nothing here means exactly that."""
        return uri if uri in self else self._exact_from_outside.get(uri)

    # Bulk tables

    def occupation_skills(self) -> pa.Table:
        """occupation, skill, relation (essential | optional), where both ends are concepts of this scheme."""
        return self._arrow(
            "select r.subject as occupation, r.object as skill, r.predicate as relation from relations r "
            "join concepts o on o.uri = r.subject join concepts s on s.uri = r.object "
            "where r.predicate in ('essential', 'optional') order by all"
        )

    def skill_groups(self) -> pa.Table:
        """skill, skill_group: the leaf groups of every skill."""
        return self._arrow(
            "select r.subject as skill, r.object as skill_group from relations r "
            "join concepts s on s.uri = r.subject join concepts g on g.uri = r.object "
            "where r.predicate = 'broader' and s.kind in ('skill', 'knowledge') and g.kind = 'skill_group' order by all"
        )

    def concepts_table(self) -> pa.Table:
        """The table `concepts` as stored."""
        return self.tables.concepts

    def labels_table(self) -> pa.Table:
        """The table `labels` as stored: uri, language, kind, label, normalised."""
        return self.tables.labels

    def relations_table(self) -> pa.Table:
        """The table `relations` as stored, dangling rows included."""
        return self.tables.relations

    # Inside

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:", config=_OFFLINE)
        for name in ("concepts", "labels", "relations"):
            connection.register("arrow_rows", getattr(self.tables, name))
            connection.execute(f"create table {name} as select * from arrow_rows")
            connection.unregister("arrow_rows")
        return connection

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            return self._connection.cursor()

    def _query(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._cursor().execute(sql, values).fetchall()
        return rows

    def _arrow(self, sql: str) -> pa.Table:
        return self._cursor().sql(sql).to_arrow_table()

    @cached_property
    def _search(self) -> Any:
        from passerelle.taxonomy.search import Search

        return Search(self._cursor())

    @cached_property
    def _rows_by_uri(self) -> dict[str, int]:
        return {uri: row for row, uri in enumerate(self.tables.concepts["uri"].to_pylist())}

    @cached_property
    def _preferred(self) -> dict[str, dict[str, str]]:
        names: dict[str, dict[str, str]] = {}
        columns = (self.tables.labels[c].to_pylist() for c in ("uri", "language", "kind", "label"))
        for uri, language, kind, label in zip(*columns, strict=True):
            if kind == "preferred":
                names.setdefault(uri, {})[language] = label
        return names

    @cached_property
    def _broader(self) -> dict[str, list[str]]:
        return _adjacent(self._broader_edges)

    @cached_property
    def _narrower(self) -> dict[str, list[str]]:
        return _adjacent([(o, s) for s, o in self._broader_edges])

    @cached_property
    def _broader_edges(self) -> list[tuple[str, str]]:
        rows = self._triples()
        return [(s, o) for s, p, o, _ in rows if p == "broader" and s in self and o in self]

    @cached_property
    def _matches(self) -> dict[str, set[Match]]:
        found: dict[str, set[Match]] = {}
        for s, p, o, scheme in self._triples():
            if p in INVERSE_MATCH:
                found.setdefault(s, set()).add(Match(p, o, scheme))
                if o in self:
                    found.setdefault(o, set()).add(Match(INVERSE_MATCH[p], s, self.concept(s).scheme))
        for here, p, there, scheme in self._extra_matches:
            found.setdefault(here, set()).add(Match(p, there, scheme))
        return found

    @cached_property
    def _exact_from_outside(self) -> Mapping[str, str]:
        """URI elsewhere -> URI here. Where two concepts here claim the same one, neither is taken."""
        pairs = {(m.uri, here) for here, ms in self._matches.items() for m in ms if m.predicate == "exactMatch"}
        pairs = {(there, here) for there, here in pairs if here in self}
        claims = Counter(there for there, _ in pairs)
        return {there: here for there, here in pairs if claims[there] == 1}

    def _triples(self) -> list[tuple[str, str, str, str | None]]:
        names = ("subject", "predicate", "object", "object_scheme")
        return list(zip(*(self.tables.relations[c].to_pylist() for c in names), strict=True))

    def _walk(self, uri: str, edges: Mapping[str, list[str]], closure: bool) -> list[str]:
        self.concept(uri)
        if not closure:
            return list(edges.get(uri, ()))
        seen, todo = {uri}, [uri]
        while todo:
            new = [n for n in edges.get(todo.pop(), ()) if n not in seen]
            seen.update(new)
            todo.extend(new)
        return sorted(seen - {uri})

    def _near(self, uri: str) -> str:
        """ " Did you mean ...?" with labels near the end of a URI; nothing for a URI that is only a number."""
        wanted = normalise(uri.rsplit("/", 1)[-1].replace("-", " "))
        names = {u: normalise(next(iter(n.values()))) for u, n in self._preferred.items()}
        if uri.startswith(ISCO) or not any(c.isalpha() for c in wanted):
            return ""
        best = process.extract(wanted, names, scorer=fuzz.WRatio, limit=3, score_cutoff=88)
        return f" Did you mean {', '.join(f'{self.label(u)!r} <{u}>' for _, _, u in best)}?" if best else ""


@cache
def _embedded() -> Taxonomy:
    from passerelle.taxonomy.embedded import embedded_release, embedded_tables

    return Taxonomy(embedded_release(), embedded_tables())


def _adjacent(edges: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for near, far in edges:
        found.setdefault(near, set()).add(far)
    return {near: sorted(far) for near, far in found.items()}


def _base(language: str) -> str:
    """ "de-AT" and "de_AT" are read as "de"."""
    return language.replace("_", "-").split("-", 1)[0].lower()


def _match_order(match: Match) -> tuple[int, str]:
    return list(INVERSE_MATCH).index(match.predicate), match.uri
