"""The command line: one command, one call. Results go to stdout, progress and messages to stderr.

Exit codes: 0 done as asked, 1 not done, 2 wrong command line, 65 bad input, 66 not there, 67 mismatch, 68 not in force,
73 the machine does not let us read or write there.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from passerelle import cases, flow, formats, synth
from passerelle.records.codes import country, language
from passerelle.records.errors import BadInput, PasserelleError
from passerelle.rules import check, explain
from passerelle.store import atomic_path, write_table
from passerelle.taxonomy import Taxonomy, import_files, list_schemes
from passerelle.workspace import FIRST_DAY, LAST_DAY, SETTINGS, Workspace, embedded, taxonomy_root

app = typer.Typer(
    help="What stands between this person and this job, in this corridor, on this date, and the cheapest fair way across.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
taxonomies = typer.Typer(help="Classifications: import, search, show.", no_args_is_help=True)
rulebooks = typer.Typer(help="Rules: check a folder, explain a rule.", no_args_is_help=True)
records_app = typer.Typer(help="Records: convert between formats.", no_args_is_help=True)
synths = typer.Typer(help="Synthetic records, for trying out.", no_args_is_help=True)
app.add_typer(taxonomies, name="taxonomy")
app.add_typer(rulebooks, name="rules")
app.add_typer(records_app, name="records")
app.add_typer(synths, name="synth")

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", "-w", help="The workspace folder: its taxonomy, rules, rates and date.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
DateOption = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day asked about.")]

stderr = Console(stderr=True)
NOT_WRITABLE = 73
"""EX_CANTCREAT of sysexits.h: the machine does not let us read or write there."""


def main() -> None:
    """Entry point: an error of ours becomes one clear line and its exit code."""
    try:
        app()
    except PasserelleError as error:
        print(f"passerelle: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        print(f"passerelle: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
        sys.exit(NOT_WRITABLE)


@contextmanager
def shown() -> Iterator[flow.Progress]:
    """Progress on stderr if it is a terminal, nothing otherwise."""
    if not stderr.is_terminal:
        yield flow.quiet
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stderr, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def step(name: str, done: int, of: int | None) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=of)
            bars.update(tasks[name], completed=done, total=of)

        yield step


def say(value: Any, *, as_json: bool, text: str) -> None:
    """A result on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str) if as_json else text)


def day_of(as_of: datetime | None, workspace: Workspace | None = None) -> date:
    """The day asked about: given, else the workspace's, else today."""
    if as_of and not FIRST_DAY <= as_of.date() <= LAST_DAY:
        raise BadInput(f"--as-of {as_of.date()} is out of range; expected a day from {FIRST_DAY} to {LAST_DAY}")
    if as_of:
        return as_of.date()
    return workspace.settings.as_of if workspace else datetime.now(tz=UTC).date()


def opened(folder: Path | None) -> Workspace | None:
    """The workspace, if one was named."""
    return Workspace(folder) if folder else None


# -- workspaces --------------------------------------------------------------------------------------------------


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where the demo workspace is made.")] = Path("demo"),
) -> None:
    """Build the embedded demo: fictitious people, vacancies and programmes in four corridors."""
    make_workspace(folder, sample="demo", keep_settings=False)
    run_build(Workspace(folder))


def run_build(workspace: Workspace) -> None:
    """Build, say on stderr what was set aside, and print the path of the report."""
    with shown() as progress:
        built = flow.build(workspace, progress=progress)
    if built.rejects:
        print(f"{built.rejects} input rows were rejected: {workspace.build / 'rejects.parquet'}", file=sys.stderr)
    print(built.page)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    sample: Annotated[str, typer.Option(help="empty, demo, or real (see the README).")] = "empty",
) -> None:
    """Make a workspace to fill with your own data: corridor.toml and inputs/."""
    if sample not in SAMPLES:
        raise BadInput(f"there is no sample {sample!r}; expected one of {', '.join(SAMPLES)}")
    if (folder / SETTINGS).exists():
        raise BadInput(f"{folder / SETTINGS} already exists; nothing was changed")
    make_workspace(folder, sample=sample, keep_settings=True)
    print(
        f"{folder / SETTINGS}\nPut your files into {folder / 'inputs'}, name them in {SETTINGS}, then: passerelle build {folder}"
    )


