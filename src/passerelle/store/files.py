"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from passerelle.records.errors import BadInput


@contextlib.contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """A temporary name beside the target; renamed to it when the block ends well, removed when it does not.

    BadInput if the target is a folder.
    """
    if target.is_dir():
        raise BadInput(f"{target} is a folder; expected the name of a file to write")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    temporary.chmod(0o644)
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Write UTF-8 text atomically."""
    with atomic_path(target) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(target: Path, value: Any) -> None:
    """Write JSON atomically: sorted keys, two spaces, one newline at the end, so that same values give same bytes."""
    write_text(target, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n")


def digest_of(path: Path) -> str:
    """SHA-256 of a file, or of a folder (names and contents of its files in order of their names), in hex."""
    if path.is_dir():
        parts = "".join(
            f"{item.relative_to(path)} {digest_of(item)}\n" for item in sorted(path.rglob("*")) if item.is_file()
        )
        return hashlib.sha256(parts.encode()).hexdigest()
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
