"""Named tables of one build, each with what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from passerelle.records.errors import NotThere
from passerelle.store.files import atomic_path, digest_of, write_json


def write_table(table: pa.Table, target: Path) -> None:
    """Write one Parquet file atomically. Same table, same bytes."""
    with atomic_path(target) as temporary:
        pq.write_table(table, temporary, compression="zstd", store_schema=True)


def read_table(path: Path) -> pa.Table:
    """Read one Parquet file. NotThere if it does not exist."""
    if not path.is_file():
        raise NotThere(f"there is no table {path}")
    return pq.read_table(path)


@dataclass
class Build:
    """The folder `build/` of a workspace: tables by name, and `manifest.json`, written last.

    The manifest holds the SHA-256 of each input and each table, the rows of each table, what it was made from, and
    the pinned taxonomy, rulebook and parameters. It holds no time and no path of the machine, so that the same
    inputs give the same bytes.
    """

    folder: Path
    inputs: dict[str, str] = field(default_factory=dict)
    pins: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_input(self, path: Path, *, name: str) -> None:
        """Record an input file or folder under a name that is not a path of this machine."""
        self.inputs[name] = digest_of(path)

    def write(self, name: str, table: pa.Table, *, made_from: tuple[str, ...]) -> pa.Table:
        """Write table `name` and note what it was made from; gives the table back."""
        target = self.folder / f"{name}.parquet"
        write_table(table, target)
        self.tables[name] = {
            "rows": table.num_rows,
            "made_from": list(made_from),
            "sha256": digest_of(target),
        }
        return table

    @contextmanager
    def writing(
        self, name: str, schema: pa.Schema, *, made_from: tuple[str, ...]
    ) -> Iterator[Callable[[pa.Table], None]]:
        """Write table `name` part by part, for one too large to hold; whole or not at all, as `write` does."""
        target = self.folder / f"{name}.parquet"
        rows = 0
        with atomic_path(target) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:

            def add(part: pa.Table) -> None:
                nonlocal rows
                rows += part.num_rows
                writer.write_table(part)

            yield add
        self.tables[name] = {"rows": rows, "made_from": list(made_from), "sha256": digest_of(target)}

    def read(self, name: str, *, without: tuple[str, ...] = ()) -> pa.Table:
        """Read table `name` of this build, leaving out some columns."""
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            raise NotThere(f"there is no table {path}")
        columns = [column for column in pq.read_schema(path).names if column not in without]
        return pq.read_table(path, columns=columns)

    def read_rows(self, name: str, column: str, rows: Sequence[int]) -> list[Any]:
        """Values of one column of table `name` at some rows, without reading the rest into memory."""
        wanted, found, first = set(rows), {}, 0
        for batch in pq.ParquetFile(self.folder / f"{name}.parquet").iter_batches(1000, columns=[column]):
            for row in wanted & set(range(first, first + batch.num_rows)):
                found[row] = batch.column(0)[row - first].as_py()
            first += batch.num_rows
        return [found[row] for row in rows]

    def finish(self) -> None:
        """Write the manifest; a build without one was interrupted."""
        write_json(self.folder / "manifest.json", {"inputs": self.inputs, "pins": self.pins, "tables": self.tables})
