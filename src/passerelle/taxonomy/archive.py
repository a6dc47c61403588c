"""Reading files that came from outside: sizes are capped before and while reading, nothing is unpacked to disk."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from passerelle.records.errors import BadTaxonomy

# ESCO 1.1.1 is 13 members, 17 MB in one language, packed 4:1. The caps leave room for every language at once.
MAX_FILE = 500 * 2**20
MAX_MEMBERS = 500
MAX_MEMBER = 200 * 2**20
MAX_TOTAL = 1000 * 2**20
MAX_RATIO = 200
_CHUNK = 2**20


@dataclass(frozen=True)
class Member:
    """One file: its name, its bytes, and `origin` for messages ("esco.zip: skills_en.csv")."""

    name: str
    data: bytes
    origin: str

    def text(self) -> str:
        """The bytes as UTF-8, with or without byte-order mark; anything else is BadTaxonomy."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadTaxonomy(
                f"{self.origin}: not UTF-8 (byte {error.start} is 0x{self.data[error.start]:02x}); expected UTF-8. "
                "If a spreadsheet program saved it, save it again as 'CSV UTF-8'."
            ) from None


def sha256(path: Path) -> str:
    """Hash of a file, read in chunks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_plain(path: Path) -> Member:
    """A file as it is, up to MAX_FILE."""
    if path.stat().st_size > MAX_FILE:
        raise BadTaxonomy(f"{path.name}: {path.stat().st_size:,} bytes; expected at most {MAX_FILE:,}.")
    return Member(path.name, path.read_bytes(), path.name)


def read_gzip(path: Path) -> Member:
    """A gzipped file, up to MAX_MEMBER once unpacked."""
    try:
        with gzip.open(path, "rb") as stream:
            data = _capped(stream, MAX_MEMBER, path.name)
    except (EOFError, OSError, zlib.error) as error:
        raise BadTaxonomy(f"{path.name}: not a whole gzip file ({error}); expected one. Fetch it again.") from None
    return Member(path.name.removesuffix(".gz"), data, path.name)


def read_zip(path: Path) -> Iterator[Member]:
    """The CSV files of a zip, one at a time, in order of name.

    Raises BadTaxonomy for a truncated, encrypted or damaged archive and for one that breaks a cap.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = check_members(path.name, archive)
            for info in sorted(infos, key=lambda i: i.filename):
                if info.filename.lower().endswith(".csv"):
                    yield _member(archive, info, path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise BadTaxonomy(f"{path.name}: not a whole zip file ({error}); expected one. Fetch it again.") from None


def is_workbook(path: Path) -> bool:
    """Is this zip an .xlsx? A damaged zip is not; reading it says what is wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return path.suffix.lower() == ".xlsx"


def check_members(name: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members of an archive whose declared sizes keep within the caps."""
    infos = archive.infolist()
    total = sum(i.file_size for i in infos)
    if len(infos) > MAX_MEMBERS:
        raise BadTaxonomy(f"{name}: {len(infos):,} files inside; expected at most {MAX_MEMBERS}.")
    if total > MAX_TOTAL:
        raise BadTaxonomy(f"{name}: unpacks to {total:,} bytes; expected at most {MAX_TOTAL:,}.")
    for info in infos:
        if info.flag_bits & 0x1:
            raise BadTaxonomy(f"{name}: {info.filename} is encrypted; expected an open archive.")
        if info.file_size > MAX_MEMBER:
            raise BadTaxonomy(
                f"{name}: {info.filename} unpacks to {info.file_size:,} bytes; expected at most {MAX_MEMBER:,}."
            )
        if info.file_size > MAX_RATIO * max(info.compress_size, 1_000):
            raise BadTaxonomy(
                f"{name}: {info.filename} is packed {info.file_size // max(info.compress_size, 1)}:1; "
                f"expected at most {MAX_RATIO}:1."
            )
    return infos


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Member:
    origin = f"{name}: {info.filename}"
    with archive.open(info) as stream:
        # The declared size is what the sender says; reading stops at the cap whatever it says.
        data = _capped(stream, min(MAX_MEMBER, info.file_size), origin)
    return Member(Path(info.filename).name, data, origin)


def _capped(stream: IO[bytes] | gzip.GzipFile, cap: int, origin: str) -> bytes:
    out = io.BytesIO()
    while chunk := stream.read(_CHUNK):
        out.write(chunk)
        if out.tell() > cap:
            raise BadTaxonomy(f"{origin}: unpacks to more than {cap:,} bytes; expected at most that.")
    return out.getvalue()
