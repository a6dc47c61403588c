"""Everything that can be said about a folder of rules without running it on a case: `passerelle rules check`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from passerelle.records.errors import BadRecord, NotInForce, NotThere
from passerelle.records.verdicts import Verdict
from passerelle.rules.analysis import Analysis, analyse
from passerelle.rules.dictionary import FACTS, gather_facts
from passerelle.rules.documents import Document, id_problem, read_document
from passerelle.rules.evaluation import Outcome, evaluate, values_from_text
from passerelle.rules.problems import BadRuleFile, Problem
from passerelle.rules.rule import Rule, compile_rule
from passerelle.rules.rulebook import RULES, clashes
from passerelle.rules.schema import TestEntry
from passerelle.rules.values import FactDefinition, suggestion

DATED_KINDS = ("procedures", "steps")
RECORD_KEYS = ("id", "source", "valid_from", "valid_to")


def check(folder: Path | str) -> list[Problem]:
    """Every problem of a rulebook folder, in order of file and line; an empty list if it is right."""
    folder = Path(folder)
    if not folder.is_dir():
        raise NotThere(f"{folder}: no such folder")
    by_kind, problems = _read(folder)
    facts, wrong = gather_facts(by_kind.pop(FACTS, []))
    problems += wrong
    if not facts:
        problems.append(Problem(folder / FACTS, 1, "", "no facts/*.yaml: a rulebook needs its fact dictionary"))
    rules = []
    for document in by_kind.pop(RULES, []):
        rule, wrong = check_rule(document, facts)
        problems += wrong + _misplaced(document, folder)
        rules += [rule] if rule else []
    problems += clashes(rules)
    for kind, documents in by_kind.items():
        problems += [p for document in documents for p in _record_problems(document, kind)]
    return sorted(set(problems))


def _read(folder: Path) -> tuple[dict[str, list[Document]], list[Problem]]:
    """All readable documents by kind (the name of their folder), and the problems of the others."""
    by_kind: dict[str, list[Document]] = {}
    problems: list[Problem] = []
    seen: dict[str, dict[tuple[Any, Any], Document]] = {}
    for path in sorted(folder.rglob("*.y*ml")):
        if path.suffix != ".yaml":
            problems.append(Problem(path, 1, "", f"not read: the name must end in .yaml, not {path.suffix}"))
            continue
        kind = _kind(path, folder)
        try:
            document = read_document(path)
        except BadRuleFile as error:
            problems += error.problems
            continue
        except NotThere as error:
            problems.append(Problem(path, 1, "", str(error)))
            continue
        by_kind.setdefault(kind, []).append(document)
        repeated = None if kind == FACTS else id_problem(document, seen.setdefault(kind, {}))
        problems += [repeated] if repeated else []
    return by_kind, problems


def _kind(path: Path, folder: Path) -> str:
    """`rules` for anything below a folder of that name, and so on; the nearest folder otherwise."""
    parts = path.relative_to(folder).parts[:-1]
    for known in (FACTS, RULES, *DATED_KINDS, "corridors"):
        if known in parts:
            return known
    return parts[-1] if parts else ""


def _misplaced(document: Document, folder: Path) -> list[Problem]:
    parts = document.path.relative_to(folder).parts
    place = parts.index(RULES)
    declared = document.data.get("jurisdiction")
    if place == 0 or declared == parts[place - 1] or not isinstance(declared, str):
        return []
    return [document.problem(("jurisdiction",), f"{declared}, but the file lies in the folder of {parts[place - 1]}")]


def _record_problems(document: Document, kind: str) -> Iterator[Problem]:
    """What every dated record must say; the room that uses it checks the rest with its own model."""
    if kind in DATED_KINDS:
        for key in RECORD_KEYS:
            if key not in document.data and key != "id":
                yield document.problem((key,), "this key is required")


def check_rule(document: Document, facts: Mapping[str, FactDefinition]) -> tuple[Rule | None, list[Problem]]:
    """A rule file with everything checked that concerns it alone: schema, cells, table, tests."""
    rule, problems = compile_rule(document, facts)
    if rule is None:
        return None, problems
    analysis = analyse(rule)
    problems = analysis.fatal + analysis.unreachable
    if not analysis.too_large:
        problems += list(_test_problems(rule)) + list(_missing_kinds(rule, analysis))
    return rule, problems


def _test_problems(rule: Rule) -> Iterator[Problem]:
    names: dict[str, int] = {}
    for place, test in enumerate(rule.entry.tests):
        if names.setdefault(test.name, place) != place:
            yield rule.document.problem(("tests", place, "name"), f"two tests are called {test.name!r}")
        yield from _run(rule, place, test)


def _run(rule: Rule, place: int, test: TestEntry) -> Iterator[Problem]:
    inputs = list(rule.entry.inputs)
    for name in test.given:
        if name not in inputs:
            yield rule.document.problem(("tests", place, "given", name), f"no such input{suggestion(name, inputs)}")
    for name in test.asks or ():
        if name not in inputs:
            yield rule.document.problem(("tests", place, "asks"), f"{name}: no such input{suggestion(name, inputs)}")
    given = {name: value for name, value in test.given.items() if name in inputs}
    try:
        outcome = evaluate(rule, values_from_text(rule, given), test.as_of)
    except NotInForce as error:
        yield rule.document.problem(("tests", place, "as_of"), str(error))
    except BadRecord as error:
        yield rule.document.problem(("tests", place, "given"), str(error))
    else:
        yield from _compare(rule, place, test, outcome)


def _compare(rule: Rule, place: int, test: TestEntry, outcome: Outcome) -> Iterator[Problem]:
    if outcome.verdict is not test.expect:
        message = f"{test.name!r}: expected {test.expect}, the table gives {outcome.verdict}: {outcome.because['en']}"
        yield rule.document.problem(("tests", place, "expect"), message)
    elif test.asks is not None and not _asked(test.asks, outcome):
        told = " or ".join(f"[{', '.join(names)}]" for names in outcome.trace.asks) or "nothing"
        message = f"{test.name!r}: expected to ask for [{', '.join(test.asks)}]; the smallest that could decide: {told}"
        if set(outcome.trace.open) != set(outcome.asks):
            message += f" (all that still matter: [{', '.join(outcome.trace.open)}])"
        yield rule.document.problem(("tests", place, "asks"), message)


def _asked(asks: tuple[str, ...], outcome: Outcome) -> bool:
    """Whether a test names one of the smallest deciding sets, or all the facts that still matter."""
    accepted = [set(names) for names in outcome.trace.asks] + [set(outcome.trace.open)]
    return set(asks) in accepted


def _missing_kinds(rule: Rule, analysis: Analysis) -> Iterator[Problem]:
    tested = {test.expect for test in rule.entry.tests}
    for verdict in Verdict:
        if verdict in analysis.verdicts and verdict not in tested:
            yield rule.document.problem(("tests",), f"no test expects {verdict}, and the table can give it")
