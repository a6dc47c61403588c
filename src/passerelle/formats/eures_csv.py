"""EURES-shaped adverts in CSV, as collected from the EURES portal, to vacancies."""

from __future__ import annotations

from typing import Any

from passerelle.formats.mapping import Format
from passerelle.formats.tabular import Header
from passerelle.formats.view import View
from passerelle.records import codes
from passerelle.records.errors import UnknownCode

_COLUMNS = {"job_id", "job_title", "country_code", "full_description"}


def is_eures_csv(sample: Any) -> bool:
    """Whether a table has the columns of these adverts."""
    return isinstance(sample, Header) and set(sample.names) >= _COLUMNS


def parse(row: View) -> dict[str, Any]:
    """The fields of a vacancy; posts stay unknown, for an advert is not a post."""
    country = row["country_code"].coded(codes.country)
    named = row["country"]
    if country is None:
        country = named.coded(codes.country)
    elif named and _code(str(named.value)) == country:
        named.carried()
    else:
        named.lose("the country code says another country; the code is carried")
    return {
        "id": row["job_id"].identifier(),
        "origin": "advert",
        "title": row["job_title"].text(),
        "description": row["full_description"].text(),
        "employer": {"name": row["company_name"].text()},
        "country": country,
        "region": row["region"].text(),
        "posted_on": row["date"].day(),
    }


def _code(name: str) -> str | None:
    try:
        return codes.country(name)
    except UnknownCode:
        return None


FORMAT = Format(
    "eures-csv", "EURES-shaped adverts, CSV", ("vacancy",), ("csv",),
    recognises=is_eures_csv, parse=parse,
    read_reasons={"field": "a list of fields of its own, not ISCED-F", "coordinates": "coordinates are not carried"},
)  # fmt: skip
