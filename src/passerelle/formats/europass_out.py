"""A worker as Europass `Candidate` XML, version 4.0."""

from __future__ import annotations

import re
from typing import Any

import pycountry
from lxml import etree

from passerelle.formats.mapping import phrase_of
from passerelle.formats.phrases import ESCO_ISCO, ESCO_OCCUPATION
from passerelle.formats.view import SPACE, View
from passerelle.records import codes

OUR_SCHEME = "passerelle"
"""Name of the identifier scheme that marks a file or a concept as ours."""
NAMESPACES = {
    None: "http://www.europass.eu/1.0",
    "hr": "http://www.hr-xml.org/3",
    "oa": "http://www.openapplications.org/oagis/9",
    "eures": "http://www.europass_eures.eu/1.0",
}
SKILLS = (
    "CEF-Understanding-Listening", "CEF-Understanding-Reading", "CEF-Speaking-Interaction",
    "CEF-Speaking-Production", "CEF-Writing-Production",
)  # fmt: skip
WRITE_REASONS = {
    "licences": "Candidate has licences to drive, not rights to practise an occupation",
    "recognitions": "Candidate has no element for decisions on recognition",
    "evidence": "Candidate has no element for evidence",
    "answers": "Candidate has no element for answers to the rulebook",
    "preferences": "the preferences of a Candidate are free text and lists of EURES",
    "": "Candidate has no element for it",
}
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def compose(worker: View) -> str:
    """One Candidate document."""
    root = etree.Element(_tag("Candidate"), nsmap=NAMESPACES)  # type: ignore[arg-type]
    scheme = {"schemeName": OUR_SCHEME, "schemeAgencyName": "EUROPASS", "schemeVersionID": "4.0"}
    _add(root, "hr:DocumentID", attributes={"schemeID": _xml_text(worker["id"]) or "", **scheme})
    person = etree.SubElement(root, _tag("CandidatePerson"))
    _person(person, worker)
    profile = etree.SubElement(root, _tag("CandidateProfile"))
    _add(profile, "ExecutiveSummary", _xml_text(worker["headline"]))
    _employment(profile, worker["experiences"].each())
    _education(profile, [item for item in worker["qualifications"].each() if _is_sayable(item["title"])])
    _competencies(profile, worker)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content.decode("utf-8")


def _tag(name: str) -> str:
    prefix, _, bare = name.rpartition(":")
    return f"{{{NAMESPACES[prefix or None]}}}{bare}"


def _add(parent: Any, name: str, text: str | None = None, *, attributes: dict[str, str] | None = None) -> Any:
    """Add an element if it says something."""
    if text is None and not attributes:
        return None
    element = etree.SubElement(parent, _tag(name), attrib=attributes or {})
    element.text = text
    return element


def _part(parent: Any, *names: str) -> Any:
    for name in names:
        parent = etree.SubElement(parent, _tag(name))
    return parent


def _xml_text(view: View) -> str | None:
    """Text without the characters XML cannot hold; those are reported."""
    if not view:
        return None
    text = str(view.raw())
    clean = _NOT_XML.sub("", text)
    if clean != text:
        view.note("characters that XML cannot hold were left out")
    return clean


def _is_sayable(view: View) -> bool:
    """Whether anything of a text is left in XML; a qualification without a title would not be read back."""
    return bool(_NOT_XML.sub("", str(view.value or "")).strip(SPACE))


def _person(person: Any, worker: View) -> None:
    name = _part(person, "PersonName")
    _add(name, "FormattedName", _xml_text(worker["contact"]["name"]))
    if email := _xml_text(worker["contact"]["email"]):
        _channel(person, "Email", "oa:URI", email)
    if phone := _xml_text(worker["contact"]["phone"]):
        _channel(person, "Telephone", "oa:DialNumber", phone)
    if worker["residence"]:
        address = _part(person, "Communication", "Address")
        _add(address, "CountryCode", _alpha_2(worker["residence"]))
    for country in worker["nationalities"].each():
        _add(person, "NationalityCode", _alpha_2(country))
    _add(person, "hr:BirthDate", worker["birth_date"].raw())
    for item in worker["languages"].each():
        if item["level"].value == "native":
            item["level"].carried()
            _add(person, "PrimaryLanguageCode", _alpha_3(item["language"]), attributes={"name": "NORMAL"})


def _channel(person: Any, channel: str, name: str, value: str) -> None:
    communication = _part(person, "Communication")
    _add(communication, "ChannelCode", channel)
    _add(communication, name, value)


def _alpha_2(country: View) -> str:
    return codes.alpha_2(country.raw()).lower()


