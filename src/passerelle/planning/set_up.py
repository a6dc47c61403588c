"""From files to a desk: opened once here, and again in each process that plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from scipy import sparse

from passerelle.matching import DEFAULT, SkillGraph
from passerelle.planning.desk import Desk
from passerelle.recognition import load_lawbook
from passerelle.records import Programme
from passerelle.records.money import Rates
from passerelle.taxonomy import Taxonomy

ISCO = "http://data.europa.eu/esco/isco/C"
"""What comes before the code in the URI of an ISCO-08 group, in every scheme."""
NEIGHBOURS = 10
"""Near occupations kept for each occupation."""


@dataclass
class DeskSource:
    """What a desk is made from; small enough to send to another process."""

    rulebook: Path
    taxonomy_root: Path
    scheme: str
    version: str
    rates: Rates
    programmes: tuple[Programme, ...] = field(default=())

    def open(self) -> Desk:
        """The desk, from the files."""
        embedded = self.scheme == "starter"
        taxonomy = Taxonomy.embedded() if embedded else Taxonomy.open(self.taxonomy_root, self.scheme, self.version)
        return desk_from(self, taxonomy)


def desk_from(source: DeskSource, taxonomy: Taxonomy) -> Desk:
    """The desk over an opened taxonomy."""
    lawbook = load_lawbook(source.rulebook)
    occupations = Occupations(taxonomy)
    return Desk(
        lawbook=lawbook,
        graph=SkillGraph.from_taxonomy(taxonomy),
        parameters=DEFAULT,
        rates=source.rates,
        programmes=source.programmes,
        label=cache(lambda uri, language: label_of(taxonomy, uri, language)),
        near=occupations.near,
        skills_of=occupations.essential,
        isco_of=occupations.isco,
        pins={
            "taxonomy": f"{taxonomy.scheme} {taxonomy.version}",
            "rulebook": lawbook.rules.digest,
            "parameters": DEFAULT.digest(),
        },
    )


def label_of(taxonomy: Taxonomy, uri: str, language: str) -> str:
    """A concept's label; that of an ISCO-08 group for its code; the text itself of an uncoded phrase; else the uri."""
    if uri.startswith("text:"):
        return uri.removeprefix("text:")
    if uri.isdigit():
        uri = f"{ISCO}{uri}"
    return taxonomy.label(uri, language) if uri in taxonomy else uri.removeprefix(ISCO)


class Occupations:
    """Essential skills of occupations, and which occupations ask for similar ones."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        links = taxonomy.occupation_skills()
        rows = zip(*(links[name].to_pylist() for name in ("occupation", "skill", "relation")), strict=True)
        skills: dict[str, set[str]] = {}
        for occupation, skill, relation in rows:
            if relation == "essential":
                skills.setdefault(occupation, set()).add(skill)
        self._essential: Mapping[str, frozenset[str]] = {uri: frozenset(found) for uri, found in sorted(skills.items())}
        table = taxonomy.concepts_table()
        self._isco = dict(zip(table["uri"].to_pylist(), table["isco08"].to_pylist(), strict=True))

    def essential(self, occupation: str) -> frozenset[str]:
        """Essential skills of an occupation; none if it is not known."""
        return self._essential.get(occupation, frozenset())

    def isco(self, occupation: str) -> str | None:
        """ISCO-08 unit group of an occupation."""
        return self._isco.get(occupation)

    def near(self, occupation: str) -> Sequence[str]:
        """Other occupations by the share of essential skills in common (Jaccard), best first, at most NEIGHBOURS."""
        if occupation not in self._essential:
            return ()
        return self._nearest[self._uris.index(occupation)]

    @cached_property
    def _uris(self) -> list[str]:
        return list(self._essential)

    @cached_property
    def _nearest(self) -> list[tuple[str, ...]]:
        number = {skill: place for place, skill in enumerate(sorted(set().union(*self._essential.values())))}
        columns = [number[skill] for uri in self._uris for skill in sorted(self._essential[uri])]
        sizes = np.array([len(self._essential[uri]) for uri in self._uris])
        starts = np.concatenate([[0], np.cumsum(sizes)])
        matrix = sparse.csr_matrix((np.ones(len(columns), np.int32), columns, starts), shape=(len(sizes), len(number)))
        shared = (matrix @ matrix.T).tocsr()
        return [self._best(row, shared, sizes) for row in range(len(sizes))]

    def _best(self, row: int, shared: sparse.csr_matrix, sizes: np.ndarray) -> tuple[str, ...]:
        others = shared.indices[shared.indptr[row] : shared.indptr[row + 1]]
        common = shared.data[shared.indptr[row] : shared.indptr[row + 1]]
        likeness = common / (sizes[row] + sizes[others] - common)
        order = sorted((-share, other) for share, other in zip(likeness.tolist(), others.tolist(), strict=True))
        return tuple(self._uris[other] for _, other in order if other != row)[:NEIGHBOURS]
