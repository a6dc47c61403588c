"""Catalogues are complete and current; numbers, dates and money read as each language writes them."""

from __future__ import annotations

import io
import re
from datetime import date
from importlib.resources import files

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from passerelle.report.terms import N_
from passerelle.report.words import Pair, Words, clean, languages_on_file

ROOM = files("passerelle.report")
LOCALE = ROOM.joinpath("locale")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "both": None, "N_": None}


def in_the_source() -> set[str | tuple[str, ...]]:
    methods, settings = parse_mapping_cfg(io.StringIO(LOCALE.joinpath("babel.cfg").read_text()))
    found = extract_from_dir(str(ROOM), methods, settings, keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found}


def catalogue(*path: str) -> Catalog:
    return read_po(io.BytesIO(LOCALE.joinpath(*path).read_bytes()))


def keys(found: Catalog) -> set[str | tuple[str, ...]]:
    return {tuple(item.id) if isinstance(item.id, list | tuple) else item.id for item in found if item.id}


def test_the_template_holds_every_message_of_the_source():
    assert keys(catalogue("passerelle.pot")) == in_the_source()


@pytest.mark.parametrize("language", [name for name in languages_on_file() if name != "en"])
def test_no_catalogue_misses_a_key(language):
    found = catalogue(language, "LC_MESSAGES", "passerelle.po")
    assert keys(found) == in_the_source()
    for item in found:
        if item.id:
            said = item.string if isinstance(item.string, tuple) else (item.string,)
            assert all(said), item.id
            assert not item.fuzzy, item.id


@pytest.mark.parametrize("language", [name for name in languages_on_file() if name != "en"])
def test_a_translation_names_only_values_of_its_message(language):
    for item in catalogue(language, "LC_MESSAGES", "passerelle.po"):
        ids = item.id if isinstance(item.id, tuple) else (item.id,)
        if item.id:
            known = set(re.findall(r"%\((\w+)\)s", " ".join(ids)))
            for text in item.string if isinstance(item.string, tuple) else (item.string,):
                used = set(re.findall(r"%\((\w+)\)s", text))
                assert used <= known, item.id
                assert isinstance(item.string, tuple) or used == known, item.id


def test_languages_on_file():
    assert languages_on_file() == ("en", "ar", "de", "fr", "tl")


@pytest.mark.parametrize(
    ("language", "money", "day", "days"),
    [
        ("en", "€1,234", "March 2, 2026", "3 days"),
        ("de", "1.234 €", "2. März 2026", "3 Tage"),
        ("fr", "1 234 €", "2 mars 2026", "3 jours"),
        ("tl", "€1,234", "Marso 2, 2026", "3 na araw"),
        ("ar", "1,234 €", "2 مارس 2026", "3 أيام"),
    ],
)
def test_numbers_dates_and_money(language, money, day, days):
    words = Words(language)
    assert " ".join(words.money(1234).replace("\u200f", "").replace("\u202f", " ").split()) == money
    assert words.day(date(2026, 3, 2)) == day
    assert words.days(3) == days


def test_a_shared_number_is_written_once():
    pair = Pair.of(("en", "de"), lambda key, language: key)
    assert pair.number(999) == "999"
    assert pair.number(1234) == "1\u202f234"
    assert pair.money(848) == "EUR\u202f848"


def test_a_text_that_is_missing_comes_in_english_and_says_so():
    found = Words("de").titled({"en": "Visa"})
    assert (found.text, found.language, found.foreign) == ("Visa", "en", True)


def test_hidden_controls_are_made_visible():
    assert clean("abc\u202eexe\u2066\x07") == "abc\ufffdexe\ufffd\ufffd"


def test_a_message_that_no_catalogue_has_is_shown_in_english():
    assert Words("sw").gettext(N_("Visa")) == "Visa"
