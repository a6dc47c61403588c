"""Words, numbers and dates in one language, and in two at once.

`Words` is one language: gettext over a catalogue read from its .po file, numbers and dates from CLDR. `Pair` is the
two languages of a report. What both columns share (a table, a figure) shows a number once: as each language writes it
where they agree, else in the neutral form of ISO 80000 (thin space between thousands, ISO currency code and date).
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent, parse_pattern
from markupsafe import Markup, escape

from passerelle.report.terms import N_, TERMS

SOURCE_LANGUAGE = "en"
THIN = "\N{NARROW NO-BREAK SPACE}"
_CLDR = {"tl": "fil"}
"""BCP 47 codes that CLDR files under another name."""
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters and the bidirectional overrides with which a text can be made to read as another."""


def clean(text: str) -> str:
    """The text with each hidden control shown as U+FFFD, so that nothing on the page reads otherwise than it is."""
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True)
class Titled:
    """A text in the language it was found in."""

    text: str
    language: str
    wanted: str

    @property
    def foreign(self) -> bool:
        return self.language != self.wanted


@cache
def languages_on_file() -> tuple[str, ...]:
    """English, and every language with a catalogue."""
    found = (item.name for item in files("passerelle.report").joinpath("locale").iterdir() if item.is_dir())
    return (SOURCE_LANGUAGE, *sorted(found))


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    path = files("passerelle.report").joinpath("locale", language, "LC_MESSAGES", "passerelle.po")
    if not path.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(path.read_bytes()), locale=_CLDR.get(language, language)))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True)
class Words:
    """One language: `gettext` and friends, with numbers, money, dates and spans as that language writes them."""

    language: str
    locale: Locale = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "locale", Locale.parse(_CLDR.get(self.language, self.language)))

    @property
    def dir(self) -> str:
        return str(self.locale.text_direction)

    @property
    def name(self) -> str:
        """The language's own name."""
        return str(self.locale.get_display_name(self.locale) or self.language).capitalize()

    def gettext(self, message: str, **values: object) -> str:
        """A message in this language, English if it is not translated; `values` fill its %(names)s."""
        text = _catalogue(self.language).gettext(message)
        return text % values if values else text.replace("%%", "%")

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """A message that counts, in the plural form of this language; %(n)s is the number as written here."""
        text = _catalogue(self.language).ngettext(one, many, count)
        return text % ({"n": self.number(count)} | values)

    def term(self, group: str, key: str) -> str:
        """The word for a code of a closed list; the code itself if the list does not have it."""
        message = TERMS[group].get(str(key))
        return self.gettext(message) if message else str(key)

    def titled(self, titles: Mapping[str, str]) -> Titled:
        """A text that comes by language: in this language, else in English, else in the first there is."""
        for language in (self.language, SOURCE_LANGUAGE, *sorted(titles)):
            if titles.get(language):
                return Titled(titles[language], language, self.language)
        return Titled("", self.language, self.language)

    def number(self, value: float, *, places: int = 0) -> str:
        pattern = f"#,##0.{'#' * places}" if places else "#,##0"
        return str(format_decimal(round(value, places), format=pattern, locale=self.locale))

    def percent(self, share: float) -> str:
        return format_percent(share, format="#,##0%" if self.language == SOURCE_LANGUAGE else None, locale=self.locale)

    def money(self, amount: float, currency: str = "EUR") -> str:
        """An amount without cents."""
        pattern = parse_pattern(self.locale.currency_formats["standard"].pattern)
        pattern.frac_prec = (0, 0)
        return str(pattern.apply(round(amount), self.locale, currency=currency, currency_digits=False))

    def day(self, value: date) -> str:
        return format_date(value, format="long", locale=self.locale)

    def together(self, parts: Sequence[str]) -> str:
        """A list as this language writes it: a, b, and c."""
        return str(format_list(parts, locale=self.locale)) if parts else ""

    def country(self, alpha3: str) -> str:
        """The name of a country by its ISO 3166-1 alpha-3 code."""
        import pycountry

        found = pycountry.countries.get(alpha_3=alpha3)
        return str(self.locale.territories.get(found.alpha_2 if found else "", alpha3))

    def days(self, value: float) -> str:
        count = round(value)
        return self.ngettext("%(n)s day", "%(n)s days", count)

    def span_days(self, span: Any) -> str:
        """A span of days: its likely value, then its ends if they differ."""
        low, likely, high = round(span.low), round(span.likely), round(span.high)
        if low == high:
            return self.days(likely)
        return self.gettext(
            "%(likely)s (%(low)s to %(high)s)", likely=self.days(likely), low=self.number(low), high=self.number(high)
        )

    def span_money(self, span: Any, currency: str = "EUR") -> str:
        """A span of money: its likely value, then its ends if they differ."""
        low, likely, high = (self.money(value, currency) for value in (span.low, span.likely, span.high))
        if low == high:
            return likely
        return self.gettext("%(likely)s (%(low)s to %(high)s)", likely=likely, low=low, high=high)


