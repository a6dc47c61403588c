"""What is wrong with a rulebook, and where: the unit in which every check reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from passerelle.records.errors import BadRule

SHOWN = 8  # an error message shows this many problems of a file; `check` shows them all


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: the file, the line (from 1), the field, and what was expected there."""

    path: Path
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: "
        return f"{where}{self.field}: {self.message}" if self.field else where + self.message


class BadRuleFile(BadRule):
    """A BadRule that keeps its problems apart."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(_message(self.problems))

    def __reduce__(self) -> tuple[type[BadRuleFile], tuple[tuple[Problem, ...]]]:
        return BadRuleFile, (self.problems,)


def bad_rule(problems: Iterable[Problem]) -> BadRuleFile:
    """The problems of a file as the one error a load raises."""
    return BadRuleFile(problems)


def _message(found: tuple[Problem, ...]) -> str:
    lines = [str(problem) for problem in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"… and {len(found) - SHOWN} more; run `passerelle rules check` for all of them")
    return "\n".join(lines)
