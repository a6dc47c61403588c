"""Code systems with their owners' codes: countries, languages, currencies, CEFR, ISCO-08 skill levels, ISCED.

Countries are ISO 3166-1 alpha-3 (plus XKX, Kosovo, user-assigned), languages BCP 47 (the two-letter code where there is
one, else ISO 639-3), currencies ISO 4217. The lists come from pycountry; what people write is brought to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

import pycountry
from rapidfuzz import fuzz, process

from passerelle.records.errors import UnknownCode
from passerelle.records.text import normalise

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
"""Common European Framework of Reference for Languages, in rising order."""

LANGUAGE_FACTS = {"de": "worker.german_cefr", "en": "worker.english_cefr", "fr": "worker.french_cefr"}
"""Languages the rulebook asks about by name; the fact of any other is `worker.cefr_<code>`."""

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


@lru_cache(maxsize=10_000)
def country(text: str) -> str:
    """ISO 3166-1 alpha-3 code for an alpha-2 or alpha-3 code or an English name; Kosovo is XKX. Else UnknownCode."""
    return _look_up(text, _countries(), "country", "an ISO 3166-1 code or an English name")


@lru_cache(maxsize=10_000)
def language(text: str) -> str:
    """ISO 639-1 code for a code or English name, 639-3 where there is none of two letters. Else UnknownCode.

    A region is dropped ("de-AT" is "de"); Filipino is `tl`.
    """
    base = text.strip().replace("_", "-").split("-")[0]
    wanted = base if len(base) in (2, 3) else text
    return _look_up(wanted, _languages(), "language", "an ISO 639 code or an English name")


@lru_cache(maxsize=10_000)
def currency(text: str) -> str:
    """ISO 4217 code for a code, an English name or a sign that only one currency has. Else UnknownCode."""
    sign = _CURRENCY_ALIASES.get(text.strip().lower())
    return sign or _look_up(text, _currencies(), "currency", "an ISO 4217 code or an English name")


def language_fact(code: str) -> str:
    """Name of the fact, in the rulebook's dictionary, that holds the CEFR level of a language."""
    return LANGUAGE_FACTS.get(code, f"worker.cefr_{code}")


def country_name(alpha_3: str) -> str:
    """English short name of a country; the code itself if it is not on the list."""
    found = pycountry.countries.get(alpha_3=alpha_3)
    return str(getattr(found, "common_name", found.name)) if found else "Kosovo" if alpha_3 == _KOSOVO else alpha_3


def alpha_2(alpha_3: str) -> str:
    """ISO 3166-1 alpha-2 code of an alpha-3 code (XK for XKX)."""
    found = pycountry.countries.get(alpha_3=alpha_3)
    return str(found.alpha_2) if found else "XK" if alpha_3 == _KOSOVO else alpha_3


_SKILL_LEVEL = {"2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1}
_SKILL_LEVEL |= {"11": 4, "12": 4, "13": 4, "14": 3, "01": 4, "02": 2, "03": 1}


def isco_skill_level(isco08: str) -> int | None:
    """Skill level 1-4 of an ISCO-08 code; None for no code, and for major groups 1 and 0, which span levels.

    Source: ILO, ISCO-08 volume I, table 2. Major groups 1 and 0 are told apart by their sub-major groups.
    """
    return _SKILL_LEVEL.get(isco08[:2]) or _SKILL_LEVEL.get(isco08[:1])


def isced_levels_of(skill_level: int) -> tuple[int, int]:
    """ISCED 2011 levels that correspond to an ISCO-08 skill level: (lowest, highest).

    Source: ILO, ISCO-08 volume I, mapping of skill levels to ISCED-97, carried to ISCED 2011:
    1 -> 1, 2 -> 2-4, 3 -> 5, 4 -> 6-8.
    """
    return {1: (1, 1), 2: (2, 4), 3: (5, 5), 4: (6, 8)}[skill_level]


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
