"""UNKNOWN is exact: it is the answer if and only if two completions of the missing facts differ."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_random import partial, world
from rule_tables import DAY

from passerelle.records.verdicts import Verdict
from passerelle.rules import evaluate, re_evaluate

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)


class _Book:
    """A book of one rule, as far as re_evaluate needs one."""

    def __init__(self, rule):
        self.rule = rule

    def version(self, identifier, number):
        return self.rule


def facts_of(known):
    return {f"t.{name}": value for name, value in known.items()}


@settings(max_examples=1500, deadline=None)
@given(SEEDS)
def test_the_engine_agrees_with_trying_every_completion(seed):
    agrees(seed)


@pytest.mark.slow
def test_the_engine_agrees_on_ten_thousand_rules():
    for seed in range(10_000):
        agrees(seed)


def agrees(seed):
    random = Random(seed)
    case = world(random)
    for _ in range(3):
        known = partial(random, case)
        outcome = evaluate(case.rule, facts_of(known), DAY)
        found = (outcome.verdict, list(outcome.trace.asks), outcome.trace.open)
        assert found == case.reference(known), (known, case.rule.entry.rows)


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_another_fact_resolves_unknown_and_never_turns_an_answer(seed):
    random = Random(seed)
    case = world(random, inputs=4)
    known = {}
    before = evaluate(case.rule, {}, DAY).verdict
    for name, domain in random.sample(list(zip(case.names, case.domains, strict=True)), len(case.names)):
        known[name] = random.choice(domain)
        after = evaluate(case.rule, facts_of(known), DAY).verdict
        assert before in {Verdict.UNKNOWN, after}
        before = after


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_the_trace_is_the_computation(seed):
    random = Random(seed)
    case = world(random, inputs=4)
    known = partial(random, case, 0.6)
    outcome = evaluate(case.rule, facts_of(known), DAY)
    record = json.loads(json.dumps(outcome.trace.as_json()))
    assert re_evaluate(record, _Book(case.rule)).trace.as_json() == record
    for row in record["rows"]:
        results = {condition["result"] for condition in row["conditions"]}
        assert row["result"] == ("NOT_MET" if "NOT_MET" in results else max(results))  # UNKNOWN sorts last
    for place in record["decided_by"]:
        assert record["rows"][place - 1]["then"] == record["verdict"]
        assert record["rows"][place - 1]["result"] != "NOT_MET"


@settings(max_examples=300, deadline=None)
@given(SEEDS)
def test_answering_all_that_is_open_settles_the_case(seed):
    random = Random(seed)
    case = world(random)
    known = partial(random, case, 0.3)
    trace = evaluate(case.rule, facts_of(known), DAY).trace
    answered = {name: random.choice(domain) for name, domain in zip(case.names, case.domains, strict=True)}
    known |= {name: answered[name] for name in trace.open}
    assert evaluate(case.rule, facts_of(known), DAY).trace.open == ()
