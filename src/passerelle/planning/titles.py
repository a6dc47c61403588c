"""What the conditions of a job are called, in the languages the report is complete in.

The law's titles are in the rulebook; these name what the match itself asks.
"""

from __future__ import annotations

from babel import Locale
from babel.core import UnknownLocaleError

JOB: dict[str, dict[str, str]] = {
    "destination": {
        "en": "Country of the job",
        "de": "Land des Arbeitsplatzes",
        "fr": "Pays de l'emploi",
        "tl": "Bansa ng trabaho",
        "ar": "بلد العمل",
    },
    "wage": {
        "en": "Pay and the lowest pay wanted",
        "de": "Lohn und gewünschter Mindestlohn",
        "fr": "Salaire et salaire minimum souhaité",
        "tl": "Sahod at pinakamababang nais na sahod",
        "ar": "الأجر وأدنى أجر مقبول",
    },
    "start": {
        "en": "Start of the job",
        "de": "Beginn der Arbeit",
        "fr": "Début de l'emploi",
        "tl": "Simula ng trabaho",
        "ar": "بداية العمل",
    },
    "language": {
        "en": "Language the job asks for: {language}",
        "de": "Verlangte Sprache: {language}",
        "fr": "Langue demandée : {language}",
        "tl": "Hinihinging wika: {language}",
        "ar": "اللغة المطلوبة: {language}",
    },
    "licence": {
        "en": "Licence for a regulated occupation",
        "de": "Erlaubnis für einen reglementierten Beruf",
        "fr": "Autorisation pour une profession réglementée",
        "tl": "Lisensya para sa reguladong propesyon",
        "ar": "رخصة لمهنة منظَّمة",
    },
    "posts": {
        "en": "Posts still open",
        "de": "Noch freie Stellen",
        "fr": "Postes encore ouverts",
        "tl": "Mga bakante pang puwesto",
        "ar": "الوظائف الشاغرة",
    },
    "open": {
        "en": "Closing date of the vacancy",
        "de": "Ende der Bewerbungsfrist",
        "fr": "Date limite de l'offre",
        "tl": "Huling araw ng pag-aaplay",
        "ar": "آخر موعد للتقديم",
    },
    "ready_by_start": {
        "en": "Ready when the job starts",
        "de": "Bereit zum Arbeitsbeginn",
        "fr": "Prêt au début de l'emploi",
        "tl": "Handa sa simula ng trabaho",
        "ar": "الجاهزية عند بدء العمل",
    },
    "coverage": {
        "en": "Legal requirements",
        "de": "Rechtliche Voraussetzungen",
        "fr": "Conditions légales",
        "tl": "Mga legal na kailangan",
        "ar": "المتطلبات القانونية",
    },
    "conflict": {
        "en": "Contradiction in the record",
        "de": "Widerspruch in den Angaben",
        "fr": "Contradiction dans le dossier",
        "tl": "Salungat na datos sa rekord",
        "ar": "تناقض في البيانات",
    },
}


def job_title(requirement: str) -> dict[str, str]:
    """The title of a condition such as `wage` or `language:de`, by language; the name itself if it is not listed."""
    kind, _, code = requirement.partition(":")
    titles = JOB.get(kind, {"en": requirement})
    return {language: text.format(language=language_name(code, language)) for language, text in titles.items()}


def language_name(code: str, language: str) -> str:
    """The name of a language in another one; its code where no name is known."""
    if not code:
        return ""
    try:
        return (
            Locale.parse("fil" if code == "tl" else code).get_language_name("fil" if language == "tl" else language)
            or code
        )
    except (UnknownLocaleError, ValueError):
        return code
