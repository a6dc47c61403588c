"""An outcome in plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from passerelle.rules.evaluation import Outcome
from passerelle.rules.values import shown


def explain(outcome: Outcome, language: str = "en") -> str:
    """The trace of an outcome as text: verdict, why, source, what was asked, each row tried.

    Rule texts are in `language` where the rule has it, otherwise in English; the frame is English.
    """
    return "\n".join(_lines(outcome, language))


def _lines(outcome: Outcome, language: str) -> Iterator[str]:
    record = outcome.trace.as_json()
    yield f"{record['verdict']}  {_in(record['title'], language)}"
    yield f"  {_in(record['because'], language)}"
    for item in record["asks"]:
        yield f"  Ask: {_in(item['question'], language)} ({item['fact']})"
    for names in record["asks_ties"]:
        yield f"  Or ask: {', '.join(names)}"
    yield f"  Rule: {record['rule']} version {record['version']}, {record['severity']}, {record['jurisdiction']}"
    yield f"  In force: {outcome.trace.rule.interval}; asked for {record['as_of']}"
    yield f"  Source: {_source(record['source'])}"
    yield f"  Reviewed by: {record['reviewer'] or 'nobody but the author'} (author: {record['author']})"
    for parameter in record["parameters"]:
        yield f"  {_parameter(parameter)}"
    for item in record["inputs"]:
        evidence = f" (evidence: {', '.join(item['evidence'])})" if item["evidence"] else ""
        yield f"  {item['input']} = {'missing' if item['missing'] else _value(item['value'])}{evidence}"
    for row in record["rows"]:
        yield from _row(row, row["row"] in record["decided_by"])


def _row(row: Mapping[str, Any], deciding: bool) -> Iterator[str]:
    mark = "  <- decides" if deciding else ""
    yield f"  Row {row['row']} (then {row['then']}): {row['result']}{mark}"
    for condition in row["conditions"]:
        if condition["cell"] != "-":
            yield f"    {condition['input']} {condition['bound']}: {condition['result']}"


def _parameter(parameter: Mapping[str, Any]) -> str:
    if parameter["value"] is None:
        return f"{parameter['name']}: no value on file for this day"
    dates = f"{parameter['from'] or 'an unknown start'} to {parameter['to'] or 'open'}"
    value = f"{parameter['name']} = {_value(parameter['value'])} {parameter['unit']}"
    return f"{value} ({dates}; {_source(parameter['source'])})"


def _source(source: Mapping[str, Any]) -> str:
    link = f", {source['link']}" if source["link"] else ""
    text = f"{source['instrument']} {source['article']}{link}"
    return f"{text} ({source['status']}, read {source['retrieved_on']})"


def _value(value: Any) -> str:
    return shown(frozenset(value)) if isinstance(value, list) else str(value)


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language, texts["en"])
