"""The fact dictionary: everything a rule may ask, from all files of `facts/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from passerelle.rules.documents import Document, documents_in, problems_of, read_document
from passerelle.rules.problems import BadRuleFile, Problem, bad_rule
from passerelle.rules.values import FactDefinition

FACTS = "facts"
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


def read_dictionary(folder: Path) -> Mapping[str, FactDefinition]:
    """The facts of a rulebook by name. Raises BadRule for an entry that is not as docs/rules.md says."""
    facts, problems = gather_facts([read_document(path) for path in documents_in(folder, FACTS)])
    if not facts and not problems:
        problems = [Problem(folder / FACTS, 1, "", "no facts/*.yaml: a rulebook needs its fact dictionary")]
    if problems:
        raise bad_rule(problems)
    return facts


def gather_facts(documents: list[Document]) -> tuple[dict[str, FactDefinition], list[Problem]]:
    """All entries that are right, and what is wrong with the others."""
    facts: dict[str, FactDefinition] = {}
    places: dict[str, str] = {}
    problems: list[Problem] = []
    for document in documents:
        for name in document.data:
            place = f"{document.path}:{document.line_of((name,))}"
            if name in facts:
                problems.append(document.problem((name,), f"the fact is already defined in {places[name]}"))
                continue
            try:
                facts[name] = fact_definition(document, name)
                places[name] = place
            except BadRuleFile as error:
                problems.extend(error.problems)
    return facts, problems


def fact_definition(document: Document, name: str) -> FactDefinition:
    """One entry of a dictionary file."""
    if not _NAME.fullmatch(name):
        raise bad_rule([document.problem((name,), "a fact's name is lower case with a dot: worker.age")])
    entry = document.data[name]
    if not isinstance(entry, dict) or "name" in entry:
        raise bad_rule([document.problem((name,), "expected type, of, question, derived (no other name)")])
    inner = Document(document.path, document.line_of((name,)), entry, _below(document, name))
    try:
        return FactDefinition.model_validate({**entry, "name": name})
    except ValidationError as error:
        found = problems_of(inner, error)
        named = [Problem(p.path, p.line, f"{name}.{p.field}" if p.field else name, p.message) for p in found]
        raise bad_rule(named) from None


def _below(document: Document, name: str) -> dict[tuple[str | int, ...], int]:
    return {place[1:]: line for place, line in document.lines.items() if place[0] == name and len(place) > 1}
