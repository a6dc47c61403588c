"""Every command as a user runs it: what it prints where, and how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.main import get_command

from passerelle import cli, formats
from passerelle.workspace import embedded
from tests.conftest import DEMO

WORKERS, VACANCIES = DEMO / "inputs" / "workers.jsonl", DEMO / "inputs" / "vacancies.jsonl"
PAIR = ("--worker", f"{WORKERS}#phl-nurse-01", "--vacancy", f"{VACANCIES}#deu-hospital-01")
DOCS = Path(__file__).parents[2] / "docs" / "cli.md"
README = Path(__file__).parents[2] / "README.md"


def user(*words, cwd=None):
    """The command in a process of its own."""
    script = "from passerelle.cli import main; main()"
    return subprocess.run([sys.executable, "-c", script, *map(str, words)], capture_output=True, cwd=cwd, check=False)


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Ten workers and ten vacancies."""
    folder = tmp_path_factory.mktemp("few")
    for path in (WORKERS, VACANCIES):
        (folder / path.name).write_text("\n".join(lines(path)[:10]) + "\n", encoding="utf-8")
    return folder / "workers.jsonl", folder / "vacancies.jsonl"


# -- plan -----------------------------------------------------------------------------------------------------------


def test_a_plan_for_a_program_is_the_same_bytes_twice_and_stderr_is_clean():
    first, second = (user("plan", *PAIR, "--as-of", "2026-08-19", "--json") for _ in range(2))
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == second.stdout
    plan = json.loads(first.stdout)
    assert (plan["worker"], plan["vacancy"], plan["corridor"]) == ("phl-nurse-01", "deu-hospital-01", "phl-deu")
    assert all(item["trace"] for item in plan["findings"] if item["kind"] == "law")


def test_the_date_changes_the_plan(passerelle):
    plans = [
        json.loads(passerelle("plan", *PAIR, "--as-of", day, "--json").out) for day in ("2023-11-10", "2026-08-19")
    ]
    assert [item["as_of"] for item in plans] == ["2023-11-10", "2026-08-19"]
    assert {item["id"] for item in plans[0]["routes"]} != {item["id"] for item in plans[1]["routes"]}


@pytest.mark.parametrize("language", ["en", "fr", "tl"])
def test_a_plan_for_a_person_names_the_steps_and_the_worker(passerelle, language):
    ran = passerelle("plan", *PAIR, "--as-of", "2026-08-19", "--language", language)
    assert ran.code == 0
    assert "phl-nurse-01" in ran.out
    assert "Traceback" not in ran.err


def test_a_plan_as_a_page(passerelle, tmp_path):
    ran = passerelle("plan", *PAIR, "--as-of", "2026-08-19", "--html", tmp_path / "plan.html")
    assert ran.code == 0
    assert "<html" in (tmp_path / "plan.html").read_text(encoding="utf-8")


def test_programmes_and_the_workspaces_own_date_are_used(passerelle):
    alone = json.loads(passerelle("plan", *PAIR, "--as-of", "2026-08-19", "--json").out)
    file = DEMO / "inputs" / "programmes.jsonl"
    given = json.loads(passerelle("plan", *PAIR, "--as-of", "2026-08-19", "--programmes", file, "--json").out)
    inside = json.loads(passerelle("plan", *PAIR, "--workspace", DEMO, "--json").out)
    assert inside == given
    steps = [{step["id"] for step in plan["cheapest"]["steps"]} for plan in (alone, given)]
    assert [any(name.startswith("programme:") for name in found) for found in steps] == [False, True]


@pytest.mark.parametrize(
    ("worker", "code", "says"),
    [
        (f"{WORKERS}#nobody", 66, "there is no worker 'nobody'"),
        (f"{WORKERS}", 66, "say which, as FILE#id"),
        ("no-such-file.jsonl#x", 66, "no-such-file.jsonl"),
        (f"{VACANCIES}#deu-hospital-01", 65, "worker"),
    ],
)
def test_a_worker_who_is_not_there(passerelle, worker, code, says):
    ran = passerelle("plan", "--worker", worker, "--vacancy", f"{VACANCIES}#deu-hospital-01", "--json")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("passerelle: ")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_a_wrong_command_line_is_2(passerelle):
    for words in (["plan"], ["no-such-command"], ["plan", *PAIR, "--as-of", "19.8.2026"], ["match", "-k", "0"]):
        assert passerelle(*words).code == 2, words


