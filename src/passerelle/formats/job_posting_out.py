"""A vacancy as schema.org JobPosting. `applicantLocationRequirements` is never written (see `job_posting`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from passerelle.formats.mapping import phrase_of
from passerelle.formats.phrases import ESCO_OCCUPATION, level_text, weekly_hours_of
from passerelle.formats.view import View

CONCEPT = "concept"
"""Name of the code set for an id that is one of our concepts as it stands."""
_UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}
_CONTRACTS = {"fixed_term": "TEMPORARY", "seasonal": "SEASONAL", "apprenticeship": "APPRENTICESHIP",
              "permanent": "PERMANENT"}  # fmt: skip
WRITE_REASONS = {
    "offer": "JobPosting has no property for this term of the offer",
    "requirements": "JobPosting has no property for this part of a requirement",
    "answers": "JobPosting has no property for answers to the rulebook",
    "origin": "JobPosting does not say where a vacancy was registered; it is read as an advert",
    "working_language": "JobPosting has inLanguage for the text, and nothing for the language at work",
    "": "JobPosting has no property for it",
}


def compose(vacancy: View) -> dict[str, Any]:
    """One JobPosting."""
    if vacancy["origin"].value == "advert":
        vacancy["origin"].carried()
    requirements = vacancy["requirements"].each()
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "value": vacancy["id"].raw()},
        "title": vacancy["title"].raw(),
        "description": vacancy["description"].raw(),
        "inLanguage": vacancy["text_language"].raw(),
        "hiringOrganization": _organisation(vacancy["employer"]),
        "jobLocation": _location(vacancy),
        "baseSalary": _salary(vacancy["offer"]),
        "employmentType": _CONTRACTS.get(vacancy["offer"]["contract"].raw()),
        "workHours": _hours(vacancy["offer"]["hours_week"]),
        "occupationalCategory": _categories(vacancy),
        "skills": [_skill(item) for item in requirements if item["kind"].value in ("skill", "language")],
        "qualifications": [_credential(item) for item in requirements if item["kind"].value in _CREDENTIALS],
        "experienceRequirements": [_experience(item) for item in requirements if item["kind"].value == "experience"],
        "totalJobOpenings": vacancy["posts"].raw(),
        "datePosted": vacancy["posted_on"].raw(),
        "validThrough": vacancy["valid_to"].raw(),
        "jobStartDate": vacancy["start_on"].raw(),
        "eligibilityToWorkRequirement": vacancy["eligibility_note"].raw(),
    }


def _organisation(employer: View) -> dict[str, Any] | None:
    country = employer["country"].raw()
    address = {"@type": "PostalAddress", "addressCountry": country} if country else None
    name = employer["name"].raw()
    return {"@type": "Organization", "name": name, "address": address} if name or address else None


def _location(vacancy: View) -> dict[str, Any] | None:
    country, region = vacancy["country"].raw(), vacancy["region"].raw()
    if country is None and region is None:
        return None
    address = {"@type": "PostalAddress", "addressCountry": country, "addressRegion": region}
    return {"@type": "Place", "address": address}


def _salary(offer: View) -> dict[str, Any] | None:
    low, high = offer["pay"], offer["pay_max"]
    if not low or not _is_pay(low):
        return None
    held = low.raw()
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": _UNITS.get(held.get("period"))}
    value["minValue" if high else "value"] = _number(held["amount"])
    same = (high["currency"].value, high["period"].value) == (held["currency"], held.get("period"))
    if high and same and _is_pay(high):
        value["maxValue"] = _number(high.raw()["amount"])
    return {"@type": "MonetaryAmount", "currency": held["currency"], "value": value}


def _is_pay(money: View) -> bool:
    return 0 < float(money["amount"].value) < 1e14


def _number(amount: str) -> float | str:
    """The amount as a number where that is exact, else as its digits."""
    exact = Decimal(repr(float(amount))) == Decimal(amount)
    return float(amount) if exact else f"{Decimal(amount):f}"


def _hours(hours: View) -> str | None:
    text = f"{hours.value} hours per week" if hours else ""
    return text if weekly_hours_of(text) == hours.value and hours.carried() else None


def _categories(vacancy: View) -> list[dict[str, Any]]:
    occupation, isco = vacancy["occupation"].raw(), vacancy["occupation_isco08"]
    found: list[dict[str, Any]] = []
    if occupation:
        code_set = "ESCO" if occupation.startswith(ESCO_OCCUPATION) else CONCEPT
        found.append({"@type": "CategoryCode", "inCodeSet": code_set, "codeValue": occupation})
    if isco:
        found.append({"@type": "CategoryCode", "inCodeSet": "ISCO-08", "codeValue": isco.raw()})
    return found


_CREDENTIALS = {"qualification": None, "licence": "license", "document": "document"}


def _extra(item: View) -> dict[str, Any]:
    """What every requirement has; optional is marked, so that nobody takes it for essential."""
    if item["source"].value == "advert":
        item["source"].carried()
    item["kind"].carried()
    return {"additionalType": "optional"} if item["importance"].raw() == "optional" else {}


def _skill(item: View) -> Any:
    extra = _extra(item)
    if item["kind"].value == "language":
        return _language(item) | extra
    concept, label = item["concept"].raw(), item["label"].raw()
    phrase = phrase_of(concept)
    if phrase and label in (None, phrase) and not extra:
        return phrase
    where = {"url": concept} if concept.startswith("http") else {"termCode": concept, "inDefinedTermSet": CONCEPT}
    return {"@type": "DefinedTerm", "name": label, **where, **extra}


def language_name(code: str, level: str | None) -> str:
    """A language requirement in words, for people who read the posting."""
    return f"{code} {level}" if level else code


def _language(item: View) -> dict[str, Any]:
    code, level = item["language"].raw(), item["cefr"].raw()
    name = language_name(code, level)
    if item["label"].value != name:
        name = item["label"].raw() or name
    term = f"{code}:{level}" if level else code
    return {"@type": "DefinedTerm", "inDefinedTermSet": "CEFR", "termCode": term, "name": name}


def _credential(item: View) -> dict[str, Any]:
    extra = _extra(item)
    return {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": _CREDENTIALS[item["kind"].value],
        "name": item["label"].raw(),
        "url": item["concept"].raw(),
        "educationalLevel": level_text(item["qualification_level"]),
        **extra,
    }


def _experience(item: View) -> dict[str, Any]:
    extra = _extra(item)
    return {
        "@type": "OccupationalExperienceRequirements",
        "monthsOfExperience": item["months"].raw(),
        "name": item["label"].raw(),
        **extra,
    }
