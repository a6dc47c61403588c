"""Where the real files are, if this machine has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data nobody here wrote; tests on it are skipped without it."""
    root = HERE.parents[1]
    folder = Path(os.environ.get("PASSERELLE_DATA", root / ".." / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set PASSERELLE_DATA")
    return folder


@pytest.fixture
def samples() -> Path:
    return HERE / "samples"
