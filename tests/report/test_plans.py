"""One plan, as it reads: each status in a sentence, in each language, on paper and on a telephone."""

from __future__ import annotations

import pytest
from lxml import html

from passerelle.report import languages_on_file, plan_page, plan_text
from passerelle.report.plans import answer, examples, file_name, grouped
from passerelle.report.words import Words

ANSWERS = {
    "closable": "5 steps close what is missing: about 425 days, and about €421 for the worker. 1 fact is still not known.",
    "open": "On March 2, 2026, nothing that is on file stands between this person and this job.",
    "blocked": "Not open today: Pay or pension for persons aged 45 and over. No step on file closes it.",
    "ask": "Nothing is against it, but 3 facts are not known; answer the questions below first.",
}


def test_each_status_is_one_answer(plans):
    assert {plan.status: answer(plan, Words("en")) for plan in plans[:4]} == ANSWERS


def test_not_met_comes_first_then_not_known_then_met(plans):
    assert [(verdict, len(found)) for verdict, found in grouped(plans[0])] == [
        ("NOT_MET", 2),
        ("UNKNOWN", 1),
        ("MET", 3),
    ]


def test_text_of_one_language_alone_is_marked_in_the_other_column(plans):
    page = html.fromstring(plan_page(plans[0], languages=("en", "de")))
    marks = [node.text_content() for node in page.find_class("foreign")]
    assert "(auf Englisch)" in marks
    assert all(node.getprevious().get("lang") == "en" for node in page.find_class("foreign"))


def test_a_doubtful_source_is_marked_and_an_official_one_is_not(plans):
    page = html.fromstring(plan_page(plans[0], languages=("en", "en")))
    warned = {" ".join(node.text_content().split()) for node in page.find_class("warn")}
    assert warned == {"secondary source", "unverified"}


def test_contributions_add_up_to_the_score(plans):
    page = html.fromstring(plan_page(plans[0], languages=("en", "en")))
    table = next(t for t in page.xpath("//table") if t.get_element_by_id("plan-skills-c", None) is not None)
    adds = [int(row.xpath("./*")[4].text_content().replace(",", "").split("/")[0]) for row in table.xpath("./tbody/tr")]
    assert sum(adds[:-1]) == adds[-1] == plans[0].score


def test_the_trace_is_on_the_plan_page(plans):
    page = html.fromstring(plan_page(plans[0], languages=("en", "de")))
    assert "recognition.decision" in "".join(page.xpath("//details//pre/text()"))


@pytest.mark.parametrize("language", languages_on_file())
def test_plain_text_has_short_lines_and_the_answer_near_the_top(plans, language):
    for plan in plans:
        lines = plan_text(plan, language=language).splitlines()
        assert max(len(line) for line in lines) <= 64
        assert answer(plan, Words(language)).split()[0] in lines[3]


def test_plain_text_of_a_plan_in_full(plans):
    assert plan_text(plans[3], language="en").splitlines() == [
        "nurse-0031 > hospital-4",
        "March 2, 2026 | Blocked",
        "",
        "Not open today: Pay or pension for persons aged 45 and over. No",
        "step on file closes it.",
        "",
        "WHAT IS ASKED",
        "[ ] Pay or pension for persons aged 45 and over: Not met",
        "    (Note by a consultancy ! sources disagree)",
        "",
        "A person decides, not this plan. You may ask for the reasons and",
        "contest them.",
    ]


def test_examples_take_each_status_in_turn(plans):
    assert [plan.status for plan in examples(plans, most=4)] == ["closable", "ask", "open", "blocked"]


@pytest.mark.parametrize(
    ("worker", "vacancy", "name"),
    [("w 1", "v/2", "w_1--v_2.html"), ("../..", "é", "_--_.html"), ("a" * 300, "b", "a" * 80 + "--b.html")],
)
def test_file_names_are_safe(worker, vacancy, name):
    assert file_name(worker, vacancy) == name


def test_file_names_do_not_collide():
    assert file_name("A", "b", {"a--b.html"}) == "A--b--2.html"
