"""Facts as the fact dictionary says they follow from the records (the comments in data/rulebook/facts/*.yaml)."""

from __future__ import annotations

import inspect
from datetime import date

import pytest

from passerelle import offers, planning, recognition
from passerelle.planning import facts_for
from passerelle.planning.facts import raised
from passerelle.records import Answered, Evidence, LanguageSkill, OfferTerms, Requirement, Vacancy, Worker
from passerelle.records.codes import LANGUAGE_FACTS
from passerelle.records.money import Rates
from passerelle.rules import Fact, Rulebook
from passerelle.workspace import embedded

AS_OF = date(2026, 8, 19)
NOBODY, NOTHING = Worker(id="w"), Vacancy(id="v", title="?")


@pytest.fixture(scope="module")
def book():
    return Rulebook.load(embedded("rulebook"))


@pytest.fixture(scope="module")
def facts(book):
    """Values by name, for a worker and a vacancy."""

    def values(worker=NOBODY, vacancy=NOTHING, as_of=AS_OF):
        found = facts_for(worker, vacancy, rulebook=book, rates=Rates(), as_of=as_of)
        return {name: fact.value for name, fact in found.values.items()}

    return values


@pytest.fixture(scope="module")
def conflicts(book):
    return lambda worker, vacancy=NOTHING: (
        facts_for(worker, vacancy, rulebook=book, rates=Rates(), as_of=AS_OF).conflicts
    )


def source_of(room):
    folder = inspect.getfile(room).removesuffix("__init__.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in embedded("").parent.joinpath(folder).glob("*.py"))


# -- The dictionary is kept -----------------------------------------------------------------------------------------

COMPOSED = {"experience.": "experience.{name}", "qualification.": "qualification.{name}"}
"""Names written as a prefix and a list of endings."""


def test_every_derived_fact_is_derived_somewhere(book):
    text = "\n".join(map(source_of, (planning, recognition, offers))) + repr(LANGUAGE_FACTS)

    def is_written(name):
        prefix, _, ending = name.partition(".")
        composed = COMPOSED.get(f"{prefix}.", "\0") in text and f'"{ending}"' in text
        return f'"{name}"' in text or f"'{name}'" in text or composed

    assert [name for name, item in sorted(book.facts.items()) if item.derived and not is_written(name)] == []


def derived_for_the_demo(demo, book):
    """(name, value) of every fact of everybody for one job of each occupation; languages asked by code are left out."""
    jobs = {job.occupation_isco08: job for job in demo.vacancies.values()}.values()
    for worker in demo.workers.values():
        for job in jobs:
            found = facts_for(worker, job, rulebook=book, rates=demo.desk.rates, as_of=AS_OF).values
            yield from ((name, fact.value) for name, fact in found.items() if not name.startswith("worker.cefr_"))


def test_every_fact_derived_is_in_the_dictionary(demo, book):
    assert {name for name, _ in derived_for_the_demo(demo, book)} - set(book.facts) == set()


def test_every_fact_derived_has_a_value_the_dictionary_allows(demo, book):
    for name, value in derived_for_the_demo(demo, book):
        allowed = book.facts[name].values if name in book.facts else None
        given = value if isinstance(value, frozenset) else {value}
        assert allowed is None or given <= set(allowed), (name, value)


# -- The person -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(1981, 8, 19), 45), (date(1981, 8, 20), 44), (date(2004, 2, 29), 22), (None, None)],
)
def test_age_is_in_whole_years_on_the_day(facts, born, age):
    assert facts(Worker(id="w", birth_date=born)).get("worker.age") == age


def test_an_empty_record_says_nothing_of_the_person(facts):
    assert [name for name in facts() if name.startswith(("worker.", "experience.", "qualification."))] == []


