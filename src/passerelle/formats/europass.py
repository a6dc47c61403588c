"""Europass `Candidate` XML (since 2020; HR-XML 3, OAGIS and EURES namespaces, version 4.0) to a worker and back.

The level of a language is the lowest of the five skills that are given; the others are reported. Photo, address, sex
and place of birth are not carried: no rule needs them. `schemeID` of the document is the same in every export
("Test-0001"), so an id is made of the content unless the file is ours.
"""

from __future__ import annotations

from typing import Any

from passerelle.formats import europass_out
from passerelle.formats.europass_out import OUR_SCHEME
from passerelle.formats.mapping import Format, text_concept
from passerelle.formats.phrases import ESCO_ISCO, ESCO_OCCUPATION, isco_of, joined
from passerelle.formats.view import View
from passerelle.records import codes

WITHHELD = "withheld: no rule needs it"
PLUMBING = "about the file, not the person"
READ_REASONS = {
    "Candidate": "there is no field for it",
    "Candidate.@schemaLocation": PLUMBING,
    "Candidate.DocumentID": PLUMBING,
    "Candidate.CandidateSupplier": "withheld: it repeats who the person is",
    "Candidate.ProcessingInformation": PLUMBING,
    "Candidate.RenderingInformation": PLUMBING,
    "Candidate.CandidateProfile.@languageCode": PLUMBING,
    "Candidate.CandidateProfile.ID": PLUMBING,
    "Candidate.CandidatePerson.Communication": WITHHELD,
    "Candidate.CandidatePerson.GenderCode": WITHHELD,
    "Candidate.CandidatePerson.BirthPlace": WITHHELD,
    "Candidate.CandidatePerson.BirthPlaceText": WITHHELD,
    "Candidate.CandidateProfile.Attachment": WITHHELD,
    "Candidate.CandidateProfile.Licenses": "driving licences; a licence here is a right to practise an occupation",
    "Candidate.CandidateProfile.EmploymentReferences": "withheld: it names third persons",
}


def is_candidate(sample: Any) -> bool:
    """Whether an XML document is a Europass Candidate."""
    return isinstance(sample, dict) and isinstance(sample.get("Candidate"), dict)


def parse(document: View) -> dict[str, Any]:
    """The fields of a worker."""
    candidate = document["Candidate"]
    person, profile = candidate["CandidatePerson"], candidate["CandidateProfile"]
    history = profile["EducationHistory"]["EducationOrganizationAttendance"].each()
    earned = [item for view in history if (item := _qualification(view))]
    earned += [item for view in profile["Certifications"]["Certification"].each() if (item := _certificate(view))]
    competencies = profile["PersonQualifications"]["PersonCompetency"].each()
    spoken = [item for view in competencies if _is_language(view) and (item := _language(view))]
    skills = [item for view in competencies if not _is_language(view) and (item := _skill(view))]
    return {
        "id": _identifier(candidate["DocumentID"]),
        "contact": _contact(person),
        "birth_date": person["BirthDate"].day(),
        "nationalities": _several(person["NationalityCode"]),
        "residence": _residence(person),
        "headline": profile["ExecutiveSummary"].text(),
        "experiences": [item for view in _employers(profile) for item in _jobs(view)] or None,
        "qualifications": earned or None,
        "languages": [*_native(person), *spoken] or None,
        "skills": skills or None,
    }


def _identifier(document: View) -> str | None:
    if document["@schemeName"].value != OUR_SCHEME:
        return None
    document["@schemeName"].carried()
    return document["@schemeID"].identifier()


def _several(view: View) -> list[str] | None:
    found = [code for item in view.each() if (code := item.coded(codes.country))]
    return found or None


def _contact(person: View) -> dict[str, Any]:
    name = person["PersonName"]
    formatted = name["FormattedName"]
    held: dict[str, Any] = {"name": joined(name["GivenName"].text(), name["FamilyName"].text(), mark=" ")}
    if held["name"] is None:
        held["name"] = formatted.text()
    for item in person["Communication"].each():
        channel = str(item["ChannelCode"].value or "").casefold()
        if channel == "email" and "email" not in held:
            held["email"] = item["ChannelCode"].carried() and item["URI"].text()
        elif channel == "telephone" and "phone" not in held:
            held["phone"] = item["ChannelCode"].carried() and _phone(item)
    return held


def _phone(item: View) -> str | None:
    dialling, number = item["CountryDialing"].text(), item["DialNumber"].text()
    return joined(f"+{dialling.lstrip('+')}" if dialling else None, number, mark=" ")


def _residence(person: View) -> str | None:
    for item in person["Communication"].each():
        country = item["Address"]["CountryCode"]
        if country:
            return country.coded(codes.country)
    return None


def _native(person: View) -> list[dict[str, Any]]:
    found = []
    for item in person["PrimaryLanguageCode"].each():
        if code := item.coded(codes.language):
            found.append({"language": code, "level": "native"})
    return found


def _employers(profile: View) -> list[View]:
    return profile["EmploymentHistory"]["EmployerHistory"].each()


def _jobs(employer: View) -> list[dict[str, Any]]:
    name = employer["OrganizationName"].text()
    positions = employer["PositionHistory"].each()
    return [_job(item, name) for item in positions] or ([{"employer": name}] if name else [])


def _job(item: View, employer: str | None) -> dict[str, Any]:
    title, period = item["PositionTitle"], item["EmploymentPeriod"]
    current = period["CurrentIndicator"]
    start, end = _period(period)
    return {
        "employer": employer,
        "title": title.text(),
        "start": start,
        "end": end,
        "current": _YES_NO.get(str(current.value)) if current and current.carried() else None,
        "description": item["Description"].text(),
        "country": item["Country"].coded(codes.country),
        **_occupation(title, item["JobCategoryCode"]),
    }


