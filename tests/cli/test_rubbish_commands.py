"""Rubbish in: 200 broken files give a typed error or a reject row, never a traceback, never a lost good row."""

from __future__ import annotations

import json
import random
import re
import shutil
import zipfile

import pytest

from passerelle import flow, formats
from passerelle.recognition import load_lawbook
from passerelle.records.errors import PasserelleError
from passerelle.rules import check
from passerelle.store import Build
from passerelle.taxonomy import import_files
from passerelle.workspace import Workspace, embedded
from tests.conftest import DEMO
from tests.taxonomy.taxonomy_files import CLASSIFICATION, RELATIONS, write_zip

KINDS = {"workers": "worker", "vacancies": "vacancy", "programmes": "programme"}
LINES = {name: (DEMO / "inputs" / f"{name}.jsonl").read_bytes().splitlines()[:12] for name in KINDS}
IDS = {name: [json.loads(line)["id"] for line in rows] for name, rows in LINES.items()}
RUBBISH = [
    None,
    "",
    "x" * 3000,
    -1,
    1e308,
    True,
    [],
    {},
    [[]],
    "2026-02-30",
    "9999-99-99",
    "\ud800",
    "\0",
    "Atlantis",
    "EUR EUR",
]


def read(folder):
    workspace = Workspace(folder)
    return flow.read_inputs(workspace, Build(workspace.build))


def ids_of(inputs, name):
    return {item.id for item in getattr(inputs, name)}


@pytest.fixture
def folder(tmp_path):
    """A workspace of twelve records of each kind."""
    shutil.copytree(DEMO, tmp_path / "w")
    for name, rows in LINES.items():
        (tmp_path / "w" / "inputs" / f"{name}.jsonl").write_bytes(b"\n".join(rows) + b"\n")
    return tmp_path / "w"


# -- Rows -----------------------------------------------------------------------------------------------------------


