"""The documentation names every format and every column, and its examples can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from passerelle.formats import FORMATS, KINDS, LossReport, Rejects, columns_of, read

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_in_the_table(name: str) -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}`"))
    cells = [cell.strip() for cell in row.split("|")]
    assert cells[-3:-1] == ["yes" if FORMATS[name].reads else "no", "yes" if FORMATS[name].writes else "no"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_named(kind: str) -> None:
    assert [column.name for column in columns_of(KINDS[kind]) if f"`{column.name}`" not in PAGE] == []


@pytest.mark.parametrize("example", re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL))
def test_every_example_is_read_without_rejects(example: str, tmp_path: Path) -> None:
    (tmp_path / "example.csv").write_text(example, encoding="utf-8")
    rejects, loss = Rejects(), LossReport()
    found = list(read(tmp_path / "example.csv", rejects=rejects, loss=loss))
    assert len(found) == example.count("\n") - 1
    assert ([row.reason for row in rejects], loss.rows()) == ([], [])
