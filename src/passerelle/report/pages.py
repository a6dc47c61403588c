"""The pages: the report's index, a page for each plan, and the tables as CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import polars as pl
import pyarrow as pa
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from passerelle.report import figures, sums
from passerelle.report import plans as reading
from passerelle.report.disclosure import DEFAULT_THRESHOLD, Fewer
from passerelle.report.tables import Shown, frame
from passerelle.report.terms import FIRM_SOURCES, N_
from passerelle.report.words import Pair, Words, clean, languages_on_file
from passerelle.store import write_text

if TYPE_CHECKING:
    from passerelle.planning import Plan
    from passerelle.recognition import Corridor

Label = Callable[[str, str], str]
MOST_EXAMPLES = 4
HEADINGS = {
    "plan": N_("A plan for one person and one job"),
    "answer": N_("The answer"),
    "requirements": N_("What is asked, and what the record shows"),
    "questions": N_("Questions to answer"),
    "routes": N_("Legal routes"),
    "steps": N_("Steps, in order"),
    "skills": N_("Skills"),
    "alternatives": N_("Other ways"),
    "trace": N_("How each rule was read (trace)"),
    "pins": N_("Versions this plan is pinned to"),
    "contents": N_("Contents"),
}
CONTENTS = {
    "summary": N_("In short"),
    "gaps": N_("What holds people back"),
    "timeline": N_("How long a plan takes"),
    "balance": N_("Workers and posts by occupation"),
    "curriculum": N_("The most valuable missing module"),
    "bottlenecks": N_("Where the time goes"),
    "asks": N_("What to ask first"),
    "levels": N_("Over- and under-qualification"),
    "data": N_("What the data do not say"),
    "fairness": N_("Fairness"),
    "method": N_("Method in plain words"),
    "sources": N_("Sources and versions"),
    "plans": N_("Example plans"),
}
IN_ENGLISH = N_("in English")
IN_ANOTHER = N_("in another language")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("passerelle.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    made.tests["fewer"] = lambda value: isinstance(value, Fewer)
    made.globals |= {
        "answer": reading.answer, "worker_eur": reading.worker_eur, "grouped": reading.grouped, "differs": reading.differs,
        "routes": reading.routes, "link_of": reading.link_of, "host_of": lambda source: _host(source.link), "host": _host,
        "safe_link": reading.safe_link, "firm": FIRM_SOURCES, "m": HEADINGS, "in_english": IN_ENGLISH,
        "in_another": IN_ANOTHER, "as_json": _as_json, "dir_of": lambda language: Words(language).dir,
        "top_weight": lambda plan: max((part.weight for part in plan.parts), default=1) or 1,
    }  # fmt: skip
    return made


@cache
def _css() -> Markup:
    return Markup(files("passerelle.report").joinpath("templates", "style.css").read_text(encoding="utf-8"))


def _host(link: str) -> str:
    return urlsplit(link).hostname or link


def _as_json(trace: Any) -> str:
    return json.dumps(trace, ensure_ascii=False, indent=1, sort_keys=True)


def _render(template: str, pair: Pair, **values: Any) -> str:
    shared = {
        "pair": pair, "words": pair.words, "first": pair.first, "both": pair.both, "term": pair.term, "css": _css(),
        "day_both": lambda day: pair.each(lambda words: words.day(day)),
        "country": lambda code: pair.each(lambda words: words.country(code)),
        "name_of": lambda plan, name: _name_of(plan, name, pair),
        "question_of": lambda plan, fact: plan.questions.get(fact) or _untitled(fact, pair),
        "alternative_name": lambda plan, item: {"en": item.title} | _name_of(plan, item.id, pair, unknown={}),
    }  # fmt: skip
    return _environment().get_template(template).render(shared | values) + "\n"


def _name_of(plan: Plan, name: str, pair: Pair, *, unknown: Mapping[str, str] | None = None) -> dict[str, str]:
    """The title of a requirement, step, route or skill of a plan, by language; its id if nothing names it."""
    found = reading.titles_of(plan).get(name, {}) | pair.labels(name)
    return found or (_untitled(name, pair) if unknown is None else dict(unknown))


def _untitled(name: str, pair: Pair) -> dict[str, str]:
    """An id that nothing names stands for itself in every language."""
    return {words.language: name for words in pair.words}


def plan_page(plan: Plan, *, languages: tuple[str, str], label: Label = lambda key, _language: key) -> str:
    """One plan as an HTML page that stands alone: no script, no network."""
    pair = Pair.of(languages, label)
    chart = _timeline(plan, pair, name="plan-time")
    return _render("plan.html", pair, plan=plan, key="plan", chart=chart, as_of=plan.as_of)


def _timeline(plan: Plan, pair: Pair, *, name: str) -> figures.Figure | None:
    return figures.timeline(plan.cheapest.steps, pair, name=name) if plan.cheapest else None


@dataclass(frozen=True)
class Example:
    """A plan on the index: its file, and a key for its ids."""

    plan: Plan
    file: str
    key: str
    figure: figures.Figure | None

    @property
    def steps(self) -> int:
        return len(self.plan.cheapest.steps) if self.plan.cheapest else 0


@dataclass(frozen=True)
class Sums:
    """The tables of the index, small cells hidden."""

    statuses: Shown
    gaps: Shown
    balance: Shown
    curriculum: Shown
    bottlenecks: Shown
    asks: Shown
    levels: Shown
    audit: Shown
    rejects: Shown
    sources: Shown

    @property
    def all(self) -> tuple[Shown, ...]:
        return tuple(vars(self).values())


def _sums(tables: Mapping[str, pa.Table], shown: Sequence[Plan], pair: Pair, *, threshold: int) -> Sums:
    titles = sums.titles_in(shown)
    skills = frame(tables, "gaps", dict.fromkeys(("kind", "gap"), pl.String)).unique().sort("gap")
    titles |= {gap: pair.labels(gap) for kind, gap in skills.iter_rows() if kind == "skill" and gap}
    return Sums(
        statuses=sums.statuses(tables, threshold=threshold),
        gaps=sums.gaps(tables, titles, threshold=threshold),
        balance=sums.balance(tables, threshold=threshold),
        curriculum=sums.curriculum(tables, threshold=threshold),
        bottlenecks=sums.bottlenecks(tables, titles, threshold=threshold),
        asks=sums.asks(tables, sums.questions_in(shown), threshold=threshold),
        levels=sums.levels(tables, threshold=threshold),
        audit=sums.audit(tables, threshold=threshold),
        rejects=sums.rejects(tables),
        sources=sums.sources(shown),
    )


def write_report(
    tables: Mapping[str, pa.Table],
    plans: Sequence[Plan],
    *,
    folder: Path,
    title: str,
    languages: tuple[str, str],
    as_of: date,
    label: Label,
    pins: Mapping[str, str],
    corridors: Sequence[Corridor] = (),
    threshold: int = DEFAULT_THRESHOLD,
    individuals: bool = True,
    also: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType({}),
) -> Path:
    """Write index.html, plans/*.html and tables/*.csv into `folder`; gives the path of the index.

    `label(key, language)` names a concept URI or an ISCO-08 code. `threshold`: counts of persons below it are not
    printed (1 prints all). `individuals` False leaves out every plan of a single person: for a report that is shared.
    `also`: pairs (worker, vacancy) whose page is written a second time, in another pair of languages.
    Same input, same bytes.
    """
    pair = Pair.of(languages, label)
    made = _sums(tables, plans, pair, threshold=threshold)
    named = _named(plans) if individuals else []
    _clear(folder / "tables", "*.csv")
    _clear(folder / "plans", "*.html")
    for shown in made.all:
        write_text(folder / "tables" / f"{shown.name}.csv", shown.as_csv())
    for plan, file in named:
        write_text(folder / "plans" / file, plan_page(plan, languages=_spoken(plan, corridors, languages), label=label))
        for more in _more_pages(plan, file, also):
            write_text(folder / "plans" / more[1], plan_page(plan, languages=more[0], label=label))
    head = sums.headline(tables, threshold=threshold)
    page = _index(
        pair, made, head, _examples(named, pair), named,
        title=title, as_of=as_of, pins=pins, corridors=corridors, threshold=threshold, individuals=individuals,
        has_rejects="rejects" in tables, also=also,
    )  # fmt: skip
    write_text(folder / "index.html", page)
    return folder / "index.html"


def _clear(folder: Path, pattern: str) -> None:
    """Pages and tables of an earlier report go: nobody stays in it who is not in this one."""
    for path in folder.glob(pattern):
        path.unlink()


def _spoken(plan: Plan, corridors: Sequence[Corridor], languages: tuple[str, str]) -> tuple[str, str]:
    """English and a language of the plan's corridor that the report is complete in; else the report's own pair."""
    corridor = next((item for item in corridors if item.id == plan.corridor), None)
    named = [*corridor.languages, corridor.working_language or ""] if corridor else []
    second = next((code for code in named if code != "en" and code in languages_on_file()), None)
    return ("en", second) if second else languages


def _more_pages(
    plan: Plan, file: str, also: Mapping[tuple[str, str], tuple[str, str]]
) -> list[tuple[tuple[str, str], str]]:
    """(languages, file name) of the second page of a plan, if one is wanted."""
    languages = also.get((plan.worker, plan.vacancy))
    return [(languages, f"{file.removesuffix('.html')}.{languages[1]}.html")] if languages else []


def _named(given: Sequence[Plan]) -> list[tuple[Plan, str]]:
    """Each plan with the name of its file; no two names the same, on any file system."""
    taken: set[str] = set()
    named = []
    for plan in sorted(given, key=lambda item: (item.worker, item.vacancy)):
        file = reading.file_name(plan.worker, plan.vacancy, taken)
        taken.add(file.casefold())
        named.append((plan, file))
    return named


def _examples(named: Sequence[tuple[Plan, str]], pair: Pair) -> list[Example]:
    files_of = {id(plan): file for plan, file in named}
    chosen = reading.examples((plan for plan, _ in named), most=MOST_EXAMPLES)
    return [
        Example(plan, files_of[id(plan)], f"p{number}", _timeline(plan, pair, name=f"p{number}-time"))
        for number, plan in enumerate(chosen, 1)
    ]


def _index(
    pair: Pair,
    made: Sums,
    head: sums.Headline,
    shown: Sequence[Example],
    named: Sequence[tuple[Plan, str]],
    *,
    also: Mapping[tuple[str, str], tuple[str, str]],
    **values: Any,
) -> str:
    longest = max((item for item in shown if item.figure), key=lambda item: item.steps, default=None)
    timeline = longest and {"plan": longest.plan, "figure": _timeline(longest.plan, pair, name="timeline")}
    heat = [
        figures.heat_map(made.gaps, pair, verdict=verdict, name=f"heat-{verdict.lower().replace('_', '-')}")
        for verdict in ("NOT_MET", "UNKNOWN")
    ]
    return _render(
        "index.html", pair, **vars(made), **values, head=head, examples=shown, timeline=timeline,
        heat=[item for item in heat if item], bars=figures.balance_bars(made.balance, pair),
        slow=figures.bottleneck_bars(made.bottlenecks, pair), contents=list(CONTENTS.items()), contents_of=CONTENTS,
        all_plans=[
            {
                "worker": plan.worker, "vacancy": plan.vacancy, "status": plan.status, "file": file,
                "more": [(pair.of(more, pair.label).words[1].name, name) for more, name in _more_pages(plan, file, also)],
            }
            for plan, file in named
        ],
        in_short=lambda words: in_short(words, head, made), coverage=lambda words: coverage(words, head),
        best_module=_best_module(made.curriculum, pair),
    )  # fmt: skip


def in_short(words: Words, head: sums.Headline, made: Sums) -> list[str]:
    """The summary: a few sentences with the numbers that matter."""
    if not head.pairs:
        return [words.gettext("No pair of a worker and a vacancy has been planned yet.")]
    counts = {row["status"]: row["pairs"] for row in made.statuses.rows}
    lines = [
        words.gettext(
            "%(pairs)s pairs of a worker and a vacancy were examined. Open today: %(open)s. Facts to be asked first: "
            "%(ask)s. Can be closed with steps on file: %(closable)s. Blocked: %(blocked)s.",
            pairs=words.number(head.pairs), **{name: _say(words, number) for name, number in counts.items()},
        )
    ]  # fmt: skip
    if isinstance(head.eur_worker, float) and isinstance(head.days, float):
        lines.append(
            words.gettext(
                "Where the way can be closed, half of the plans cost the worker %(cost)s or less, "
                "and half take %(days)s or less.",
                cost=words.money(head.eur_worker), days=words.days(head.days),
            )
        )  # fmt: skip
    top = next((row for row in made.gaps.rows if _holds_back(row)), None)
    if top:
        lines.append(
            words.gettext(
                "What holds most people back: %(gap)s (%(workers)s workers).",
                gap=words.titled(top["title"]).text, workers=words.number(top["workers"]),
            )
        )  # fmt: skip
    return lines


def _holds_back(row: Mapping[str, Any]) -> bool:
    """Something a person lacks: not a fault of an offer, and not the visa that everybody asks for last."""
    own = row["kind"] in ("law", "job", "skill") and ".visa." not in row["gap"]
    return own and row["verdict"] == "NOT_MET" and isinstance(row["workers"], int)


def _say(words: Words, value: Any) -> str:
    return (
        words.gettext("fewer than %(k)s", k=words.number(value.than))
        if isinstance(value, Fewer)
        else words.number(value)
    )


def coverage(words: Words, head: sums.Headline) -> str:
    """How many of the workers have a plan at all: whom the lists leave out is the first question of fairness."""
    if head.workers is None:
        return words.gettext(
            "How many workers have no plan at all cannot be said: the table of workers was not handed over."
        )
    return words.gettext(
        "%(planned)s of %(all)s workers have at least one plan; who has none is not shown any job here.",
        planned=_say(words, head.workers_planned), all=words.number(head.workers),
    )  # fmt: skip


def _best_module(shown: Shown, pair: Pair) -> Callable[[Words], str] | None:
    row = next((row for row in shown.rows if isinstance(row["offers_unlocked"], int) and row["offers_unlocked"]), None)
    if row is None:
        return None
    names = pair.labels(row["skill"]) or {"en": row["skill"]}
    return lambda words: words.gettext(
        "Teaching “%(skill)s” alone would unlock %(offers)s offers for %(workers)s workers.",
        skill=words.titled(names).text, offers=_say(words, row["offers_unlocked"]),
        workers=_say(words, row["workers_unlocked"]),
    )  # fmt: skip