# -- match ----------------------------------------------------------------------------------------------------------


def test_matches_have_the_columns_outsiders_measure(passerelle, few, tmp_path):
    target = tmp_path / "matches.parquet"
    ran = passerelle(
        "match", "--workers", few[0], "--vacancies", few[1], "-k", "3", "-o", target, "--as-of", "2026-08-19"
    )
    assert (ran.code, ran.out.strip(), ran.err) == (0, str(target), "")
    table = pq.read_table(target)
    assert table.column_names[:5] == ["worker_id", "vacancy_id", "rank", "score", "verdict"]
    assert "parts" in table.column_names
    assert max(table["rank"].to_pylist()) <= 3
    assert set(table["verdict"].to_pylist()) <= {"MET", "UNKNOWN"}


def test_matching_says_how_many_as_json_and_is_the_same_twice(passerelle, few, tmp_path):
    words = ("match", "--workers", few[0], "--vacancies", few[1], "--as-of", "2026-08-19", "--json")
    first, second = (passerelle(*words, "-o", tmp_path / name) for name in ("a.parquet", "b.parquet"))
    assert json.loads(first.out) == json.loads(second.out)
    assert json.loads(first.out).keys() == {"workers", "vacancies", "matches", "rejected"}
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_bad_row_is_rejected_beside_the_matches(passerelle, few, tmp_path):
    broken = tmp_path / "workers.jsonl"
    broken.write_text("\n".join([*lines(few[0]), '{"id": "bad", "birth_date": "2026-02-30"}']), encoding="utf-8")
    target = tmp_path / "matches.parquet"
    ran = passerelle(
        "match", "--workers", broken, "--vacancies", few[1], "-o", target, "--as-of", "2026-08-19", "--json"
    )
    assert (ran.code, json.loads(ran.out)["rejected"], json.loads(ran.out)["workers"]) == (0, 1, 10)
    assert "1 rows were rejected" in ran.err
    assert pq.read_table(f"{target}.rejects.parquet")["record_id"].to_pylist() == ["bad"]


# -- taxonomy and coding --------------------------------------------------------------------------------------------


def test_search_and_show_a_concept(passerelle):
    ran = passerelle(
        "taxonomy", "search", "welder", "--kind", "occupation", "--language", "en", "--limit", "2", "--json"
    )
    rows = json.loads(ran.out)
    assert (ran.code, ran.err, len(rows)) == (0, "", 2)
    assert rows[0].keys() == {"uri", "kind", "label", "language", "score", "how"}
    shown = json.loads(passerelle("taxonomy", "show", rows[0]["uri"], "--json").out)
    assert (shown["uri"], shown["kind"]) == (rows[0]["uri"], "occupation")
    assert shown["skills"]
    assert rows[0]["uri"] in passerelle("taxonomy", "show", rows[0]["uri"]).out


def test_what_is_not_found_is_1_and_what_does_not_exist_66(passerelle):
    assert passerelle("taxonomy", "search", "qqqqzzzz").code == 1
    ran = passerelle("taxonomy", "show", "http://example.org/nothing")
    assert (ran.code, ran.out) == (66, "")
    assert passerelle("taxonomy", "search", "welder", "--scheme", "esco", "--version", "0.0").code == 66


def test_schemes_on_file(passerelle):
    rows = json.loads(passerelle("taxonomy", "show", "--json").out)
    assert rows[0]["scheme"] == "starter"


@pytest.mark.parametrize(
    "name",
    [
        "nothing.zip",
        "text.zip",
    ],
)
def test_import_of_what_is_no_classification(passerelle, tmp_path, name):
    (tmp_path / "text.zip").write_text("not a zip", encoding="utf-8")
    ran = passerelle("taxonomy", "import", tmp_path / name, "--workspace", tmp_path)
    assert ran.code == {"nothing.zip": 66, "text.zip": 65}[name]
    assert name in ran.err
    assert "Traceback" not in ran.err


