"""The words for the codes of closed lists, marked for translation."""

from __future__ import annotations


def N_(message: str) -> str:
    """Mark a message for extraction; it is translated where it is shown."""
    return message


TERMS: dict[str, dict[str, str]] = {
    "status": {
        "open": N_("Open"),
        "ask": N_("Ask first"),
        "closable": N_("Can be closed"),
        "blocked": N_("Blocked"),
    },
    "status_means": {
        "open": N_("Everything that is asked is met."),
        "ask": N_("Nothing is against it, but facts are missing."),
        "closable": N_("Something is missing, and the steps on file close it."),
        "blocked": N_("Something is not met, and no step on file closes it."),
    },
    "verdict": {"MET": N_("Met"), "NOT_MET": N_("Not met"), "UNKNOWN": N_("Not known")},
    "asked_by": {
        "job": N_("the job"),
        "law": N_("the law"),
        "offer": N_("fair-work standards"),
        "conflict": N_("the record itself"),
        "coverage": N_("limits of this system"),
        "skill": N_("the job (skill)"),
    },
    "severity": {"binding": N_("binding"), "standard": N_("standard"), "guidance": N_("guidance")},
    "source": {
        "official text": N_("official text"),
        "official page": N_("official page"),
        "secondary": N_("secondary source"),
        "staff summary": N_("staff summary"),
        "unverified": N_("unverified"),
        "conflict": N_("sources disagree"),
    },
    "payer": {
        "worker": N_("the worker"),
        "employer": N_("the employer"),
        "state": N_("the state"),
        "shared": N_("shared"),
        "unknown": N_("not known who"),
    },
    "success": {
        "certain": N_("result certain"),
        "likely": N_("result likely"),
        "open": N_("result open"),
    },
    "step": {
        "course": N_("Course"),
        "exam": N_("Exam"),
        "assessment": N_("Assessment"),
        "recognition": N_("Recognition"),
        "document": N_("Document"),
        "visa": N_("Visa"),
        "recruitment": N_("Recruitment"),
        "work": N_("Work"),
        "contract": N_("Contract"),
        "residence": N_("Residence"),
        "licence": N_("Licence"),
    },
    "aim": {"cheapest": N_("Cheapest"), "fastest": N_("Fastest")},
    "level": {
        "over": N_("Over-qualified"),
        "matched": N_("Level fits"),
        "under": N_("Under-qualified"),
        "unknown": N_("Not known"),
    },
    "alternative": {
        "same job elsewhere": N_("Same job elsewhere"),
        "near occupation": N_("Near occupation"),
        "other route": N_("Other route"),
    },
    "how": {
        "covered": N_("held"),
        "narrower": N_("holds a more specific skill"),
        "broader": N_("holds a more general skill"),
        "related": N_("holds a related skill"),
        "sibling": N_("holds a skill next to it"),
        "none": N_("not shown"),
        "missing": N_("not shown"),
    },
}
FIRM_SOURCES = ("official text", "official page")
"""Source statuses that need no warning beside them."""
