"""A folder of rules, loaded once: immutable, with a digest, asked by id and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from passerelle.records.errors import NotInForce, UnknownRecord
from passerelle.rules.analysis import analyse
from passerelle.rules.dictionary import FACTS, read_dictionary
from passerelle.rules.documents import Document, read_document, read_documents
from passerelle.rules.evaluation import require_in_force
from passerelle.rules.problems import Problem, bad_rule
from passerelle.rules.rule import Rule, compile_rule, digest_of
from passerelle.rules.values import FactDefinition, suggestion

RULES = "rules"


@dataclass(frozen=True)
class Rulebook:
    """The rules of a folder and the facts they may ask.

    `digest` is sha256 over the content of every YAML file under the folder (procedures, steps and corridors
    included): the same for the same content, whatever the layout, order or names of the files.
    """

    facts: Mapping[str, FactDefinition]
    digest: str
    _versions: Mapping[str, tuple[Rule, ...]] = field(repr=False)

    @classmethod
    def load(cls, folder: Path | str) -> Rulebook:
        """Every rule under `folder`/*/rules, checked. Raises BadRule at the first file that is wrong."""
        folder = Path(folder)
        facts = read_dictionary(folder)
        rules = [load_rule(document, facts) for document in read_documents(folder, RULES)]
        problems = clashes(rules)
        if problems:
            raise bad_rule(problems)
        everything = [read_document(path) for path in sorted(folder.rglob("*.yaml"))]
        return cls(MappingProxyType(dict(facts)), _digest(everything, folder), MappingProxyType(_grouped(rules)))

    def __getstate__(self) -> dict[str, Any]:
        return {"facts": dict(self.facts), "digest": self.digest, "_versions": dict(self._versions)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, MappingProxyType(value) if isinstance(value, dict) else value)

    def __iter__(self) -> Iterator[Rule]:
        """Every version of every rule, by id, oldest first."""
        return (rule for versions in self._versions.values() for rule in versions)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._versions

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rules, in order."""
        return tuple(self._versions)

    def versions(self, identifier: str) -> tuple[Rule, ...]:
        """All versions of a rule, oldest first. Raises UnknownRecord."""
        if identifier not in self._versions:
            raise UnknownRecord(f"no rule {identifier}{suggestion(identifier, self._versions)}")
        return self._versions[identifier]

    def version(self, identifier: str, number: int) -> Rule:
        """One version of a rule, in force or not. Raises UnknownRecord."""
        for rule in self.versions(identifier):
            if rule.version == number:
                return rule
        known = ", ".join(str(rule.version) for rule in self.versions(identifier))
        raise UnknownRecord(f"no version {number} of {identifier}; there is {known}")

    def rule(self, identifier: str, as_of: date, *, known_on: date | None = None) -> Rule:
        """The version in force on a day, as the book stands now or as it stood on `known_on`.

        Raises UnknownRecord if there is no such rule, NotInForce (with the dates of every version) if none holds.
        """
        versions = self.versions(identifier)
        for rule in versions:
            if rule.interval.holds(as_of) and _stands(rule, known_on):
                require_in_force(rule, as_of)
                return rule
        dates = "; ".join(f"version {rule.version}: {rule.interval}" for rule in versions)
        known = f", as the book stood on {known_on}" if known_on else ""
        raise NotInForce(f"{identifier} does not hold on {as_of}{known} ({dates})")


def _stands(rule: Rule, known_on: date | None) -> bool:
    if known_on is None:
        return rule.entry.recorded_to is None
    return rule.entry.recorded.holds(known_on)


def load_rule(document: Document, facts: Mapping[str, FactDefinition]) -> Rule:
    """One file as a rule. Raises BadRule for anything that keeps it from being relied on."""
    rule, problems = compile_rule(document, facts)
    if rule is None:
        raise bad_rule(problems)
    problems = analyse(rule).fatal
    if problems:
        raise bad_rule(problems)
    return rule


def clashes(rules: Iterable[Rule]) -> list[Problem]:
    """Versions of one rule that hold on the same day in the same state of the book."""
    problems = []
    for versions in _grouped(rules).values():
        for place, rule in enumerate(versions):
            for other in versions[:place]:
                if rule.interval.overlaps(other.interval) and rule.entry.recorded.overlaps(other.entry.recorded):
                    message = (
                        f"versions {other.version} ({other.interval}) and {rule.version} ({rule.interval}) hold on "
                        f"the same day; end one with valid_to, or recorded_to if it was wrong ({other.path})"
                    )
                    problems.append(rule.document.problem(("valid_from",), message))
    return problems


def _grouped(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    groups: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.id, rule.version)):
        groups.setdefault(rule.id, []).append(rule)
    return {identifier: tuple(versions) for identifier, versions in groups.items()}


def _digest(documents: Iterable[Document], folder: Path) -> str:
    """Facts merge whatever file they are in; every other file is a record."""
    facts: dict[str, Any] = {}
    records = []
    for document in documents:
        if FACTS in document.path.relative_to(folder).parts[:-1]:
            facts |= document.data
        else:
            records.append(digest_of(document.data))
    return digest_of([facts, sorted(records)])
