"""schema.org JobPosting, today's and older shapes, to a vacancy. Source: schema.org/JobPosting.

Trap: visa and citizenship requirements belong in `eligibilityToWorkRequirement`. `applicantLocationRequirements` says
where a remote applicant may be; it is never written and never read as a right to work.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from passerelle.formats import job_posting_out
from passerelle.formats.losses import LossReport
from passerelle.formats.mapping import Format
from passerelle.formats.phrases import (
    ESCO_OCCUPATION,
    isco_of,
    level_of,
    months_of,
    onet_of,
    phrases_of,
    skill,
    weekly_hours_of,
)
from passerelle.formats.view import View
from passerelle.records import codes
from passerelle.records.errors import UnknownCode

_PERIODS = {"HOUR": "hour", "DAY": "day", "WEEK": "week", "MONTH": "month", "YEAR": "year", "HUR": "hour",
            "MON": "month", "ANN": "year"}  # fmt: skip
_CONTRACTS = {"TEMPORARY": "fixed_term", "SEASONAL": "seasonal", "APPRENTICESHIP": "apprenticeship",
              "PERMANENT": "permanent"}  # fmt: skip
NOT_A_VISA_RULE = (
    "it says where a remote applicant may be, not who may work; visa and citizenship requirements belong in "
    "eligibilityToWorkRequirement"
)
READ_REASONS = {
    "applicantLocationRequirements": NOT_A_VISA_RULE,
    "responsibilities": "there is no field for it; the description usually says the same",
    "incentives": "there is no field for it",
    "jobBenefits": "free text; the terms of the offer need typed values",
    "workHours": "no weekly hours are stated in it",
    "jobLocation.geo": "coordinates are not carried",
    "applicationContact": "withheld: no rule needs it",
}


def is_job_posting(sample: Any) -> bool:
    """Whether a record looks like a JobPosting, or a graph that holds some."""
    if not isinstance(sample, dict):
        return False
    if "@graph" in sample or _is_typed(sample):
        return True
    return "hiringOrganization" in sample or ("jobDescription" in sample and "jobLocation" in sample)


def _is_typed(record: Any) -> bool:
    kinds = record.get("@type") if isinstance(record, dict) else None
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rsplit("/", 1)[-1].endswith("JobPosting") for kind in kinds)


def split(document: Any, loss: LossReport) -> Iterator[Any]:
    """The postings in a document; other things in a graph are reported."""
    graph = document.get("@graph") if isinstance(document, dict) else None
    if graph is None:
        yield document
        return
    for item in graph if isinstance(graph, list) else [graph]:
        if not isinstance(item, dict) or "@type" not in item or _is_typed(item):
            yield item
        else:
            loss.add("read", "@graph[]", example=item["@type"], reason="not a JobPosting")


def parse(post: View) -> dict[str, Any]:
    """The fields of a vacancy."""
    for key in ("@context", "@type"):
        post[key].carried()
    return {
        "id": _identifier(post),
        "origin": "advert",
        "title": post.first("title", "name").text(),
        "description": post.first("description", "jobDescription").text(),
        "text_language": post["inLanguage"].coded(codes.language),
        "employer": _employer(post["hiringOrganization"]),
        "posts": post.first("totalJobOpenings", "numberOfOpenings").whole(),
        "posted_on": post["datePosted"].day(),
        "valid_to": post.first("validThrough", "dateExpires").day(),
        "start_on": (post["jobStartDate"] or post["positionPeriod"]["startDate"]).day(),
        "eligibility_note": post["eligibilityToWorkRequirement"].text(),
        "requirements": list(_requirements(post)),
        "offer": _offer(post),
        **_place(post["jobLocation"]),
        **_occupation(post),
    }


def _identifier(post: View) -> str | None:
    found = post["identifier"]
    value = found.first("value", "@id") if isinstance(found.value, dict | list) and found["value"] else found
    for view in (value, post["id"], post["@id"], post["url"]):
        if view and not isinstance(view.value, dict) and (name := view.identifier()):
            return name
    return None


def _employer(organisation: View) -> dict[str, Any]:
    if isinstance(organisation.value, str):
        return {"name": organisation.text()}
    organisation["@type"].carried()
    organisation["address"]["@type"].carried()
    name = organisation.first("name", "organizationName", "legalName").text()
    return {"name": name, "country": _country(organisation["address"]["addressCountry"])}


def _country(view: View) -> str | None:
    if isinstance(view.value, dict):
        view["@type"].carried()
        view = view.first("name", "identifier", "@id")
    return view.coded(codes.country)


def _place(location: View) -> dict[str, Any]:
    for other in location.each()[1:]:
        other.lose("a vacancy has one place; the first is carried")
    place = location.each()[0] if location else location
    address = place["address"]
    for view in (place["@type"], address["@type"]):
        view.carried()
    region = address.first("addressRegion", "region").text() or address.first("addressLocality", "locality").text()
    country = address.first("addressCountry", "countryCode", "countryName")
    return {"country": _country(country), "region": region}


def _offer(post: View) -> dict[str, Any]:
    hours = post["workHours"]
    stated = weekly_hours_of(hours.value) if isinstance(hours.value, str) else None
    if stated is not None:
        hours.carried()
    return {**_pay(post), "hours_week": stated, "contract": _contract(post["employmentType"])}


def _contract(kinds: View) -> str | None:
    found = None
    for kind in kinds.each():
        word = str(kind.value).upper().replace("-", "_").rsplit("/", 1)[-1]
        if word in _CONTRACTS and found is None:
            found = _CONTRACTS[word]
            kind.carried()
        else:
            kind.lose("not a form of contract")
    return found


def _pay(post: View) -> dict[str, Any]:
    salary = post["baseSalary"]
    nested = salary["value"] if isinstance(salary.value, dict) and isinstance(salary["value"].value, dict) else salary
    currency = (salary["currency"] or nested["currency"] or post["salaryCurrency"]).coded(codes.currency)
    if currency is None:
        return {}
    for view in (salary["@type"], nested["@type"]):
        view.carried()
    period = _period(nested["unitText"] or nested["unitCode"])
    if isinstance(salary.value, int | float | str):
        return {"pay": _amount(salary, currency, period)}
    low = nested.first("minValue", "value", "minSalary", "salary")
    return {
        "pay": _amount(low, currency, period),
        "pay_max": _amount(nested.first("maxValue", "maxSalary"), currency, period),
    }


def _period(unit: View) -> str | None:
    word = str(unit.value).upper() if unit else ""
    if word not in _PERIODS:
        return None
    unit.carried()
    return _PERIODS[word]


def _amount(view: View, currency: str, period: str | None) -> dict[str, Any] | None:
    number = view.number()
    if number is None:
        return None
    if not 0 < number < 1e14:
        view.note("not an amount of pay")
        return None
    amount = Decimal(str(view.value))
    rounded = round(amount, 2)
    if rounded != amount:
        view.note("rounded to two decimals")
    return {"amount": f"{rounded:f}", "currency": currency, "period": period}


def _occupation(post: View) -> dict[str, Any]:
    found: dict[str, Any] = {}
    marked = post["normalizedTitle"]["onetCode"]
    if marked and (concept := onet_of(str(marked.value))):
        found["occupation"] = marked.carried() and concept
    categories = post["occupationalCategory"].each()
    several = sum(onet_of(_category_code(item)) is not None for item in categories) > 1
    for item in categories:
        _read_category(item, found, several=several)
    return found


def _category_code(item: View) -> str:
    if isinstance(item.value, dict):
        item = item.first("codeValue", "termCode", "url", "@id", "name")
    return str(item.value) if isinstance(item.value, str | int) else ""


def _read_category(item: View, found: dict[str, Any], *, several: bool) -> None:
    code = _category_code(item)
    code_set = str(item["inCodeSet"].value or item["inDefinedTermSet"].value) if isinstance(item.value, dict) else ""
    isco, onet = isco_of(code), onet_of(code)
    if code_set == job_posting_out.CONCEPT and code:
        found["occupation"] = item.carried() and code
    elif "isco" in code_set.casefold() and code.isdecimal() and len(code) < 4:
        found["occupation_isco08"] = item.carried() and code
    elif code.startswith(ESCO_OCCUPATION) and "occupation" not in found:
        found["occupation"] = item.carried() and code
    elif isco and "occupation_isco08" not in found:
        if not ("isco" in code_set.casefold() or "isco" in code.casefold()):
            item.note("no code set is named; four digits are taken as ISCO-08")
        found["occupation_isco08"] = item.carried() and isco
    elif found.get("occupation") == onet is not None:
        item.carried()
    elif onet and not several and "occupation" not in found:
        found["occupation"] = item.carried() and onet
    else:
        item.lose("several codes, and none is marked as the one" if onet else "not an ISCO-08, ESCO or O*NET code")


def _requirements(post: View) -> Iterator[dict[str, Any]]:
    yield from _skills(post["skills"])
    for key in ("qualifications", "educationRequirements"):
        yield from (_credential(item) for item in post[key].each())
    for item in post["experienceRequirements"].each():
        yield from _experience(item)


def _skills(skills: View) -> Iterator[dict[str, Any]]:
    if isinstance(skills.value, str):
        yield from (skill(phrase) for phrase in phrases_of(skills.text() or ""))
        return
    for item in skills.each():
        if not isinstance(item.value, dict):
            if phrase := item.text():
                yield skill(phrase)
        elif item["inDefinedTermSet"].value == "CEFR":
            yield from _language(item)
        elif term := _term(item):
            yield term


def _importance(item: View) -> dict[str, Any]:
    if item["additionalType"].value == "optional":
        item["additionalType"].carried()
        return {"importance": "optional"}
    return {}


def _language(item: View) -> Iterator[dict[str, Any]]:
    for key in ("@type", "inDefinedTermSet"):
        item[key].carried()
    text, _, level = (item["termCode"].text() or "").partition(":")
    try:
        code = codes.language(text)
    except UnknownCode as error:
        item["termCode"].note(str(error))
        return
    if level and level not in codes.CEFR:
        item["termCode"].note("not a CEFR level")
        level = ""
    name = item["name"].text()
    label = None if name == job_posting_out.language_name(code, level) else name
    yield {"kind": "language", "language": code, "cefr": level or None, "label": label, **_importance(item)}


def _term(item: View) -> dict[str, Any] | None:
    item["@type"].carried()
    label = item["name"].text()
    address = next((view for key in ("url", "@id", "sameAs") if (view := item[key])), item["termCode"])
    concept = address.identifier()
    ours = item["inDefinedTermSet"].value == job_posting_out.CONCEPT
    if ours:
        item["inDefinedTermSet"].carried()
    if address.path[-1] == "termCode" and concept and ":" not in concept and not ours:
        address.note("a code without its code set is no concept; the words are kept")
        concept = None
    if concept is None and label is None:
        return None
    return skill(label or "", concept=concept, **_importance(item))


def _credential(item: View) -> dict[str, Any]:
    if not isinstance(item.value, dict):
        return {"kind": "qualification", "label": item.text()}
    item["@type"].carried()
    category = item["credentialCategory"]
    kind = {"license": "licence", "document": "document"}.get(str(category.value), "qualification")
    if kind != "qualification" or category.value == "qualification":
        category.carried()
    level = level_of(str(item["educationalLevel"].value or ""))
    if level:
        item["educationalLevel"].carried()
    label = item["name"].text() or (category.text() if kind == "qualification" else None)
    concept = item["url"].identifier()
    return {"kind": kind, "label": label, "concept": concept, "qualification_level": level, **_importance(item)}


def _experience(item: View) -> Iterator[dict[str, Any]]:
    if isinstance(item.value, dict):
        item["@type"].carried()
        months = item["monthsOfExperience"].whole(high=600)
        if months is not None:
            label = item.first("name", "description").text()
            yield {"kind": "experience", "months": months, "label": label, **_importance(item)}
        return
    text = str(item.value)
    months = months_of(text)
    if months is None:
        item.lose("no number of months or years is stated in it")
        return
    yield {"kind": "experience", "months": months, "label": item.text()}


FORMAT = Format(
    "jobposting", "schema.org JobPosting", ("vacancy",), ("json", "jsonl"),
    recognises=is_job_posting, split=split, parse=parse, compose=job_posting_out.compose,
    read_reasons=READ_REASONS, write_reasons=job_posting_out.WRITE_REASONS,
)  # fmt: skip