SAMPLES = ("empty", "demo", "real")


def make_workspace(folder: Path, *, sample: str, keep_settings: bool) -> None:
    """Copy a sample of the package; settings that are there are kept if asked."""
    source = embedded("samples") / sample
    (folder / "inputs").mkdir(parents=True, exist_ok=True)
    for path in sorted(source.rglob("*")):
        target = folder / path.relative_to(source)
        if path.is_dir() or path.name == ".keep" or (keep_settings and target.exists()):
            continue
        with atomic_path(target) as temporary:
            shutil.copyfile(path, temporary)


@app.command()
def build(workspace: Annotated[Path, typer.Argument(help="The workspace folder.")]) -> None:
    """Run everything: read, code, match, plan, add up, report. Prints the path of the report."""
    run_build(Workspace(workspace))


@app.command()
def report(workspace: Annotated[Path, typer.Argument(help="A workspace that was built.")]) -> None:
    """Write the report again from the tables of the last build."""
    print(flow.report_again(Workspace(workspace)))


# -- taxonomy ----------------------------------------------------------------------------------------------------


@taxonomies.command("import")
def taxonomy_import(
    files: Annotated[
        list[Path], typer.Argument(help="ESCO zips, label files, the ISCO workbook, crosswalks, national lists.")
    ],
    workspace: WorkspaceOption = None,
    version: Annotated[str | None, typer.Option(help="Version, where no file name says it.")] = None,
    scheme: Annotated[str | None, typer.Option(help="Name of a national list.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Import classification files as they were downloaded. Files of one release are given together."""
    written = import_files(files, taxonomy_root(workspace), version=version, scheme=scheme)
    lines = [f"{item.scheme} {item.version}: {_counts(item.counts)}" for item in written]
    say([_release(item) for item in written], as_json=as_json, text="\n".join(lines))


def _counts(counts: Any) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in sorted(counts.get("concepts", {}).items()))


def _release(item: Any) -> dict[str, Any]:
    return {"scheme": item.scheme, "version": item.version, "counts": item.counts, "report": item.report}


def _taxonomy(workspace: Path | None, scheme: str | None, version: str | None) -> Taxonomy:
    if scheme and scheme != "starter":
        return Taxonomy.open(taxonomy_root(workspace), scheme, version)
    return flow.open_taxonomy(Workspace(workspace)) if workspace and not scheme else Taxonomy.embedded()


@taxonomies.command("search")
def taxonomy_search(
    text: Annotated[str, typer.Argument(help="A URI, a code or words.")],
    workspace: WorkspaceOption = None,
    scheme: Annotated[
        str | None, typer.Option(help="Scheme, such as esco; default the workspace's or the starter.")
    ] = None,
    version: Annotated[str | None, typer.Option(help="Version of the scheme; default the newest.")] = None,
    kind: Annotated[str | None, typer.Option(help="occupation, skill, isco_group …")] = None,
    lang: Annotated[str | None, typer.Option("--language", help="Only labels of this language (BCP 47).")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Find concepts by URI, code or label."""
    found = _taxonomy(workspace, scheme, version).find(
        text, kind=kind, language=language(lang) if lang else None, limit=limit
    )
    rows = [
        {
            "uri": hit.concept.uri,
            "kind": hit.concept.kind,
            "label": hit.label,
            "language": hit.language,
            "score": hit.score,
            "how": hit.how,
        }
        for hit in found
    ]
    say(
        rows,
        as_json=as_json,
        text="\n".join(f"{r['score']:.2f}  {r['label']}  [{r['kind']}]  {r['uri']}" for r in rows),
    )
    if not rows:
        print(f"nothing on file is called {text!r}", file=sys.stderr)
        raise typer.Exit(1)


@taxonomies.command("show")
def taxonomy_show(
    uri: Annotated[str | None, typer.Argument(help="A concept; without one, the schemes on file.")] = None,
    workspace: WorkspaceOption = None,
    scheme: Annotated[str | None, typer.Option(help="Scheme, such as esco; default the workspace's.")] = None,
    version: Annotated[str | None, typer.Option(help="Version of the scheme; default the newest.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show a concept with its labels, hierarchy, skills and matches, or list the schemes on file."""
    if uri is None:
        items = [_release(Taxonomy.embedded().release), *map(_release, list_schemes(taxonomy_root(workspace)))]
        say(items, as_json=as_json, text="\n".join(f"{item['scheme']} {item['version']}" for item in items))
        return
    value = cases.concept_sheet(_taxonomy(workspace, scheme, version), uri)
    say(value, as_json=as_json, text=cases.concept_text(value))


# -- records -----------------------------------------------------------------------------------------------------


@records_app.command("convert")
def records_convert(
    source: Annotated[Path, typer.Argument(metavar="IN")],
    target: Annotated[Path, typer.Argument(metavar="OUT")],
    report_to: Annotated[
        Path | None, typer.Option("--report", help="Where the lossiness report goes, as JSON.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="worker, vacancy or programme; found out if not given.")] = None,
    source_format: Annotated[
        str | None, typer.Option("--from", help=f"One of {', '.join(sorted(formats.FORMATS))}.")
    ] = None,
    target_format: Annotated[
        str | None, typer.Option("--to", help="The same names; default by the ending of OUT.")
    ] = None,
    rejects_to: Annotated[
        Path | None, typer.Option("--rejects", help="Where rejected rows go; default OUT.rejects.parquet.")
    ] = None,
    with_contact: Annotated[
        bool, typer.Option("--with-contact", help="Keep names and contacts; left out by default.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Convert records between formats, and say field by field what could not be carried."""
    opened(workspace)
    rejects = formats.Rejects()
    loss = formats.convert(
        source,
        target,
        kind=kind,
        source_format=source_format,
        target_format=target_format,
        with_contact=with_contact,
        rejects=rejects,
        report=report_to,
    )
    if len(rejects):
        rejects.write(rejects_to or target.with_name(target.name + ".rejects.parquet"))
    print(f"{target}: {len(rejects)} rows rejected, {len(loss)} fields not carried whole", file=sys.stderr)


@app.command()
def code(
    texts: Annotated[list[str], typer.Argument(help="Titles or skill phrases.")],
    kind: Annotated[str, typer.Option(help="occupation or skill.")] = "occupation",
    lang: Annotated[str | None, typer.Option("--language", help="Language of the labels searched (BCP 47).")] = None,
    k: Annotated[int, typer.Option("-k", "--k", min=1, max=100, help="Candidates for each text.")] = 5,
    workspace: WorkspaceOption = None,
    scheme: Annotated[str | None, typer.Option(help="Scheme, such as esco; default the workspace's.")] = None,
    version: Annotated[str | None, typer.Option(help="Version of the scheme; default the newest.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Propose concepts for titles or skill phrases, with a score, or abstain."""
    coder = cases.coder_for(_taxonomy(workspace, scheme, version), kind)
    coded = coder.rank(texts, language=language(lang) if lang else None, k=k)
    say([cases.coded_row(item) for item in coded], as_json=as_json, text="\n".join(map(cases.coded_text, coded)))


# -- rules -------------------------------------------------------------------------------------------------------


@rulebooks.command("check")
def rules_check(
    folder: Annotated[Path | None, typer.Argument(help="A rulebook folder; default the one in the package.")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a rulebook: schema, sources, tests in the files, gaps and overlaps, references. Names file and line."""
    place = folder or (Workspace(workspace).rulebook() if workspace else embedded("rulebook"))
    problems = [*map(str, check(place)), *cases.reference_problems(place)]
    say(problems, as_json=as_json, text="\n".join(problems) or f"{place}: no problem found")
    if problems:
        raise typer.Exit(65)


@rulebooks.command("explain")
def rules_explain(
    rule: Annotated[str, typer.Argument(help="Id of a rule.")],
    facts: Annotated[list[str] | None, typer.Argument(help="Facts as name=value.")] = None,
    as_of: DateOption = None,
    lang: Annotated[str, typer.Option("--language", help="Language of the rule texts (BCP 47).")] = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Evaluate one rule on facts and show why, or what it asks."""
    space = opened(workspace)
    book = cases.rulebook_at(space.rulebook() if space else embedded("rulebook"))
    outcome = cases.evaluate_text(book, rule, facts or [], day_of(as_of, space))
    say(outcome.trace.as_json(), as_json=as_json, text=explain(outcome, lang))


# -- match and plan ----------------------------------------------------------------------------------------------


@app.command()
def match(
    workers: Annotated[Path, typer.Option(help="Workers, in any format that is read.")],
    vacancies: Annotated[Path, typer.Option(help="Vacancies, in any format that is read.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Where the matches go (Parquet).")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Vacancies ranked for each worker.")] = 10,
    as_of: DateOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank each worker's best vacancies under the hard constraints, with the parts of every score."""
    space = opened(workspace)
    rejects = formats.Rejects()
    with shown() as progress:
        desk = cases.desk_for(space)
        people = cases.read_all(workers, "worker", rejects)
        jobs = cases.read_all(vacancies, "vacancy", rejects)
        table = cases.match_files(
            people, jobs, desk, cases.taxonomy_for(space), as_of=day_of(as_of, space), k=k, progress=progress
        )
    write_table(table, output)
    _say_rejects(rejects, output)
    summary = {"workers": len(people), "vacancies": len(jobs), "matches": table.num_rows, "rejected": len(rejects)}
    say(summary, as_json=as_json, text=str(output))


def _say_rejects(rejects: formats.Rejects, output: Path) -> None:
    if len(rejects):
        target = output.with_name(output.name + ".rejects.parquet")
        rejects.write(target)
        print(f"{len(rejects)} rows were rejected: {target}", file=sys.stderr)


@app.command()
def plan(
    worker: Annotated[str, typer.Option(help="FILE or FILE#id.")],
    vacancy: Annotated[str, typer.Option(help="FILE or FILE#id.")],
    programmes: Annotated[
        Path | None, typer.Option(help="Programmes that may close gaps; default the workspace's.")
    ] = None,
    as_of: DateOption = None,
    lang: Annotated[str, typer.Option("--language", help="Language of the text (BCP 47).")] = "en",
    html: Annotated[Path | None, typer.Option(help="Write the plan as a page to print.")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """The spine: what is required, what is missing, and the cheapest fair way to close it."""
    space = opened(workspace)
    desk = cases.desk_for(space, programmes)
    result = cases.plan_one(worker, vacancy, desk, cases.taxonomy_for(space), day_of(as_of, space))
    lang = language(lang)
    if html:
        cases.write_plan_page(result, html, desk, space.settings.languages if space else ("en", lang))
    if as_json:
        sys.stdout.write(result.to_json())
    else:
        print(cases.plan_as_text(result, lang))


# -- synthetic ---------------------------------------------------------------------------------------------------


@synths.command("workers")
def synth_workers(
    count: Annotated[int, typer.Option("-n", min=1, max=50_000_000, help="How many.")],
    seed: Annotated[int, typer.Option(help="Same seed, same workers.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Where they go; the ending gives the format.")],
    residence: Annotated[list[str] | None, typer.Option(help="Countries they live in; default PHL, GHA.")] = None,
    destination: Annotated[
        list[str] | None, typer.Option(help="Countries they may want; default DEU, CIV, SGP.")
    ] = None,
    speaks: Annotated[
        list[str] | None, typer.Option("--speaks", help="Languages, the first spoken by all; default en.")
    ] = None,
    scheme: Annotated[str | None, typer.Option(help="Scheme, such as esco; default the workspace's.")] = None,
    version: Annotated[str | None, typer.Option(help="Version of the scheme; default the newest.")] = None,
    as_of: DateOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Draw synthetic workers from the occupations of a taxonomy. Every record says that it is synthetic."""
    space = opened(workspace)
    pool = synth.pool_of(
        _taxonomy(workspace, scheme, version),
        residences=[country(text) for text in residence or ("PHL", "GHA")],
        destinations=[country(text) for text in destination or ("DEU", "CIV", "SGP")],
        languages=[language(text) for text in speaks or ("en",)],
        as_of=day_of(as_of, space) if as_of or space else date(2026, 8, 19),
    )
    with shown() as progress:
        people = cases.counted(synth.synthetic_workers(count, seed=seed, pool=pool), "drawing workers", count, progress)
        formats.write(people, output, kind="worker", loss=formats.LossReport())
    print(output)
