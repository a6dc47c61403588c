"""The tiny release as files, and the real files where this machine has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from taxonomy_files import CLASSIFICATION, RELATIONS, write_zip


@pytest.fixture
def esco_zips(tmp_path: Path) -> list[Path]:
    return [
        write_zip(tmp_path / "ESCO dataset - v1.2.0 - classification - en - csv.zip", CLASSIFICATION),
        write_zip(tmp_path / "ESCO dataset - v1.2.0 - relations - en - csv.zip", RELATIONS),
    ]


@pytest.fixture(scope="session")
def data() -> Path:
    default = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("PASSERELLE_DATA", default))
    if not (folder / "esco").is_dir():
        pytest.skip(f"the real ESCO files are not at {folder}; set PASSERELLE_DATA")
    return folder


@pytest.fixture(scope="session")
def real_root(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from passerelle.taxonomy import import_files

    root = tmp_path_factory.mktemp("taxonomies")
    import_files([*sorted((data / "esco").glob("*.zip")), data / "crosswalks" / "esco-onet.csv"], root)
    return root
