"""Our own records in rows: CSV and workbooks to drafts, documents to CSV, JSON Lines and JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from rapidfuzz import process

from passerelle.formats.columns import (
    RowError,
    columns_by_name,
    columns_of,
    from_row,
    kind_score,
    plain_name,
    to_row,
)
from passerelle.formats.losses import LossReport
from passerelle.formats.settle import KINDS, Draft, Flaw, Raw
from passerelle.records import Document
from passerelle.records.errors import BadInput


def kind_of_names(names: Iterable[str], file: str) -> str:
    """The kind of record that columns or keys belong to; BadInput if it cannot be told."""
    headers = {plain_name(name) for name in names}
    scores = {kind: _score(headers, document) for kind, document in KINDS.items()}
    best = max(scores.values())
    winners = [kind for kind, score in scores.items() if score == best]
    if best == 0:
        raise BadInput(f"{file}: none of the known formats; a file of our own needs a column or key `id`")
    if len(winners) > 1:
        raise BadInput(f"{file} could hold {' or '.join(winners)} records; say which kind it is")
    return winners[0]


def _score(headers: set[str], kind: type[Document]) -> int:
    keys = headers & set(kind.model_fields)
    return kind_score(headers, kind) + len(keys) if "id" in headers else 0


def check_names(names: Iterable[str], kind: type[Document], *, file: str, loss: LossReport) -> None:
    """Report headings that are no columns; BadInput if there is no `id` or one comes twice."""
    plain = [plain_name(name) for name in names]
    if "id" not in plain:
        raise BadInput(f"{file} has no column `id`; it has {', '.join(plain)[:120]}")
    twice = sorted({name for name in plain if name and plain.count(name) > 1})
    if twice:
        raise BadInput(f"{file} has two columns named {twice[0]}")
    for name in plain:
        if name not in columns_by_name(kind):
            loss.add("read", name or "(no heading)", example="", reason=_no_such_column(name, kind))


def _no_such_column(name: str, kind: type[Document]) -> str:
    near = process.extractOne(name, list(columns_by_name(kind)), score_cutoff=75)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"there is no such column for a {kind.__name__.lower()}{hint}"


def row_drafts(raws: Iterable[Raw | Flaw], kind: type[Document]) -> Iterator[Draft | Flaw]:
    """Drafts from rows of text."""
    for raw in raws:
        if isinstance(raw, Flaw):
            yield raw
            continue
        row = {plain_name(name): text for name, text in raw.value.items()}
        try:
            yield Draft(raw.row, from_row(row, kind))
        except RowError as error:
            yield Flaw(raw.row, error.reason, row.get("id"), error.field, error.value)


def write_csv(documents: Iterable[Document], handle: TextIO, kind: type[Document]) -> None:
    """Write records as CSV with our columns."""
    writer = csv.writer(handle, lineterminator="\r\n")
    writer.writerow([column.name for column in columns_of(kind)])
    writer.writerows(to_row(document) for document in documents)


def write_json_lines(documents: Iterable[Document], handle: TextIO) -> None:
    """Write records as JSON Lines; what is not known is left out."""
    for document in documents:
        handle.write(document.model_dump_json(exclude_none=True) + "\n")


def write_json_list(documents: Iterable[Document], handle: TextIO) -> None:
    """Write records as one JSON list, a record on each line."""
    handle.write("[")
    for number, document in enumerate(documents):
        handle.write((",\n" if number else "\n") + document.model_dump_json(exclude_none=True))
    handle.write("\n]\n")
