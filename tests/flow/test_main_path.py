"""THE main path: each step runs once, in the order its module documents, and gives what the docstring says."""

from __future__ import annotations

import re
import shutil

import pyarrow.parquet as pq
import pytest

from passerelle import flow
from passerelle.planning import Plan
from passerelle.records.errors import BadInput
from passerelle.workspace import Workspace, data_folder
from tests.conftest import DEMO

STEPS = re.findall(r"^    (\w+)  +.*->", flow.__doc__ or "", flags=re.MULTILINE)
CALLED = {"match": "match_all", "write_report": "report"}
"""Steps of the docstring whose function has another name."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """The demonstration with its first eight people."""
    folder = shutil.copytree(DEMO, tmp_path_factory.mktemp("flow") / "w")
    path = folder / "inputs" / "workers.jsonl"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:8]), encoding="utf-8")
    return Workspace(folder)


def test_each_documented_step_runs_once_in_its_order(workspace, monkeypatch):
    names = [CALLED.get(name, name) for name in STEPS]
    assert len(names) == 7
    ran = []

    def noted(name, step):
        def run(*args, **more):
            ran.append(name)
            return step(*args, **more)

        return run

    for name in names:
        monkeypatch.setattr(flow, name, noted(name, getattr(flow, name)))
    flow.build(workspace)
    assert ran == names


@pytest.mark.parametrize("name", STEPS)
def test_every_step_is_documented_where_it_is_written(name):
    assert (getattr(flow, CALLED.get(name, name)).__doc__ or "").strip()


def test_tables_named_in_the_docstring_are_the_tables_of_a_build(workspace):
    flow.build(workspace)
    written = {path.stem for path in workspace.build.glob("*.parquet")}
    named = {"workers", "vacancies", "programmes", "rejects", "losses", "coded", "matches", "plans", "gaps",
             "curriculum", "bottlenecks", "asks", "balance"}  # fmt: skip
    assert named <= written
    assert all(name in (flow.__doc__ or "") for name in named)


def test_so_many_plans_a_worker_as_the_settings_say_best_first_and_none_below_the_least_score(workspace):
    flow.build(workspace)
    rows = pq.read_table(workspace.build / "plans.parquet").to_pylist()
    least = workspace.settings.match.least_percent * flow.FULL_SCORE // 100
    by_worker: dict[str, list[int]] = {}
    for row in rows:
        assert row["score"] is not None
        assert row["score"] >= least
        by_worker.setdefault(row["worker_id"], []).append(row["score"])
    assert all(
        len(scores) <= workspace.settings.match.plans and scores == sorted(scores, reverse=True)
        for scores in by_worker.values()
    )


def test_progress_names_the_steps(workspace):
    said = []
    flow.build(workspace, progress=lambda step, done, of: said.append(step))
    assert {"coding", "matching", "writing the report"} <= set(said)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("currency,valid_from,per_eur\nEUR,2026-01-01,\n", "row 2: the field per_eur is empty"),
        ("currency,valid_from,per_eur\nPHP,2026-01-01,sixty\n", "row 2"),
        ("currency,valid_from,per_eur\nPHP,2026-01-01,0\n", "above 0"),
        ("currency,valid_from,per_eur\nPHP,2026-01-01,NaN\n", "above 0"),
        ("currency,valid_from,per_eur\nPHP,2026-02-30,65\n", "row 2"),
        ("currency,valid_from,per_eur\nXX1,2026-01-01,65\n", "row 2"),
        ("a,b\n1,2\n", "row 2: the field currency is empty"),
    ],
)
def test_a_bad_rate_names_row_and_field(tmp_path, text, says):
    path = tmp_path / "rates.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(says)):
        flow.read_rates(path)


# -- Real input -----------------------------------------------------------------------------------------------------

needs_data = pytest.mark.skipif(
    not (data_folder() / "esco").is_dir(), reason=f"no data in {data_folder()}; set PASSERELLE_DATA"
)


@pytest.mark.slow
@needs_data
def test_real_adverts_and_full_esco_give_plans(passerelle, tmp_path):
    """200 synthetic workers, 142 Ethiopian and 50 American adverts, Zambian programmes, ESCO 1.1.1."""
    folder = tmp_path / "real"
    assert passerelle("init", folder, "--sample", "real").code == 0
    files = sorted((data_folder() / "esco").glob("ESCO dataset - v1.1.1*.zip"))
    assert passerelle("taxonomy", "import", *files, "--workspace", folder).code == 0
    words = ("-n", "200", "--seed", "1", "--residence", "ETH", "--destination", "ETH", "--destination", "USA")
    target = folder / "inputs" / "workers.parquet"
    assert passerelle("synth", "workers", *words, "-o", target, "--workspace", folder).code == 0
    ran = passerelle("build", folder)
    assert ran.code == 0
    assert ran.err.startswith("5 input rows were rejected: ")  # offerings that stand twice in the register
    tables = {path.stem: pq.read_table(path) for path in (folder / "build").glob("*.parquet")}
    assert tables["workers"].num_rows == 200
    assert tables["vacancies"].num_rows + tables["rejects"].num_rows >= 142 + 50
    assert tables["vacancies"].num_rows >= 180
    assert tables["matches"].num_rows > 0
    assert tables["plans"].num_rows > 0
    plans = [Plan.model_validate_json(text) for text in tables["plans"]["plan"].to_pylist()[:20]]
    abroad = [item for item in plans if any(finding.requirement == "law.coverage" for finding in item.findings)]
    assert all(item.verdict != "MET" for item in abroad)
    assert (folder / "report" / "index.html").is_file()
