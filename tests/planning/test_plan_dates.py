"""The same person and job on three days: plans differ by the rules that changed, and by nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from passerelle.planning import Finding, Plan, plan

BEFORE, AFTER, NOW = date(2023, 11, 10), date(2024, 3, 5), date(2026, 8, 19)
"""Before the Skilled Immigration Act took effect, four days after its second part, and the day of the demo."""

# A welder and a job whose facts are the same on all three days, as far as German law asks.
WELDER = ("gha-welder-12", "deu-metal-02")
NURSE = ("phl-nurse-12", "deu-hospital-02")

LEFT_2024 = {
    ("deu.aufenthg.16d.1", 1), ("deu.aufenthg.16d.1.sidejob", 1), ("deu.aufenthg.16d.3.practice-gap", 1),
    ("deu.aufenthg.18.2.age45", 1), ("deu.aufenthg.18.4.duration", 1), ("deu.aufenthg.18a", 1),
    ("deu.aufenthg.18b", 1), ("deu.aufenthg.18g.salary", 1), ("deu.aufenthg.18g.shortage", 1), ("deu.beschv.38", 1),
    ("deu.beschv.6.experience", 1), ("deu.beschv.6.salary", 1), ("deu.pflbg.40", 1),
}  # fmt: skip
CAME_2024 = {
    ("deu.aufenthg.16d.1", 2), ("deu.aufenthg.16d.1.sidejob", 2),
    # the recognition partnership
    ("deu.aufenthg.16d.3.agreement", 1), ("deu.aufenthg.16d.3.confirmation", 1), ("deu.aufenthg.16d.3.employer", 1),
    ("deu.aufenthg.16d.3.job", 1), ("deu.aufenthg.16d.3.language", 1), ("deu.aufenthg.16d.3.qualification", 1),
    ("deu.beschv.2a", 1), ("deu.beschv.2a.renewal", 1),
    # the skills analysis
    ("deu.aufenthg.16d.6", 1), ("deu.aufenthg.5.visa.analysis-16d6", 1), ("deu.bqfg.14", 1), ("deu.ihkfosa.14", 1),
    # skilled workers and the Blue Card
    ("deu.aufenthg.18.2.age45", 2), ("deu.aufenthg.18.2.genuine", 1), ("deu.aufenthg.18.4.duration", 2),
    ("deu.aufenthg.18a", 2), ("deu.aufenthg.18b", 2), ("deu.aufenthg.18g.months", 1), ("deu.aufenthg.18g.salary", 2),
    ("deu.aufenthg.18g.shortage", 2), ("deu.beschv.36.4", 1), ("deu.beschv.38", 2),
    # the experienced worker
    ("deu.beschv.1.2.age45", 1), ("deu.beschv.6.experience", 2), ("deu.beschv.6.qualification", 1),
    ("deu.beschv.6.regulated", 1), ("deu.beschv.6.salary", 2),
    ("deu.pflaprv.43a", 1), ("deu.pflbg.40", 2),
}  # fmt: skip
LEFT_2026 = {("deu.aufenthg.18.4.duration", 2), ("deu.pflbg.4", 1)}
CAME_2026 = {
    ("deu.aufenthg.18.4.duration", 3), ("deu.aufenthg.45c", 1), ("deu.pflbg.4", 2),
    # the Opportunity Card
    ("deu.aufenthg.20a.base", 1), ("deu.aufenthg.20a.hours", 1), ("deu.aufenthg.20a.language", 1),
    ("deu.aufenthg.20b.points", 1), ("deu.aufenthg.5.visa.opportunity-card", 1),
}  # fmt: skip
STEP_CAME = {("deu.beschv.6.language", 1)}
"""A rule of 2023 that ended with the requirement it served."""


@pytest.fixture(scope="module")
def on(demo):
    """Findings of every route in force on a day, by rule; and the plan with all routes."""
    kept: dict[Any, tuple[dict[str, Finding], Plan]] = {}

    def findings_on(pair, day):
        if (pair, day) not in kept:
            worker, vacancy = demo.workers[pair[0]], demo.vacancies[pair[1]]
            corridor = demo.desk.lawbook.corridor(worker.residence, vacancy.country)
            found = {}
            for route in corridor.routes:
                alone = corridor.model_copy(update={"routes": (route,)})
                result = plan(worker, vacancy, alone, day, desk=demo.desk)
                found |= {item.requirement: item for item in result.findings if item.trace}
            kept[pair, day] = found, plan(worker, vacancy, corridor, day, desk=demo.desk)
        return kept[pair, day]

    return findings_on


def versions(found):
    return {(name, item.version) for name, item in found.items()}


def changed(early, late):
    """Rules of the same version in both whose verdict differs, with why: a parameter or a fact that differs."""
    both = {name for name in early if name in late and early[name].version == late[name].version}
    return {name for name in both if early[name].verdict != late[name].verdict}


def parameters(item):
    return [(part["name"], part["value"]) for part in item.trace["parameters"]]


def inputs(item):
    return [(part["fact"], part["value"]) for part in item.trace["inputs"]]


def test_between_november_2023_and_march_2024_these_rules_changed(on):
    early, late = on(WELDER, BEFORE)[0], on(WELDER, AFTER)[0]
    assert versions(early) - versions(late) == LEFT_2024 | STEP_CAME
    assert versions(late) - versions(early) == CAME_2024


def test_between_march_2024_and_august_2026_these_rules_changed(on):
    early, late = on(WELDER, AFTER)[0], on(WELDER, NOW)[0]
    assert versions(early) - versions(late) == LEFT_2026
    assert versions(late) - versions(early) == CAME_2026


@pytest.mark.parametrize(
    "pair", [WELDER, NURSE, ("phl-nurse-07", "deu-hospital-01"), ("gha-welder-05", "deu-metal-01")]
)
@pytest.mark.parametrize(("first", "second"), [(BEFORE, AFTER), (AFTER, NOW)])
def test_a_verdict_of_one_version_changes_only_with_its_parameter_or_its_facts(on, pair, first, second):
    early, late = on(pair, first)[0], on(pair, second)[0]
    for name in changed(early, late):
        moved = parameters(early[name]) != parameters(late[name]) or inputs(early[name]) != inputs(late[name])
        assert moved, f"{name}: {early[name].verdict} on {first}, {late[name].verdict} on {second}, and nothing differs"


def test_the_welders_verdicts_that_turned(on):
    """rule: before, after, now; None where the rule was not there."""
    days = [on(WELDER, day)[0] for day in (BEFORE, AFTER, NOW)]
    shown = {
        name: tuple(str(found[name].verdict) if name in found else None for found in days)
        for name in (
            "deu.beschv.6.experience", "deu.beschv.6.salary", "deu.beschv.6.qualification",
            "deu.aufenthg.16d.3.qualification", "deu.aufenthg.18g.salary", "deu.aufenthg.20b.points",
        )
    }  # fmt: skip
    assert shown == {
        "deu.beschv.6.experience": ("NOT_MET", "MET", "MET"),
        "deu.beschv.6.salary": ("NOT_MET", "MET", "MET"),
        "deu.beschv.6.qualification": (None, "NOT_MET", "NOT_MET"),
        "deu.aufenthg.16d.3.qualification": (None, "NOT_MET", "NOT_MET"),
        "deu.aufenthg.18g.salary": ("NOT_MET", "MET", "NOT_MET"),
        "deu.aufenthg.20b.points": (None, None, "UNKNOWN"),
    }


@pytest.mark.parametrize(
    ("rule", "floors"),
    [
        ("deu.aufenthg.18g.salary", ("58400", "45300", "50700")),
        ("deu.aufenthg.18g.shortage", ("45552", "41041.80", "45934.20")),
        ("deu.beschv.6.salary", ("52560", "40770", "45630")),
    ],
)
def test_the_trace_shows_the_floor_of_the_day(on, rule, floors):
    days = (BEFORE, AFTER, NOW)
    traces = [on(WELDER, day)[0][rule].trace for day in days]
    assert tuple(str(trace["parameters"][0]["value"]) for trace in traces) == floors
    for day, trace in zip(days, traces, strict=True):
        period = trace["parameters"][0]
        assert period["from"] <= day.isoformat() <= period["to"]
        assert period["source"]["instrument"]


@pytest.mark.parametrize("day", [BEFORE, AFTER, NOW])
def test_every_trace_says_that_its_rule_is_in_force_on_the_day(on, day):
    for item in on(NURSE, day)[0].values():
        force = item.trace["in_force"]
        assert item.trace["as_of"] == day.isoformat()
        assert (item.trace["rule"], item.trace["version"]) == (item.requirement, item.version)
        assert force["start_unknown"] or force["from"] <= day.isoformat(), item.requirement
        assert force["to"] is None or day.isoformat() <= force["to"], item.requirement


@pytest.mark.parametrize("rule", ["deu.aufenthg.16d.3.agreement", "deu.beschv.6.qualification"])
def test_what_came_with_march_2024_says_so(on, rule):
    assert on(WELDER, AFTER)[0][rule].trace["in_force"] == {"from": "2024-03-01", "to": None, "start_unknown": False}


def test_routes_open_and_close_with_the_law(on):
    first, second, third = ({item.id for item in on(WELDER, day)[1].routes} for day in (BEFORE, AFTER, NOW))
    assert first - second == {"deu.16d3-practice"}
    assert second - first == {"deu.16d3", "deu.16d6"}
    assert (second - third, third - second) == (set(), {"deu.20a"})


def test_the_nurse_loses_the_blue_card_to_the_floor_of_2026(on):
    """48,600 euro a year: enough in March 2024, too little in August 2026, and no step on file raises it."""
    by_day = {day: {item.id: item for item in on(NURSE, day)[1].routes} for day in (BEFORE, AFTER, NOW)}
    floor = "deu.aufenthg.18g.salary"
    assert [floor in by_day[day]["deu.18g"].not_met for day in by_day] == [True, False, True]
    assert floor in by_day[NOW]["deu.18g"].nearest
    assert "deu.aufenthg.18g.shortage" not in by_day[NOW]["deu.18g-shortage"].not_met


def test_the_welders_way_opens_with_the_confirmation_of_june_2024(on, demo):
    """The rule came in March 2024, the body that confirms vocational training (ZAB) only on 19 June: the step says so."""
    by_day = {day: {item.id: item for item in on(WELDER, day)[1].routes} for day in (AFTER, NOW)}
    assert [by_day[day]["deu.19c2"].status for day in by_day] == ["blocked", "closable"]
    assert "deu.step.zab-dab" in [step.id for step in by_day[NOW]["deu.19c2"].cheapest.steps]
    assert demo.desk.lawbook.steps["deu.step.zab-dab"].valid_from == date(2024, 6, 19)
