"""Dated, sourced, three-valued decision tables: load, check, evaluate with a trace.

The room knows nothing of what rules are about. How to write one: docs/rules.md.
"""

from passerelle.rules.check import check
from passerelle.rules.documents import Document, problems_of, read_document, read_documents, validate
from passerelle.rules.evaluation import Outcome, evaluate, re_evaluate
from passerelle.rules.explain import explain
from passerelle.rules.problems import Problem, bad_rule
from passerelle.rules.rule import Rule
from passerelle.rules.rulebook import Rulebook
from passerelle.rules.schema import Source
from passerelle.rules.single import can_be_met, cell_verdict
from passerelle.rules.traces import Trace
from passerelle.rules.values import Fact, FactDefinition, Text, value_from_text

__all__ = [
    "Document",
    "Fact",
    "FactDefinition",
    "Outcome",
    "Problem",
    "Rule",
    "Rulebook",
    "Source",
    "Text",
    "Trace",
    "bad_rule",
    "can_be_met",
    "cell_verdict",
    "check",
    "evaluate",
    "explain",
    "problems_of",
    "re_evaluate",
    "read_document",
    "read_documents",
    "validate",
    "value_from_text",
]