def test_code_proposes_or_abstains(passerelle):
    ran = passerelle("code", "welder", "qqqq zzzz", "--language", "en", "--k", "2", "--json")
    rows = json.loads(ran.out)
    assert [(row["abstain"], row["concept"] is None) for row in rows] == [(False, False), (True, True)]
    assert "no code is sure enough" in passerelle("code", "qqqq zzzz").out
    assert passerelle("code", "welder", "--kind", "colour").code == 65
    assert json.loads(passerelle("code", "weld metal", "--kind", "skill", "--json").out)[0]["candidates"]


# -- records --------------------------------------------------------------------------------------------------------


def test_convert_reports_what_was_lost(passerelle, few, tmp_path):
    target, report = tmp_path / "workers.csv", tmp_path / "lossiness.json"
    ran = passerelle("records", "convert", few[0], target, "--report", report)
    assert (ran.code, ran.out) == (0, "")
    assert "0 rows rejected" in ran.err
    assert isinstance(json.loads(report.read_text(encoding="utf-8")), dict | list)
    back = list(formats.read(target, kind="worker", rejects=formats.Rejects(), loss=formats.LossReport()))
    assert [item.id for item in back] == [json.loads(line)["id"] for line in lines(few[0])]


def test_convert_keeps_the_bad_rows_apart(passerelle, few, tmp_path):
    broken, target, apart = tmp_path / "w.jsonl", tmp_path / "w.parquet", tmp_path / "bad.parquet"
    broken.write_text("\n".join([*lines(few[0]), "{not json"]), encoding="utf-8")
    ran = passerelle("records", "convert", broken, target, "--kind", "worker", "--rejects", apart, "--to", "parquet")
    assert ran.code == 0
    assert (pq.read_table(apart).num_rows, pq.read_table(target).num_rows) == (1, 10)


def test_convert_of_what_cannot_be_read(passerelle, tmp_path):
    (tmp_path / "in.bin").write_bytes(bytes(range(256)))
    assert passerelle("records", "convert", tmp_path / "in.bin", tmp_path / "out.csv").code == 65
    assert passerelle("records", "convert", tmp_path / "none.csv", tmp_path / "out.csv").code == 66
    assert not (tmp_path / "out.csv").exists()