_YES_NO = {"true": "yes", "false": "no"}


def _occupation(title: View, category: View) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for view in (title["@typeCode"], title["@languageID"], *category.each()):
        code = str(view.value["#"] if isinstance(view.value, dict) and "#" in view.value else view.value or "")
        if code.startswith(ESCO_OCCUPATION) and "occupation" not in found:
            found["occupation"] = view.carried() and code
        elif code.startswith(ESCO_ISCO) and "occupation_isco08" not in found:
            digits = code.removeprefix(ESCO_ISCO)
            if digits.isdecimal() and len(digits) <= 4:
                found["occupation_isco08"] = view.carried() and digits
        elif isco_of(code) and view.path[-1] not in ("@typeCode", "@languageID"):
            view.note("a code whose code set is not named is not carried")
    return found


def _dates(period: View) -> tuple[str | None, str | None]:
    start, end = (period[name]["FormattedDateTime"].partial() for name in ("StartDate", "EndDate"))
    return start, end


def _period(period: View) -> tuple[str | None, str | None]:
    start, end = _dates(period)
    if start and end and end < start[: len(end)]:
        period["EndDate"]["FormattedDateTime"].note(f"it lies before the start {start}")
        end = None
    return start, end


def _qualification(item: View) -> dict[str, Any] | None:
    degree = item["EducationDegree"]
    title = (degree["DegreeName"] or item["ProgramName"]).text()
    start, end = _dates(item["AttendancePeriod"])
    awarded = degree["DegreeDate"]["FormattedDateTime"].partial()
    if awarded and end:
        item["AttendancePeriod"]["EndDate"].note("the date of the degree is carried")
    if title is None:
        item.note("a school without a qualification is not carried")
        return None
    return {
        "title": title,
        "institution": item["OrganizationName"].text(),
        "country": _organisation_country(item["OrganizationContact"]),
        "level": _level(item["EducationLevelCode"]),
        "field_isced_f": _field(degree["FieldOfStudy"]),
        "start": start,
        "awarded_on": awarded or end,
    }


def _organisation_country(contact: View) -> str | None:
    return contact["Communication"]["Address"]["CountryCode"].coded(codes.country)


def _field(field: View) -> str | None:
    text = str(field.value["#"] if isinstance(field.value, dict) and "#" in field.value else field.value or "")
    code = text.rsplit("/", 1)[-1]
    return str(field.carried() and code) if code.isdecimal() and 2 <= len(code) <= 4 else None


def _level(code: View) -> dict[str, Any] | None:
    """EQF is the framework of this field in Europass, of 2017 unless a list names another."""
    name, version = code["@listName"], code["@listVersionID"]
    framework = str(name.value or "EQF")
    level = code.text()
    if framework not in ("EQF", "ISCED", "AQRF", "NQF") or not (level or "").isdecimal() or int(level or "99") > 10:
        code.note("not a level of a known framework")
        return None
    for view in (name, version):
        view.carried()
    return {"framework": framework, "version": str(version.value or "2017"), "level": int(level or "0")}


def _certificate(item: View) -> dict[str, Any] | None:
    title = item.first("CertificationName", "CertificationTypeCode").text()
    issuer = item["IssuingAuthority"]["Name"].text()
    awarded = item.first("FirstIssuedDate", "IssuedDate")
    day = (awarded["FormattedDateTime"] or awarded).partial()
    return {"title": title, "institution": issuer, "awarded_on": day} if title else None


def _is_language(item: View) -> bool:
    return str(item["TaxonomyID"].value or "").casefold() == "language"


def _language(item: View) -> dict[str, Any] | None:
    item["TaxonomyID"].carried()
    item["CompetencyID"]["@schemeName"].carried()
    code = item["CompetencyID"].coded(codes.language)
    return {"language": code, "level": lowest(_scores(item))} if code else None


def _scores(item: View) -> list[View]:
    found = []
    for dimension in item["CompetencyDimension"].each():
        dimension["CompetencyDimensionTypeCode"].carried()
        found.append(dimension["Score"]["ScoreText"])
    return found


def lowest(scores: list[View]) -> str | None:
    """The lowest CEFR level of several skills; the higher ones are reported."""
    held = [view for view in scores if str(view.value).strip().upper() in codes.CEFR]
    if not held:
        return None
    level = min(str(view.value).strip().upper() for view in held)
    for view in held:
        view.carried()
        if str(view.value).strip().upper() != level:
            view.note(f"the level carried is the lowest of the skills given, {level}")
    return level


def _skill(item: View) -> dict[str, Any] | None:
    item["TaxonomyID"].carried()
    code = item["CompetencyID"]
    label = item["CompetencyName"].text()
    concept = code.identifier()
    coded = concept if concept and (concept.startswith("http") or code["@schemeName"].value == OUR_SCHEME) else None
    code["@schemeName"].carried()
    words = label or concept
    if coded is None and words is None:
        return None
    return {"concept": coded or text_concept(words or ""), "label": label or (None if coded else concept)}


FORMAT = Format(
    "europass", "Europass Candidate XML", ("worker",), ("xml",),
    recognises=is_candidate, parse=parse, compose=europass_out.compose,
    read_reasons=READ_REASONS, write_reasons=europass_out.WRITE_REASONS, suffixes=(".xml",),
)  # fmt: skip
