"""The shape of the code: layers, sizes, one documented way in for each room."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "passerelle"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
MODULES = sorted(PACKAGE.rglob("*.py"))


def test_a_room_imports_only_from_rooms_below_it():
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_room_is_in_the_layers():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [room for room in ROOMS if f"passerelle.{room}" not in text] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_short_or_says_why_not_and_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 500 or "# Long because" in text
    assert text.lstrip().startswith('"""')


@pytest.mark.parametrize("room", ROOMS)
def test_public_names_of_a_room_are_documented(room):
    module = importlib.import_module(f"passerelle.{room}")
    public = [getattr(module, name) for name in getattr(module, "__all__", ())]
    things = [item for item in public if inspect.isclass(item) or inspect.isfunction(item)]
    inside = [
        member
        for item in things
        if inspect.isclass(item)
        for name, member in vars(item).items()
        if inspect.isfunction(member) and not name.startswith("_")
    ]
    ours = [item for item in (*things, *inside) if item.__module__.startswith("passerelle")]
    missing = [item.__qualname__ for item in ours if item.__name__ != "<lambda>" and not (item.__doc__ or "").strip()]
    assert missing == []
