"""What the score means, on examples small enough to check by hand. The first one is docs/matching.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from passerelle.matching import DEFAULT, Parameters, SkillGraph, score_pair, weights_of
from passerelle.matching.graph import smoothed_idf
from passerelle.matching.parameters import credit_table
from passerelle.matching.score import Wanted, largest_remainder
from passerelle.records import Vacancy, Worker
from passerelle.taxonomy import Taxonomy

DOCS = Path(__file__).parents[2] / "docs" / "matching.md"
GRAPH = SkillGraph.of(
    broader=[("TIG welding", "welding"), ("welding", "metalwork")],
    related=[("welding", "read drawings")],
    groups=[("welding", "joining"), ("soldering", "joining")],
    occupation_skills=[
        ("welder", "welding"), ("welder", "read drawings"), ("welder", "work safely"), ("plumber", "work safely"),
        ("plumber", "soldering"), ("fitter", "work safely"), ("fitter", "read drawings"), ("cook", "cooking"),
    ],
)  # fmt: skip


def worker(*skills, **fields) -> Worker:
    held = [{"concept": name, "level": level} for name, level in skills]
    return Worker.model_validate({"id": "w", "skills": held, **fields})


def vacancy(*asked) -> Vacancy:
    rows = [
        {"kind": "skill", "concept": name, "level": level, "importance": importance}
        for name, level, importance in asked
    ]
    return Vacancy.model_validate({"id": "v", "title": "t", "requirements": rows})


def credit(held, wanted, *, level=None, held_level=None, graph=GRAPH):
    (part,) = score_pair(worker((held, held_level)), vacancy((wanted, level, "essential")), graph).parts
    return part.credit, part.how


def test_the_example_of_the_documentation():
    job = vacancy(("welding", 3, "essential"), ("read drawings", None, "essential"), ("work safely", None, "optional"))
    score = score_pair(worker(("TIG welding", 2), ("soldering", None), ("work safely", None)), job, GRAPH)
    assert [(p.concept, p.weight, p.credit, p.contribution, p.how, p.by) for p in score.parts] == [
        ("read drawings", 342, 0, 0, "missing", None),
        ("welding", 613, 29, 17777, "narrower", "TIG welding"),
        ("work safely", 45, 48, 2160, "covered", "work safely"),
    ]
    assert (score.total, score.percent, score.surplus) == (19937, 41.5, ("soldering",))
    assert score.deficit == ("read drawings", "welding")


def test_the_documentation_shows_these_numbers():
    text = DOCS.read_text()
    for number in ("510,826", "916,291", "223,144", "342", "613", "17,777", "19,937", "41.5", DEFAULT.digest()):
        assert number in text, number
    table = re.findall(r"^\| (\d) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    assert [tuple(map(int, row)) for row in table] == [(h, *DEFAULT.table[1][h][1:]) for h in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("held", "wanted", "expected"),
    [
        ("welding", "welding", (48, "covered")),
        ("TIG welding", "welding", (44, "narrower")),
        ("TIG welding", "metalwork", (44, "narrower")),  # any descendant
        ("welding", "TIG welding", (24, "broader")),
        ("metalwork", "TIG welding", (0, "missing")),  # only the direct parent
        ("read drawings", "welding", (24, "related")),
        ("welding", "read drawings", (24, "related")),  # either way
        ("soldering", "welding", (12, "sibling")),
        ("cooking", "welding", (0, "missing")),
        ("text: Welding", "text:welding", (48, "covered")),
        ("text:welding", "welding", (0, "missing")),  # a text is not the concept of that name
    ],
)
def test_credit_by_relation(held, wanted, expected):
    assert credit(held, wanted) == expected


@pytest.mark.parametrize(
    ("held_level", "level", "expected"),
    [(1, 4, 12), (3, 4, 36), (4, 2, 48), (None, 4, 48), (1, None, 48), (2, 3, 32)],
)
def test_credit_falls_with_the_level_where_both_are_stated(held_level, level, expected):
    assert credit("welding", "welding", level=level, held_level=held_level) == (expected, "covered")


def test_the_best_held_skill_counts_and_not_the_nearest():
    job = vacancy(("welding", 4, "essential"))
    (part,) = score_pair(worker(("welding", 1), ("TIG welding", 4)), job, GRAPH).parts
    assert (part.credit, part.how, part.by, part.held_level, part.required_level) == (
        44,
        "narrower",
        "TIG welding",
        4,
        4,
    )


def test_repeats_collapse_to_the_strongest():
    twice = vacancy(("welding", 2, "optional"), ("welding", None, "essential"), ("welding", 3, "optional"))
    assert score_pair(worker(("welding", 3)), twice, GRAPH) == score_pair(
        worker(("welding", 1), ("welding", 3), ("welding", None)), vacancy(("welding", 3, "essential")), GRAPH
    )


def test_a_text_is_flagged_and_weighs_as_a_typical_skill():
    job = vacancy(("text:goats", None, "essential"), ("metalwork", None, "essential"))
    parts = score_pair(worker(), job, GRAPH).parts
    assert [(part.concept, part.coded) for part in parts] == [("metalwork", True), ("text:goats", False)]
    assert parts[1].weight < parts[0].weight  # no occupation names metalwork: rarer than typical


def test_without_skills_there_is_no_score_and_a_reason():
    nothing = score_pair(worker(("welding", 1)), vacancy(), GRAPH)
    assert (nothing.total, nothing.percent, nothing.reason) == (None, None, "no skills stated")
    unasked = Worker(id="w")
    score = score_pair(unasked, vacancy(("welding", 1, "essential")), GRAPH)
    assert (score.total, score.reason) == (None, "the worker's skills were not asked")
    assert score_pair(worker(), vacancy(("welding", 1, "essential")), GRAPH).total == 0


def test_equal_remainders_go_to_the_first():
    assert largest_remainder([1, 1, 1], 1000) == (334, 333, 333)
    assert largest_remainder([], 1000) == ()


def test_importance_alone_decides_where_every_occupation_has_the_skills():
    common = SkillGraph.of(occupation_skills=[("o", "a"), ("o", "b")])
    assert weights_of([Wanted("a", True, 0), Wanted("b", False, 0)], common) == (769, 231)


def test_idf_is_the_same_integer_everywhere():
    assert [smoothed_idf(3007, n) for n in (0, 1, 10, 3007)] == [8009031, 7315884, 5611135, 0]


def test_parameters_pin_their_table():
    assert Parameters(sibling=6).digest() != DEFAULT.digest() == Parameters().digest()
    assert Parameters(sibling=6).table[4] == credit_table([6])[0]
    assert Parameters.model_validate_json(DEFAULT.to_json()) == DEFAULT
    with pytest.raises(ValidationError, match="higher level held must never earn less"):
        Parameters(table=(((5, 5, 5, 5, 5), (9, 9, 9, 9, 9), *((1,) * 5,) * 3),) * 5)
    with pytest.raises(ValidationError, match="5 x 5 x 5"):
        Parameters(table=(((1,),),))
    with pytest.raises(ValidationError, match="between 0 and 48"):
        Parameters(covered=49)


def test_a_graph_comes_from_a_taxonomy():
    graph = SkillGraph.from_taxonomy(Taxonomy.embedded())
    assert graph.occupations > 0
    assert all(count <= graph.occupations for count in graph.counts.values())
