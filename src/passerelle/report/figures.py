"""Figures: Vega-Lite specifications made with altair, drawn to SVG without a browser or a network.

Every figure is drawn from the rows of a table that is shown beneath it, hidden cells included. Labels come in both
languages, one line each. Sizes and margins are fixed, so that the bytes do not depend on the fonts of a machine;
the page's own font is used on the screen. Figures run from left to right in every language.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from passerelle.report.disclosure import Fewer
from passerelle.report.tables import Shown
from passerelle.report.terms import N_
from passerelle.report.words import Pair, Words, clean

INK, QUIET, RULE = "#1c2733", "#52606d", "#c9d1d9"
ACCENT, SECOND, PALE = "#0b5563", "#b06f12", "#d9e8ea"
HEAT = ("#f3f8f9", "#cfe3e6", "#a5ccd3", "#7db4be", "#5a9ba7")
"""Light enough for dark text at every value (contrast above 4.5)."""
MOST_ROWS, MOST_COLUMNS = 12, 8


@dataclass(frozen=True)
class Figure:
    """A drawing, what it shows in words (each language), and the table it was drawn from."""

    name: str
    title: str
    svg: Markup
    alts: tuple[tuple[Words, str], ...]
    made_from: tuple[str, ...]
    table: str
    note: str | None = None


def tick(titles: Mapping[str, str], pair: Pair, *, width: int, lines: int = 2) -> str:
    """A label of one to `lines` lines in each language; the same text is written once."""
    found = [words.titled(titles) for words in pair.words]
    texts = {clean(item.text): item.language for item in reversed(found)}
    return "\n".join(
        _run(line, language)
        for text, language in reversed(texts.items())
        for line in textwrap.wrap(_hyphenated(text, width), width, max_lines=lines, placeholder=" …")
    )


def _hyphenated(text: str, width: int) -> str:
    """The text with words longer than a line cut by a hyphen."""
    return re.sub(rf"\S{{{width + 1},}}", lambda word: "- ".join(textwrap.wrap(word[0], width - 1)), text)


def _run(line: str, language: str) -> str:
    """A line of a label; one that runs from right to left is set apart, so that its numbers stay in their place."""
    return f"\u2067{line}\u2069" if Words(language).dir == "rtl" else line


def occupation(code: str | None, pair: Pair, *, width: int, lines: int = 2) -> str:
    """An occupation as its code and label."""
    if code is None:
        return tick({w.language: w.gettext("Occupation not coded") for w in pair.words}, pair, width=width)
    labels = pair.labels(code)
    coded = {name: f"{code} {text}" if name == pair.first.language else text for name, text in labels.items()}
    return tick(coded or {"en": code}, pair, width=width, lines=lines)


def _draw(chart: Any, name: str) -> Markup:
    """The chart as an SVG element with ids of its own and no font or size that would fight the page."""
    chart = chart.configure(lineBreak="\n", aria=False, background="transparent", padding=4)
    chart = chart.configure_view(stroke=None).configure_axis(
        labelColor=INK, titleColor=QUIET, gridColor="#e4e8ec", domainColor=RULE, tickColor=RULE, labelFontSize=12,
        titleFontSize=12, titleFontWeight="normal", labelLineHeight=14, titlePadding=8,
    )  # fmt: skip
    svg = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    svg = re.sub(r' font-family="[^"]*"', "", svg)
    # The drawing library counts ids on through a process; here they start anew in each figure, under its name.
    for number, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)), 1):
        svg = svg.replace(f'id="{old}"', f'id="{name}-clip-{number}"').replace(
            f"url(#{old})", f"url(#{name}-clip-{number})"
        )
    svg = re.sub(r"(-?\d+\.\d{2})\d+", r"\1", svg)
    view = re.search(r'viewBox="([^"]+)"', svg)
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.DOTALL)
    size = view.group(1).split() if view else ["0", "0", "600", "300"]
    return Markup(
        f'<svg viewBox="{" ".join(size)}" width="{round(float(size[2]))}" height="{round(float(size[3]))}" '
        f'role="img" aria-labelledby="fig-{name}-h" aria-describedby="{name}-alt" focusable="false">{inner}</svg>'
    )


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    return alt.Data(values=[dict(row) for row in rows])


def _axis_title(message: str, pair: Pair) -> str:
    return " · ".join(dict.fromkeys(words.gettext(message) for words in pair.words))


def _alts(pair: Pair, say: Any) -> tuple[tuple[Words, str], ...]:
    return tuple((words, clean(say(words))) for words in pair.words)


def heat_map(shown: Shown, pair: Pair, *, verdict: str, name: str) -> Figure | None:
    """Gaps down, occupations across, the share of workers in each cell; None if there is nothing to draw."""
    rows = [row for row in shown.rows if row["verdict"] == verdict and row["workers"] != 0]
    if not rows:
        return None
    down = _heaviest(rows, "gap", most=MOST_ROWS)
    across = _heaviest(rows, "occupation_isco08", most=MOST_COLUMNS)
    step = min(150, 810 // len(across))
    heads = _level_heads({code: occupation(code, pair, width=step // 7) for code in across})
    lines = max(text.count("\n") for text in heads.values())
    cells = [_heat_cell(row, pair, heads) for row in rows if row["gap"] in down and row["occupation_isco08"] in across]
    titles = {row["gap"]: row["title"] for row in rows}
    y = alt.Y("gap:N", sort=_distinct([_row_head(titles[key], pair) for key in down]), title=None,
              axis=alt.Axis(minExtent=300, maxExtent=300, labelLimit=296, ticks=False, domain=False))  # fmt: skip
    x = alt.X("occupation:N", sort=[heads[code] for code in across], title=None,
              axis=alt.Axis(orient="top", labelAngle=0, minExtent=14 * lines + 24, maxExtent=14 * lines + 24, labelLimit=0,
                            ticks=False, domain=False, labelAlign="center", labelBaseline="bottom",
                            labelPadding=14 * lines + 8))  # fmt: skip
    base = alt.Chart(_data(cells)).encode(x=x, y=y)
    boxes = base.mark_rect(stroke="white", strokeWidth=2, cornerRadius=3).encode(
        color=alt.condition(
            "isValid(datum.share)",
            alt.Color("share:Q", scale=alt.Scale(domain=[0, 1], range=list(HEAT)), legend=None),
            alt.value("#e8eaed"),
        )
    )
    texts = base.mark_text(fontSize=13, fontWeight=600, color=INK).encode(text="shown:N")
    chart = (boxes + texts).properties(width=alt.Step(step), height=alt.Step(56))
    top = next((row for row in rows if not isinstance(row["workers"], Fewer)), rows[0])
    return Figure(
        name,
        N_("Not met: share of workers for whom the requirement is not met")
        if verdict == "NOT_MET"
        else N_("Not known: share of workers for whom a fact is missing"),
        _draw(chart, name),
        _alts(pair, lambda words: _heat_alt(words, pair, top, len(down), len(across))),
        shown.made_from,
        shown.name,
        N_(
            "Each cell: workers with this finding as a share of the workers who have a plan for that occupation. "
            "An empty cell: nobody."
        ),
    )


def _row_head(title: Any, pair: Pair, *, width: int = 44, most: int = 2) -> str:
    """A label beside its row: in both languages if that takes few line breaks (`most`), else in the first."""
    both = tick(title, pair, width=width)
    if both.count("\n") <= most or not isinstance(title, Mapping):
        return both
    first = pair.first.language if pair.first.language in title else "en"
    return tick({first: title[first]}, pair, width=width)


def _named(words: Words, code: str | None, pair: Pair) -> str:
    """An occupation in a sentence: its label, else its code."""
    return words.titled(pair.labels(code)).text or code if code else words.gettext("Occupation not coded")


def _level_heads(heads: Mapping[Any, str]) -> dict[Any, str]:
    """Column heads of one height: blank lines are added above, so that all end right above their column."""
    lines = max(text.count("\n") for text in heads.values())
    return {key: " \n" * (lines - text.count("\n")) + text for key, text in heads.items()}


def _heat_cell(row: Mapping[str, Any], pair: Pair, heads: Mapping[Any, str]) -> dict[str, Any]:
    share = row["share"]
    known = isinstance(share, int | float)
    count = row["workers"]
    hidden = str(count if share is None or isinstance(count, Fewer) else share)
    return {
        "gap": _row_head(row["title"], pair),
        "occupation": heads[row["occupation_isco08"]],
        "share": share if known else None,
        "shown": pair.percent(share) if known else hidden,
    }


def _heat_alt(words: Words, pair: Pair, top: Mapping[str, Any], down: int, across: int) -> str:
    where = _named(words, top["occupation_isco08"], pair)
    return words.gettext(
        "Heat map of %(down)s requirements by %(across)s occupations. "
        "The most frequent: %(gap)s, %(where)s, %(workers)s workers.",
        down=words.number(down), across=words.number(across), gap=words.titled(top["title"]).text, where=where,
        workers=top["workers"] if isinstance(top["workers"], Fewer) else words.number(top["workers"]),
    )  # fmt: skip


def _heaviest(rows: Sequence[Mapping[str, Any]], key: str, *, most: int) -> list[Any]:
    """Keys by the workers in their rows, most first; a hidden count weighs as one."""
    weight: dict[Any, int] = {}
    for row in rows:
        count = row["workers"]
        weight[row[key]] = weight.get(row[key], 0) + (count if isinstance(count, int) else 1)
    return sorted(weight, key=lambda item: (-weight[item], str(item)))[:most]


def _distinct(labels: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(labels))


def balance_bars(shown: Shown, pair: Pair, *, name: str = "balance") -> Figure | None:
    """Workers and stated posts of each occupation, one bar each."""
    rows = list(shown.rows[:MOST_ROWS])
    series = (("workers", N_("Workers"), ACCENT), ("posts", N_("Posts stated"), SECOND))
    bars: list[dict[str, Any]] = [
        {
            "occupation": occupation(row["occupation_isco08"], pair, width=44, lines=1),
            "series": _axis_title(heading, pair),
            "n": row[column] if isinstance(row[column], int) else None,
            "shown": pair.number(row[column]) if isinstance(row[column], int) else str(row[column] or "–"),
        }
        for row in rows
        for column, heading, _ in series
    ]
    if not bars:
        return None
    names = [_axis_title(heading, pair) for _, heading, _ in series]
    base = alt.Chart(_data(bars)).encode(
        y=alt.Y("occupation:N", sort=_distinct([bar["occupation"] for bar in bars]), title=None,
                axis=alt.Axis(minExtent=270, maxExtent=270, labelLimit=266, ticks=False, domain=False)),
        yOffset=alt.YOffset("series:N", sort=names, scale=alt.Scale(paddingOuter=0.3)),
    )  # fmt: skip
    drawn = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X("n:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=6)),
        color=alt.Color(
            "series:N", scale=alt.Scale(domain=names, range=[colour for *_, colour in series]), legend=None
        ),
    )
    texts = base.mark_text(align="left", dx=5, fontSize=12, color=INK).encode(x="x:Q", text="shown:N")
    texts = texts.transform_calculate(x="isValid(datum.n) ? datum.n : 0")
    chart = (drawn + texts).properties(width=520, height=alt.Step(21, **{"for": "offset"}))
    return Figure(
        name,
        N_("Dark bars: workers by their latest occupation. Ochre bars: posts."),
        _draw(chart, name),
        _alts(pair, lambda words: _balance_alt(words, pair, rows)),
        shown.made_from,
        shown.name,
        N_("Posts are counted where the advert states them; an advert that does not is not counted as one post."),
    )


def _balance_alt(words: Words, pair: Pair, rows: Sequence[Mapping[str, Any]]) -> str:
    parts = [
        words.gettext(
            "%(occupation)s: %(workers)s workers, %(posts)s posts.",
            occupation=_named(words, row["occupation_isco08"], pair),
            workers=_said(words, row["workers"]), posts=_said(words, row["posts"]),
        )
        for row in rows[:4]
    ]  # fmt: skip
    return " ".join([words.gettext("Bar chart, two bars for each occupation."), *parts])


def _said(words: Words, value: Any) -> str:
    if value is None:
        return words.gettext("not known")
    if isinstance(value, Fewer):
        return words.gettext("fewer than %(k)s", k=words.number(value.than))
    return words.number(value)


def bottleneck_bars(shown: Shown, pair: Pair, *, name: str = "bottlenecks") -> Figure | None:
    """Days of each step, added up over all plans."""
    rows = [row for row in shown.rows if row["days"] is not None][:MOST_ROWS]
    if not rows:
        return None
    bars = [
        {
            "step": _row_head(row["title"], pair, width=46, most=1),
            "n": row["days"] if isinstance(row["days"], float) else 0,
            "shown": pair.number(row["days"]) if isinstance(row["days"], float) else str(row["days"]),
        }
        for row in rows
    ]
    base = alt.Chart(_data(bars)).encode(
        y=alt.Y("step:N", sort=[bar["step"] for bar in bars], title=None,
                axis=alt.Axis(minExtent=310, maxExtent=310, labelLimit=306, ticks=False, domain=False)),
        x=alt.X("n:Q", title=_axis_title(N_("Days, added up"), pair), axis=alt.Axis(tickCount=5, format=",.0f")),
    )  # fmt: skip
    chart = base.mark_bar(color=ACCENT, cornerRadiusEnd=2, height=20) + base.mark_text(
        align="left", dx=5, fontSize=12, color=INK
    ).encode(text="shown:N")
    chart = chart.properties(width=460, height=alt.Step(50 if len(pair.words) > 1 else 40))
    return Figure(
        name,
        N_("Days of each step, added up over all plans"),
        _draw(chart, name),
        _alts(pair, lambda words: _bottleneck_alt(words, rows)),
        shown.made_from,
        shown.name,
    )


def _bottleneck_alt(words: Words, rows: Sequence[Mapping[str, Any]]) -> str:
    parts = [
        words.gettext("%(step)s: %(days)s days.", step=words.titled(row["title"]).text, days=_said(words, row["days"]))
        for row in rows[:4]
    ]
    return " ".join([words.gettext("Bar chart, one bar for each step."), *parts])


def timeline(steps: Sequence[Any], pair: Pair, *, name: str) -> Figure | None:
    """Gantt chart of a plan's steps: the likely time as a bar, the longest as a thin line behind it."""
    if not steps:
        return None
    bars = [
        {
            "step": f"{number}. " + _row_head(step.title, pair, width=40, most=1),
            "start": step.starts_on_day,
            "end": step.starts_on_day + step.days.likely,
            "late": step.starts_on_day + max(step.days.high, step.days.likely),
            "shown": pair.number(step.days.likely),
        }
        for number, step in enumerate(steps, 1)
    ]
    base = alt.Chart(_data(bars)).encode(
        y=alt.Y("step:N", sort=[bar["step"] for bar in bars], title=None,
                axis=alt.Axis(minExtent=290, maxExtent=290, labelLimit=286, ticks=False, domain=False, grid=True)),
    )  # fmt: skip
    axis = alt.Axis(tickCount=6, format="d", tickMinStep=1)
    x = alt.X("start:Q", title=_axis_title(N_("Days from the start"), pair), axis=axis, scale=alt.Scale(zero=True))
    late = base.mark_bar(height=5, color="#9dbfc5").encode(x=x, x2="late:Q")
    likely = base.mark_bar(height=18, color=ACCENT, cornerRadius=2).encode(x=x, x2="end:Q")
    texts = base.mark_text(align="left", dx=6, fontSize=12, color=INK).encode(x="late:Q", text="shown:N")
    chart = (late + likely + texts).properties(width=470, height=alt.Step(48 if len(pair.words) > 1 else 34))
    total = max(bar["end"] for bar in bars)
    return Figure(
        name,
        N_("Timeline: when each step can start and how long it takes"),
        _draw(chart, name),
        _alts(pair, lambda words: _timeline_alt(words, steps, total)),
        ("plans",),
        "steps",
        N_("Dark bar and number: likely days. Thin bar: the longest it may take."),
    )


def _timeline_alt(words: Words, steps: Sequence[Any], total: float) -> str:
    parts = [
        words.gettext(
            "%(step)s: from day %(start)s, %(days)s.",
            step=words.titled(step.title).text, start=words.number(step.starts_on_day), days=words.span_days(step.days),
        )
        for step in steps
    ]  # fmt: skip
    return " ".join([words.gettext("Timeline of %(days)s in all.", days=words.days(total)), *parts])