@pytest.mark.parametrize(
    ("passports", "valid"),
    [
        ([], None),
        ([{"valid_to": None}], None),
        ([{"valid_to": date(2026, 8, 19)}], "yes"),
        ([{"valid_to": date(2026, 8, 18)}], "no"),
        ([{"valid_to": date(2026, 8, 18)}, {"valid_to": date(2031, 1, 1)}], "yes"),
        ([{"valid_to": date(2031, 1, 1), "authenticity": "false"}], None),
    ],
)
def test_a_passport_counts_until_its_last_day(facts, passports, valid):
    evidence = tuple(Evidence(id=f"p{place}", kind="passport", **item) for place, item in enumerate(passports))
    assert facts(Worker(id="w", evidence=evidence)).get("worker.passport_valid") == valid


# -- Languages ------------------------------------------------------------------------------------------------------


def speaks(*levels, language="de"):
    return Worker(id="w", languages=tuple(LanguageSkill(language=language, level=level) for level in levels))


@pytest.mark.parametrize(
    ("worker", "german"),
    [
        (Worker(id="w"), None),  # not asked
        (Worker(id="w", languages=()), "none"),  # asked: none
        (speaks("B1", language="tl"), "none"),  # asked: another one
        (speaks("B1"), "B1"),
        (speaks("native"), "C2"),
        (speaks("none"), "none"),
        (speaks(None), None),  # some German, no level: ask
        (speaks("A2", "B1"), "A2"),  # two levels: the lower counts
        (speaks("B1", None), None),  # one of two is open: ask
        (speaks("native", "C2"), "C2"),
    ],
)
def test_german(facts, worker, german):
    assert facts(worker).get("worker.german_cefr") == german


@pytest.mark.parametrize(("worker", "contradicts"), [(speaks("A2", "B1"), True), (speaks("C2", "native"), False)])
def test_two_levels_of_one_language_are_a_contradiction(conflicts, worker, contradicts):
    assert ("worker.german_cefr" in conflicts(worker)) is contradicts


def test_the_evidence_of_a_level_is_the_evidence_of_that_level(book):
    evidence = (Evidence(id="good", kind="language_certificate"), Evidence(id="poor", kind="language_certificate"))
    languages = (
        LanguageSkill(language="de", level="B1", evidence=("good",)),
        LanguageSkill(language="de", level="A2", evidence=("poor",)),
    )
    worker = Worker(id="w", languages=languages, evidence=evidence)
    found = facts_for(worker, Vacancy(id="v", title="?"), rulebook=book, rates=Rates(), as_of=AS_OF)
    assert (found.values["worker.german_cefr"].value, found.values["worker.german_cefr"].evidence) == ("A2", ("poor",))


@pytest.mark.parametrize(
    ("levels", "understood"), [(["B1"], "yes"), (["native"], "yes"), (["A2"], "no"), ([], "no"), ([None], None)]
)
def test_a_contract_is_understood_from_b1(facts, levels, understood):
    offer = Vacancy(id="v", title="?", offer=OfferTerms(contract_language="de"))
    assert facts(speaks(*levels), offer).get("offer.contract_language_understood") == understood


def test_nobody_can_say_whether_an_unnamed_language_is_understood(facts):
    assert "offer.contract_language_understood" not in facts(speaks("B1"))
    offer = Vacancy(id="v", title="?", offer=OfferTerms(contract_language="de"))
    assert "offer.contract_language_understood" not in facts(Worker(id="w"), offer)


# -- The occupation -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "qualified"),
    [("2221", "yes"), ("3221", "yes"), ("7212", None), ("9313", "no"), ("1342", "yes"), (None, None)],
)
def test_a_job_needs_training_by_its_isco_skill_level_and_in_between_it_is_asked(facts, code, qualified):
    job = Vacancy(id="v", title="?", occupation_isco08=code)
    assert facts(vacancy=job).get("occupation.qualified") == qualified


def test_a_job_that_asks_for_a_qualification_needs_training(facts):
    job = Vacancy(id="v", title="?", occupation_isco08="7212", requirements=(Requirement(kind="qualification"),))
    assert facts(vacancy=job)["occupation.qualified"] == "yes"


