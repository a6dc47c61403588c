"""The Zambian register of technical and vocational training (TEVETA, as JSON) to programmes: one for each offering.

An offering is a programme at an institution. Occupations in critical shortage that the register links to a programme
become what it teaches, as uncoded phrases; recognition of prior learning is taken from the priority curriculum where
its occupation has the name of the programme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from passerelle.formats.losses import LossReport
from passerelle.formats.mapping import Format, content_id, text_concept
from passerelle.formats.view import View

_LINKED = re.compile(r"(.*) \[(.*?)(?:, ZQF [\d-]+)?\]")
_PRIOR = {"Y": "yes", "N": "no"}


def is_zambian(sample: Any) -> bool:
    """Whether a document is this register."""
    return isinstance(sample, dict) and {"institutions", "institution_programmes"} <= set(sample)


def split(register: Any, loss: LossReport) -> Iterator[Any]:
    """Each offering with its institution, its critical skills and its rows of the priority curriculum."""
    institutions = {item.get("name"): item for item in _dicts(register, "institutions")}
    skills, prior = _skills_by_programme(register), _curriculum_by_occupation(register)
    offered: set[Any] = set()
    _report_unlinked(register, loss)
    for offering in _dicts(register, "institution_programmes"):
        name = offering.get("programme")
        offered.add(name)
        yield {
            "offering": offering,
            "institution": _about(institutions.get(offering.get("institution"))),
            "critical_skills": skills.get((_key(name), offering.get("qualification")), []),
            "priority_curriculum": prior.get(_key(name), []),
        }
    for programme in _dicts(register, "programmes"):
        if programme.get("name") not in offered:
            key = (_key(programme["name"]) if "name" in programme else "", programme.get("qualification"))
            yield {"programme": programme, "critical_skills": skills.get(key, [])}


def _report_unlinked(register: Any, loss: LossReport) -> None:
    names = {_key(item.get("programme")) for item in _dicts(register, "institution_programmes")}
    for item in _dicts(register, "critical_skills"):
        if not item.get("matched_programmes"):
            reason = "a critical skill that is linked to no programme"
            loss.add("read", "critical_skills[]", example=item.get("occupation"), reason=reason)
    for item in _dicts(register, "priority_curriculum"):
        if _key(item.get("occupation")) not in names:
            reason = "an occupation that has the name of no programme"
            loss.add("read", "priority_curriculum[]", example=item.get("occupation"), reason=reason)


def _dicts(register: Any, name: str) -> list[dict[str, Any]]:
    found = register.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _key(name: Any) -> str:
    return str(name or "").strip().casefold()


def _about(institution: dict[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (institution or {}).items() if key not in {"name", "province", "ownership"}}


def _skills_by_programme(register: Any) -> dict[tuple[str, Any], list[Any]]:
    found: dict[tuple[str, Any], list[Any]] = {}
    for item in _dicts(register, "critical_skills"):
        for linked in item.get("matched_programmes") or []:
            match = _LINKED.fullmatch(str(linked))
            for name in match.group(1).split(" / ") if match else []:
                kept = {key: value for key, value in item.items() if key != "matched_programmes"}
                found.setdefault((_key(name), match.group(2) if match else None), []).append(kept)
    return found


def _curriculum_by_occupation(register: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for item in _dicts(register, "priority_curriculum"):
        found.setdefault(_key(item.get("occupation")), []).append(item)
    return found


def parse(entry: View) -> dict[str, Any]:
    """The fields of a programme."""
    about = entry.first("offering", "programme")
    return {
        "id": content_id("zmb", about.value),
        "title": about.first("programme", "name").text(),
        "provider": about["institution"].text(),
        "country": "ZMB",
        "place": about["province"].text(),
        "kind": "training",
        "qualification": about["qualification"].text(),
        "qualification_level": _level(about["zqf"]),
        "prior_learning": _prior_learning(entry["priority_curriculum"]),
        "teaches": _teaches(entry["critical_skills"]),
    }


def _level(level: View) -> dict[str, Any] | None:
    text = str(level.value or "").strip()
    if not text.isdecimal() or len(text) > 2:
        return None
    level.carried()
    return {"framework": "NQF", "version": "ZQF", "level": int(text), "country": "ZMB"}


def _prior_learning(rows: View) -> str | None:
    answers = {_PRIOR[row["rpl"].raw()] for row in rows.each() if row["rpl"].value in _PRIOR}
    for row in rows.each():
        row["occupation"].carried()
    return "yes" if "yes" in answers else "no" if answers else None


def _teaches(rows: View) -> list[dict[str, Any]]:
    names = [name for row in rows.each() if (name := row["occupation"].text())]
    return [{"concept": text_concept(name), "label": name} for name in dict.fromkeys(names)]


FORMAT = Format(
    "zambia-tvet", "Zambian training register, JSON", ("programme",), ("json",),
    recognises=is_zambian, split=split, parse=parse,
    read_reasons={
        "offering.zqf": "a range of levels, not one level",
        "offering": "there is no field for it",
        "institution": "an institution has only its name and place here",
        "critical_skills.duration": "the length of training for an occupation, not of this programme",
        "critical_skills": "only the occupation is carried",
        "priority_curriculum": "only whether prior learning is recognised is carried",
    },
)  # fmt: skip
