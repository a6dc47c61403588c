"""The best set of steps, against every order of every subset of steps."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelle.planning.schedule import length, likely_days, schedule
from passerelle.planning.search import Goal, World, best_steps, unreachable
from passerelle.recognition import Range, Step
from passerelle.records import Source, Verdict, verdict_of
from passerelle.rules import Fact

SOURCE = Source(instrument="a test", status="staff summary")
FACTS = "pqrs"


def step(name, *, gives, needs=(), cost=0.0, days=0.0):
    flat = Range(low=days, likely=days, high=days)
    return Step(
        id=name,
        title={"en": name},
        kind="course",
        gives=dict.fromkeys(gives, "yes"),
        needs=dict.fromkeys(needs, "yes"),
        cost=Range(low=cost, likely=cost, high=cost),
        days=flat,
        payer="worker",
        success="certain",
        source=SOURCE,
    )


steps = st.lists(
    st.tuples(
        st.sets(st.sampled_from(FACTS), min_size=1, max_size=2),
        st.sets(st.sampled_from(FACTS), max_size=2),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    max_size=4,
).map(
    lambda rows: [
        step(f"s{n}", gives=sorted(gives), needs=sorted(needs - gives), cost=float(cost), days=float(days))
        for n, (gives, needs, cost, days) in enumerate(rows)
    ]
)


def holds(facts, name):
    return Verdict.UNKNOWN if name not in facts else verdict_of(facts[name].value == "yes")


def lacks(item, facts):
    return frozenset(name for name in item.needs if holds(facts, name) is Verdict.NOT_MET)


def after(facts, item):
    return dict(facts) | {name: Fact(value) for name, value in item.gives.items()}


def waits_for(facts):
    return lambda then, first: any(n in first.gives and holds(facts, n) is not Verdict.MET for n in then.needs)


def cost(order):
    return (sum(item.cost.likely for item in order),)


def days(order, facts):
    return likely_days(order, waits=waits_for(facts))


def world(aim="cheapest"):
    return World(lacks, after, cost, days, aim)


def goals_for(names):
    return [Goal(name, frozenset({name}), lambda facts, name=name: holds(facts, name)) for name in sorted(names)]


def brute(goals, facts, items, measure):
    """The least measure over all orders in which each step can start, that close every goal that is not met."""
    best = None
    for size in range(len(items) + 1):
        for order in permutations(items, size):
            now, possible = dict(facts), True
            for item in order:
                possible &= not lacks(item, now)
                now = after(now, item)
            if possible and all(
                goal.judge(now) is Verdict.MET for goal in goals if goal.judge(facts) is Verdict.NOT_MET
            ):
                cost = measure(order, facts)
                best = cost if best is None or cost < best else best
    return best


@pytest.mark.parametrize("aim", ["cheapest", "fastest"])
@given(
    items=steps,
    wanted=st.sets(st.sampled_from(FACTS), min_size=1),
    known=st.dictionaries(st.sampled_from(FACTS), st.sampled_from(["yes", "no"])),
)
@settings(max_examples=150)
def test_no_order_of_any_subset_of_steps_is_better(aim, items, wanted, known):
    facts = {name: Fact(value) for name, value in known.items()}
    goals = goals_for(wanted)
    found = best_steps(goals, facts, items, world=world(aim))
    expected = brute(goals, facts, items, world(aim).measure)
    assert (found is None) == (expected is None)
    if found is not None:
        assert world(aim).measure(found.steps, facts) == expected


def test_an_unknown_fact_asks_and_needs_no_step():
    found = best_steps(goals_for("p"), {}, [step("s", gives="p", cost=5)], world=world())
    assert found.steps == ()


def test_precedence_is_kept_through_a_chain():
    chain = [
        step("visa", gives="r", needs="q", cost=1, days=10),
        step("recognition", gives="q", needs="p", cost=1, days=100),
        step("exam", gives="p", cost=1, days=30),
    ]
    no = dict.fromkeys("pqr", Fact("no"))
    found = best_steps(goals_for("r"), no, chain, world=world())
    assert [item.id for item in found.steps] == ["exam", "recognition", "visa"]
    slots = schedule(found.steps, waits=waits_for(no))
    assert [(slot.step.id, slot.start[1], slot.before) for slot in slots] == [
        ("exam", 0, ()),
        ("recognition", 30, ("exam",)),
        ("visa", 130, ("recognition",)),
    ]
    assert length(slots)[1] == 140


def test_what_no_step_can_give_stands_in_the_way():
    items = [step("a", gives="p", needs="q"), step("c", gives="s")]
    no = dict.fromkeys("pqrs", Fact("no"))
    assert unreachable(goals_for("ps"), no, items, world=world()) == ("p",)
    assert best_steps(goals_for("ps"), no, items, world=world()) is None