def neutral_number(value: float, *, places: int = 0) -> str:
    """A number that no language owns: thin space between thousands."""
    return f"{round(value, places):,.{places}f}".replace(",", THIN)


@dataclass(frozen=True)
class Pair:
    """The languages of a report, the first one leading; one language if both are the same."""

    words: tuple[Words, ...]
    label: Callable[[str, str], str] = lambda key, _language: key

    @classmethod
    def of(cls, languages: tuple[str, str], label: Callable[[str, str], str]) -> Pair:
        return cls(tuple(Words(language) for language in dict.fromkeys(languages)), label)

    @property
    def first(self) -> Words:
        return self.words[0]

    def both(self, message: str, **values: object) -> Markup:
        """A message in each language, one after the other, each marked with its language."""
        return self.each(lambda words: words.gettext(message, **values))

    def term(self, group: str, key: str) -> Markup:
        return self.each(lambda words: words.term(group, key))

    def each(self, say: Callable[[Words], str]) -> Markup:
        """What `say` gives in each language, marked; once where both say the same."""
        said = [(words, clean(say(words))) for words in self.words]
        if len({text for _, text in said}) == 1:
            return escape(said[0][1])
        return Markup("").join(
            Markup('<span class="{}" lang="{}" dir="{}">{}</span>').format(
                "w1" if words is self.first else "w2", words.language, words.dir, text
            )
            for words, text in said
        )

    def titles(self, titles: Mapping[str, str]) -> Markup:
        """A text that comes by language, in each; once if only one language has it."""
        found = [words.titled(titles) for words in self.words]
        once = list(dict.fromkeys((item.text, item.language) for item in found))
        return Markup("").join(
            Markup('<span class="{}" lang="{}" dir="{}">{}</span>').format(
                "w2" if index else "w1", language, Words(language).dir, clean(text)
            )
            for index, (text, language) in enumerate(once)
        )

    def labels(self, key: str) -> dict[str, str]:
        """A concept's or code's label by language; none where the taxonomy has none."""
        found = {words.language: self._label(key, words.language) for words in self.words}
        english = found.get("en")
        return {
            language: text
            for language, text in found.items()
            if text and text != key and (language == "en" or text != english)
        }

    def _label(self, key: str, language: str) -> str:
        from passerelle.records.errors import NotThere

        try:
            return self.label(key, language)
        except NotThere:
            return ""

    def neutral(self, say: Callable[[Words], str], neutral: str) -> str:
        """What both languages say if they say the same, else the neutral form."""
        said = {say(words) for words in self.words}
        return said.pop() if len(said) == 1 else neutral

    def number(self, value: float, *, places: int = 0) -> str:
        return self.neutral(lambda words: words.number(value, places=places), neutral_number(value, places=places))

    def percent(self, share: float) -> str:
        return self.neutral(lambda words: words.percent(share), f"{round(100 * share)}{THIN}%")

    def money(self, amount: float, currency: str = "EUR") -> str:
        return self.neutral(lambda words: words.money(amount, currency), f"{currency}{THIN}{neutral_number(amount)}")


NOT_KNOWN = N_("not known")
