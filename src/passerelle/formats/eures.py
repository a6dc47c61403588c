"""Details of EURES vacancies (JSON of the portal: `jvProfiles` by language) to vacancies.

Codes of the portal are carried only where they mean exactly one of ours: `directhire` is not a permanent contract.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from passerelle.formats.losses import LossReport
from passerelle.formats.mapping import Format
from passerelle.formats.phrases import ESCO_ISCO, ESCO_OCCUPATION, cefr_of, isco_of, skill
from passerelle.formats.view import View
from passerelle.records import codes
from passerelle.records.errors import UnknownCode

_CONTRACTS = {"apprenticeship": "apprenticeship", "seasonal": "seasonal", "temporary": "fixed_term"}
_WITHHELD = "withheld: no rule needs it"


def is_eures(sample: Any) -> bool:
    """Whether a record is the detail of an EURES vacancy, or a list of them."""
    return isinstance(sample, dict) and ("jvProfiles" in sample or _holds_details(sample.get("items")))


def _holds_details(items: Any) -> bool:
    return isinstance(items, list) and bool(items) and isinstance(items[0], dict) and "jvProfiles" in items[0]


def split(document: Any, _: LossReport) -> Iterator[Any]:
    """The vacancies in a document."""
    if isinstance(document, dict) and _holds_details(document.get("items")):
        yield from document["items"]
    else:
        yield document


def parse(vacancy: View) -> dict[str, Any]:
    """The fields of a vacancy, from its profile in the preferred language."""
    language, profile = _profile(vacancy)
    employment = profile["employmentPeriod"]
    return {
        "id": next((name for key in ("id", "documentId", "reference") if (name := vacancy[key].identifier())), None),
        "origin": "advert",
        "title": profile["title"].text(),
        "description": profile["description"].text(),
        "text_language": language,
        "employer": _employer(profile["employer"]),
        "posts": profile["numberOfPosts"].whole(),
        "posted_on": vacancy["creationDate"].day(),
        "valid_to": profile["lastApplicationDate"].day(),
        "start_on": employment["startDate"].day(),
        "working_language": _first_language(profile["workingLanguageCodes"]),
        "requirements": list(_requirements(profile)),
        "offer": {"contract": _contract(profile["positionOfferingCode"])},
        **_place(profile["locations"]),
        **_occupation(profile["jobCategoriesCodes"]),
    }


def _profile(vacancy: View) -> tuple[str | None, View]:
    profiles = vacancy["jvProfiles"]
    names = list(profiles.value) if isinstance(profiles.value, dict) else []
    preferred = vacancy["preferredLanguage"].carried().value
    name = preferred if preferred in names else next(iter(names), "")
    for other in names:
        if other != name:
            profiles[other].lose("another language of the same vacancy; one is carried")
    profile = profiles[name]
    version = profile["languageVersion"]
    return version.coded(codes.language) if version else _language_of(name), profile


def _language_of(key: str) -> str | None:
    try:
        return codes.language(key)
    except UnknownCode:
        return None


def _employer(employer: View) -> dict[str, Any]:
    return {"name": employer["name"].text(), "sector_isic4": _sector(employer["sectorCodes"])}


def _sector(sectors: View) -> str | None:
    """NACE Rev. 2 and ISIC Rev. 4 agree in sections and divisions, not below."""
    first = next(iter(sectors.each()), sectors)
    text = str(first.value or "").strip().upper()
    for other in sectors.each()[1:]:
        other.lose("an employer has one sector; the first is carried")
    if text[:2].isdecimal() and len(text) >= 2:
        if len(text) > 2:
            first.note("NACE and ISIC agree to the division; the rest is not carried")
        return str(first.carried() and text[:2])
    if len(text) == 1 and "A" <= text <= "U":
        return str(first.carried() and text)
    return None


def _first_language(languages: View) -> str | None:
    for other in languages.each()[1:]:
        other.lose("a vacancy has one working language; the first is carried")
    return next((item.coded(codes.language) for item in languages.each()), None)


def _contract(offering: View) -> str | None:
    found = _CONTRACTS.get(str(offering.value or "").casefold())
    return found if found and offering.carried() else None


def _place(locations: View) -> dict[str, Any]:
    for other in locations.each()[1:]:
        other.lose("a vacancy has one place; the first is carried")
    place = next(iter(locations.each()), locations)
    return {"country": place["countryCode"].coded(codes.country), "region": place.first("region", "cityName").text()}


def _occupation(categories: View) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in categories.each():
        code = str(item.value or "")
        if code.startswith(ESCO_OCCUPATION) and "occupation" not in found:
            found["occupation"] = item.carried() and code
        elif code.startswith(ESCO_ISCO) and isco_of(code) and "occupation_isco08" not in found:
            found["occupation_isco08"] = item.carried() and isco_of(code)
        else:
            item.lose("a vacancy has one occupation; the first is carried" if found else "not an ESCO or ISCO-08 code")
    return found


def _requirements(profile: View) -> Iterator[dict[str, Any]]:
    for item in profile["requiredSkills"].each():
        if asked := _skill(item):
            yield asked
    for item in profile["positionLanguages"].each():
        if asked := _language(item):
            yield asked
    for key in ("requiredEducationLevelCode", "requiredQualificationLevelCode"):
        if label := profile[key].text():
            yield {"kind": "qualification", "label": label}
    for item in profile["requiredDrivingLicenses"].each():
        if label := item.text():
            yield {"kind": "licence", "label": f"driving licence {label}"}
    years = profile["requiredYearsOfExperience"].number()
    if years is not None and 0 < years <= 50:
        yield {"kind": "experience", "months": round(years * 12)}


def _skill(item: View) -> dict[str, Any] | None:
    if isinstance(item.value, dict):
        concept, label = item.first("uri", "escoUri", "code").identifier(), item.first("label", "name").text()
        return skill(label or "", concept=concept) if concept or label else None
    text = item.text()
    if text is None:
        return None
    return {"kind": "skill", "concept": text[:200]} if text.startswith("http") else skill(text)


def _language(item: View) -> dict[str, Any] | None:
    if not isinstance(item.value, dict):
        code = item.coded(codes.language)
        return {"kind": "language", "language": code} if code else None
    code = item.first("languageCode", "language", "code").coded(codes.language)
    level = item.first("cefrLevel", "levelCode", "level")
    stated = cefr_of(str(level.value or ""))
    if stated in codes.CEFR:
        level.carried()
    return {"kind": "language", "language": code, "cefr": stated if stated in codes.CEFR else None} if code else None


FORMAT = Format(
    "eures", "EURES vacancy details, JSON", ("vacancy",), ("json", "jsonl"),
    recognises=is_eures, split=split, parse=parse,
    read_reasons={
        "jvProfiles": "there is no field for it",
        "jvProfiles.*.personContacts": _WITHHELD,
        "jvProfiles.*.applicationInstructions": _WITHHELD,
        "jvProfiles.*.positionOfferingCode": "not a form of contract",
    },
)  # fmt: skip
