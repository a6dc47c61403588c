"""The pages: they parse, stand alone, are accessible in what can be checked by a machine, and say what the tables say."""

from __future__ import annotations

import csv
import re
import socket
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from passerelle.report import plan_page, write_report

PAIRS = [("en", "de"), ("en", "tl"), ("en", "ar"), ("fr", "ar"), ("ar", "en"), ("en", "en")]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, tables, plans, options) -> Path:
    return write_report(tables, plans, folder=tmp_path_factory.mktemp("report"), languages=("en", "ar"), **options)


@pytest.fixture(scope="module")
def page(report: Path) -> html.HtmlElement:
    return html.fromstring(report.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pages(report: Path) -> dict[str, html.HtmlElement]:
    found = [report, *sorted((report.parent / "plans").glob("*.html"))]
    return {item.name: html.fromstring(item.read_text(encoding="utf-8")) for item in found}


def words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def rows_of(report: Path, name: str) -> list[dict[str, str]]:
    with (report.parent / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_id_is_unique_and_every_reference_has_one(pages):
    for name, page in pages.items():
        ids = Counter(page.xpath("//@id"))
        assert [key for key, count in ids.items() if count > 1] == [], name
        named = " ".join(page.xpath("//@aria-labelledby | //@aria-describedby")).split()
        named += [link[1:] for link in page.xpath("//a/@href") if link.startswith("#")]
        assert set(named) <= set(ids), name


def test_nothing_is_loaded_and_nothing_runs(pages):
    for page in pages.values():
        assert page.xpath("//script | //link | //iframe | //img | //object | //embed | //form | //base") == []
        assert page.xpath("//*[@src] | //*[@*[starts-with(name(), 'on')]]") == []
        style = "".join(page.xpath("//style/text()"))
        assert "@import" not in style
        assert "url(" not in style
        assert not re.search(r"url\((?!#)", html.tostring(page, encoding="unicode"))
        links = [link for link in page.xpath("//a/@href") if ":" in link]
        assert all(re.match(r"https?://", link) for link in links)


def test_links_inside_the_report_lead_somewhere(report, page):
    for link in page.xpath("//a/@href"):
        if ":" not in link and not link.startswith("#"):
            assert (report.parent / link).is_file(), link


def test_every_table_has_a_caption_and_scoped_headings_in_a_labelled_region(pages):
    for page in pages.values():
        for table in page.xpath("//table"):
            assert words(table.find("caption"))
            assert all(head.get("scope") in ("col", "row") for head in table.xpath(".//th"))
            region = table.getparent()
            assert (region.get("role"), region.get("tabindex")) == ("region", "0")
            assert region.get("aria-labelledby")


def test_headings_step_down_one_at_a_time(pages):
    for name, page in pages.items():
        levels = [int(node.tag[1]) for node in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name


def test_landmarks_and_a_skip_link(pages):
    for page in pages.values():
        assert page.get("lang")
        assert page.get("dir") in ("ltr", "rtl")
        assert [len(page.xpath(f"//{tag}")) for tag in ("header", "main", "footer")] == [1, 1, 1]
        assert page.xpath("//body/*[1]/@href") == ["#main"]
        assert page.xpath("//title/text()")


def test_every_figure_has_a_name_and_a_text_in_both_languages(page):
    drawings = page.xpath("//figure//svg")
    assert len(drawings) >= 5
    for drawing in drawings:
        assert drawing.get("role") == "img"
        told = page.get_element_by_id(drawing.get("aria-describedby"))
        assert [item.get("lang") for item in told] == ["en", "ar"]
        assert all(len(words(item)) > 20 for item in told)


def test_a_status_is_never_colour_alone(pages):
    for page in pages.values():
        for mark in page.find_class("mark") + page.find_class("warn"):
            assert mark.find("svg") is not None
            assert words(mark)


def test_right_to_left_text_is_marked(page):
    arabic = page.xpath("//*[@lang='ar']")
    assert arabic
    assert {node.get("dir") for node in arabic} == {"rtl"}


def test_numbers_in_figures_are_those_of_their_table(report, page):
    def drawn(name: str) -> list[str]:
        return [
            text for node in page.xpath(f"//figure[@id='fig-{name}']//*[local-name()='text']") if (text := words(node))
        ]

    gaps = rows_of(report, "gaps")
    for verdict, name in (("NOT_MET", "heat-not-met"), ("UNKNOWN", "heat-unknown")):
        cells = Counter(text for text in drawn(name) if re.fullmatch(r"\d+%|<\d+", text.replace("\u202f", "")))
        shares = [row["share"] or row["workers"] for row in gaps if row["verdict"] == verdict and row["workers"] != "0"]
        assert cells == Counter(share if share.startswith("<") else f"{round(100 * float(share))}%" for share in shares)
    bars = Counter(drawn("balance"))
    for row in rows_of(report, "balance"):
        assert bars[row["workers"]] >= 1
        assert bars[row["posts"]] >= 1
    days = drawn("bottlenecks")
    for row in rows_of(report, "bottlenecks"):
        assert f"{round(float(row['days'])):,}" in days


def test_small_counts_are_hidden_everywhere_and_shown_on_request(tmp_path, tables, plans, options):
    hidden = write_report(tables, plans, folder=tmp_path / "a", languages=("en", "de"), **options)
    shown = write_report(tables, plans, folder=tmp_path / "b", languages=("en", "de"), threshold=1, **options)
    ask = {name: next(row for row in rows_of(path, "asks") if row["fact"] == "offer.written")
           for name, path in (("hidden", hidden), ("shown", shown))}  # fmt: skip
    assert (ask["hidden"]["workers"], ask["hidden"]["plans"]) == ("<5", "<5")
    assert (ask["shown"]["workers"], ask["shown"]["plans"]) == ("3", "52")
    assert "fewer than 5" in hidden.read_text(encoding="utf-8")
    assert "fewer than" not in shown.read_text(encoding="utf-8")


def test_a_shared_report_holds_no_single_person(tmp_path, tables, plans, options):
    path = write_report(tables, plans, folder=tmp_path, languages=("en", "de"), individuals=False, **options)
    text = path.read_text(encoding="utf-8")
    assert not (tmp_path / "plans").exists()
    assert not any(plan.worker in text for plan in plans)
    assert "left out of this report on purpose" in text


def test_names_in_rejected_rows_are_not_shown(report):
    assert all("Santos" not in item.read_text(encoding="utf-8") for item in report.parent.rglob("*") if item.is_file())


@pytest.mark.parametrize("languages", PAIRS)
def test_same_input_same_bytes(tmp_path, tables, plans, options, languages):
    def written(folder: str) -> dict[str, bytes]:
        path = write_report(tables, plans, folder=tmp_path / folder, languages=languages, **options)
        return {
            str(item.relative_to(path.parent)): item.read_bytes() for item in path.parent.rglob("*") if item.is_file()
        }

    assert written("a") == written("b")


def test_the_page_is_light(report):
    assert report.stat().st_size < 500_000
    assert all(item.stat().st_size < 120_000 for item in (report.parent / "plans").glob("*.html"))


def test_nothing_at_all_is_said_in_words(tmp_path, options):
    path = write_report({}, [], folder=tmp_path, languages=("en", "fr"), **options)
    page = html.fromstring(path.read_text(encoding="utf-8"))
    assert len(page.find_class("none")) >= 8
    assert "No pair of a worker and a vacancy has been planned yet." in words(page)
    assert page.xpath("//figure") == []


def test_empty_tables_are_said_in_words(tmp_path, tables, options):
    empty = {name: table.slice(0, 0) for name, table in tables.items()}
    path = write_report(empty, [], folder=tmp_path, languages=("en", "ar"), **options)
    assert "Every row handed in could be used." in path.read_text(encoding="utf-8")


HOSTILE = "<script>alert(1)</script>\u202egnp.exe \"' onload=x"


def hostile(value: Any) -> Any:
    """The same plan with every text turned hostile, except closed words, ids that must agree, and dates."""
    if isinstance(value, dict):
        keep = ("kind", "status", "verdict", "aim", "payer", "how", "success", "currency", "id", "concept", "closes",
                "requirement", "chosen_route", "trace", "as_of", "qualification_match", "severity", "cost_status")  # fmt: skip
        return {key: item if key in keep else hostile(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [hostile(item) for item in value]
    return HOSTILE if isinstance(value, str) else value


def test_hostile_text_stays_text(tmp_path, plans, tables, options):
    turned = [type(plan).model_validate(hostile(plan.model_dump())) for plan in plans]
    turned = [plan.model_copy(update={"worker": f"../../{plan.status}{HOSTILE}"}) for plan in turned]
    bad = options | {"title": HOSTILE, "pins": {HOSTILE: HOSTILE}, "label": lambda key, language: HOSTILE}
    path = write_report(tables, turned, folder=tmp_path / "out", languages=("en", "ar"), **bad)
    made = list(tmp_path.rglob("*.html"))
    assert len(made) == 1 + len(plans)
    assert all(tmp_path / "out" in item.parents for item in made)
    for item in made:
        text = item.read_text(encoding="utf-8")
        page = html.fromstring(text)
        assert page.xpath("//script | //*[@onload]") == []
        assert "\u202e" not in text
        assert not [link for link in page.xpath("//a/@href") if "script:" in link.casefold()]
    assert path.parent == tmp_path / "out"


def test_links_that_a_browser_must_not_follow_are_text(plans):
    plan = plans[0]
    source = plan.findings[0].source.model_copy(update={"link": "javascript:alert(1)"})
    finding = plan.findings[0].model_copy(update={"source": source})
    text = plan_page(plan.model_copy(update={"findings": (finding,)}), languages=("en", "de"))
    assert 'href="javascript' not in text


def test_no_socket_is_asked_for(tmp_path, tables, plans, options, monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    write_report(tables, plans, folder=tmp_path, languages=("en", "de"), **options)
