"""JSON Resume 1.x to a worker and back. Source: jsonresume.org/schema.

`fluency` and `level` are free text there: a CEFR level is read only where the text literally states one, and a skill
level only where it is one of our four words. What names third persons (references) is withheld.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from passerelle.formats.mapping import Format, phrase_of, text_concept
from passerelle.formats.phrases import cefr_of, joined
from passerelle.formats.view import View
from passerelle.records import codes
from passerelle.records.errors import UnknownCode

LEVELS = ("basic", "independent", "advanced", "expert")
_URN = "urn:passerelle:worker:"
_WITHHELD = "withheld: no rule needs it"
READ_REASONS = {
    "basics.image": _WITHHELD,
    "basics.location": _WITHHELD,
    "basics.url": _WITHHELD,
    "basics.profiles": _WITHHELD,
    "references": "withheld: it names third persons",
    "meta": "about the file, not the person",
    "$schema": "about the file, not the person",
    "awards": "there is no field for awards",
    "publications": "there is no field for publications",
    "interests": "there is no field for interests",
    "projects": "there is no field for projects",
}
WRITE_REASONS = {
    "contact": _WITHHELD,
    "skills": "JSON Resume has no field for this part of a skill",
    "licences": "JSON Resume has no field for a right to practise",
    "recognitions": "JSON Resume has no field for decisions on recognition",
    "evidence": "JSON Resume has no field for evidence",
    "answers": "JSON Resume has no field for answers to the rulebook",
    "preferences": "JSON Resume has no field for what a person wants",
    "nationalities": "JSON Resume has no field for nationality",
    "birth_date": "JSON Resume has no field for the date of birth",
    "": "JSON Resume has no field for it",
}


def is_resume(sample: Any) -> bool:
    """Whether a record looks like a JSON Resume."""
    if not isinstance(sample, dict):
        return False
    return isinstance(sample.get("basics"), dict) or "resume" in str(sample.get("$schema"))


def parse(resume: View) -> dict[str, Any]:
    """The fields of a worker."""
    basics = resume["basics"]
    jobs = [_job(item, "name", None) for item in resume["work"].each()]
    jobs += [_job(item, "organization", "volunteer") for item in resume["volunteer"].each()]
    earned = [_education(item) for item in resume["education"].each()]
    earned += [item for view in resume["certificates"].each() if (item := _certificate(view))]
    return {
        "id": _identifier(resume["meta"]),
        "contact": {key: basics[key].text() for key in ("name", "email", "phone")},
        "headline": basics.first("label", "summary").text(),
        "residence": basics["location"]["countryCode"].coded(codes.country),
        "experiences": jobs or None,
        "qualifications": [item for item in earned if item] or None,
        "skills": [item for view in resume["skills"].each() for item in _skills(view)] or None,
        "languages": [item for view in resume["languages"].each() if (item := _language(view))] or None,
    }


def _identifier(meta: View) -> str | None:
    canonical = meta["canonical"]
    if not str(canonical.value or "").startswith(_URN):
        return None
    return unquote(str(canonical.raw()).removeprefix(_URN)) or None


def _job(item: View, employer: str, form: str | None) -> dict[str, Any]:
    highlights = "\n".join(f"- {text}" for text in item["highlights"].texts())
    start, end = _in_order(item, "startDate", "endDate")
    return {
        "employer": item.first(employer, "company", "name").text(),
        "title": item["position"].text(),
        "start": start,
        "end": end,
        "country": _country(item["location"]),
        "description": joined(item["summary"].text(), highlights, mark="\n"),
        "form": form,
    }


def _in_order(item: View, start_key: str, end_key: str) -> tuple[str | None, str | None]:
    start, end = item[start_key].partial(), item[end_key].partial()
    if start and end and end < start[: len(end)]:
        item[end_key].note(f"it lies before the start {start}")
        end = None
    return start, end


def _country(location: View) -> str | None:
    text = str(location.value or "").strip() if isinstance(location.value, str) else ""
    for part in (text, text.rpartition(",")[2]):
        try:
            found = codes.country(part)
        except UnknownCode:
            continue
        if part != text:
            location.note("only the country is carried")
        location.carried()
        return found
    return None


def _education(item: View) -> dict[str, Any] | None:
    title = joined(item["studyType"].text(), item["area"].text())
    start, end = item["startDate"].partial(), item["endDate"].partial()
    if title is None:
        item["institution"].note("a school without a qualification is not carried")
        return None
    return {"title": title, "institution": item["institution"].text(), "start": start, "awarded_on": end}


def _certificate(item: View) -> dict[str, Any] | None:
    title = item["name"].text()
    held = {"title": title, "institution": item["issuer"].text(), "awarded_on": item["date"].partial()}
    return held if title else None


def _skills(item: View) -> list[dict[str, Any]]:
    name, level = item["name"].text(), _level(item["level"])
    keywords = item["keywords"].each()
    coded = [view for view in keywords if str(view.value).startswith("http") and len(str(view.value)) <= 200]
    found = []
    if len(coded) == 1:
        found.append({"concept": coded[0].text(), "label": name, "level": level})
    elif name:
        found.append({"concept": text_concept(name), "label": name, "level": level})
    plain = [view.text() for view in keywords if len(coded) != 1 or view is not coded[0]]
    return found + [{"concept": text_concept(word), "label": word} for word in plain if word]


def _level(level: View) -> int | None:
    word = str(level.value or "").strip().casefold()
    if word in LEVELS:
        level.carried()
        return LEVELS.index(word) + 1
    if level:
        level.lose(f"free text, not one of {', '.join(LEVELS)}")
    return None


def _language(item: View) -> dict[str, Any] | None:
    code = item["language"].coded(codes.language)
    fluency = item["fluency"]
    level = cefr_of(str(fluency.value or ""))
    if level:
        fluency.carried()
    elif fluency:
        fluency.lose("it does not state one CEFR level; the level stays unknown")
    return {"language": code, "level": level} if code else None


def compose(worker: View) -> dict[str, Any]:
    """One JSON Resume."""
    contact = worker["contact"]
    jobs = worker["experiences"].each()
    country = worker["residence"].raw()
    return {
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "basics": {
            **{key: contact[key].raw() for key in ("name", "email", "phone")},
            "label": worker["headline"].raw(),
            "location": {"countryCode": codes.alpha_2(country)} if country else None,
        },
        "work": [_job_out(item, "name") for item in jobs if item["form"].value != "volunteer"],
        "volunteer": [_job_out(item, "organization") for item in jobs if item["form"].value == "volunteer"],
        "education": [_education_out(item) for item in worker["qualifications"].each() if item["title"]],
        "skills": [_skill_out(item) for item in worker["skills"].each()],
        "languages": [_language_out(item) for item in worker["languages"].each()],
        "meta": {"canonical": _URN + quote(worker["id"].raw(), safe=""), "version": "v1.0.0"},
    }


def _job_out(item: View, employer: str) -> dict[str, Any]:
    if item["form"].value == "volunteer":
        item["form"].carried()
    country = item["country"].raw()
    return {
        employer: item["employer"].raw(),
        "position": item["title"].raw(),
        "startDate": item["start"].raw(),
        "endDate": item["end"].raw(),
        "location": codes.country_name(country) if country else None,
        "summary": item["description"].raw(),
    }


def _education_out(item: View) -> dict[str, Any]:
    return {
        "institution": item["institution"].raw(),
        "studyType": item["title"].raw(),
        "startDate": item["start"].raw(),
        "endDate": item["awarded_on"].raw(),
    }


def _skill_out(item: View) -> dict[str, Any]:
    concept, label = item["concept"], item["label"]
    level = item["level"].raw()
    word = LEVELS[level - 1] if level else None
    phrase = phrase_of(concept.value)
    if phrase and label.value in (None, phrase):
        concept.carried()
        label.carried()
        return {"name": phrase, "level": word}
    keywords = [concept.raw()] if concept.value.startswith("http") else []
    return {"name": label.raw() or phrase or concept.value, "level": word, "keywords": keywords}


def _language_out(item: View) -> dict[str, Any]:
    level = item["level"]
    fluency = {"native": "Native speaker"}.get(level.value, level.value) if level.value != "none" else None
    if fluency:
        level.carried()
    return {"language": item["language"].raw(), "fluency": fluency}


FORMAT = Format(
    "json-resume", "JSON Resume", ("worker",), ("json", "jsonl"),
    recognises=is_resume, parse=parse, compose=compose, read_reasons=READ_REASONS, write_reasons=WRITE_REASONS,
)  # fmt: skip