@pytest.mark.parametrize(("code", "names"), [("2221", ["2221", "222", "22"]), ("222", [None] * 3), (None, [None] * 3)])
def test_groups_of_the_occupation_are_given_for_a_full_code_only(facts, code, names):
    found = facts(vacancy=Vacancy(id="v", title="?", occupation_isco08=code))
    groups = ("occupation.isco08", "occupation.isco08_minor", "occupation.isco08_submajor")
    assert [found.get(name) for name in groups] == names


# -- Answers --------------------------------------------------------------------------------------------------------


def answered(*pairs):
    return tuple(Answered(fact=fact, value=value) for fact, value in pairs)


def test_an_answer_fills_what_the_records_leave_open(facts):
    worker = Worker(id="w", answers=answered(("worker.age", "30"), ("worker.reliable", "yes")))
    found = facts(worker)
    assert (found["worker.age"], found["worker.reliable"]) == (30, "yes")


def test_an_answer_that_agrees_is_no_contradiction(facts, conflicts):
    worker = Worker(id="w", birth_date=date(1996, 1, 1), answers=answered(("worker.age", "30")))
    assert facts(worker)["worker.age"] == 30
    assert conflicts(worker) == {}


def test_an_answer_against_the_record_makes_the_fact_unknown(facts, conflicts):
    worker = Worker(id="w", birth_date=date(1996, 1, 1), answers=answered(("worker.age", "29")))
    assert "worker.age" not in facts(worker)
    assert "one statement says 30, another says 29" in conflicts(worker)["worker.age"]


def test_three_statements_of_which_two_agree_stay_a_contradiction(facts):
    worker = Worker(id="w", answers=answered(("worker.age", "30"), ("worker.age", "29"), ("worker.age", "30")))
    assert "worker.age" not in facts(worker)


def test_an_answer_to_a_question_nobody_asks_is_left_alone(facts):
    assert "worker.shoe_size" not in facts(Worker(id="w", answers=answered(("worker.shoe_size", "43"))))


# -- What holds unless somebody says otherwise ------------------------------------------------------------------------


def test_nobody_abroad_has_a_visa_unless_an_answer_says_so(facts):
    abroad, job = Worker(id="w", residence="PHL"), Vacancy(id="v", title="?", country="DEU")
    assert facts(abroad, job)["residence.visa"] == "none"
    with_visa = abroad.model_copy(update={"answers": answered(("residence.visa", "skilled_worker"))})
    assert facts(with_visa, job)["residence.visa"] == "skilled_worker"
    assert "residence.visa" not in facts(Worker(id="w", residence="DEU"), job)
    assert "residence.visa" not in facts(Worker(id="w"), job)


def test_two_answers_about_the_visa_that_contradict_leave_it_unknown(facts, conflicts):
    says = answered(("residence.visa", "skilled_worker"), ("residence.visa", "opportunity_card"))
    worker, job = Worker(id="w", residence="PHL", answers=says), Vacancy(id="v", title="?", country="DEU")
    assert "it counts as unknown" in conflicts(worker, job)["residence.visa"]
    assert "residence.visa" not in facts(worker, job)


# -- After a step ---------------------------------------------------------------------------------------------------


def test_a_level_only_rises_and_anything_else_is_replaced(book):
    now = {"worker.german_cefr": Fact("B1"), "residence.visa": Fact("measure_16d1")}
    after = raised(now, {"worker.german_cefr": "A2", "residence.visa": "skilled_worker"}, book.facts)
    assert (after["worker.german_cefr"].value, after["residence.visa"].value) == ("B1", "skilled_worker")
    assert raised(now, {"worker.german_cefr": "B2"}, book.facts)["worker.german_cefr"].value == "B2"
    assert now["residence.visa"].value == "measure_16d1"
