"""Adverts of the Swedish employment service (JobTech JobSearch / JobStream, JSON) to vacancies.

Concepts of its taxonomy are kept as `jobtech:<id>`. Its occupation groups are SSYK 2012, which is not ISCO-08.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from babel import Locale

from passerelle.formats.losses import LossReport
from passerelle.formats.mapping import Format
from passerelle.formats.phrases import skill
from passerelle.formats.view import View
from passerelle.records import codes
from passerelle.records.errors import UnknownCode

_WITHHELD = "withheld: no rule needs it"
_CONTRACTS = {"tills vidare": "permanent", "säsongsarbete": "seasonal"}


def is_job_tech(sample: Any) -> bool:
    """Whether a record is a JobTech advert, or an answer that lists some."""
    if not isinstance(sample, dict):
        return False
    hits = sample.get("hits")
    if isinstance(hits, list):
        return bool(hits) and is_job_tech(hits[0])
    return "headline" in sample and ("must_have" in sample or "workplace_address" in sample)


def split(document: Any, _: LossReport) -> Iterator[Any]:
    """The adverts in a document."""
    hits = document.get("hits") if isinstance(document, dict) else None
    if isinstance(hits, list):
        yield from hits
    else:
        yield document


@cache
def _swedish(names: str) -> dict[str, str]:
    return {name.casefold(): code for code, name in getattr(Locale("sv"), names).items()}


def _swedish_language(text: str) -> str:
    try:
        return codes.language(text)
    except UnknownCode:
        return codes.language(_swedish("languages").get(text.casefold(), text))


def _swedish_country(text: str) -> str:
    try:
        return codes.country(text)
    except UnknownCode:
        return codes.country(_swedish("territories").get(text.casefold(), text))


def parse(advert: View) -> dict[str, Any]:
    """The fields of a vacancy."""
    address = advert["workplace_address"]
    return {
        "id": advert["id"].identifier(),
        "origin": "advert",
        "title": advert["headline"].text(),
        "description": (advert["description"]["text"] or advert["description"]).text(),
        "text_language": advert["detected_language"].coded(codes.language),
        "occupation": _concept(advert["occupation"]),
        "employer": {"name": advert["employer"]["name"].text()},
        "country": address["country"].coded(_swedish_country),
        "region": address.first("region", "municipality").text(),
        "posts": advert["number_of_vacancies"].whole(),
        "posted_on": advert["publication_date"].day(),
        "valid_to": advert["application_deadline"].day(),
        "requirements": list(_requirements(advert)),
        "offer": {"contract": _contract(advert)},
    }


_OPTIONAL = {"importance": "optional"}


def _requirements(advert: View) -> Iterator[dict[str, Any]]:
    yield from _asked(advert["must_have"], {})
    yield from _asked(advert["nice_to_have"], _OPTIONAL)
    yield from _driving(advert)


def _concept(item: View) -> str | None:
    name = item["concept_id"].identifier()
    return f"jobtech:{name}"[:200] if name else None


def _contract(advert: View) -> str | None:
    for label in (advert["duration"]["label"], advert["employment_type"]["label"]):
        found = _CONTRACTS.get(str(label.value or "").strip().casefold())
        if found:
            return str(label.carried() and found)
    return None


def _asked(group: View, importance: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in group["skills"].each():
        concept, label = _concept(item), item["label"].text()
        if concept or label:
            yield skill(label or "", concept=concept, **importance)
    for item in group["languages"].each():
        item["concept_id"].carried()
        if code := item["label"].coded(_swedish_language):
            yield {"kind": "language", "language": code, **importance}
    for key in ("education", "education_level"):
        for item in group[key].each():
            if label := item["label"].text():
                yield {"kind": "qualification", "label": label, "concept": _concept(item), **importance}


def _driving(advert: View) -> Iterator[dict[str, Any]]:
    required = advert["driving_license_required"].raw()
    for item in advert["driving_license"].each():
        if label := item["label"].text():
            asked = {"kind": "licence", "label": f"driving licence {label}", "concept": _concept(item)}
            yield asked if required is True else asked | _OPTIONAL


FORMAT = Format(
    "jobtech", "JobTech adverts, JSON", ("vacancy",), ("json", "jsonl"),
    recognises=is_job_tech, split=split, parse=parse,
    read_reasons={
        "application_details": _WITHHELD,
        "application_contacts": _WITHHELD,
        "occupation_group": "SSYK 2012 is not ISCO-08; a crosswalk is needed",
        "must_have.work_experiences": "it states no months",
        "nice_to_have.work_experiences": "it states no months",
        "salary_description": "free text; pay needs an amount and a currency",
    },
)  # fmt: skip
