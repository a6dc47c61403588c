"""Code systems with their owners' codes: countries, languages, currencies, CEFR, ISCO-08, ISCED.

Countries are ISO 3166-1 alpha-3 (plus XKX, Kosovo, user-assigned), languages BCP 47 (the two-letter code where
there is one, else ISO 639-3), currencies ISO 4217. The lists come from pycountry.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import pycountry
from rapidfuzz import process

from passerelle.records.errors import UnknownCode

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
"""Common European Framework of Reference for Languages, in rising order."""

_EXTRA_COUNTRIES = {"XKX": "Kosovo"}
_COUNTRY_NAMES = {
    "ivory coast": "CIV",
    "cote d'ivoire": "CIV",
    "uk": "GBR",
    "great britain": "GBR",
    "usa": "USA",
    "south korea": "KOR",
    "vietnam": "VNM",
    "russia": "RUS",
    "kosovo": "XKX",
    "xk": "XKX",
    "xkx": "XKX",
    "el": "GRC",
}
_LANGUAGE_NAMES = {
    "filipino": "tl",
    "fil": "tl",
    "tagalog": "tl",
    "mandarin": "zh",
    "twi": "ak",
    "farsi": "fa",
}


@cache
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for country in pycountry.countries:
        for text in (country.alpha_3, country.alpha_2, country.name, getattr(country, "common_name", None)):
            if text:
                names[text.casefold()] = country.alpha_3
    return names | _COUNTRY_NAMES


@cache
def _languages() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in pycountry.languages:
        code = getattr(language, "alpha_2", None) or language.alpha_3
        for text in (language.alpha_3, getattr(language, "bibliographic", None), language.name):
            if text:
                names.setdefault(text.casefold(), code)
        if len(code) == 2:
            names[code] = code
            names[language.name.split(" (")[0].casefold()] = code
    return names | _LANGUAGE_NAMES


@cache
def _currencies() -> dict[str, str]:
    names: dict[str, str] = {}
    for currency in pycountry.currencies:
        names[currency.alpha_3.casefold()] = currency.alpha_3
        names.setdefault(currency.name.casefold(), currency.alpha_3)
    return names


def _look_up(text: str, names: dict[str, str], what: str) -> str:
    found = names.get(text.strip().casefold().replace("’", "'").replace("ô", "o"))
    if found is None:
        near = [name for name, _, _ in process.extract(text.casefold()[:80], names.keys(), limit=2, score_cutoff=75)]
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UnknownCode(f"{text[:80]!r} is not a known {what}{hint}")
    return found


@lru_cache(maxsize=10_000)
def country(text: str) -> str:
    """ISO 3166-1 alpha-3 code of a country given by alpha-2, alpha-3 or English name. UnknownCode if none."""
    return _look_up(text, _countries(), "country (expected ISO 3166-1, such as PHL)")


@lru_cache(maxsize=10_000)
def language(text: str) -> str:
    """BCP 47 primary language subtag of a language given by code, tag (de-AT) or English name. UnknownCode if none."""
    return _look_up(
        re.split(r"[-_]", text.strip())[0] if re.fullmatch(r"\w{2,3}[-_]\w+", text.strip()) else text,
        _languages(),
        "language (expected BCP 47, such as de)",
    )


@lru_cache(maxsize=10_000)
def currency(text: str) -> str:
    """ISO 4217 code of a currency given by code or English name. UnknownCode if none."""
    return _look_up(text, _currencies(), "currency (expected ISO 4217, such as EUR)")


def country_name(alpha_3: str) -> str:
    """English short name of a country; the code itself if it is not on the list."""
    found = pycountry.countries.get(alpha_3=alpha_3)
    return str(getattr(found, "common_name", found.name)) if found else _EXTRA_COUNTRIES.get(alpha_3, alpha_3)


def alpha_2(alpha_3: str) -> str:
    """ISO 3166-1 alpha-2 code of an alpha-3 code (XK for XKX)."""
    found = pycountry.countries.get(alpha_3=alpha_3)
    return str(found.alpha_2) if found else "XK" if alpha_3 == "XKX" else alpha_3


def isco_skill_level(isco08: str) -> int | None:
    """Skill level 1-4 of an ISCO-08 code; None where the major group spans levels (armed forces) or there is no code.

    Source: ILO, International Standard Classification of Occupations ISCO-08, table of skill levels: majors 2 = 4,
    3 = 3, 4-8 = 2, 9 = 1; sub-majors 11-13 = 4 and 14 = 3.
    """
    if not isco08:
        return None
    if isco08[0] == "1":
        return None if len(isco08) == 1 else 3 if isco08.startswith("14") else 4
    return {"2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1}.get(isco08[0])


def isced_levels_of(skill_level: int) -> tuple[int, int]:
    """ISCED 2011 levels that correspond to an ISCO-08 skill level: (lowest, highest).

    Source: ILO, ISCO-08 volume I, mapping of skill levels to ISCED-97, carried to ISCED 2011:
    1 -> 1, 2 -> 2-4, 3 -> 5, 4 -> 6-8.
    """
    return {1: (1, 1), 2: (2, 4), 3: (5, 5), 4: (6, 8)}[skill_level]