def somewhere(chance, value):
    """A copy of a JSON value with rubbish at one random place in it."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(sorted(value))
        return value | {key: somewhere(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.9:
        place = chance.randrange(len(value))
        return [*value[:place], somewhere(chance, value[place]), *value[place + 1 :]]
    return chance.choice(RUBBISH)


def cut(chance, line):
    return line[: chance.randrange(1, len(line))]


def other_bytes(chance, line):
    place = chance.randrange(len(line))
    return line[:place] + bytes([chance.randrange(128, 256)]) + line[place + 1 :]


def other_value(chance, line):
    return json.dumps(somewhere(chance, json.loads(line))).encode()


def other_field(chance, line):
    return json.dumps(json.loads(line) | {f"field-{chance.randrange(99)}": "?"}).encode()


def latin(chance, line):
    return json.dumps(json.loads(line) | {"title": "Schweißer", "headline": "Schweißer"}, ensure_ascii=False).encode(
        "latin-1"
    )


def another_id(chance, line):
    return json.dumps(
        json.loads(line) | {"id": chance.choice([IDS["workers"][0], IDS["vacancies"][0], 7, None])}
    ).encode()


BREAK = [cut, other_bytes, other_value, other_value, other_value, other_field, latin, another_id]


@pytest.mark.parametrize("seed", range(96))
def test_a_broken_row_takes_no_other_row_with_it(folder, seed):
    chance = random.Random(seed)
    name = chance.choice(sorted(KINDS))
    place = chance.randrange(1, len(LINES[name]))
    rows = list(LINES[name])
    rows[place] = BREAK[seed % len(BREAK)](chance, rows[place])
    (folder / "inputs" / f"{name}.jsonl").write_bytes(b"\n".join(rows) + b"\n")
    inputs = read(folder)
    assert ids_of(inputs, name) >= {item for number, item in enumerate(IDS[name]) if number != place}
    for other in set(KINDS) - {name}:
        assert ids_of(inputs, other) == set(IDS[other])


@pytest.mark.parametrize("megabytes", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_a_very_long_line_is_a_reject(folder, megabytes):
    rows = [*LINES["workers"], b'{"id": "long", "headline": "' + b"x" * (megabytes << 20) + b'"}']
    (folder / "inputs" / "workers.jsonl").write_bytes(b"\n".join(rows))
    inputs = read(folder)
    assert ids_of(inputs, "workers") == set(IDS["workers"])
    assert len(inputs.rejects) == 1


@pytest.mark.parametrize("seed", range(24))
def test_a_broken_table_gives_an_error_or_its_good_rows(folder, tmp_path, seed):
    """The same people as CSV, with bytes changed in one line."""
    chance = random.Random(seed)
    source, table = folder / "inputs" / "workers.jsonl", tmp_path / "workers.csv"
    formats.convert(source, table, kind="worker", rejects=formats.Rejects())
    rows = table.read_bytes().splitlines(keepends=True)
    place = chance.randrange(1, len(rows))
    rows[place] = (cut, other_bytes)[seed % 2](chance, rows[place].rstrip(b"\r\n")) + b"\n"
    table.write_bytes(b"".join(rows))
    try:
        found = {
            item.id for item in formats.read(table, kind="worker", rejects=formats.Rejects(), loss=formats.LossReport())
        }
    except PasserelleError as error:
        assert table.name in str(error)  # noqa: PT017
    else:
        quotes = b"".join(rows).count(b'"') % 2  # an open quote swallows what follows it
        assert quotes or len(found & set(IDS["workers"])) >= len(rows) - 2


# -- Settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_broken_settings_are_one_clear_error(folder, seed):
    chance = random.Random(seed)
    path = folder / "corridor.toml"
    text = path.read_bytes()
    start = chance.randrange(len(text))
    junk = [b"", b'"', b"]", b"\xff", b"\n[inputs]\n", b"= 3", b"2026-02-30", b"\0", b"'''"][seed % 9]
    path.write_bytes(text[:start] + junk + text[start + chance.randrange(1, 12) :])
    try:
        inputs = read(folder)
    except PasserelleError as error:
        assert "corridor.toml" in str(error) or "inputs/" in str(error)  # noqa: PT017
    else:
        assert inputs.workers
        assert inputs.vacancies


# -- Rulebooks ------------------------------------------------------------------------------------------------------

FILES = ["DEU/rules/milog-1.v1.yaml", "DEU/rules/aufenthg-18g-salary.v2.yaml", "DEU/rules/beschv-6-salary.v2.yaml"]


@pytest.mark.parametrize("seed", range(24))
def test_a_broken_rulebook_is_checked_not_crashed_on(tmp_path, seed):
    chance = random.Random(seed)
    for name in ["facts", *FILES]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (embedded("rulebook") / name).is_dir() else shutil.copyfile
        copy(embedded("rulebook") / name, tmp_path / name)
    path = tmp_path / chance.choice([*FILES, "facts/core.yaml"])
    text = path.read_bytes()
    start = chance.randrange(len(text))
    junk = [b"", b"\xff", b"{", b"&a ", b"  ", b"!!python/object:os.system ", b"\t", b": : :"][seed % 8]
    path.write_bytes(text[:start] + junk + text[start + chance.randrange(1, 30) :])
    for problem in map(str, check(tmp_path)):
        assert re.search(r"\.yaml:\d+", problem), problem
    try:
        load_lawbook(tmp_path)
    except PasserelleError as error:
        assert ".yaml" in str(error)  # noqa: PT017


# -- Taxonomies -----------------------------------------------------------------------------------------------------


def esco(folder, files):
    return write_zip(folder / "ESCO dataset - v1.2.0 - classification - en - csv.zip", files)


@pytest.mark.parametrize("seed", range(16))
def test_a_broken_release_is_refused_or_reported(tmp_path, seed):
    chance = random.Random(seed)
    files = {name: list(rows) for name, rows in (CLASSIFICATION | RELATIONS).items()}
    name = chance.choice(sorted(files))
    if seed % 4 == 0:
        del files[name]
    elif seed % 4 == 1:
        files[name] = ["", *files[name]]
    elif seed % 4 == 2:
        files[name][0] = files[name][0].replace("Uri", "Url")
    path = esco(tmp_path, files)
    if seed % 4 == 3:
        content = path.read_bytes()
        path.write_bytes(content[: chance.randrange(1, len(content))])
    try:
        written = import_files([path], tmp_path / "taxonomy")
    except PasserelleError as error:
        assert path.name in str(error)  # noqa: PT017
        assert not list((tmp_path / "taxonomy").rglob("*.parquet"))
    else:
        assert written[0].counts["concepts"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = esco(tmp_path, dict(CLASSIFICATION))
    archive = zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED)
    with archive, archive.open("occupations_fr.csv", "w", force_zip64=True) as member:
        for _ in range(300):
            member.write(b"0" * (1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(PasserelleError, match=re.escape(path.name)):
        import_files([path], tmp_path / "taxonomy")
