"""Random tables over small finite worlds, and a reference that knows no cleverness.

Every cell comes twice: as text for the engine, and as a plain Python predicate. The reference tries every
completion of the missing facts, one by one, over all values the fact can take in its little world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, combinations, product
from random import Random
from typing import Any

from rule_tables import ASK, DAY, compiled, dictionary, parameter, record

from passerelle.records.verdicts import Verdict
from passerelle.rules.rule import Rule

Predicate = Callable[[Any], bool]
LEVELS = ("none", "A1", "A2", "B1")
MEMBERS = ("p", "q", "r", "s")
LACKING = "lacking"  # a parameter without a value on the day
THRESHOLD = 2  # the value of $limit


@dataclass(frozen=True)
class TestCell:
    text: str
    holds: Predicate  # of a value; for a blocked cell: the part that needs no parameter
    blocked: bool = False

    __test__ = False


@dataclass(frozen=True)
class World:
    """A random rule with its reference."""

    rule: Rule
    names: tuple[str, ...]
    domains: tuple[tuple[Any, ...], ...]
    rows: tuple[tuple[tuple[TestCell, ...], Verdict], ...]
    hit_policy: str

    def result(self, case: Sequence[Any]) -> Verdict:
        """The verdict of one complete case, row by row."""
        hits = []
        for cells, then in self.rows:
            if all(cell.holds(value) for cell, value in zip(cells, case, strict=True)):
                hits.append(Verdict.UNKNOWN if any(cell.blocked for cell in cells) else then)
        if not hits:
            return Verdict.UNKNOWN
        if self.hit_policy == "first":
            return hits[0]
        if self.hit_policy == "unique":
            return hits[0] if len(hits) == 1 else Verdict.UNKNOWN
        return Verdict.NOT_MET if Verdict.NOT_MET in hits else max(hits)  # "UNKNOWN" sorts after "MET"

    def completions(self, known: Mapping[str, Any]) -> dict[tuple[Any, ...], Verdict]:
        choices = [(known[n],) if n in known else d for n, d in zip(self.names, self.domains, strict=True)]
        return {case: self.result(case) for case in product(*choices)}

    def reference(self, known: Mapping[str, Any]) -> tuple[Verdict, list[tuple[str, ...]], tuple[str, ...]]:
        """Verdict, the smallest deciding sets, and the facts that still matter: each straight from its definition."""
        cases = self.completions(known)
        results = set(cases.values())
        if len(results) == 1:
            return results.pop(), [], ()
        missing = [place for place, name in enumerate(self.names) if name not in known]
        open_ = [place for place in missing if self._matters(place, cases)]
        for size in range(1, len(missing) + 1):
            found = [chosen for chosen in combinations(missing, size) if self._decides(chosen, cases)]
            if found:
                return Verdict.UNKNOWN, [self._named(chosen) for chosen in found], self._named(open_)
        raise AssertionError("differing completions, and no fact decides")

    def _named(self, places: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.names[place] for place in places)

    def _matters(self, place: int, cases: Mapping[tuple[Any, ...], Verdict]) -> bool:
        return any(
            cases[(*case[:place], other, *case[place + 1 :])] is not result
            for case, result in cases.items()
            for other in self.domains[place]
        )

    def _decides(self, chosen: Sequence[int], cases: Mapping[tuple[Any, ...], Verdict]) -> bool:
        results: dict[tuple[Any, ...], set[Verdict]] = {}
        for case, result in cases.items():
            results.setdefault(tuple(case[place] for place in chosen), set()).add(result)
        return any(len(found) == 1 and Verdict.UNKNOWN not in found for found in results.values())


# Each kind of fact: its definition, every value of its little world, and random cells of it. A world holds every
# value that the cells drawn below can tell apart, and at least one beside them.


def _yes_no(random: Random) -> TestCell:
    word = random.choice(["yes", "no"])
    return TestCell(word, lambda value: value == word)


def _compare(random: Random, low: Any, high: Any, rank: Predicate, write: Callable[[Any], str]) -> TestCell:
    """A comparison or an interval over values between two ends."""
    kind = random.choice([">=", ">", "<=", "<", "=", "!=", "between", "in"])
    a = rank(low)
    if kind == "between":
        left, right = random.choice("[]"), random.choice("[]")
        b = rank(high)
        return TestCell(
            f"{left}{write(low)}..{write(high)}{right}",
            lambda value: (
                (rank(value) >= a if left == "[" else rank(value) > a)
                and (rank(value) <= b if right == "]" else rank(value) < b)
            ),
        )
    if kind == "in":
        negated = random.random() < 0.5
        text = f"{'not ' if negated else ''}in {{{write(low)}, {write(high)}}}"
        return TestCell(text, lambda value: (value in (low, high)) is not negated)
    tests: dict[str, Callable[[Any, Any], bool]] = {
        ">=": lambda x, y: x >= y,
        ">": lambda x, y: x > y,
        "<=": lambda x, y: x <= y,
        "<": lambda x, y: x < y,
        "=": lambda x, y: x == y,
        "!=": lambda x, y: x != y,
    }
    return TestCell(f"{kind} {write(low)}", lambda value: tests[kind](rank(value), a))


def _number(random: Random) -> TestCell:
    if random.random() < 0.15:
        return TestCell(">= $limit", lambda value: value >= THRESHOLD)
    if random.random() < 0.15:
        return TestCell("> 1 and < $lacking", lambda value: value > 1, blocked=True)
    low, high = sorted(random.choices(range(4), k=2))
    return _compare(random, low, high, lambda value: value, str)


def _level(random: Random) -> TestCell:
    low, high = sorted(random.choices(LEVELS, k=2), key=LEVELS.index)
    return _compare(random, low, high, LEVELS.index, str)


def _born(random: Random) -> TestCell:
    low, high = sorted(random.choices(range(3), k=2))
    days = [DAY - timedelta(days=7) + timedelta(days=n) for n in (low, high)]

    def write(day: date) -> str:
        return day.isoformat() if random.random() < 0.5 else f"$as_of - {(DAY - day).days} days"

    return _compare(random, *days, lambda value: value.toordinal(), write)


def _word(random: Random) -> TestCell:
    words = random.sample(["GHA", "NO"], random.choice([1, 2]))
    negated = random.random() < 0.5
    return TestCell(
        f"{'not ' if negated else ''}in {{{', '.join(words)}}}", lambda value: (value in words) is not negated
    )


def _set(random: Random) -> TestCell:
    some = set(random.sample(MEMBERS, random.choice([1, 1, 2, 3])))
    kind = random.choice(["any", "all", "lacks"])
    if kind == "lacks":
        one = min(some)
        return TestCell(f"lacks {one}", lambda value: one not in value)
    text = f"has {kind} {{{', '.join(sorted(some))}}}"
    return TestCell(text, (lambda value: bool(some & value)) if kind == "any" else (lambda value: some <= value))


def _subsets() -> Iterator[frozenset[str]]:
    return map(frozenset, chain.from_iterable(combinations(MEMBERS, size) for size in range(len(MEMBERS) + 1)))


HALVES = tuple(n / 2 for n in range(8))
KINDS: dict[str, tuple[dict[str, Any], tuple[Any, ...], Callable[[Random], TestCell]]] = {
    "yes_no": ({"type": "yes_no"}, ("yes", "no"), _yes_no),
    "number": ({"type": "number", "unit": "x"}, HALVES, _number),
    "whole": ({"type": "number", "unit": "x", "whole": True, "max": 3}, (0, 1, 2, 3), _number),
    "free": ({"type": "number", "unit": "x", "min": "none"}, (-1, *HALVES), _number),
    "level": ({"type": "level", "values": list(LEVELS)}, LEVELS, _level),
    "date": ({"type": "date"}, tuple(DAY - timedelta(days=n) for n in range(3, 9)), _born),
    "word": ({"type": "word"}, ("GHA", "NO", "third", "fourth"), _word),
    "set": ({"type": "set", "values": list(MEMBERS)}, tuple(_subsets()), _set),
}
ANY = TestCell("-", lambda value: True)


def world(random: Random, *, inputs: int = 3, rows: int = 5) -> World:
    """A random table, with gaps and overlaps as they come."""
    kinds = [random.choice(list(KINDS)) for _ in range(random.randint(1, inputs))]
    table = tuple(
        (
            tuple(ANY if random.random() < 0.35 else KINDS[kind][2](random) for kind in kinds),
            random.choice([Verdict.MET, Verdict.NOT_MET, Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN]),
        )
        for _ in range(random.randint(1, rows))
    )
    return built(random.choice(["first", "first", "unique", "collect"]), kinds, table)


def built(hit_policy: str, kinds: Sequence[str], table: Any) -> World:
    names = tuple(f"i{place}" for place in range(len(kinds)))
    facts = {
        f"t.{name}": {**KINDS[kind][0], **ASK, "question": {"en": "?"}} for name, kind in zip(names, kinds, strict=True)
    }
    texts = [" | ".join((*(cell.text for cell in cells), then.value)) for cells, then in table]
    used = " ".join(texts)
    periods = {"limit": parameter((None, None, THRESHOLD)), LACKING: parameter((None, date(2000, 1, 1), 3))}
    parameters = {name: entry for name, entry in periods.items() if "$" + name in used}
    data = record("\n".join([" | ".join((*names, "then")), *texts]), hit_policy=hit_policy, parameters=parameters)
    data |= {"valid_from": DAY, "valid_to": DAY}
    return World(
        compiled(data, dictionary(facts)), names, tuple(KINDS[kind][1] for kind in kinds), tuple(table), hit_policy
    )


def partial(random: Random, world: World, share: float = 0.4) -> dict[str, Any]:
    """A case of the world with some of its facts known."""
    return {
        name: random.choice(domain)
        for name, domain in zip(world.names, world.domains, strict=True)
        if random.random() < share
    }
