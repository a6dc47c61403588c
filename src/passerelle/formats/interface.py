"""Files in, documents out, and back: the one visible way through this room."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from passerelle.formats import native
from passerelle.formats.catalogue import FORMATS
from passerelle.formats.compose import write_outside
from passerelle.formats.detect import Found, detect, known_format, known_kind, names_of, plain_suffix
from passerelle.formats.json_records import document_records, line_drafts, line_records
from passerelle.formats.losses import WITHHELD, LossReport
from passerelle.formats.mapping import Format, drafts_of
from passerelle.formats.native import check_names, row_drafts
from passerelle.formats.parquet import parquet_items, write_parquet
from passerelle.formats.rejects import Rejects
from passerelle.formats.settle import KINDS, Draft, Flaw, Raw, Ready, Settler
from passerelle.formats.spreadsheet import sheet_rows
from passerelle.formats.tabular import rows_of
from passerelle.records import Document, Worker
from passerelle.records.errors import BadInput
from passerelle.store import atomic_path


def read(
    path: Path, *, kind: str | None = None, format: str | None = None, rejects: Rejects, loss: LossReport
) -> Iterator[Document]:
    """Documents of a file, one at a time, whatever its format.

    `kind` is worker, vacancy or programme, `format` a name in `FORMATS`; both are found out if not given. A row that
    cannot be read goes to `rejects` and reading goes on; what a format says beyond our fields goes to `loss`. Raises
    NotThere if there is no file, and BadInput if the file as a whole is not what it should be.
    """
    path = Path(path)
    found = detect(path, kind=kind, name=format)
    items = _items(path, found, loss)
    return Settler(KINDS[found.kind], path.name, rejects, loss).settle(items)


def _items(path: Path, found: Found, loss: LossReport) -> Iterator[Draft | Ready | Flaw]:
    if not found.format.native:
        return drafts_of(_raws(path, found), found.format, loss)
    kind = KINDS[found.kind]
    if found.medium == "jsonl":
        return line_drafts(path)
    if found.medium == "json":
        return (Draft(raw.row, raw.value) for raw in document_records(path))
    if found.medium == "parquet":
        return parquet_items(path, kind)
    check_names(names_of(found.sample), kind, file=path.name, loss=loss)
    return row_drafts(_raws(path, found), kind)


def _raws(path: Path, found: Found) -> Iterator[Raw | Flaw]:
    if found.medium == "csv":
        return rows_of(path, found.sample)
    if found.medium == "xlsx":
        return sheet_rows(path)
    if found.medium == "xml":
        return iter((Raw(1, found.sample),))
    return line_records(path) if found.medium == "jsonl" else document_records(path)


def write(
    documents: Iterable[Document],
    path: Path,
    *,
    kind: str,
    format: str | None = None,
    loss: LossReport,
    with_contact: bool = False,
) -> int:
    """Write documents to a file whole or not at all; gives how many.

    The format is that of the file's ending if not given; `.gz` compresses text formats. Names and contacts are left
    out unless asked for. What the format cannot carry goes to `loss`. BadInput if the format cannot hold the kind.
    """
    path = Path(path)
    known_kind(kind)
    chosen = known_format(format) or _by_suffix(path)
    if not chosen.writes:
        raise BadInput(f"{chosen.title} can be read, not written")
    if kind not in chosen.kinds:
        raise BadInput(f"{chosen.title} holds {', '.join(chosen.kinds)} records, not {kind}")
    counter = _Counter(documents if with_contact else pseudonymous(documents, loss))
    with atomic_path(path) as temporary:
        _written(counter, temporary, path=path, chosen=chosen, kind=KINDS[kind], loss=loss)
    return counter.count


class _Counter:
    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents, self.count = documents, 0

    def __iter__(self) -> Iterator[Document]:
        for document in self.documents:
            self.count += 1
            yield document


def _by_suffix(path: Path) -> Format:
    suffix = plain_suffix(path)
    found = next((item for item in FORMATS.values() if suffix in item.suffixes), None)
    if found is None:
        endings = sorted({ending for item in FORMATS.values() for ending in item.suffixes})
        raise BadInput(f"{path.name} does not say its format; name one, or end it in {', '.join(endings)}")
    return found


def pseudonymous(documents: Iterable[Document], loss: LossReport) -> Iterator[Document]:
    """The same documents without names and contacts."""
    for document in documents:
        if isinstance(document, Worker) and document.contact is not None:
            for name in type(document.contact).model_fields:
                if getattr(document.contact, name) is not None:
                    loss.add("write", f"contact.{name}", example="(not shown)", reason=WITHHELD)
            yield document.model_copy(update={"contact": None})
        else:
            yield document


def _written(
    documents: Iterable[Document],
    temporary: Path,
    *,
    path: Path,
    chosen: Format,
    kind: type[Document],
    loss: LossReport,
) -> None:
    if chosen.name == "parquet":
        write_parquet(documents, temporary, kind)
        return
    with _text_file(temporary, packed=path.suffix.casefold() == ".gz") as handle:
        if chosen.native:
            _write_native(documents, handle, chosen=chosen, kind=kind)
        else:
            write_outside(
                documents, handle, chosen=chosen, lines=plain_suffix(path) in (".jsonl", ".ndjson"), loss=loss
            )


def _write_native(documents: Iterable[Document], handle: TextIO, *, chosen: Format, kind: type[Document]) -> None:
    if chosen.name == "csv":
        native.write_csv(documents, handle, kind)
    elif chosen.name == "jsonl":
        native.write_json_lines(documents, handle)
    else:
        native.write_json_list(documents, handle)


@contextmanager
def _text_file(path: Path, *, packed: bool) -> Iterator[TextIO]:
    with path.open("wb") as raw:
        if not packed:
            with io.TextIOWrapper(raw, encoding="utf-8", newline="") as handle:
                yield handle
            return
        with (
            gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as zipped,
            io.TextIOWrapper(zipped, encoding="utf-8", newline="") as handle,
        ):
            yield handle


def convert(
    source: Path,
    target: Path,
    *,
    kind: str | None = None,
    source_format: str | None = None,
    target_format: str | None = None,
    rejects: Rejects | None = None,
    with_contact: bool = False,
    report: Path | None = None,
) -> LossReport:
    """Read one file and write another; gives what was lost on both ways, and writes it as JSON to `report`.

    The target is written whole or not at all. Rows that cannot be read go to `rejects`.
    """
    loss, found = LossReport(), detect(Path(source), kind=kind, name=source_format)
    set_aside = Rejects() if rejects is None else rejects
    documents = read(source, kind=found.kind, format=found.format.name, rejects=set_aside, loss=loss)
    write(documents, target, kind=found.kind, format=target_format, loss=loss, with_contact=with_contact)
    for row in set_aside if rejects is None else ():
        loss.add("read", row.field or "(row)", example=row.value or "", reason=f"rejected: {row.reason}")
    if report is not None:
        loss.write(Path(report))
    return loss
