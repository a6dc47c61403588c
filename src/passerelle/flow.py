"""THE main path. A build is these steps, in this order; each takes tables and gives tables.

    read_inputs     files            -> workers, vacancies, programmes, rejects, losses
    set_up          workspace        -> desk: law, taxonomy, rates, programmes
    code            texts            -> the same records with concepts, coded
    match           workers x vacancies -> matches
    make_plans      best matches     -> plans
    add_up          plans            -> gaps, curriculum, bottlenecks, asks, balance
    write_report    all of it        -> report/index.html

`build(workspace)` runs them. Rebuilding with the same inputs gives the same bytes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from passerelle import formats
from passerelle.coding.records import code_records
from passerelle.demand import balance
from passerelle.matching import DEFAULT, FULL_SCORE, match
from passerelle.planning import PLANS, Desk, Plan, Tally, bottlenecks, gap_matrix, joined, questions
from passerelle.planning.pool import Order, plans_in_parallel
from passerelle.planning.set_up import DeskSource, desk_from
from passerelle.records import Programme, Vacancy, Worker, to_table
from passerelle.records.codes import currency
from passerelle.records.errors import BadInput, NotThere, PasserelleError
from passerelle.records.money import Rates
from passerelle.report import write_report
from passerelle.store import Build
from passerelle.taxonomy import Taxonomy, import_files, list_schemes
from passerelle.training import most_valuable
from passerelle.workspace import ReportSettings, Workspace

Progress = Callable[[str, int, int | None], None]
"""Called with the step, how much is done and how much there is (None: not known)."""


def quiet(_step: str, _done: int, _of: int | None) -> None:
    """No progress."""


@dataclass
class Inputs:
    """What was read, and what could not be."""

    workers: list[Worker]
    vacancies: list[Vacancy]
    programmes: list[Programme]
    rejects: formats.Rejects
    losses: formats.LossReport


@dataclass(frozen=True)
class Built:
    """The path of the report, and how many input rows were set aside into build/rejects.parquet."""

    page: Path
    rejects: int


def build(workspace: Workspace, *, progress: Progress = quiet) -> Built:
    """Run everything. Errors stop the build before its manifest is written."""
    (workspace.build / "manifest.json").unlink(missing_ok=True)
    done = Build(workspace.build)
    inputs = read_inputs(workspace, done, progress=progress)
    source, desk, taxonomy = set_up(workspace, done, progress=progress)
    inputs = code(inputs, taxonomy, done, progress=progress)
    source.programmes = tuple(inputs.programmes)
    desk.programmes = source.programmes
    matches = match_all(workspace, inputs, desk, done, progress=progress)
    made = make_plans(workspace, inputs, matches, source, done, progress=progress)
    add_up(inputs, made, done)
    page = report(workspace, desk, done, progress=progress)
    done.finish()
    return Built(page, len(inputs.rejects))


# -- 1 -----------------------------------------------------------------------------------------------------------


def read_inputs(workspace: Workspace, done: Build, *, progress: Progress = quiet) -> Inputs:
    """Read every input file of the settings. A bad row becomes a reject; a bad file stops the build."""
    settings = workspace.settings.inputs
    inputs = Inputs([], [], [], formats.Rejects(), formats.LossReport())
    _read(workspace, settings.workers, "worker", inputs.workers, inputs, done, progress)
    _read(workspace, settings.vacancies, "vacancy", inputs.vacancies, inputs, done, progress)
    _read(workspace, settings.programmes, "programme", inputs.programmes, inputs, done, progress)
    if not inputs.workers or not inputs.vacancies:
        empty = "workers" if not inputs.workers else "vacancies"
        raise BadInput(
            f"{workspace.folder}: no {empty} were read ({len(inputs.rejects)} rows rejected). "
            f"Name files with at least one good row under inputs.{empty} in corridor.toml"
        )
    done.write("rejects", inputs.rejects.table(), made_from=("inputs",))
    done.write("losses", pa.Table.from_pylist(inputs.losses.rows(), schema=LOSSES), made_from=("inputs",))
    return inputs


LOSSES = pa.schema(
    [
        ("direction", pa.string()),
        ("path", pa.string()),
        ("count", pa.int64()),
        ("example", pa.string()),
        ("reason", pa.string()),
    ]
)


def _read(
    workspace: Workspace,
    names: Sequence[str],
    kind: str,
    into: list[Any],
    inputs: Inputs,
    done: Build,
    progress: Progress,
) -> None:
    seen = set()
    for name, path in zip(names, workspace.paths(tuple(names)), strict=True):
        done.add_input(path, name=name)
        read: Iterable[Any] = formats.read(path, kind=kind, rejects=inputs.rejects, loss=inputs.losses)
        for item in read:
            if item.id in seen:
                reason = "the id is already used in another file of this workspace; the first record is kept"
                inputs.rejects.add(path.name, None, record_id=item.id, field="id", value=item.id, reason=reason)
                continue
            seen.add(item.id)
            into.append(item)
            if len(into) % 1000 == 0:
                progress(f"reading {path.name}", len(into), None)


# -- 2 -----------------------------------------------------------------------------------------------------------


def set_up(workspace: Workspace, done: Build, *, progress: Progress = quiet) -> tuple[DeskSource, Desk, Taxonomy]:
    """Open the pinned taxonomy (importing it first if the settings name files), the law and the rates."""
    taxonomy = open_taxonomy(workspace, progress=progress)
    source = DeskSource(
        rulebook=workspace.rulebook(),
        taxonomy_root=workspace.taxonomies,
        scheme=taxonomy.scheme,
        version=taxonomy.version,
        rates=read_rates(workspace.rates()),
    )
    desk = desk_from(source, taxonomy)
    done.pins = {
        "as_of": workspace.settings.as_of.isoformat(),
        "taxonomy": f"{taxonomy.scheme} {taxonomy.version}",
        "rulebook": desk.lawbook.rules.digest,
        "parameters": DEFAULT.digest(),
        "match": workspace.settings.match.model_dump(),
    }
    done.add_input(workspace.rates(), name="rates")
    return source, desk, taxonomy


def open_taxonomy(workspace: Workspace, *, progress: Progress = quiet) -> Taxonomy:
    """The scheme and version the settings pin; the embedded one for `starter`."""
    settings = workspace.settings.taxonomy
    if settings.scheme == "starter":
        return Taxonomy.embedded()
    known = {(item.scheme, item.version) for item in list_schemes(workspace.taxonomies)}
    if settings.files and not any(
        scheme == settings.scheme and settings.version in (None, version) for scheme, version in known
    ):
        progress("importing the taxonomy", 0, None)
        import_files(workspace.paths(settings.files), workspace.taxonomies)
    return Taxonomy.open(workspace.taxonomies, settings.scheme, settings.version)


def read_rates(path: Path) -> Rates:
    """Exchange rates from a CSV with columns currency, valid_from, per_eur. BadInput names row and field."""
    rows = []
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            for number, row in enumerate(csv.DictReader(handle), start=2):
                rows.append(_rate(path, number, row))
    except UnicodeDecodeError:
        raise BadInput(f"{path}: not UTF-8 text") from None
    return Rates.of(rows)


def _rate(path: Path, number: int, row: Mapping[str, str | None]) -> tuple[str, date, Decimal]:
    for field in ("currency", "valid_from", "per_eur"):
        if not row.get(field):
            raise BadInput(f"{path}: row {number}: the field {field} is empty; expected currency, valid_from, per_eur")
    try:
        rate = Decimal(row["per_eur"] or "")
        day = date.fromisoformat(row["valid_from"] or "")
        code = currency(row["currency"] or "")
    except (InvalidOperation, ValueError, PasserelleError) as error:
        raise BadInput(f"{path}: row {number}: {error or 'per_eur is not a number'}") from None
    if not rate.is_finite() or rate <= 0:
        raise BadInput(f"{path}: row {number}: per_eur is {row['per_eur']!r}; expected a number above 0")
    return code, day, rate


# -- 3 -----------------------------------------------------------------------------------------------------------


def code(inputs: Inputs, taxonomy: Taxonomy, done: Build, *, progress: Progress = quiet) -> Inputs:
    """Give uncoded titles and phrases the concept the coder is sure enough of; everything it tried is in `coded`."""
    progress("coding", 0, None)
    result = code_records(inputs.workers, inputs.vacancies, inputs.programmes, taxonomy)
    inputs.workers, inputs.vacancies, inputs.programmes = result.workers, result.vacancies, result.programmes
    done.write("coded", result.table, made_from=("workers", "vacancies", "programmes"))
    without_contact = [item.model_copy(update={"contact": None}) for item in inputs.workers]
    done.write("workers", to_table(without_contact, Worker), made_from=("inputs",))
    done.write("vacancies", to_table(inputs.vacancies, Vacancy), made_from=("inputs",))
    done.write("programmes", to_table(inputs.programmes, Programme), made_from=("inputs",))
    return inputs


# -- 4 -----------------------------------------------------------------------------------------------------------


def match_all(workspace: Workspace, inputs: Inputs, desk: Desk, done: Build, *, progress: Progress = quiet) -> pa.Table:
    """Every worker's best vacancies under the hard constraints, and those only a language keeps out.

    Gives worker, vacancy and score of both.
    """
    context = desk.context(workspace.settings.as_of)
    table = match(
        inputs.workers,
        inputs.vacancies,
        graph=desk.graph,
        parameters=desk.parameters,
        context=context,
        k=workspace.settings.match.k,
        progress=lambda count, of: progress("matching", count, of),
    )
    done.write("matches", table, made_from=("workers", "vacancies"))
    near = within_reach(workspace, inputs, desk, table)
    done.write("near_matches", near, made_from=("workers", "vacancies", "matches"))
    return pa.concat_tables([item.select(RANKED) for item in (table, near)])


RANKED = ["worker_id", "vacancy_id", "score"]


def within_reach(workspace: Workspace, inputs: Inputs, desk: Desk, matches: pa.Table) -> pa.Table:
    """Pairs that only a language keeps out of the matches: a plan may close that gap, so they are worth a plan.

    The same match over the vacancies without their languages, less the pairs already matched.
    """
    silent = [
        _without_languages(item) for item in inputs.vacancies if any(r.kind == "language" for r in item.requirements)
    ]
    if not silent:
        return matches.slice(0, 0)
    table = match(
        inputs.workers,
        silent,
        graph=desk.graph,
        parameters=desk.parameters,
        context=desk.context(workspace.settings.as_of),
        k=workspace.settings.match.k,
    )
    pairs = set(zip(matches["worker_id"].to_pylist(), matches["vacancy_id"].to_pylist(), strict=True))
    found = zip(table["worker_id"].to_pylist(), table["vacancy_id"].to_pylist(), strict=True)
    return table.filter(pa.array([pair not in pairs for pair in found], pa.bool_()))


def _without_languages(item: Vacancy) -> Vacancy:
    kept = tuple(asked for asked in item.requirements if asked.kind != "language")
    return item.model_copy(update={"requirements": kept})


# -- 5 -----------------------------------------------------------------------------------------------------------


def make_plans(
    workspace: Workspace,
    inputs: Inputs,
    matches: pa.Table,
    source: DeskSource,
    done: Build,
    *,
    progress: Progress = quiet,
) -> Tally:
    """A plan for each worker's best few vacancies, those that only a language keeps out among them.

    Pairs that score below the least percentage, or not at all because skills are not known, get no plan.
    """
    settings = workspace.settings
    least = settings.match.least_percent * FULL_SCORE // 100
    best = (
        pl.DataFrame(matches)
        .filter(pl.col("score") >= least)
        .sort(["worker_id", "score", "vacancy_id"], descending=[False, True, False])
        .group_by("worker_id", maintain_order=True)
        .head(settings.match.plans)
    )
    chosen = {
        worker: tuple(group["vacancy_id"]) for (worker,), group in best.group_by("worker_id", maintain_order=True)
    }
    orders = [Order(item, chosen[item.id]) for item in inputs.workers if item.id in chosen]
    parts: list[Tally] = []
    with done.writing("plans", PLANS, made_from=("matches", "workers", "vacancies", "programmes")) as write:
        for part in plans_in_parallel(
            orders, inputs.vacancies, source, as_of=settings.as_of, progress=lambda n, of: progress("planning", n, of)
        ):
            write(part.plans)
            parts.append(replace(part, plans=PLANS.empty_table()))
    return joined(parts)


# -- 6 -----------------------------------------------------------------------------------------------------------


def add_up(inputs: Inputs, made: Tally, done: Build) -> None:
    """Plans added up: what people lack, which module unlocks most, which step holds most up, what to ask first."""
    occupation_of = {item.id: item.occupation_isco08 for item in inputs.vacancies}
    seats: dict[str, int | None] = {}
    for item in inputs.programmes:
        for taught in item.teaches:
            seats[taught.concept] = (seats.get(taught.concept) or 0) + (item.seats or 0) or None
    done.write("gaps", gap_matrix(made.gaps, occupation_of).to_arrow(), made_from=("plans",))
    done.write("curriculum", most_valuable(made.missing, seats).to_arrow(), made_from=("plans", "programmes"))
    done.write("bottlenecks", bottlenecks(made.steps).to_arrow(), made_from=("plans",))
    done.write("asks", questions(made.questions).to_arrow(), made_from=("plans",))
    done.write("balance", balance(inputs.workers, inputs.vacancies).to_arrow(), made_from=("workers", "vacancies"))


# -- 7 -----------------------------------------------------------------------------------------------------------


def report(workspace: Workspace, desk: Desk, done: Build, *, progress: Progress = quiet) -> Path:
    """Write the report from the tables of the build."""
    progress("writing the report", 0, None)
    settings = workspace.settings
    return write_report(
        {name: done.read(name, without=TOO_MUCH) for name in sorted(done.tables)},
        chosen_plans(done, settings.report),
        folder=workspace.report,
        title=settings.title,
        languages=settings.languages,
        as_of=settings.as_of,
        label=desk.label,
        pins={name: _pin_text(value) for name, value in sorted(done.pins.items())},
        corridors=desk.lawbook.corridors,
        threshold=settings.report.threshold,
        individuals=settings.report.individuals > 0,
        also={(item.worker, item.vacancy): item.also for item in settings.report.show if item.also},
    )


def _pin_text(value: object) -> str:
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else str(value)


TOO_MUCH = ("plan", "parts", "description")
"""Columns that are long and that no table or figure of the report shows."""


def report_again(workspace: Workspace) -> Path:
    """The report once more, from the tables of the last build. NotThere if the workspace was not built."""
    manifest = workspace.build / "manifest.json"
    if not manifest.is_file():
        raise NotThere(f"{workspace.folder} was not built; run: passerelle build {workspace.folder}")
    record = json.loads(manifest.read_text(encoding="utf-8"))
    done = Build(workspace.build, pins=record["pins"], tables=record["tables"])
    taxonomy = open_taxonomy(workspace)
    source = DeskSource(workspace.rulebook(), workspace.taxonomies, taxonomy.scheme, taxonomy.version, Rates())
    return report(workspace, desk_from(source, taxonomy), done)


def chosen_plans(done: Build, settings: ReportSettings) -> list[Plan]:
    """Plans shown one by one: those the settings name, then each worker's best in turn from every corridor and status.

    At most `individuals` of them; fewer only if there are fewer.
    """
    frame = pl.DataFrame(done.read("plans", without=("plan",))).with_row_index()
    rows = {(row["worker_id"], row["vacancy_id"]): row["index"] for row in frame.iter_rows(named=True)}
    first = [rows[item.worker, item.vacancy] for item in settings.show if (item.worker, item.vacancy) in rows]
    best = frame.filter(pl.col("rank") == 1).sort(["score", "worker_id"], descending=[True, False], nulls_last=True)
    groups = [list(group["index"]) for _, group in sorted(best.group_by("corridor", "status"), key=_group_name)]
    turns = max(map(len, groups), default=0)
    rest = [group[turn] for turn in range(turns) for group in groups if turn < len(group)]
    chosen = list(dict.fromkeys([*first, *rest]))[: settings.individuals]
    texts = done.read_rows("plans", "plan", chosen)
    return [Plan.model_validate_json(text) for text in texts]


def _group_name(item: tuple[tuple[object, ...], pl.DataFrame]) -> list[str]:
    return [str(part or "") for part in item[0]]
