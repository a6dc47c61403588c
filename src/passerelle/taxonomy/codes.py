"""Codes of countries, languages and currencies from what people write: ISO 3166-1, ISO 639, ISO 4217."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pycountry
from rapidfuzz import fuzz, process

from passerelle.records.errors import UnknownCode
from passerelle.taxonomy.labels import normalise

# Not (yet) in ISO 3166-1, but in use by the EU, the IMF and statistics offices.
_KOSOVO = "XKX"
_COUNTRY_ALIASES = {
    "xk": _KOSOVO,
    "xkx": _KOSOVO,
    "kosovo": _KOSOVO,
    "uk": "GBR",
    "el": "GRC",  # the EU's code of Greece
    "england": "GBR",
    "great britain": "GBR",
    "usa": "USA",
    "south korea": "KOR",
    "north korea": "PRK",
    "russia": "RUS",
    "turkey": "TUR",
    "ivory coast": "CIV",
    "cape verde": "CPV",
    "swaziland": "SWZ",
    "burma": "MMR",
    "palestine": "PSE",
    "dr congo": "COD",
    "congo kinshasa": "COD",
    "congo brazzaville": "COG",
    "syria": "SYR",
    "laos": "LAO",
    "brunei": "BRN",
    "uae": "ARE",
    "holland": "NLD",
    "macedonia": "MKD",
}
# ISO 639-2 has Filipino apart from Tagalog; label files and browsers use `tl` for both, and so do we.
_LANGUAGE_ALIASES = {
    "fil": "tl",
    "filipino": "tl",
    "pilipino": "tl",
    "mandarin": "zh",
    "farsi": "fa",
    "dari": "prs",
    "greek": "el",
    "nepali": "ne",
    "swahili": "sw",
    "bokmal": "nb",
    "khmer": "km",
    "punjabi": "pa",
    "bangla": "bn",
    "malay": "ms",
    "norwegian": "no",
}
_CURRENCY_ALIASES = {
    "€": "EUR",
    "£": "GBP",
    "₱": "PHP",
    "₹": "INR",
    "₦": "NGN",
    "us$": "USD",
    "euros": "EUR",
    "pound sterling": "GBP",
    "us dollar": "USD",
}


def country(text: str) -> str:
    """ISO 3166-1 alpha-3 code for an alpha-2 or alpha-3 code or an English name; Kosovo is XKX. Else UnknownCode."""
    return _look_up(text, _countries(), "country", "an ISO 3166-1 code or an English name")


def language(text: str) -> str:
    """ISO 639-1 code for a code or English name, 639-3 where there is none of two letters. Else UnknownCode.

    A region is dropped ("de-AT" is "de"); Filipino is `tl`.
    """
    base = text.strip().replace("_", "-").split("-")[0]
    wanted = base if len(base) in (2, 3) else text
    return _look_up(wanted, _languages(), "language", "an ISO 639 code or an English name")


def currency(text: str) -> str:
    """ISO 4217 code for a code, an English name or a sign that only one currency has. Else UnknownCode."""
    sign = _CURRENCY_ALIASES.get(text.strip().lower())
    return sign or _look_up(text, _currencies(), "currency", "an ISO 4217 code or an English name")


def _look_up(text: str, known: dict[str, str], what: str, expected: str) -> str:
    wanted = normalise(text)
    if wanted in known:
        return known[wanted]
    names = [name for name in known if len(name) > 3]
    near = process.extract(wanted, names, scorer=fuzz.ratio, limit=3, score_cutoff=70)
    hint = f" Did you mean {' or '.join(f'{n} ({known[n]})' for n, _, _ in near)}?" if near else ""
    raise UnknownCode(f"'{text}' is no {what} known here; expected {expected}.{hint}")


@cache
def _countries() -> dict[str, str]:
    known: dict[str, str] = {}
    for c in pycountry.countries:
        names = (c.name, getattr(c, "common_name", None), getattr(c, "official_name", None))
        _name(known, c.alpha_3, (c.alpha_2, c.alpha_3, *names))
        # "Bolivia, Plurinational State of": people write what comes before the comma, unless two countries share it.
        if "," in c.name and c.name.split(",")[0] not in ("Korea", "Congo", "Virgin Islands"):
            _name(known, c.alpha_3, (c.name.split(",")[0],))
    return known | _COUNTRY_ALIASES


@cache
def _languages() -> dict[str, str]:
    known: dict[str, str] = {}
    two_letter = [x for x in pycountry.languages if hasattr(x, "alpha_2")]
    others = [x for x in pycountry.languages if not hasattr(x, "alpha_2")]
    for x in [*two_letter, *others]:
        code = getattr(x, "alpha_2", x.alpha_3)
        names = (x.name, getattr(x, "common_name", None), x.name.split(" (")[0])
        _name(known, code, (code, x.alpha_3, getattr(x, "bibliographic", None), *names))
    return known | _LANGUAGE_ALIASES


@cache
def _currencies() -> dict[str, str]:
    known: dict[str, str] = {}
    for c in pycountry.currencies:
        _name(known, c.alpha_3, (c.alpha_3, c.name))
    return known


def _name(known: dict[str, str], code: str, names: Iterable[str | None]) -> None:
    for name in names:
        if name:
            known.setdefault(normalise(name), code)
