"""What matching needs of a taxonomy: which held skills earn credit for a required one, and how rare a skill is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import cache, cached_property

from passerelle.matching.parameters import HOWS
from passerelle.taxonomy import Taxonomy

UNCODED = "text:"
"""Prefix of a concept that is only a text: it matches an equal normalised text and nothing else."""

IDF_UNIT = 1_000_000

Pairs = Iterable[tuple[str, str]]
_COVERED, _NARROWER, _BROADER, _RELATED, _SIBLING = range(len(HOWS))


@cache
def smoothed_idf(occupations: int, count: int) -> int:
    """log((1 + occupations) / (1 + count)) in millionths, halves up; at least 0.

    Decimal's logarithm is correctly rounded on every machine, so the integer is the same everywhere.
    """
    with localcontext(prec=30):
        exact = ((1 + Decimal(occupations)) / (1 + Decimal(count))).ln() * IDF_UNIT
        return max(0, int((exact + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR")))


@dataclass(frozen=True)
class SkillGraph:
    """A frozen extract of one taxonomy release.

    parents: skill -> its direct broader skills (never groups). related: skill -> directly related skills, both ways.
    groups: skill -> its direct leaf groups. counts: skill -> occupations that name it, essential or optional.
    occupations: how many occupations name any skill.
    """

    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    occupations: int = 0
    _sources: dict[str, Mapping[str, tuple[int, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls, *, broader: Pairs = (), related: Pairs = (), groups: Pairs = (), occupation_skills: Pairs = ()
    ) -> SkillGraph:
        """From pairs in any order: (skill, broader skill), (skill, related skill), (skill, leaf group),
        (occupation, skill). Repeats do not count; a relation holds in both directions."""
        uses = set(occupation_skills)
        both_ways = [pair for a, b in related for pair in ((a, b), (b, a))]
        return cls(
            parents=_grouped(broader),
            related=_grouped(both_ways),
            groups=_grouped(groups),
            counts={skill: len(users) for skill, users in _grouped((s, o) for o, s in uses).items()},
            occupations=len({occupation for occupation, _ in uses}),
        )

    @classmethod
    def from_taxonomy(cls, taxonomy: Taxonomy) -> SkillGraph:
        """From an opened scheme: its skill hierarchy, skill-skill relations, leaf groups and occupation-skill links."""
        concepts = taxonomy.concepts_table()
        kinds = zip(concepts["uri"].to_pylist(), concepts["kind"].to_pylist(), strict=True)
        skills = {uri for uri, kind in kinds if kind in ("skill", "knowledge")}
        relations = taxonomy.relations_table()
        rows = zip(*(relations[name].to_pylist() for name in ("subject", "predicate", "object")), strict=True)
        between = [(a, predicate, b) for a, predicate, b in rows if a in skills and b in skills]
        groups, uses = taxonomy.skill_groups(), taxonomy.occupation_skills()
        return cls.of(
            broader=((a, b) for a, predicate, b in between if predicate == "broader"),
            related=((a, b) for a, predicate, b in between if predicate == "related"),
            groups=zip(groups["skill"].to_pylist(), groups["skill_group"].to_pylist(), strict=True),
            occupation_skills=zip(uses["occupation"].to_pylist(), uses["skill"].to_pylist(), strict=True),
        )

    def idf(self, concept: str) -> int:
        """Smoothed inverse document frequency in millionths.

        How many occupations use an uncoded text is not known, and missing is not zero: it gets the lower median of the
        skills that are counted (IDF_UNIT if none is), neither rare nor common.
        """
        if concept.startswith(UNCODED):
            return self._median_idf
        return smoothed_idf(self.occupations, self.counts.get(concept, 0))

    def sources(self, concept: str) -> Mapping[str, tuple[int, ...]]:
        """Held skills that earn credit for a required one, each with its ways as places in HOWS, best first.

        narrower: any descendant in the skill hierarchy. broader: a direct parent skill. related: directly, either way.
        sibling: shares a direct leaf group.
        """
        found = self._sources.get(concept)
        if found is None:
            found = self._sources[concept] = self._find_sources(concept)
        return found

    def _find_sources(self, concept: str) -> Mapping[str, tuple[int, ...]]:
        members = (skill for group in self.groups.get(concept, ()) for skill in self._members[group])
        ways = {
            _NARROWER: self._descendants(concept),
            _BROADER: self.parents.get(concept, ()),
            _RELATED: self.related.get(concept, ()),
            _SIBLING: members,
        }
        found: dict[str, list[int]] = {}
        for how, skills in ways.items():
            for skill in skills:
                if skill != concept and how not in found.setdefault(skill, []):
                    found[skill].append(how)
        return {concept: (_COVERED,)} | {skill: tuple(hows) for skill, hows in sorted(found.items())}

    def _descendants(self, concept: str) -> set[str]:
        seen: set[str] = set()
        open_ = [concept]
        while open_:
            new = [child for child in self._children.get(open_.pop(), ()) if child not in seen]
            seen.update(new)
            open_.extend(new)
        return seen

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        return _grouped((parent, child) for child, parents in self.parents.items() for parent in parents)

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        return _grouped((group, skill) for skill, groups in self.groups.items() for group in groups)

    @cached_property
    def _median_idf(self) -> int:
        known = sorted(smoothed_idf(self.occupations, count) for count in self.counts.values())
        return known[(len(known) - 1) // 2] if known else IDF_UNIT


def _grouped(pairs: Pairs) -> dict[str, tuple[str, ...]]:
    sets: dict[str, set[str]] = {}
    for key, value in pairs:
        sets.setdefault(key, set()).add(value)
    return {key: tuple(sorted(sets[key])) for key in sorted(sets)}
