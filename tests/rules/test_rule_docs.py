"""docs/rules.md cannot lie: its example is a rule, and its other blocks are plain YAML."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import passerelle.rules
from passerelle.rules import Rulebook, check, evaluate, read_document
from passerelle.rules.dictionary import gather_facts

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
RULE = next(block for block in BLOCKS if block.startswith("id: deu.aufenthg.18g"))
FACTS = next(block for block in BLOCKS if block.startswith("worker.german_cefr"))
SHIPPED = ROOT / "src" / "passerelle" / "data" / "rulebook" / "facts"


def test_the_example_is_a_rule_over_the_shipped_dictionary(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "facts")
    (tmp_path / "DEU" / "rules").mkdir(parents=True)
    (tmp_path / "DEU" / "rules" / "example.yaml").write_text(RULE, encoding="utf-8")
    assert [str(problem) for problem in check(tmp_path)] == []
    (rule,) = Rulebook.load(tmp_path)
    trace = evaluate(rule, {}, rule.entry.tests[0].as_of).trace
    assert (trace.asks, trace.open) == ((("degree_comparable",), ("salary",)), ("degree_comparable", "salary"))


def test_the_dictionary_example_is_right(tmp_path):
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS, encoding="utf-8")
    facts, problems = gather_facts([read_document(path)])
    assert problems == []
    assert facts["experience.months"].whole


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[0][:30] for block in BLOCKS])
def test_every_example_is_plain_yaml(tmp_path, block):
    path = tmp_path / "block.yaml"
    path.write_text(block, encoding="utf-8")
    assert read_document(path).data


def test_the_shipped_dictionary_reads():
    facts, problems = gather_facts([read_document(path) for path in sorted(SHIPPED.glob("*.yaml"))])
    assert problems == []
    assert len(facts) > 50


def test_public_names_are_there():
    assert sorted(passerelle.rules.__all__) == list(passerelle.rules.__all__)
    assert all(hasattr(passerelle.rules, name) for name in passerelle.rules.__all__)
