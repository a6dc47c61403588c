"""Workspaces from the first folder to the report: init, build, report, demo."""

from __future__ import annotations

import hashlib
import json
import shutil

import pyarrow.parquet as pq
import pytest

from passerelle import flow
from passerelle.records.errors import BadInput
from passerelle.workspace import Workspace
from tests.conftest import DEMO

TABLES = {
    "rejects", "losses", "coded", "workers", "vacancies", "programmes", "matches", "near_matches", "plans", "gaps",
    "curriculum", "bottlenecks", "asks", "balance",
}  # fmt: skip


def small(folder, *, workers=6, vacancies=8):
    """A workspace with the first records of the demonstration."""
    shutil.copytree(DEMO, folder, dirs_exist_ok=True)
    for name, count in (("workers", workers), ("vacancies", vacancies)):
        path = folder / "inputs" / f"{name}.jsonl"
        path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:count]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small workspace that was built once. Tests that write into it copy it first."""
    folder = small(tmp_path_factory.mktemp("built") / "w")
    flow.build(Workspace(folder))
    return folder


@pytest.fixture
def copy(built, tmp_path):
    return shutil.copytree(built, tmp_path / "w")


def digests(folder):
    """SHA-256 of every file a build writes, by path."""
    files = [path for part in ("build", "report") for path in (folder / part).rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# -- init -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", ["empty", "demo", "real"])
def test_init_makes_a_workspace_that_opens(passerelle, tmp_path, sample):
    ran = passerelle("init", tmp_path / "w", "--sample", sample)
    assert (ran.code, ran.err) == (0, "")
    assert "corridor.toml" in ran.out
    assert Workspace(tmp_path / "w").settings.title
    assert (tmp_path / "w" / "inputs").is_dir()


def test_init_never_overwrites(passerelle, tmp_path):
    passerelle("init", tmp_path / "w")
    (tmp_path / "w" / "corridor.toml").write_text("mine", encoding="utf-8")
    ran = passerelle("init", tmp_path / "w")
    assert ran.code == 65
    assert "already exists" in ran.err
    assert (tmp_path / "w" / "corridor.toml").read_text(encoding="utf-8") == "mine"
    assert passerelle("init", tmp_path / "x", "--sample", "moon").code == 65


def test_an_empty_workspace_gives_one_clear_error(passerelle, tmp_path):
    passerelle("init", tmp_path / "w")
    ran = passerelle("build", tmp_path / "w")
    assert (ran.code, ran.out) == (66, "")
    assert ran.err.count("\n") == 1
    assert "the input 'inputs/workers.csv' does not exist" in ran.err
    assert not (tmp_path / "w" / "build" / "manifest.json").exists()


@pytest.mark.parametrize("emptied", ["workers", "vacancies"])
def test_empty_inputs_give_one_clear_error(passerelle, tmp_path, emptied):
    folder = small(tmp_path / "w")
    (folder / "inputs" / f"{emptied}.jsonl").write_text("", encoding="utf-8")
    ran = passerelle("build", folder)
    assert (ran.code, ran.out, ran.err.count("\n")) == (65, "", 1)
    assert f"{emptied}.jsonl is empty" in ran.err
    assert not (folder / "build" / "manifest.json").exists()


@pytest.mark.parametrize("command", ["build", "report"])
def test_a_folder_that_is_no_workspace(passerelle, tmp_path, command):
    ran = passerelle(command, tmp_path / "none")
    assert ran.code == 66
    assert "passerelle init" in ran.err


@pytest.mark.parametrize(
    ("before", "after", "code", "says"),
    [
        ('"inputs/workers.jsonl"', '"inputs/people.jsonl"', 66, "inputs/people.jsonl"),
        ("as_of = 2026-08-19", "as_of = 2026-02-30", 65, "not TOML"),
        ("as_of = 2026-08-19", 'as_of = "soon"', 65, "as_of"),
        ("k = 10", "k = 0", 65, "match.k"),
        ("k = 10", "kk = 10", 65, "match.kk"),
        ('scheme = "starter"', 'scheme = "esco"', 66, "esco"),
    ],
)
def test_a_setting_that_is_wrong_is_named(passerelle, tmp_path, before, after, code, says):
    folder = small(tmp_path / "w")
    path = folder / "corridor.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    ran = passerelle("build", folder)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert "Traceback" not in ran.err


# -- build ----------------------------------------------------------------------------------------------------------


def test_a_build_leaves_tables_manifest_and_report(built):
    manifest = json.loads((built / "build" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["tables"]) == TABLES
    assert set(manifest["inputs"]) >= {"inputs/workers.jsonl", "inputs/vacancies.jsonl", "rates"}
    assert manifest["pins"]["as_of"] == "2026-08-19"
    for name, entry in manifest["tables"].items():
        path = built / "build" / f"{name}.parquet"
        assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert entry["rows"] == pq.read_metadata(path).num_rows
    assert str(built) not in json.dumps(manifest)
    assert (built / "report" / "index.html").stat().st_size > 10_000


def test_building_again_gives_the_same_bytes(passerelle, built, copy):
    ran = passerelle("build", copy)
    assert (ran.code, ran.out.strip(), ran.err) == (0, str(copy / "report" / "index.html"), "")
    assert digests(copy) == digests(built)


def test_the_report_again_is_the_same_report(passerelle, built, copy):
    shutil.rmtree(copy / "report")
    assert passerelle("report", copy).code == 0
    assert digests(copy) == digests(built)


def test_a_build_replaces_what_was_there(passerelle, built, copy):
    small(copy, workers=3)
    assert passerelle("build", copy).code == 0
    assert pq.read_metadata(copy / "build" / "workers.parquet").num_rows == 3
    now, before = ({path.name for path in (folder / "report" / "plans").iterdir()} for folder in (copy, built))
    assert now < before, "pages of people who are gone stay in the report"


def test_a_build_that_stops_leaves_no_manifest(passerelle, copy, monkeypatch):
    def stop(*_args, **_more):
        raise BadInput("stopped")

    monkeypatch.setattr(flow, "make_plans", stop)
    assert passerelle("build", copy).code == 65
    assert not (copy / "build" / "manifest.json").exists()
    ran = passerelle("report", copy)
    assert ran.code == 66
    assert "was not built" in ran.err


def test_contacts_are_in_no_table_and_no_page(tmp_path):
    folder = small(tmp_path / "w")
    path = folder / "inputs" / "workers.jsonl"
    people = [
        json.loads(line) | {"contact": {"name": "Zebedee Qwertz"}} for line in path.read_text("utf-8").splitlines()
    ]
    path.write_text("\n".join(map(json.dumps, people)), encoding="utf-8")
    flow.build(Workspace(folder))
    tables = "".join(str(pq.read_table(item).to_pylist()) for item in (folder / "build").glob("*.parquet"))
    pages = "".join(item.read_text(encoding="utf-8") for item in (folder / "report").rglob("*") if item.is_file())
    assert "Zebedee" not in tables + pages


def test_an_id_used_in_two_files_keeps_the_first_and_says_so(tmp_path):
    folder = small(tmp_path / "w")
    shutil.copy(folder / "inputs" / "workers.jsonl", folder / "inputs" / "again.jsonl")
    path = folder / "corridor.toml"
    path.write_text(
        path.read_text("utf-8").replace('["inputs/workers.jsonl"]', '["inputs/workers.jsonl", "inputs/again.jsonl"]')
    )
    flow.build(Workspace(folder))
    assert pq.read_metadata(folder / "build" / "workers.parquet").num_rows == 6
    reasons = pq.read_table(folder / "build" / "rejects.parquet")["reason"].to_pylist()
    assert len(reasons) == 6
    assert all("already used" in reason for reason in reasons)


@pytest.mark.slow
def test_the_demo_twice_gives_the_same_bytes(passerelle, tmp_path):
    ran = [passerelle("demo", tmp_path / name) for name in ("a", "b")]
    assert [(item.code, item.err) for item in ran] == [(0, ""), (0, "")]
    first, second = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert first == second
    assert {"build/manifest.json", "report/index.html"} <= set(first)
