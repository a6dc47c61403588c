"""How fast a rule is asked, trace included, beside the naive peer: trying every completion of the missing facts.

    python benchmarks/bench_rules.py [--seconds 2] [--seed 7]

Tables: five columns of mixed facts and six rows, a parameter among them. Cases: 40 % of the facts missing. The peer
(`completions`) answers the same question the obvious way: it draws a value from every stretch each cell of the
table can tell apart, tries all combinations, and gives a verdict and no trace, asks or reasons. Both must agree.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pydantic
import yaml

from passerelle.records.verdicts import Verdict
from passerelle.rules import Fact, FactDefinition, Rule, evaluate
from passerelle.rules.cells import bind_condition
from passerelle.rules.documents import Document
from passerelle.rules.rule import compile_rule

DAY = date(2026, 8, 19)
SOURCE = {
    "instrument": "Act",
    "article": "s.1",
    "link": "https://example.org",
    "retrieved_on": DAY,
    "status": "secondary",
}
FACTS: dict[str, dict[str, Any]] = {
    "b.recognised": {"type": "yes_no"},
    "b.salary": {"type": "number", "unit": "EUR/year"},
    "b.german": {"type": "level", "values": ["none", "A1", "A2", "B1", "B2", "C1", "C2"]},
    "b.decision": {"type": "word", "values": ["none", "full", "partial", "refused"]},
    "b.born": {"type": "date"},
}
ROWS = [
    (["no", "-", "-", "in {none, refused}", "-"], "NOT_MET"),
    (["-", "< $floor", "-", "-", "<= $as_of - 45 years"], "NOT_MET"),
    (["yes", ">= $floor", ">= B1", "-", "-"], "MET"),
    (["-", ">= $floor", ">= A2", "partial", "-"], "MET"),
    (["-", "-", "none", "-", "-"], "NOT_MET"),
    (["-", "-", "-", "-", "-"], "UNKNOWN"),
]
BECAUSE = {"en": "Pay of {salary} EUR a year against a floor of {floor} EUR.", "de": "Gehalt {salary}, Grenze {floor}."}
VALUES: dict[str, Callable[[Random], Any]] = {
    "b.recognised": lambda random: random.choice(["yes", "no"]),
    "b.salary": lambda random: random.randrange(20_000, 90_000),
    "b.german": lambda random: random.choice(FACTS["b.german"]["values"]),
    "b.decision": lambda random: random.choice(FACTS["b.decision"]["values"]),
    "b.born": lambda random: DAY - timedelta(days=random.randrange(18 * 365, 60 * 365)),
}


def bench_rule() -> Rule:
    """The table above as a rule."""
    facts = {
        name: FactDefinition.model_validate(
            {**fact, "name": name, "of": "worker", "derived": True, "question": {"en": f"{name}?"}}
        )
        for name, fact in FACTS.items()
    }
    data = {
        "id": "bench.rule", "version": 1, "title": {"en": "A typical rule"}, "jurisdiction": "DEU",
        "topic": "residence", "severity": "binding", "source": SOURCE, "author": "bench", "reviewer": None,
        "valid_from": None, "valid_to": None, "recorded_from": DAY, "hit_policy": "first",
        "inputs": {name.split(".")[1]: name for name in FACTS},
        "parameters": {"floor": {"unit": "EUR/year", "values": [{"from": None, "to": None, "value": 50700}]}},
        "rows": [{"when": when, "then": then, "because": BECAUSE} for when, then in ROWS],
        "tests": [{"name": "t", "as_of": DAY, "given": {}, "expect": "UNKNOWN"}],
    }  # fmt: skip
    rule, problems = compile_rule(Document(Path("bench"), 1, data, {}), facts)
    if rule is None:
        raise SystemExit("\n".join(map(str, problems)))
    return rule


def cases(random: Random, count: int, *, missing: float) -> list[dict[str, Fact]]:
    """Random cases, each fact missing with the given chance."""
    return [
        {name: Fact(draw(random), (f"doc:{place}",)) for name, draw in VALUES.items() if random.random() >= missing}
        for place in range(count)
    ]


class Completions:
    """The naive peer: one value from every stretch the cells tell apart, all combinations, row by row."""

    def __init__(self, rule: Rule) -> None:
        self.names = rule.facts
        self.tests = [
            [
                [bind_condition(c, column.fact, as_of=DAY, parameters={"floor": 50700}).test for c in cell.conditions]
                for cell, column in zip(row.cells, rule.table.columns, strict=True)
            ]
            for row in rule.table.rows
        ]
        self.then = [row.then for row in rule.table.rows]
        edge = DAY.replace(year=DAY.year - 45)
        self.domains: dict[str, list[Any]] = {
            "b.recognised": ["yes", "no"],
            "b.salary": [50699, 50700, 50701],
            "b.german": FACTS["b.german"]["values"],
            "b.decision": FACTS["b.decision"]["values"],
            "b.born": [edge - timedelta(days=1), edge, edge + timedelta(days=1)],
        }

    def evaluate(self, facts: Mapping[str, Fact]) -> Verdict:
        """The verdict all completions agree on, else UNKNOWN; stops at the first two that differ."""
        choices = [[facts[name].value] if name in facts else self.domains[name] for name in self.names]
        found: Verdict | None = None
        for case in product(*choices):
            result = self._complete(case)
            if found is not None and result is not found:
                return Verdict.UNKNOWN
            found = result
        return found or Verdict.UNKNOWN

    def _complete(self, case: tuple[Any, ...]) -> Verdict:
        for tests, then in zip(self.tests, self.then, strict=True):
            if all(test(value) for cell, value in zip(tests, case, strict=True) for test in cell):
                return then
        return Verdict.UNKNOWN


def rate(ask: Callable[[dict[str, Fact]], object], asked: list[dict[str, Fact]], seconds: float) -> float:
    """Cases a second, over whole rounds until the time is up; the best of three."""
    best = 0.0
    for _ in range(3):
        done, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < seconds / 3:
            for facts in asked:
                ask(facts)
            done += len(asked)
        best = max(best, done / passed)
    return best


def cold(rule: Rule, asked: list[dict[str, Fact]]) -> float:
    """Cases a second when nothing is remembered: every case forgets what the table said before."""
    start = time.perf_counter()
    for facts in asked:
        rule.table.bound(DAY).kept.clear()
        evaluate(rule, facts, DAY).trace.as_json()
    return len(asked) / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rule = bench_rule()
    peer = Completions(rule)
    print(f"machine {platform.machine()} {platform.processor() or _cpu()}, {platform.system()}, one core")
    print(
        f"python {sys.version.split()[0]}, pydantic {pydantic.VERSION}, pyyaml {yaml.__version__}, seed {options.seed}"
    )
    print(f"table: {len(VALUES)} inputs, {len(ROWS)} rows, one parameter, $as_of arithmetic\n")
    print(f"{'evaluations a second':<34}{'all facts known':>17}{'40 % missing':>17}{'80 % missing':>17}")
    sets = [cases(Random(options.seed), 2000, missing=share) for share in (0.0, 0.4, 0.8)]
    for asked in sets:
        wrong = [facts for facts in asked if evaluate(rule, facts, DAY).verdict is not peer.evaluate(facts)]
        if wrong:
            raise SystemExit(f"engine and peer differ on {wrong[0]}")
    lines: dict[str, Callable[[dict[str, Fact]], object]] = {
        "verdict and trace": lambda facts: evaluate(rule, facts, DAY),
        "the same, trace as plain data": lambda facts: evaluate(rule, facts, DAY).trace.as_json(),
        "the same, as JSON text": lambda facts: json.dumps(evaluate(rule, facts, DAY).trace.as_json()),
    }
    for name, ask in lines.items():
        _line(name, [rate(ask, asked, options.seconds) for asked in sets])
    _line("plain data, nothing remembered", [cold(rule, asked) for asked in sets])
    _line("peer: completions, verdict only", [rate(peer.evaluate, asked, options.seconds) for asked in sets])
    unknown = sum(evaluate(rule, facts, DAY).verdict is Verdict.UNKNOWN for facts in sets[1])
    print(f"\nverdicts equal on {sum(map(len, sets))} cases; UNKNOWN in {unknown / len(sets[1]):.0%} at 40 % missing")


def _line(name: str, rates: list[float]) -> None:
    print(f"{name:<34}" + "".join(f"{value:>17,.0f}" for value in rates))


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    found = (
        [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    return found[0] if found else "unknown"


if __name__ == "__main__":
    main()
