"""The trace of a verdict: the computation itself, from which it can be computed again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from passerelle.records.verdicts import Verdict
from passerelle.rules.cells import AS_OF
from passerelle.rules.schema import ParameterPeriod, Source
from passerelle.rules.tables import Bound, Decision
from passerelle.rules.values import Fact, Value, plain, shown

if TYPE_CHECKING:
    from passerelle.rules.rule import Rule

_VERDICTS = {verdict: str(verdict) for verdict in Verdict}


@dataclass(frozen=True)
class Trace:
    """A rule, a day, the inputs with their evidence, and what the table made of them."""

    rule: Rule
    as_of: date
    bound: Bound
    decision: Decision
    known: tuple[Fact | None, ...]

    @property
    def asks(self) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of missing inputs that could decide the case, by short name; ties in column order."""
        names = [column.name for column in self.bound.columns]
        return tuple(tuple(names[place] for place in chosen) for chosen in self.decision.asks)

    @property
    def open(self) -> tuple[str, ...]:
        """Every missing input that can still change the answer."""
        return tuple(self.bound.columns[place].name for place in self.decision.open)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What the rulebook itself lacks: parameters without a value on the day."""
        return tuple(f"no value of {name} on file for {self.as_of}" for name in self.decision.blocked)

    def because(self) -> dict[str, str]:
        """Why, in each language: the texts of the deciding rows, or what is missing (in English)."""
        if not self.decision.decided_by:
            return {"en": " ".join(self._undecided())}
        rows = [self.rule.entry.rows[place].because for place in self.decision.decided_by]
        words = self._words()
        languages = dict.fromkeys(language for texts in rows for language in texts)
        return {
            language: " ".join(texts.get(language, texts["en"]).format_map(words) for texts in rows)
            for language in languages
        }

    def _undecided(self) -> list[str]:
        parts = [f"{text[:1].upper()}{text[1:]}." for text in self.lacking]
        if "row" in self.decision.unknown_from:
            parts.append("In some cases the rule itself leaves the answer open.")
        if "no_row" in self.decision.unknown_from:
            parts.append("The table has no single row for this case.")
        asked = {column.name: column.fact.question["en"] for column in self.bound.columns}
        if self.asks:
            parts.append("Still to be answered: " + " ".join(asked[name] for name in self.asks[0]))
        return parts

    def _words(self) -> dict[str, str]:
        """What the names in braces stand for; a missing input shows as such."""
        words = {AS_OF: self.as_of.isoformat()}
        for name, period in self.bound.periods.items():
            words[name] = f"[{name}: ?]" if period is None else shown(_value(period))
        for column, fact in zip(self.bound.columns, self.known, strict=True):
            words[column.name] = f"[{column.name}: ?]" if fact is None else shown(fact.value)
        return words

    def as_json(self) -> dict[str, Any]:
        """The trace as plain data in stable order; `re_evaluate` gives the same verdict from it."""
        entry, decision = self.rule.entry, self.decision
        return {
            "rule": entry.id,
            "version": entry.version,
            "digest": self.rule.digest,
            "title": dict(entry.title),
            "jurisdiction": entry.jurisdiction,
            "topic": entry.topic,
            "severity": entry.severity,
            "author": entry.author,
            "reviewer": entry.reviewer,
            "as_of": self.as_of.isoformat(),
            "in_force": {
                "from": plain(entry.valid_from),
                "to": plain(entry.valid_to),
                "start_unknown": entry.valid_from is None,
            },
            "recorded_from": plain(entry.recorded_from),
            "source": _source(entry.source),
            "parameters": [self._parameter(name) for name in self.bound.periods],
            "inputs": [self._input(place) for place in range(len(self.known))],
            "hit_policy": entry.hit_policy,
            "rows": self._rows(),
            "decided_by": [place + 1 for place in decision.decided_by],
            "verdict": _VERDICTS[decision.verdict],
            "because": self.because(),
            "unknown_from": list(decision.unknown_from),
            "lacking": list(self.lacking),
            "asks": [self._question(place) for place in decision.asks[0]] if decision.asks else [],
            "asks_ties": [list(names) for names in self.asks[1:]],
            "open": list(self.open),
        }

    def _parameter(self, name: str) -> dict[str, Any]:
        entry, period = self.rule.entry.parameters[name], self.bound.periods[name]
        if period is None:
            return {"name": name, "unit": entry.unit, "value": None, "from": None, "to": None, "source": None}
        return {
            "name": name,
            "unit": entry.unit,
            "value": plain(_value(period)),
            "from": plain(period.start),
            "to": plain(period.end),
            "source": _source(period.source or self.rule.entry.source),
        }

    def _input(self, place: int) -> dict[str, Any]:
        column, fact = self.bound.columns[place], self.known[place]
        return {
            "input": column.name,
            "fact": column.fact.name,
            "value": None if fact is None else plain(fact.value),
            "missing": fact is None,
            "evidence": [] if fact is None else list(fact.evidence),
        }

    def _rows(self) -> list[dict[str, Any]]:
        names = [column.name for column in self.bound.columns]
        rows, texts = self.bound.rows, self.bound.texts
        return [
            {
                "row": place + 1,
                "result": _VERDICTS[result],
                "then": _VERDICTS[rows[place].then],
                "conditions": [
                    {"input": name, "cell": cell.text, "bound": text, "result": _VERDICTS[met]}
                    for name, cell, text, met in zip(names, rows[place].cells, texts[place], cells, strict=True)
                ],
            }
            for place, result, cells in self.decision.tried
        ]

    def _question(self, place: int) -> dict[str, Any]:
        column = self.bound.columns[place]
        return {"input": column.name, "fact": column.fact.name, "question": dict(column.fact.question)}


def _source(source: Source) -> dict[str, Any]:
    return {
        "instrument": source.instrument,
        "article": source.article,
        "link": source.link,
        "retrieved_on": source.retrieved_on.isoformat(),
        "status": source.status,
        "note": source.note,
    }


def _value(period: ParameterPeriod) -> Value | tuple[Value, ...]:
    value: Any = period.value
    return tuple(value) if isinstance(value, list) else value
