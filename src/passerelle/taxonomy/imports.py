"""Classification files, as downloaded, into releases: told by content, read whole, written whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from passerelle.records.errors import BadTaxonomy, NotThere, UnknownTaxonomy
from passerelle.taxonomy import archive, crosswalk, esco, isco
from passerelle.taxonomy.archive import Member
from passerelle.taxonomy.frames import header
from passerelle.taxonomy.labels import slug
from passerelle.taxonomy.release import Release, find_release, read_tables, write_release
from passerelle.taxonomy.schema import Row, Tables

if TYPE_CHECKING:
    from collections.abc import Iterator

Progress = Callable[[str], None]
_EXPECTED = (
    "ESCO zips (classification, relations), ESCO label files <lang>.tsv.gz, the ILO's ISCO-08 workbook (.xlsx), a "
    "crosswalk CSV of the ESCO portal, or a list CSV with columns notation,label"
)


def import_files(
    files: Iterable[Path | str],
    root: Path | str,
    *,
    progress: Progress | None = None,
    version: str | None = None,
    scheme: str | None = None,
) -> list[Release]:
    """Import classification files into `root` and return the releases written, by scheme.

    Several ESCO files given together are one release; ESCO files added later (a language, the relations) are laid over
    the release of that version. `version` is needed where no file name has it; `scheme` names a national list (else
    its file name does). `progress` is called with each step; without it a terminal shows a spinner on stderr.

    Raises BadTaxonomy, naming the file, what was found and what was expected. All files are read before any is written.
    """
    paths = sorted({Path(f).resolve() for f in files}, key=lambda p: p.name)
    if not paths:
        raise BadTaxonomy(f"No files were given; expected {_EXPECTED}.")
    for path in paths:
        if not path.is_file():
            raise NotThere(f"{path}: no such file.")
    with _shown(progress) as step:
        read = list(_read(paths, Path(root), step, version, scheme))
        _check_distinct(read)
        written = []
        for release, tables in sorted(read, key=lambda r: (r[0].scheme, r[0].version)):
            step(f"writing {release.scheme} {release.version}")
            written.append(write_release(root, release, tables))
    return written


def _check_distinct(read: list[tuple[Release, Tables]]) -> None:
    names = [f"{release.scheme} {release.version}" for release, _ in read]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise BadTaxonomy(f"Two of the files make the same release ({', '.join(twice)}); import them one at a time.")


def _read(
    paths: list[Path], root: Path, step: Progress, version: str | None, scheme: str | None
) -> Iterator[tuple[Release, Tables]]:
    esco_paths: list[Path] = []
    for path in paths:
        shape = _shape(path)
        if shape in ("zip", "labels"):
            esco_paths.append(path)
            continue
        step(f"reading {path.name}")
        if shape == "workbook":
            release, tables = isco.read_workbook(path)
        else:
            release, tables = _read_csv(path, version, scheme)
        yield replace(release, files=_files([path])), tables
    if esco_paths:
        yield _read_esco(esco_paths, root, step, version)


def _shape(path: Path) -> str:
    """zip, workbook, labels or csv, by the first bytes (an .xlsx is a zip with a workbook inside)."""
    with path.open("rb") as stream:
        start = stream.read(4)
    if start == b"PK\x03\x04":
        return "workbook" if archive.is_workbook(path) else "zip"
    if start[:2] == b"\x1f\x8b":
        return "labels"
    if path.suffix.lower() in (".csv", ".txt"):
        return "csv"
    raise BadTaxonomy(f"{path.name}: starts with {start!r}, no known shape; expected {_EXPECTED}.")


def _read_csv(path: Path, version: str | None, scheme: str | None) -> tuple[Release, Tables]:
    member = archive.read_plain(path)
    if crosswalk.is_crosswalk(member):
        return crosswalk.read_crosswalk(member)
    if crosswalk.is_national_list(member):
        return crosswalk.read_national_list(member, slug(scheme or path.stem), _version(version or "1"))
    member.text()  # a wrong encoding is the better explanation, if it is one
    raise BadTaxonomy(f"{path.name}: columns {', '.join(header(member)) or 'none'}; expected {_EXPECTED}.")


def _read_esco(paths: list[Path], root: Path, step: Progress, version: str | None) -> tuple[Release, Tables]:
    zips = [p for p in paths if _shape(p) == "zip"]
    names = ", ".join(p.name for p in paths)
    found = _version(version) if version else esco.version_in(p.name for p in zips)
    rows = esco.EscoRows()
    for path in zips:
        _add_zip(rows, path, step)
    for path in paths:
        if path not in zips:
            rows.unranked.extend(_label_file(path, step))
    base = _existing(root, found, newest=not zips)
    if found is None and base is None:
        raise BadTaxonomy(
            f"{names}: no version in the name, such as 'v1.2.0', and no ESCO release in {root} to add to; "
            "give version=."
        )
    step("building tables")
    tables = rows.tables(read_tables(root, base) if base else None)
    if "occupation" not in set(tables.concepts["kind"].to_pylist()):
        raise BadTaxonomy(
            f"{names}: no occupations; give the classification zip (with occupations_<language>.csv) together with "
            "the relations zip."
        )
    release = base or esco.release(found or "")
    report = {**release.report, **rows.report(tables)} if zips else {**rows.report(tables), **release.report}
    if not zips:
        report["labels_of_unknown_concepts"] = rows.report(tables)["labels_of_unknown_concepts"]
    return replace(release, files=_files(paths, release.files), report=report), tables


def _add_zip(rows: esco.EscoRows, path: Path, step: Progress) -> None:
    used = False
    for member in archive.read_zip(path):
        step(f"reading {member.origin}")
        used |= esco.role_of(member) is not None
        rows.add(member)
    if not used:
        raise BadTaxonomy(f"{path.name}: no ESCO table inside; expected files such as occupations_en.csv.")


def _version(text: str) -> str:
    """A version as a folder name."""
    return slug(text.lower().removeprefix("v")) or "1"


def _existing(root: Path, version: str | None, *, newest: bool) -> Release | None:
    if version is None and not newest:
        return None
    try:
        return find_release(root, "esco", version)
    except UnknownTaxonomy:
        return None


def _label_file(path: Path, step: Progress) -> Iterator[Row]:
    step(f"reading {path.name}")
    language = path.name.split(".")[0].lower()
    if not (language.isalpha() and len(language) in (2, 3)):
        raise BadTaxonomy(f"{path.name}: expected a name such as de.tsv.gz, which says the language.")
    member = archive.read_gzip(path)
    return _label_rows(member, language)


def _label_rows(member: Member, language: str) -> Iterator[Row]:
    for number, line in enumerate(member.text().split("\n"), start=1):
        if not line:
            continue
        uri, tab, label = line.partition("\t")
        if not tab or not uri.startswith("http"):
            raise BadTaxonomy(f"{member.origin}, line {number}: '{line[:60]}'; expected concept URI, a tab, a label.")
        yield {"uri": uri, "language": language, "kind": None, "label": label.strip()}


def _files(paths: list[Path], before: tuple[Mapping[str, str], ...] = ()) -> tuple[Mapping[str, str], ...]:
    here = {p.name: {"name": p.name, "sha256": archive.sha256(p)} for p in paths}
    return tuple(v for _, v in sorted({**{f["name"]: f for f in before}, **here}.items()))


@contextmanager
def _shown(progress: Progress | None) -> Iterator[Progress]:
    if progress is not None or not sys.stderr.isatty():
        yield progress or (lambda _step: None)
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield status.update
