"""The demonstration workspace: every record is sound, invented, and the people a ministry expects to see are there."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from passerelle.records import Document, Programme, Vacancy, Worker
from passerelle.records.codes import isco_skill_level
from passerelle.rules import FactDefinition, Rulebook, value_from_text
from passerelle.taxonomy import Taxonomy
from passerelle.workspace import Workspace, embedded

D = TypeVar("D", bound=Document)
SAMPLES = embedded("samples")
DEMO = SAMPLES / "demo"


def _read(name: str, kind: type[D]) -> list[D]:
    with (DEMO / "inputs" / name).open(encoding="utf-8") as lines:
        return [kind.model_validate_json(line) for line in lines]


WORKERS = _read("workers.jsonl", Worker)
VACANCIES = _read("vacancies.jsonl", Vacancy)
PROGRAMMES = _read("programmes.jsonl", Programme)
ALL: tuple[Worker | Vacancy | Programme, ...] = (*WORKERS, *VACANCIES, *PROGRAMMES)
WORKSPACE = Workspace(DEMO)
AS_OF = WORKSPACE.settings.as_of


@pytest.fixture(scope="module")
def occupations() -> dict[str, str]:
    """ISCO-08 code by occupation of the starter scheme."""
    table = Taxonomy.embedded().concepts_table()
    rows = zip(*(table[name].to_pylist() for name in ("uri", "kind", "isco08")), strict=True)
    return {uri: code for uri, kind, code in rows if kind == "occupation"}


@pytest.fixture(scope="module")
def skills() -> frozenset[str]:
    """Skills and knowledge of the starter scheme."""
    table = Taxonomy.embedded().concepts_table()
    rows = zip(*(table[name].to_pylist() for name in ("uri", "kind")), strict=True)
    return frozenset(uri for uri, kind in rows if kind in ("skill", "knowledge"))


@pytest.fixture(scope="module")
def facts() -> dict[str, FactDefinition]:
    return dict(Rulebook.load(embedded("rulebook")).facts)


# -- Sound ---------------------------------------------------------------------------------------------------------


def test_settings() -> None:
    settings = WORKSPACE.settings
    assert (settings.as_of.isoformat(), settings.languages) == ("2026-08-19", ("en", "tl"))
    assert settings.taxonomy.scheme == "starter"
    assert (settings.report.threshold, settings.report.individuals) == (1, 24)
    for names in (settings.inputs.workers, settings.inputs.vacancies, settings.inputs.programmes):
        assert all(path.is_file() for path in WORKSPACE.paths(names))


def test_the_samples_say_what_they_are() -> None:
    source = tomllib.loads((SAMPLES / "source.toml").read_text(encoding="utf-8"))
    assert source["fictitious"] is True
    assert source["licence"] == "Apache-2.0"


def test_ids_are_unique() -> None:
    twice = [name for name, count in Counter(item.id for item in ALL).items() if count > 1]
    assert twice == []


def test_one_record_a_line_as_the_record_writes_itself() -> None:
    """Nothing in the files is a second spelling of a default or an absent value."""
    files: tuple[tuple[str, Sequence[Document]], ...] = (
        ("workers", WORKERS), ("vacancies", VACANCIES), ("programmes", PROGRAMMES),
    )  # fmt: skip
    for name, records in files:
        lines = (DEMO / "inputs" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        written = [item.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for item in records]
        assert [json.loads(line) for line in lines] == written


def test_evidence_resolves_and_is_used_once_per_id() -> None:
    for worker in WORKERS:
        known = {item.id for item in worker.evidence}
        lists = (worker.experiences, worker.skills, worker.qualifications, worker.licences, worker.recognitions,
                 worker.languages, worker.answers)  # fmt: skip
        named = {name for items in lists for item in items or () for name in item.evidence}
        assert named <= known, worker.id
        assert len(known) == len(worker.evidence), worker.id


def test_concepts_are_in_the_starter_scheme(skills: frozenset[str]) -> None:
    named = [(worker.id, item.concept) for worker in WORKERS for item in worker.skills or ()]
    named += [
        (item.id, want.concept)
        for item in VACANCIES
        for want in item.requirements
        if want.kind == "skill" and want.concept
    ]
    named += [(item.id, taught.concept) for item in PROGRAMMES for taught in item.teaches]
    assert [pair for pair in named if pair[1] not in skills] == []


def test_occupations_carry_their_own_isco_code(occupations: dict[str, str]) -> None:
    coded = [(item.occupation, item.occupation_isco08) for item in VACANCIES]
    coded += [
        (item.occupation, item.occupation_isco08)
        for worker in WORKERS
        for item in worker.experiences or ()
        if item.occupation
    ]
    assert [pair for pair in coded if occupations.get(pair[0] or "") != pair[1]] == []
    wanted = {uri for worker in WORKERS for uri in worker.preferences.occupations or ()}
    assert wanted <= set(occupations)


def test_answers_fill_facts_of_the_dictionary(facts: dict[str, FactDefinition]) -> None:
    answering: tuple[Worker | Vacancy, ...] = (*WORKERS, *VACANCIES)
    for record in answering:
        for answer in record.answers:
            assert answer.fact in facts, f"{record.id}: {answer.fact}"
            value_from_text(facts[answer.fact], answer.value)
        assert len({answer.fact for answer in record.answers}) == len(record.answers), record.id


# -- Invented ------------------------------------------------------------------------------------------------------


def test_every_record_is_fictitious() -> None:
    """The two adverts show how a scraped one is treated; they are as invented as the rest and say so."""
    adverts = [item for item in VACANCIES if item.origin == "advert"]
    assert len(adverts) == 2
    assert all((item.description or "").startswith("Fictitious advert") for item in adverts)
    assert all(item.origin == "fictitious" for item in ALL if item not in adverts)


def test_nobody_has_a_name_or_a_contact() -> None:
    assert [worker.id for worker in WORKERS if worker.contact is not None] == []


EXAMPLE_WORDS = ("Muster", "Beispiel", "Halimbawa", "Nhweso", "Exemple", "Specimen", "Private household")


def test_employers_are_named_with_a_word_for_example() -> None:
    named = [item.employer.name or "" for item in VACANCIES if item.employer]
    assert [name for name in named if not any(word in name for word in EXAMPLE_WORDS)] == []
    agencies = [item.offer.agency.name for item in VACANCIES if item.offer.agency]
    assert [name for name in agencies if not any(word in name for word in EXAMPLE_WORDS)] == []


# -- Who is there --------------------------------------------------------------------------------------------------


def _level(worker: Worker, language: str) -> set[str | None]:
    return {item.level for item in worker.languages or () if item.language == language}


def _decisions(worker: Worker) -> set[str]:
    return {item.decision for item in worker.recognitions or ()}


def _age(worker: Worker) -> int:
    born = worker.birth_date
    return 0 if born is None else AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day))


def _kinds(worker: Worker) -> set[str]:
    return {item.kind for item in worker.evidence}


def _answers(worker: Worker) -> dict[str, str]:
    return {item.fact: item.value for item in worker.answers}


def _forms(worker: Worker) -> set[str | None]:
    return {item.form for item in worker.experiences or ()}


def _passport_expired(worker: Worker) -> bool:
    return any(item.kind == "passport" and item.valid_to and item.valid_to < AS_OF for item in worker.evidence)


def _nearly_empty(worker: Worker) -> bool:
    return worker.skills is None and worker.qualifications is None and worker.birth_date is None and not worker.evidence


def _is(prefix: str) -> Callable[[Worker], bool]:
    return lambda worker: worker.id.startswith(prefix)


NURSE, WELDER, ENGINEER = _is("phl-nurse-"), _is("gha-welder-"), _is("phl-engineer-")

PROFILES: dict[str, tuple[int, Callable[[Worker], bool]]] = {
    "Philippine nurses": (20, NURSE),
    "welders in Ghana": (16, WELDER),
    "Philippine engineers": (10, ENGINEER),
    "nurse without German": (1, lambda w: NURSE(w) and _level(w, "de") == {"none"}),
    "nurse at A1": (1, lambda w: NURSE(w) and _level(w, "de") == {"A1"}),
    "nurse at A2": (1, lambda w: NURSE(w) and _level(w, "de") == {"A2"}),
    "nurse at B1": (1, lambda w: NURSE(w) and _level(w, "de") == {"B1"}),
    "nurse at B2": (1, lambda w: NURSE(w) and _level(w, "de") == {"B2"}),
    "nurse with a deficit notice": (3, lambda w: NURSE(w) and "deficit_notice" in _decisions(w)),
    "nurse fully recognised": (2, lambda w: NURSE(w) and "full" in _decisions(w)),
    "nurse refused": (1, lambda w: NURSE(w) and "refused" in _decisions(w)),
    "nurse already in Germany": (2, lambda w: NURSE(w) and w.residence == "DEU"),
    "nurse aged 46 or more": (2, lambda w: NURSE(w) and _age(w) >= 46),
    "degree without its transcript": (
        2,
        lambda w: any(item.degree == "yes" for item in w.qualifications or ()) and "transcript" not in _kinds(w),
    ),
    "expired passport": (2, _passport_expired),
    "training of less than two years": (
        2,
        lambda w: any(0 < (item.training_months or 0) < 24 for item in w.qualifications or ()),
    ),
    "licence lapsed": (2, lambda w: any(item.state == "lapsed" for item in w.licences or ())),
    "welder with only a master's word": (
        3,
        lambda w: WELDER(w) and w.qualifications == () and "master_statement" in _kinds(w),
    ),
    "welder with National Proficiency I": (
        2,
        lambda w: (
            WELDER(w) and any(item.title.startswith("National Proficiency I,") for item in w.qualifications or ())
        ),
    ),
    "welder with four years of NVTI": (
        3,
        lambda w: WELDER(w) and any((item.training_months or 0) == 48 for item in w.qualifications or ()),
    ),
    "welder on a payroll with references": (4, lambda w: WELDER(w) and "employer_reference" in _kinds(w)),
    "self-employed": (3, lambda w: "self_employed" in _forms(w)),
    "unpaid work in the family": (2, lambda w: "unpaid_family" in _forms(w)),
    "minor": (1, lambda w: 0 < _age(w) < 18),
    "returnee": (10, lambda w: w.returnee_from is not None),
    "ISO 9606 test, nothing else": (1, lambda w: any(item.id == "iso9606" for item in w.evidence)),
    "engineer on the ASEAN register": (1, lambda w: _answers(w).get("licence.asean_engineer") == "yes"),
    "engineer in charge for two years": (
        3,
        lambda w: ENGINEER(w) and int(_answers(w).get("experience.months_in_charge", "0")) >= 24,
    ),
    "engineer without a CPD answer": (1, lambda w: ENGINEER(w) and "licence.cpd_satisfactory" not in _answers(w)),
    "two levels of one language": (
        2,
        lambda w: any(count > 1 for count in Counter(item.language for item in w.languages or ()).values()),
    ),
    "answer against the register": (
        1,
        lambda w: _answers(w).get("licence.origin") == "no" and any(item.state == "held" for item in w.licences or ()),
    ),
    "missing papers, without fault": (4, lambda w: _answers(w).get("qualification.missing_without_fault") == "yes"),
    "nearly empty record": (3, _nearly_empty),
    "Arabic as first language": (1, lambda w: "native" in _level(w, "ar")),
    "owes money to a recruiter": (1, lambda w: _answers(w).get("offer.worker_debt") == "yes"),
}


@pytest.mark.parametrize("profile", PROFILES)
def test_profile_is_there(profile: str) -> None:
    least, belongs = PROFILES[profile]
    found = [worker.id for worker in WORKERS if belongs(worker)]
    assert len(found) >= least, f"{profile}: {found}"


def test_at_least_four_records_contradict_themselves() -> None:
    overlapping = {worker.id for worker in WORKERS if _full_time_overlap(worker)}
    two_levels = {worker.id for worker in WORKERS if PROFILES["two levels of one language"][1](worker)}
    against = {worker.id for worker in WORKERS if PROFILES["answer against the register"][1](worker)}
    assert len(overlapping | two_levels | against) >= 4
    assert overlapping


def _full_time_overlap(worker: Worker) -> bool:
    """Two employments of 40 hours or more over the same months."""
    full = [item for item in worker.experiences or () if (item.hours_week or 0) >= 40 and item.start and item.end]
    return any(
        one is not other and (one.start or "") < (other.end or "") and (other.start or "") < (one.end or "")
        for one in full
        for other in full
    )


def test_counts() -> None:
    assert len(WORKERS) >= 66
    assert len(VACANCIES) == 42
    assert len(PROGRAMMES) == 22


# -- Vacancies and programmes --------------------------------------------------------------------------------------


def test_vacancies_span_the_corridors_and_home() -> None:
    countries = Counter(item.country for item in VACANCIES)
    assert set(countries) == {"DEU", "CIV", "SGP", "PHL", "GHA"}
    assert countries["DEU"] >= 20
    assert min(countries.values()) >= 3


def test_posts_are_never_assumed() -> None:
    posts = [item.posts for item in VACANCIES]
    assert posts.count(None) == 2
    assert 0 in posts
    assert sum(1 for count in posts if count and count > 1) >= 15
    assert any(item.valid_to and item.valid_to < AS_OF for item in VACANCIES)


def test_vacancies_ask_for_eight_skills_or_more() -> None:
    for item in VACANCIES:
        asked = [want for want in item.requirements if want.kind == "skill"]
        assert 8 <= len(asked) <= 16, (item.id, len(asked))
        assert isco_skill_level(item.occupation_isco08 or "") is not None, item.id


def test_unfair_offers_are_there() -> None:
    worker_pays = [item.id for item in VACANCIES if any(fee.payer == "worker" for fee in item.offer.fees or ())]
    assert len(worker_pays) >= 4
    assert {item.offer.documents_held_by for item in VACANCIES} >= {"worker", "employer", "agency", None}
    expired = [item.offer.agency for item in VACANCIES if item.offer.agency and item.offer.agency.licence_valid_to]
    assert {agency.licence_valid_to >= AS_OF for agency in expired if agency.licence_valid_to} == {True, False}


def test_good_offers_state_their_terms() -> None:
    full = [item for item in VACANCIES if item.offer.fees is not None and item.offer.complaint_channel]
    assert len(full) >= 25


def test_programmes_teach_something_and_say_the_price() -> None:
    for item in PROGRAMMES:
        assert item.teaches, item.id
        assert item.fee is not None, item.id
        assert item.source is not None, item.id
    assert {item.fee.currency for item in PROGRAMMES if item.fee} == {"PHP", "GHS", "EUR"}
    assert sum(item.prior_learning == "yes" for item in PROGRAMMES) >= 3
    assert {item.kind for item in PROGRAMMES} == {
        "training", "language", "bridging", "exam", "prior_learning", "orientation", "returnee",
    }  # fmt: skip


def test_german_ladder_is_complete() -> None:
    assert {item.cefr for item in PROGRAMMES if item.language == "de" and item.cefr} >= {"A1", "A2", "B1", "B2"}


def test_files_are_small() -> None:
    assert sum(path.stat().st_size for path in Path(DEMO).rglob("*") if path.is_file()) < 1_000_000
