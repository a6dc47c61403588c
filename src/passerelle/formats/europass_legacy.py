"""Europass SkillsPassport (before 2020), XML v3.x and JSON v3, to a worker.

Both say the same in two shapes: the XML wraps lists (`WorkExperienceList`) and writes dates as attributes. Codes of
occupations are of ISCO-88 and those of fields of ISCED 1997: they are not carried as today's.
"""

from __future__ import annotations

import re
from typing import Any

from passerelle.formats.europass import PLUMBING, WITHHELD, lowest
from passerelle.formats.mapping import Format
from passerelle.formats.phrases import joined
from passerelle.formats.view import View
from passerelle.records import codes
from passerelle.records.dates import check_partial

_LEVEL = re.compile(r"\b(EQF|ISCED)(?: level)? ?(\d)", re.IGNORECASE)
_VERSIONS = {"EQF": "2008", "ISCED": "1997"}
_REASONS = {
    "": "there is no field for it",
    "DocumentInfo": PLUMBING,
    "PrintingPreferences": PLUMBING,
    "Locale": PLUMBING,
    "@locale": PLUMBING,
    "@schemaLocation": PLUMBING,
    "LearnerInfo.Identification.ContactInfo": WITHHELD,
    "LearnerInfo.Identification.Photo": WITHHELD,
    "LearnerInfo.Identification.Signature": WITHHELD,
    "LearnerInfo.Identification.Demographics.Gender": WITHHELD,
    "LearnerInfo.ReferenceTo": "withheld: it names third persons",
    "LearnerInfo.Skills": "a paragraph of free text; name the skills one by one",
}
READ_REASONS = {(f"SkillsPassport.{path}" if path else "SkillsPassport"): why for path, why in _REASONS.items()}


def is_skills_passport(sample: Any) -> bool:
    """Whether a document is a Europass SkillsPassport."""
    return isinstance(sample, dict) and isinstance(sample.get("SkillsPassport"), dict)


def parse(document: View) -> dict[str, Any]:
    """The fields of a worker."""
    learner = document["SkillsPassport"]["LearnerInfo"]
    identity, skills = learner["Identification"], learner["Skills"]["Linguistic"]
    return {
        "contact": _contact(identity),
        "birth_date": _birth_date(identity["Demographics"]["Birthdate"]),
        "nationalities": _nationalities(identity["Demographics"]),
        "residence": _country(identity["ContactInfo"]["Address"]["Contact"]["Country"]),
        "headline": learner["Headline"]["Description"]["Label"].text(),
        "experiences": [_job(item) for item in _items(learner, "WorkExperience")] or None,
        "qualifications": [item for view in _items(learner, "Education") if (item := _qualification(view))] or None,
        "languages": [
            *(item for view in _items(skills, "MotherTongue") if (item := _language(view, native=True))),
            *(item for view in _items(skills, "ForeignLanguage") if (item := _language(view, native=False))),
        ] or None,
    }  # fmt: skip


def _items(parent: View, name: str) -> list[View]:
    """A list of JSON, or the same list in the wrapper of XML."""
    wrapped = parent[f"{name}List"][name]
    return wrapped.each() if wrapped else parent[name].each()


def _contact(identity: View) -> dict[str, Any]:
    name, info = identity["PersonName"], identity["ContactInfo"]
    phones = _items(info, "Telephone")
    return {
        "name": joined(name["FirstName"].text(), name["Surname"].text(), mark=" "),
        "email": info["Email"]["Contact"].text(),
        "phone": phones[0]["Contact"].text() if phones else None,
    }


def _country(country: View) -> str | None:
    code, label = country["Code"], country["Label"]
    if not code:
        return label.coded(codes.country)
    label.carried()
    return code.coded(codes.country)


def _nationalities(demographics: View) -> list[str] | None:
    found = [code for item in _items(demographics, "Nationality") if (code := _country(item))]
    return found or None


def _date(view: View) -> str | None:
    """A date of parts (Year, Month, Day; `@month="--10"`), as far as it is known."""
    parts = []
    for key in ("Year", "Month", "Day"):
        part = view[key] or view[f"@{key.casefold()}"]
        digits = str(part.value).strip("-") if part else ""
        if not digits.isdecimal():
            break
        part.carried()
        parts.append(digits.zfill(4 if key == "Year" else 2))
    text = "-".join(parts)
    if _is_date(text):
        return text
    if view:
        view.lose("not a possible date")
    return None


def _is_date(text: str) -> bool:
    try:
        return bool(check_partial(text))
    except ValueError:
        return False


def _birth_date(view: View) -> str | None:
    day = _date(view)
    if day is not None and len(day) < 10:
        view.note("a date of birth needs the day")
        return None
    return day


def _job(item: View) -> dict[str, Any]:
    start, end = _period(item["Period"])
    current = item["Period"]["Current"]
    word = str(current.value).casefold() if current else ""
    employer = item["Employer"]
    if item["Position"]["Code"]:
        item["Position"]["Code"].lose("a code of ISCO-88, not of ISCO-08")
    return {
        "title": item["Position"]["Label"].text(),
        "start": start,
        "end": end,
        "current": {"true": "yes", "false": "no"}.get(word) if word and current.carried() else None,
        "description": item["Activities"].text(),
        "employer": employer["Name"].text(),
        "country": _country(employer["ContactInfo"]["Address"]["Contact"]["Country"]),
    }


def _period(period: View) -> tuple[str | None, str | None]:
    start, end = _date(period["From"]), _date(period["To"])
    if start and end and end < start[: len(end)]:
        period["To"].note(f"it lies before the start {start}")
        end = None
    return start, end


def _qualification(item: View) -> dict[str, Any] | None:
    start, end = _period(item["Period"])
    title, organisation = item["Title"].text(), item["Organisation"]
    if title is None:
        item.note("a school without a qualification is not carried")
        return None
    return {
        "title": title,
        "institution": organisation["Name"].text(),
        "country": _country(organisation["ContactInfo"]["Address"]["Contact"]["Country"]),
        "level": _level(item["Level"]),
        "start": start,
        "awarded_on": end,
    }


def _level(level: View) -> dict[str, Any] | None:
    """A level only where its label names the framework; a bare code may be of ISCED or EQF."""
    match = _LEVEL.search(str(level["Label"].value or ""))
    if match is None:
        if level:
            level.lose("it does not name its framework, EQF or ISCED")
        return None
    level.carried()
    framework = match.group(1).upper()
    return {"framework": framework, "version": _VERSIONS[framework], "level": int(match.group(2))}


def _language(item: View, *, native: bool) -> dict[str, Any] | None:
    described = item["Description"]
    code = described["Code"].coded(codes.language) if described["Code"] else None
    if code is None:
        code = described["Label"].coded(codes.language)
    described["Label"].carried()
    if code is None:
        return None
    proficiency = item["ProficiencyLevel"]
    names = ("Listening", "Reading", "SpokenInteraction", "SpokenProduction", "Writing")
    return {"language": code, "level": "native" if native else lowest([proficiency[name] for name in names])}


def _format(name: str, title: str, medium: str) -> Format:
    return Format(
        name, title, ("worker",), (medium,), recognises=is_skills_passport, parse=parse, read_reasons=READ_REASONS
    )


FORMAT_XML = _format("europass-legacy", "Europass SkillsPassport XML (before 2020)", "xml")
FORMAT_JSON = _format("europass-legacy-json", "Europass SkillsPassport JSON (before 2020)", "json")
