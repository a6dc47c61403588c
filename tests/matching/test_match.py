"""Each worker's best vacancies as a table, and what keeps the others away."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from passerelle.matching import MATCHES, Context, SkillGraph, iter_matches, match, matches, why_not
from passerelle.records import Vacancy, Worker, to_table
from passerelle.records.errors import BadRecord

AS_OF = date(2026, 11, 1)
CONTEXT = Context(as_of=AS_OF)
GRAPH = SkillGraph.of(broader=[("TIG welding", "welding")])
PAY = {"amount": 2000, "currency": "EUR", "period": "month"}


def worker(name, *skills, **fields):
    preferences = {"destinations": ["DEU"], "wage_floor": PAY, "available_from": "2026-01-01"}
    return Worker.model_validate(
        {
            "id": name,
            "skills": [{"concept": s} for s in skills],
            "residence": "PHL",
            "preferences": preferences,
            **fields,
        }
    )


def vacancy(name, *skills, **fields):
    facts = {
        "country": "DEU",
        "posts": 1,
        "regulated": "no",
        "start_on": AS_OF,
        "valid_to": AS_OF,
        "offer": {"pay": PAY},
    }
    asked = [{"kind": "skill", "concept": s} for s in skills]
    return Vacancy.model_validate({"id": name, "title": name, "requirements": asked, **facts, **fields})


PEOPLE = [worker("b", "TIG welding", "goats"), worker("a", "cooking"), Worker(id="c")]
JOBS = [
    vacancy("welder", "welding", "cooking"),
    vacancy("cook", "cooking"),
    vacancy("chef", "cooking"),
    vacancy("any"),
    vacancy("closed", "cooking", valid_to="2026-10-01"),
    vacancy("unstated", "welding", posts=None),
]


def run(people=PEOPLE, jobs=JOBS, **options):
    return match(people, jobs, graph=GRAPH, context=CONTEXT, **options)


@pytest.fixture(params=["plain", "arrays"], autouse=True)
def way(request, monkeypatch):
    monkeypatch.setattr(matches, "PLAIN_PAIRS", 10**9 if request.param == "plain" else 0)


def test_best_first_then_by_id_and_those_without_a_score_last():
    rows = run().to_pylist()
    assert [row["rank"] for row in rows] == [1, 2, 3, 4, 5] * 3
    found = {name: [(r["vacancy_id"], r["score"]) for r in rows if r["worker_id"] == name] for name in "bac"}
    assert list(dict.fromkeys(row["worker_id"] for row in rows)) == ["b", "a", "c"]
    assert found == {
        "b": [("unstated", 44000), ("welder", 22000), ("chef", 0), ("cook", 0), ("any", None)],
        "a": [("chef", 48000), ("cook", 48000), ("welder", 24000), ("unstated", 0), ("any", None)],
        "c": [("any", None), ("chef", None), ("cook", None), ("unstated", None), ("welder", None)],
    }


def test_a_row_carries_its_explanation_and_what_to_ask():
    first, second = run(k=2).to_pylist()[:2]
    assert (first["verdict"], first["asks"]) == ("UNKNOWN", ["vacancy.posts"])
    assert (second["verdict"], second["asks"], second["qualification_match"]) == ("MET", [], "unknown")
    assert (second["skill_surplus"], second["skill_deficit"]) == (1, 2)
    assert second["parts"] == [
        {"concept": "cooking", "weight": 500, "credit": 0, "contribution": 0, "how": "missing", "by": None},
        {
            "concept": "welding",
            "weight": 500,
            "credit": 44,
            "contribution": 22000,
            "how": "narrower",
            "by": "TIG welding",
        },
    ]


def test_without_a_score_the_missing_skills_are_asked_for():
    rows = {(row["worker_id"], row["vacancy_id"]): row for row in run().to_pylist()}
    assert (rows["b", "any"]["asks"], rows["b", "any"]["parts"]) == (["vacancy.skills"], [])
    assert rows["c", "cook"]["asks"][-1] == "worker.skills"
    assert rows["c", "cook"]["skill_deficit"] is None


def test_tables_are_as_good_as_documents(tmp_path):
    table = match(to_table(PEOPLE, Worker), to_table(JOBS, Vacancy), graph=GRAPH, context=CONTEXT)
    assert table.equals(run())
    pq.write_table(table, tmp_path / "matches.parquet")
    assert pq.read_table(tmp_path / "matches.parquet").to_pylist() == table.to_pylist()


def test_nobody_or_nothing_gives_an_empty_table():
    for table in (run(people=[]), run(jobs=[]), run(people=PEOPLE[:1], jobs=[JOBS[4]])):
        assert table.schema == MATCHES
        assert table.num_rows == 0


def test_progress_is_told_and_chunks_come_one_by_one():
    told = []
    run(progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (3, 3)
    chunks = list(iter_matches(PEOPLE, JOBS, graph=GRAPH, context=CONTEXT))
    assert pa.concat_tables(chunks).equals(run())


def test_what_cannot_be_asked():
    with pytest.raises(BadRecord, match="two records of type Vacancy have the id 'cook'"):
        run(jobs=[*JOBS, JOBS[1]])
    with pytest.raises(ValueError, match="at least 1"):
        run(k=0)


def test_why_not_names_the_one_constraint_that_failed():
    far = vacancy("far", "cooking", country="JPN")
    hopeless = vacancy("hopeless", "cooking", country="JPN", posts=0)
    found = why_not(PEOPLE[1], [*JOBS, far, hopeless], graph=GRAPH, context=CONTEXT)
    assert [(item.vacancy_id, item.score, item.finding.kind) for item in found] == [
        ("closed", 48000, "open"),
        ("far", 48000, "destination"),
    ]
    assert len(why_not(PEOPLE[1], [*JOBS, far], graph=GRAPH, context=CONTEXT, k=1)) == 1
