"""Hypothesis strategies for workers, vacancies and programmes, built from the models themselves.

Text is arbitrary: right-to-left, quotation marks, newlines, semicolons, formulas; not NUL and not half characters,
which no record may hold.
"""

from __future__ import annotations

import types
import typing
from datetime import date
from decimal import Decimal
from typing import Any

import pycountry
from hypothesis import strategies as st
from pydantic import ValidationError

from passerelle.records import (
    Document,
    Evidence,
    Programme,
    Vacancy,
    Worker,
)

COUNTRIES = [item.alpha_3 for item in pycountry.countries] + ["XKX"]
LANGUAGES = ["de", "en", "fr", "ar", "tl", "hi", "ne", "si", "am", "sw", "uk", "zh", "ceb", "ilo"]
CURRENCIES = ["EUR", "USD", "PHP", "ZMW", "SAR", "JPY", "KWD"]
AWKWARD = [
    "none", "None", '""', "{}", "[]", "[1]", "=1+1", "+49 30", "-x", "@home", "'quoted'", "'=1", '"said"', "a;b",
    "a | b=c", "title=x", "x@3", "de:B1", "two\nlines", "two\r\nlines", "tab\tbed", "مرحبا", "שלום, עולם", "नमस्ते",
    "e\u0301", "\u202eabc", "😀", "a,b", "1,5", "\\", "NaN", "null", "true", "2020-01-01", "\x0b\x1f mark", "\u2028",
    "text:", "http://data.europa.eu/esco/skill/0000?x=1;y=2", "<b>&amp;</b>", "]]>",
]  # fmt: skip

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    st.sampled_from(AWKWARD),
)
ids = texts.map(lambda text: text.strip()[:200].strip()).filter(bool)
dates = st.dates(date(1900, 1, 1), date(2100, 1, 1))
partials = st.one_of(dates.map(str), dates.map(lambda day: str(day)[:7]), dates.map(lambda day: str(day)[:4]))
amounts = st.decimals(Decimal(0), Decimal("99999999999999.99"), places=2, allow_nan=False)

BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "occupation_isco08": st.from_regex(r"[0-9]{1,4}", fullmatch=True),
    "field_isced_f": st.from_regex(r"[0-9]{2,4}", fullmatch=True),
    "sector_isic4": st.from_regex(r"[A-U]|[0-9]{2,4}", fullmatch=True),
    "amount": amounts,
    "start": partials,
    "end": partials,
    "awarded_on": partials,
    "currency": st.sampled_from(CURRENCIES),
    "version": texts,
    "residence": st.sampled_from(COUNTRIES),
    "returnee_from": st.sampled_from(COUNTRIES),
    "nationalities": st.lists(st.sampled_from(COUNTRIES), max_size=3).map(tuple),
    "destinations": st.lists(st.sampled_from(COUNTRIES), max_size=3).map(tuple),
    "text_language": st.sampled_from(LANGUAGES),
    "working_language": st.sampled_from(LANGUAGES),
    "contract_language": st.sampled_from(LANGUAGES),
    "language": st.sampled_from(LANGUAGES),
    "country": st.sampled_from(COUNTRIES),
}
_BOUNDS = {"level": (1, 4), "posts": (0, 1_000_000), "seats": (0, 1_000_000), "days": (0, 3650), "months": (0, 600)}
_NO_EVIDENCE = st.just(())


def _bare(annotation: Any) -> Any:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return _bare(next(part for part in typing.get_args(annotation) if part is not type(None)))
    return _bare(typing.get_args(annotation)[0]) if origin is typing.Annotated else annotation


def _words(annotation: Any) -> list[str]:
    """Every closed word of a field, through unions of closed words."""
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        return list(typing.get_args(annotation))
    if origin in (typing.Union, types.UnionType):
        return [word for part in typing.get_args(annotation) for word in _words(part)]
    return []


def _values(name: str, annotation: Any, owner: type[Document]) -> st.SearchStrategy[Any]:
    if words := _words(annotation):
        return st.sampled_from(words)
    if name in BY_NAME:
        return BY_NAME[name]
    bare = _bare(annotation)
    if typing.get_origin(bare) is tuple:
        return st.lists(_values("", typing.get_args(bare)[0], owner), max_size=3).map(tuple)
    if isinstance(bare, type) and issubclass(bare, Document):
        return documents(bare)
    low, high = (0, 10) if owner.__name__ == "Level" else _BOUNDS.get(name, (1, 60))
    return {
        str: ids if name in ("id", "concept", "fact", "occupation", "") else texts,
        int: st.integers(low, high),
        float: st.floats(0, 168, allow_nan=False),
        date: dates,
        Decimal: amounts,
    }[bare]


def _maybe_valid(kind: type[Document], fields: dict[str, Any]) -> Document | None:
    try:
        return kind.model_validate(fields)
    except ValidationError:
        return None


def documents(kind: type[Document]) -> st.SearchStrategy[Any]:
    """Documents of any type, with any of their optional fields."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, info in kind.model_fields.items():
        strategy = _NO_EVIDENCE if name == "evidence" else _values(name, info.annotation, kind)
        (required if info.is_required() else optional)[name] = strategy
    drawn = st.fixed_dictionaries(required, optional=optional).map(lambda fields: _maybe_valid(kind, fields))
    return drawn.filter(lambda document: document is not None)


def _with_evidence(worker: Worker, shown: list[Evidence]) -> Worker:
    """The worker with evidence, named by what is held first."""
    unique = tuple({item.id: item for item in shown}.values())
    names = tuple(item.id for item in unique)
    skills = tuple(item.model_copy(update={"evidence": names}) for item in worker.skills or ())
    update: dict[str, Any] = {"evidence": unique} | ({"skills": skills} if worker.skills else {})
    return Worker.model_validate(worker.model_copy(update=update).model_dump())


workers: st.SearchStrategy[Worker] = st.builds(
    _with_evidence, documents(Worker), st.lists(documents(Evidence), max_size=2)
)
vacancies: st.SearchStrategy[Vacancy] = documents(Vacancy)
programmes: st.SearchStrategy[Programme] = documents(Programme)
KINDS: dict[str, st.SearchStrategy[Any]] = {"worker": workers, "vacancy": vacancies, "programme": programmes}


def many(kind: str, *, least: int = 0, size: int = 4) -> st.SearchStrategy[list[Any]]:
    """Lists of documents of one kind, with different ids."""
    return st.lists(KINDS[kind], min_size=least, max_size=size, unique_by=lambda document: document.id)


__all__ = ["COUNTRIES", "KINDS", "documents", "many", "programmes",
           "texts", "vacancies", "workers"]  # fmt: skip