def test_names_and_contacts_stay_out_unless_asked_for(passerelle, tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "w", "contact": {"name": "Ama Fictitious"}}\n', encoding="utf-8")
    passerelle("records", "convert", source, tmp_path / "a.jsonl", "--kind", "worker", "--from", "jsonl")
    passerelle("records", "convert", source, tmp_path / "b.jsonl", "--kind", "worker", "--with-contact")
    assert "Ama" not in (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert "Ama" in (tmp_path / "b.jsonl").read_text(encoding="utf-8")


# -- rules ----------------------------------------------------------------------------------------------------------


def test_the_shipped_rulebook_is_sound(passerelle):
    ran = passerelle("rules", "check", "--json")
    assert (ran.code, json.loads(ran.out), ran.err) == (0, [], "")
    assert "no problem found" in passerelle("rules", "check", embedded("rulebook")).out


def test_a_broken_rule_is_named_with_file_and_line(passerelle, tmp_path):
    book = tmp_path / "book"
    shutil.copytree(embedded("rulebook"), book)
    rule = book / "DEU" / "rules" / "milog-1.v1.yaml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(text.replace("severity: binding", "severity: maybe"), encoding="utf-8")
    number = next(place for place, line in enumerate(text.splitlines(), start=1) if "severity: binding" in line)
    ran = passerelle("rules", "check", book)
    assert ran.code == 65
    assert f"milog-1.v1.yaml:{number}" in ran.out


def test_a_corridor_that_names_no_rule_is_found(passerelle, tmp_path):
    book = tmp_path / "book"
    shutil.copytree(embedded("rulebook"), book)
    corridor = book / "corridors" / "gha-civ.yaml"
    corridor.write_text(corridor.read_text(encoding="utf-8").replace("gha.agency.licence", "gha.agency.license"))
    ran = passerelle("rules", "check", book, "--json")
    assert ran.code == 65
    assert any("gha.agency.license" in problem for problem in json.loads(ran.out))


def test_a_folder_that_is_not_there(passerelle, tmp_path):
    assert passerelle("rules", "check", tmp_path / "none").code in (65, 66)


def test_explain_a_rule(passerelle):
    words = ("rules", "explain", "deu.aufenthg.18g.salary", "--as-of", "2026-08-19")
    met, not_met, unknown = (passerelle(*words, *given, "--json") for given in (["salary=60000"], ["salary=100"], []))
    assert [json.loads(ran.out)["verdict"] for ran in (met, not_met, unknown)] == ["MET", "NOT_MET", "UNKNOWN"]
    assert json.loads(unknown.out)["asks"]
    assert passerelle(*words, "salary=60000", "--language", "de").code == 0
    assert passerelle(*words, "colour=red").code == 65
    assert passerelle("rules", "explain", "no.such.rule").code == 66
    assert passerelle("rules", "explain", "deu.aufenthg.20a.base", "--as-of", "2023-01-01").code == 68


# -- synthetic workers ----------------------------------------------------------------------------------------------


def test_synthetic_workers_are_the_same_for_a_seed_and_say_what_they_are(passerelle, tmp_path):
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        ran = passerelle("synth", "workers", "-n", "20", "--seed", seed, "-o", tmp_path / f"{name}.jsonl")
        assert (ran.code, ran.out.strip()) == (0, str(tmp_path / f"{name}.jsonl"))
    first, second, other = ((tmp_path / f"{name}.jsonl").read_bytes() for name in "abc")
    assert first == second != other
    people = [json.loads(line) for line in first.splitlines()]
    assert {item["origin"] for item in people} == {"synthetic"}
    assert {skill["origin"] for item in people for skill in item["skills"]} == {"synthetic"}


def test_synthetic_workers_live_and_go_where_they_are_told(passerelle, tmp_path):
    words = ("--residence", "KEN", "--destination", "SAU", "--speaks", "sw", "--speaks", "en", "--as-of", "2026-01-01")
    passerelle("synth", "workers", "-n", "10", "--seed", "1", "-o", tmp_path / "w.jsonl", *words)
    people = [json.loads(line) for line in lines(tmp_path / "w.jsonl")]
    assert {item["residence"] for item in people} == {"KEN"}
    assert {item["languages"][0]["language"] for item in people} == {"sw"}
    assert passerelle(
        "synth", "workers", "-n", "1", "--seed", "1", "-o", tmp_path / "x", "--residence", "Atlantis"
    ).code in (65, 66)


# -- documentation --------------------------------------------------------------------------------------------------


def commands(group=None, words=()):
    """(words, command) of every command."""
    group = group or get_command(cli.app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


EVERY = {" ".join(words): command for words, command in commands()}
ISSUE = {
    "demo", "init", "build", "report", "match", "plan", "code", "taxonomy import", "taxonomy search", "taxonomy show",
    "records convert", "rules check", "rules explain", "synth workers",
}  # fmt: skip


def test_every_command_of_the_issue_is_there():
    assert set(EVERY) >= ISSUE


@pytest.mark.parametrize("words", sorted(EVERY))
def test_every_command_takes_a_workspace_and_says_what_it_does(passerelle, words):
    ran = passerelle(*words.split(), "--help")
    assert ran.code == 0
    assert EVERY[words].help
    if words not in ("demo", "init"):
        assert {"workspace"} <= {item.name for item in EVERY[words].params}


@pytest.mark.parametrize("words", sorted(EVERY))
def test_every_command_and_option_is_documented(words):
    if not DOCS.is_file():
        pytest.skip("docs/cli.md is being written")
    text = DOCS.read_text(encoding="utf-8")
    assert f"passerelle {words}" in text + README.read_text(encoding="utf-8")
    options = {max(item.opts, key=len) for item in EVERY[words].params if item.param_type_name == "option"}
    missing = {option for option in options - {"--help"} if option not in text}
    assert missing == set()