def _alpha_3(language: View) -> str:
    """ISO 639-2 code of a language, as Europass uses it."""
    code = language.raw()
    found = pycountry.languages.get(alpha_2=code) if len(code) == 2 else None
    return str(found.alpha_3) if found else str(code)


def _employment(profile: Any, jobs: list[View]) -> None:
    if not jobs:
        return
    history = _part(profile, "EmploymentHistory")
    for job in jobs:
        employer = _part(history, "EmployerHistory")
        _add(employer, "hr:OrganizationName", _xml_text(job["employer"]))
        _position(_part(employer, "PositionHistory"), job)


def _position(position: Any, job: View) -> None:
    occupation = job["occupation"]
    coded = str(occupation.value or "").startswith(ESCO_OCCUPATION)
    attributes = {"typeCode": _xml_text(occupation) or ""} if coded else {}
    _add(position, "PositionTitle", _xml_text(job["title"]), attributes=attributes)
    period = _part(position, "eures:EmploymentPeriod")
    _date(period, "eures:StartDate", job["start"])
    _date(period, "eures:EndDate", job["end"])
    if job["current"]:
        _add(period, "hr:CurrentIndicator", "true" if job["current"].raw() == "yes" else "false")
    _add(position, "oa:Description", _xml_text(job["description"]))
    if job["occupation_isco08"]:
        _add(position, "JobCategoryCode", ESCO_ISCO + job["occupation_isco08"].raw())
    if job["country"]:
        _add(position, "Country", _alpha_2(job["country"]))


def _date(parent: Any, name: str, view: View) -> None:
    if view:
        _add(_part(parent, name), "hr:FormattedDateTime", view.raw())


def _education(profile: Any, earned: list[View]) -> None:
    if not earned:
        return
    history = _part(profile, "EducationHistory")
    for item in earned:
        _attendance(_part(history, "EducationOrganizationAttendance"), item)


def _attendance(attendance: Any, item: View) -> None:
    _add(attendance, "hr:OrganizationName", _xml_text(item["institution"]))
    if item["country"]:
        address = _part(attendance, "OrganizationContact", "Communication", "Address")
        _add(address, "CountryCode", _alpha_2(item["country"]))
    _level(attendance, item["level"])
    _date(_part(attendance, "AttendancePeriod"), "StartDate", item["start"])
    degree = _part(attendance, "EducationDegree")
    _add(degree, "hr:DegreeName", _xml_text(item["title"]))
    _date(degree, "DegreeDate", item["awarded_on"])
    if item["field_isced_f"]:
        _add(degree, "FieldOfStudy", item["field_isced_f"].raw())


def _level(attendance: Any, level: View) -> None:
    if level:
        listed = {"listName": level["framework"].raw(), "listVersionID": _xml_text(level["version"]) or ""}
        _add(attendance, "EducationLevelCode", str(level["level"].raw()), attributes=listed)


def _competencies(profile: Any, worker: View) -> None:
    languages = [item for item in worker["languages"].each() if item["level"].value != "native"]
    skills = worker["skills"].each()
    if not languages and not skills:
        return
    group = _part(profile, "PersonQualifications")
    for item in languages:
        _language(_part(group, "PersonCompetency"), item)
    for item in skills:
        _skill(_part(group, "PersonCompetency"), item)


def _language(competency: Any, item: View) -> None:
    _add(competency, "CompetencyID", _alpha_3(item["language"]), attributes={"schemeName": "NORMAL"})
    _add(competency, "hr:TaxonomyID", "language")
    if item["level"].value not in codes.CEFR:
        return
    level = item["level"].raw()
    for name in SKILLS:
        dimension = _part(competency, "eures:CompetencyDimension")
        _add(dimension, "hr:CompetencyDimensionTypeCode", name)
        _add(_part(dimension, "eures:Score"), "hr:ScoreText", level)


def _skill(competency: Any, item: View) -> None:
    concept, label = item["concept"], item["label"]
    phrase = phrase_of(concept.value)
    if phrase and label.value in (None, phrase):
        label.carried()
        _add(competency, "CompetencyID", _xml_text(concept), attributes={"schemeName": OUR_SCHEME})
        _add(competency, "hr:TaxonomyID", "other")
        _add(competency, "hr:CompetencyName", phrase)
        return
    _add(competency, "CompetencyID", _xml_text(concept), attributes={"schemeName": OUR_SCHEME})
    _add(competency, "hr:TaxonomyID", "other")
    _add(competency, "hr:CompetencyName", _xml_text(label))
