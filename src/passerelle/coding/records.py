"""Records with text where a concept should be: code what the coder is sure enough of, and keep what it tried.

Rules of thumb kept here, all visible in the table `coded`: a vacancy or a spell of work without an occupation is coded
by its title; a vacancy that lists no skills gets those of its occupation (`source: occupation`); a phrase
`text:<phrase>` becomes the skill whose label is equal or near enough; a programme that names no skills teaches the
essential skills of the occupation its title means. Nothing coded here decides eligibility or recognition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from passerelle.coding.coder import Coded, Coder
from passerelle.records import (
    Experience,
    HeldSkill,
    Programme,
    Requirement,
    Taught,
    Vacancy,
    Worker,
)
from passerelle.taxonomy import Taxonomy

UNCODED = "text:"
PHRASE_THRESHOLD = 0.7
"""Cosine below which a skill phrase stays text: a wrong skill does more harm than an uncoded one."""
SKILL_KINDS = ("skill", "knowledge")

CODED = pa.schema(
    [
        ("kind", pa.string()),
        ("record_id", pa.string()),
        ("text", pa.string()),
        ("concept", pa.string()),
        ("label", pa.string()),
        ("language", pa.string()),
        ("score", pa.float64()),
        ("abstain", pa.bool_()),
    ]
)
"""kind: vacancy, worker, programme (titles to occupations), skill (phrases), moved (a concept of another scheme)."""


@dataclass
class CodedRecords:
    """The records, and a row for each text that was tried."""

    workers: list[Worker]
    vacancies: list[Vacancy]
    programmes: list[Programme]
    table: pa.Table


@dataclass
class _Desk:
    taxonomy: Taxonomy
    rows: list[dict[str, object]] = field(default_factory=list)
    titles: dict[str, Coded] = field(default_factory=dict)
    phrases: dict[str, Coded] = field(default_factory=dict)

    def note(self, kind: str, record: str, coded: Coded) -> None:
        best = coded.candidates[0] if coded.candidates else None
        self.rows.append(
            {
                "kind": kind,
                "record_id": record,
                "text": coded.text,
                "concept": best.concept if best else None,
                "label": best.label if best else None,
                "language": best.language if best else None,
                "score": best.score if best else None,
                "abstain": coded.abstain,
            }
        )

    def move(self, uri: str) -> str:
        """The concept of the pinned scheme that means exactly the same; the uri itself if there is none."""
        return uri if uri.startswith(UNCODED) else self.taxonomy.counterpart(uri) or uri

    def isco(self, occupation: str | None) -> str | None:
        return self.taxonomy.isco_group(occupation) if occupation and occupation in self.taxonomy else None


def code_records(
    workers: Sequence[Worker], vacancies: Sequence[Vacancy], programmes: Sequence[Programme], taxonomy: Taxonomy
) -> CodedRecords:
    """Code what lacks a code. Records that need nothing come back as they are."""
    desk = _Desk(taxonomy)
    titles = _distinct(_titles(workers, vacancies, programmes))
    phrases = _distinct(_phrases(workers, vacancies, programmes))
    labels = labels_with_kind(taxonomy)
    if titles:
        desk.titles = dict(zip(titles, Coder.over(labels, ("occupation",)).rank(titles, k=5), strict=True))
    if phrases:
        coder = Coder.over(labels, SKILL_KINDS, threshold=PHRASE_THRESHOLD)
        desk.phrases = dict(zip(phrases, coder.rank(phrases, k=5), strict=True))
    return CodedRecords(
        [_worker(item, desk) for item in workers],
        [_vacancy(item, desk) for item in vacancies],
        [_programme(item, desk) for item in programmes],
        pa.Table.from_pylist(desk.rows, schema=CODED),
    )


def _distinct(texts: Iterable[str]) -> list[str]:
    return sorted(set(texts))


def labels_with_kind(taxonomy: Taxonomy) -> pa.Table:
    """uri, language, label, concept_kind of every label of a taxonomy, in a fixed order."""
    kinds = taxonomy.concepts_table().select(["uri", "kind"]).rename_columns(["uri", "concept_kind"])
    labels = taxonomy.labels_table().select(["uri", "language", "label"])
    return labels.join(kinds, keys="uri", join_type="inner").sort_by([("uri", "ascending"), ("label", "ascending")])


def _titles(workers: Iterable[Worker], vacancies: Iterable[Vacancy], programmes: Iterable[Programme]) -> Iterable[str]:
    yield from (item.title for item in vacancies if item.occupation is None)
    yield from (item.title for item in programmes if not item.teaches and item.kind == "training")
    for worker in workers:
        yield from (spell.title for spell in worker.experiences or () if spell.title and spell.occupation is None)


def _phrases(workers: Iterable[Worker], vacancies: Iterable[Vacancy], programmes: Iterable[Programme]) -> Iterable[str]:
    concepts = [skill.concept for worker in workers for skill in worker.skills or ()]
    concepts += [
        asked.concept for item in vacancies for asked in item.requirements if asked.kind == "skill" and asked.concept
    ]
    concepts += [taught.concept for item in programmes for taught in item.teaches]
    return (uri.removeprefix(UNCODED) for uri in concepts if uri.startswith(UNCODED))


def _skill(uri: str, record: str, desk: _Desk) -> str:
    if not uri.startswith(UNCODED):
        return desk.move(uri)
    coded = desk.phrases[uri.removeprefix(UNCODED)]
    desk.note("skill", record, coded)
    return coded.concept or uri


def _worker(item: Worker, desk: _Desk) -> Worker:
    skills = None if item.skills is None else tuple(_held(skill, item.id, desk) for skill in item.skills)
    spells = None if item.experiences is None else tuple(_spell(spell, item.id, desk) for spell in item.experiences)
    return item.model_copy(update={"skills": skills, "experiences": spells})


def _held(skill: HeldSkill, record: str, desk: _Desk) -> HeldSkill:
    concept = _skill(skill.concept, record, desk)
    return (
        skill
        if concept == skill.concept
        else skill.model_copy(update={"concept": concept, "label": skill.label or skill.concept.removeprefix(UNCODED)})
    )


def _spell(spell: Experience, record: str, desk: _Desk) -> Experience:
    if spell.occupation is not None:
        occupation = desk.move(spell.occupation)
        return spell.model_copy(
            update={"occupation": occupation, "occupation_isco08": spell.occupation_isco08 or desk.isco(occupation)}
        )
    if not spell.title:
        return spell
    coded = desk.titles[spell.title]
    desk.note("worker", record, coded)
    return spell.model_copy(
        update={"occupation": coded.concept, "occupation_isco08": spell.occupation_isco08 or desk.isco(coded.concept)}
    )


def _vacancy(item: Vacancy, desk: _Desk) -> Vacancy:
    occupation = desk.move(item.occupation) if item.occupation else None
    if occupation is None:
        coded = desk.titles[item.title]
        desk.note("vacancy", item.id, coded)
        occupation = coded.concept
    asked = tuple(_asked(part, item.id, desk) for part in item.requirements)
    if occupation in desk.taxonomy and not any(part.kind == "skill" for part in asked):
        asked = (*asked, *_of_occupation(occupation, desk))
    return item.model_copy(
        update={
            "occupation": occupation,
            "occupation_isco08": item.occupation_isco08 or desk.isco(occupation),
            "requirements": asked,
        }
    )


def _asked(part: Requirement, record: str, desk: _Desk) -> Requirement:
    if part.kind != "skill" or part.concept is None:
        return part
    concept = _skill(part.concept, record, desk)
    return part if concept == part.concept else part.model_copy(update={"concept": concept, "source": "coded"})


def _of_occupation(occupation: str | None, desk: _Desk) -> Iterable[Requirement]:
    for skill, importance in desk.taxonomy.skills_of(occupation or ""):
        yield Requirement(kind="skill", concept=skill, importance=importance, source="occupation")


def _programme(item: Programme, desk: _Desk) -> Programme:
    if item.teaches or item.kind != "training":
        taught = tuple(
            part.model_copy(update={"concept": _skill(part.concept, item.id, desk)}) for part in item.teaches
        )
        return item.model_copy(update={"teaches": taught})
    coded = desk.titles[item.title]
    desk.note("programme", item.id, coded)
    if coded.concept is None:
        return item
    skills = [skill for skill, relation in desk.taxonomy.skills_of(coded.concept) if relation == "essential"]
    return item.model_copy(
        update={
            "teaches": tuple(Taught(concept=skill) for skill in skills),
            "occupation_isco08": desk.isco(coded.concept),
        }
    )
