"""Titles and phrases to concepts: equal label, near label, or abstention."""

from __future__ import annotations

import pyarrow as pa
import pytest

from passerelle.coding import Coder
from passerelle.coding.records import CODED, code_records, labels_with_kind
from passerelle.records import Experience, HeldSkill, Programme, Requirement, Vacancy, Worker
from passerelle.taxonomy import Taxonomy

LABELS = [
    ("nurse", "en", "nurse"), ("nurse", "en", "nursing professional"), ("nurse", "fr", "infirmier"),
    ("nurse", "de", "Krankenschwester"), ("aide", "en", "nurse aide"), ("welder", "en", "welder"),
    ("welder", "fr", "soudeur"), ("b-baker", "en", "baker"), ("a-baker", "en", "baker"),
]  # fmt: skip


@pytest.fixture(scope="module")
def coder():
    columns = ("uri", "language", "label")
    return Coder(pa.table({name: [row[place] for row in LABELS] for place, name in enumerate(columns)}))


@pytest.mark.parametrize(
    ("text", "language", "concept", "score"),
    [
        ("nurse", None, "nurse", 1.0),  # the equal label, not "nurse aide"
        ("  NURSE ", None, "nurse", 1.0),
        ("nurse aide", None, "aide", 1.0),
        ("Infirmier", "fr", "nurse", 1.0),
        ("baker", None, "a-baker", 1.0),  # a tie goes to the lower uri
    ],
)
def test_an_equal_label_wins(coder, text, language, concept, score):
    (found,) = coder.rank([text], language=language)
    assert (found.concept, found.candidates[0].score) == (concept, score)


@pytest.mark.parametrize(
    ("text", "concept"), [("weldr", "welder"), ("nursing profesional", "nurse"), ("soudeurs", "welder")]
)
def test_a_typing_error_is_found_with_a_score_below_one(coder, text, concept):
    best = coder.rank([text])[0].candidates[0]
    assert best.concept == concept
    assert 0 < best.score < 1


def test_a_language_restricts_the_labels(coder):
    (found,) = coder.rank(["welder"], language="fr")
    assert {item.language for item in found.candidates} <= {"fr"}
    assert found.concept is None
    assert [item.language for item in coder.rank(["welder"], language="tl")[0].candidates][:1] == [
        "en"
    ]  # no labels: all


@pytest.mark.parametrize("text", ["", "   ", "zzzz qqqq", "字"])
def test_what_means_nothing_is_left_uncoded(coder, text):
    (found,) = coder.rank([text])
    assert (found.abstain, found.concept) == (True, None)


def test_scores_fall_and_each_concept_occurs_once(coder):
    (found,) = coder.rank(["nurse aide and welder"])
    scores = [item.score for item in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert len({item.concept for item in found.candidates}) == len(scores)
    assert len(coder.rank(["nurse"], k=1)[0].candidates) == 1


def test_the_same_text_is_coded_alike_alone_and_in_a_crowd(coder):
    texts = ["weldr", "nurse", "baker of bread", "", "infirmiere"] * 200  # more than one batch
    alone = {text: coder.rank([text])[0] for text in set(texts)}
    assert coder.rank(texts) == [alone[text] for text in texts]


# -- Records --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def starter():
    return Taxonomy.embedded()


@pytest.fixture(scope="module")
def welding(starter):
    """(uri, label) of the occupation and of one of its skills."""
    hit = starter.find("welder", kind="occupation", limit=1)[0].concept.uri
    skill = starter.skills_of(hit)[0][0]
    return (hit, starter.label(hit)), (skill, starter.label(skill))


def test_a_title_gives_the_occupation_its_group_and_its_skills(starter, welding):
    (occupation, label), _ = welding
    found = code_records([], [Vacancy(id="v", title=label)], [], starter)
    (job,) = found.vacancies
    assert (job.occupation, job.occupation_isco08) == (occupation, starter.isco_group(occupation))
    assert {item.concept for item in job.requirements} == {uri for uri, _ in starter.skills_of(occupation)}
    assert {item.source for item in job.requirements} == {"occupation"}


def test_skills_the_advert_names_are_not_added_to(starter, welding):
    (_, label), (skill, name) = welding
    asked = Requirement(kind="skill", concept=f"text:{name}", label=name)
    (job,) = code_records([], [Vacancy(id="v", title=label, requirements=(asked,))], [], starter).vacancies
    assert [(item.concept, item.source) for item in job.requirements] == [(skill, "coded")]


def test_a_phrase_becomes_a_skill_and_keeps_its_words(starter, welding):
    _, (skill, name) = welding
    worker = Worker(id="w", skills=(HeldSkill(concept=f"text:{name}"), HeldSkill(concept="text:zzz qqq")))
    (coded,) = code_records([worker], [], [], starter).workers
    assert [item.concept for item in coded.skills] == [skill, "text:zzz qqq"]
    assert coded.skills[0].label == name


def test_work_is_coded_by_its_title_and_coded_work_is_left_alone(starter, welding):
    (occupation, label), _ = welding
    spells = (Experience(title=label), Experience(title="zzz"), Experience(title="x", occupation=occupation))
    (coded,) = code_records([Worker(id="w", experiences=spells)], [], [], starter).workers
    assert [item.occupation for item in coded.experiences] == [occupation, None, occupation]
    assert {item.occupation_isco08 for item in coded.experiences if item.occupation} == {starter.isco_group(occupation)}


def test_a_programme_without_skills_teaches_those_of_its_title(starter, welding):
    (occupation, label), _ = welding
    (coded,) = code_records([], [], [Programme(id="p", title=label)], starter).programmes
    essential = [uri for uri, relation in starter.skills_of(occupation) if relation == "essential"]
    assert [item.concept for item in coded.teaches] == essential


def test_everything_tried_is_in_the_table(starter, welding):
    (occupation, label), _ = welding
    jobs = [Vacancy(id="known", title=label), Vacancy(id="odd", title="zzz qqq")]
    table = code_records([], jobs, [], starter).table
    assert table.schema == CODED
    rows = {row["record_id"]: row for row in table.to_pylist()}
    assert (rows["known"]["concept"], rows["known"]["abstain"], rows["known"]["score"]) == (occupation, False, 1.0)
    assert rows["odd"]["abstain"] is True


def test_records_that_need_nothing_come_back_as_they_are(starter, demo):
    people, jobs = list(demo.workers.values()), list(demo.vacancies.values())
    coded = [item for item in people if all(spell.occupation for spell in item.experiences or ())]
    found = code_records(coded, jobs, [], starter)
    assert found.vacancies == jobs
    assert [item.id for item in found.workers] == [item.id for item in coded]


def test_labels_are_in_a_fixed_order(starter):
    assert labels_with_kind(starter).equals(labels_with_kind(starter))
