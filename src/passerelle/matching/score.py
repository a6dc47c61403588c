"""The score of one worker on one vacancy. This plain version defines the meaning; every other engine must equal it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from passerelle.matching.graph import UNCODED, SkillGraph
from passerelle.matching.parameters import DEFAULT, FULL_CREDIT, FULL_SCORE, FULL_WEIGHT, HOWS, How, Parameters
from passerelle.records import Vacancy, Worker
from passerelle.taxonomy import normalise

NO_SKILLS_STATED = "no skills stated"
SKILLS_NOT_ASKED = "the worker's skills were not asked"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One required skill after repeats of its concept are collapsed. level 0: not stated."""

    concept: str
    essential: bool
    level: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one required skill adds to the score: weight (permille) x credit (48ths) = contribution.

    `by` is the held skill that earns the credit. Levels are 1-4, None where not stated (then the factor is 1).
    `coded` is false where the requirement is only a text.
    """

    concept: str
    weight: int
    credit: int
    how: How
    by: str | None
    held_level: int | None
    required_level: int | None
    essential: bool

    @property
    def contribution(self) -> int:
        return self.weight * self.credit

    @property
    def coded(self) -> bool:
        return not self.concept.startswith(UNCODED)


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 48,000, the sum of its parts; None where there is nothing to compare, with the reason.

    surplus: held skills that earn no part's credit. deficit: essential skills that fall short of full credit.
    """

    total: int | None
    parts: tuple[Part, ...]
    surplus: tuple[str, ...]
    reason: str | None = None

    @property
    def percent(self) -> float | None:
        """The share of 48,000, in percent with one decimal."""
        return None if self.total is None else round(100 * self.total / FULL_SCORE, 1)

    @property
    def deficit(self) -> tuple[str, ...]:
        return tuple(part.concept for part in self.parts if part.essential and part.credit < FULL_CREDIT)


def score_pair(worker: Worker, vacancy: Vacancy, graph: SkillGraph, parameters: Parameters = DEFAULT) -> Score:
    """Score one worker on one vacancy, explained requirement by requirement, in the order of the concepts."""
    wanted = wanted_of(vacancy)
    if not wanted:
        return Score(None, (), (), NO_SKILLS_STATED)
    if worker.skills is None:
        return Score(None, (), (), SKILLS_NOT_ASKED)
    held = held_of(worker)
    weights = weights_of(wanted, graph, parameters=parameters)
    parts = tuple(
        _part(want, held, weight=weight, graph=graph, parameters=parameters)
        for want, weight in zip(wanted, weights, strict=True)
    )
    used = {part.by for part in parts}
    surplus = tuple(concept for concept in held if concept not in used)
    return Score(sum(part.contribution for part in parts), parts, surplus)


def wanted_of(vacancy: Vacancy) -> tuple[Wanted, ...]:
    """Skill requirements sorted by concept; repeats collapse to the strongest: essential, and the highest level."""
    strongest: dict[str, tuple[bool, int]] = {}
    for asked in vacancy.requirements:
        if asked.kind == "skill" and asked.concept:
            concept = concept_key(asked.concept)
            essential, level = strongest.get(concept, (False, 0))
            strongest[concept] = (essential or asked.importance == "essential", max(level, asked.level or 0))
    return tuple(Wanted(concept, *strongest[concept]) for concept in sorted(strongest))


def held_of(worker: Worker) -> dict[str, int]:
    """Held skills by concept, sorted, each with the highest level stated (0: none stated)."""
    highest: dict[str, int] = {}
    for skill in worker.skills or ():
        concept = concept_key(skill.concept)
        highest[concept] = max(highest.get(concept, 0), skill.level or 0)
    return dict(sorted(highest.items()))


def concept_key(concept: str) -> str:
    """The concept as it is compared: a coded one as it is, the text of an uncoded one in one spelling."""
    if not concept.startswith(UNCODED):
        return concept
    return UNCODED + normalise(concept.removeprefix(UNCODED))


def weights_of(wanted: Sequence[Wanted], graph: SkillGraph, *, parameters: Parameters = DEFAULT) -> tuple[int, ...]:
    """Importance x IDF in permille that sum to exactly 1,000 (none for none), by largest remainder in integers.

    Equal remainders go by the order given. Where every IDF is 0 the importance alone decides.
    """
    importance = [parameters.essential if want.essential else parameters.optional for want in wanted]
    raw = [weight * graph.idf(want.concept) for weight, want in zip(importance, wanted, strict=True)]
    return largest_remainder(raw if any(raw) else importance, FULL_WEIGHT)


def largest_remainder(shares: Sequence[int], whole: int) -> tuple[int, ...]:
    """Whole numbers proportional to `shares` that sum to `whole`; equal remainders in the order given."""
    if not shares:
        return ()
    total = sum(shares)
    given = [share * whole // total for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (-(shares[i] * whole % total), i))
    for i in by_remainder[: whole - sum(given)]:
        given[i] += 1
    return tuple(given)


def _part(want: Wanted, held: Mapping[str, int], *, weight: int, graph: SkillGraph, parameters: Parameters) -> Part:
    sources = graph.sources(want.concept)
    offers = [
        (-parameters.table[how][level][want.level], how, concept)
        for concept, level in held.items()
        for how in sources.get(concept, ())
    ]
    credit, how, by = min(offers, default=(0, 0, ""))
    if not credit:
        return Part(want.concept, weight, 0, "missing", None, None, want.level or None, want.essential)
    return Part(want.concept, weight, -credit, HOWS[how], by, held[by] or None, want.level or None, want.essential)
