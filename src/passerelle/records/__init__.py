"""Canonical types: one definition for one record and for a million. No I/O."""

from passerelle.records.columns import concat, from_row, from_table, schema_of, to_table, without_nulls
from passerelle.records.documents import (
    Agency,
    Answered,
    Contact,
    Deduction,
    Document,
    Employer,
    Evidence,
    Experience,
    Fee,
    HeldSkill,
    LanguageSkill,
    Level,
    Licence,
    Money,
    OfferTerms,
    Preferences,
    Programme,
    Qualification,
    Recognition,
    Requirement,
    Source,
    Taught,
    Vacancy,
    Worker,
)
from passerelle.records.verdicts import Verdict, all_of, any_of, verdict_of

__all__ = [
    "Agency", "Answered", "Contact", "Deduction", "Document", "Employer", "Evidence", "Experience", "Fee", "HeldSkill",
    "LanguageSkill", "Level", "Licence", "Money", "OfferTerms", "Preferences", "Programme", "Qualification",
    "Recognition", "Requirement", "Source", "Taught", "Vacancy", "Verdict", "Worker", "all_of", "any_of", "concat",
    "from_row", "from_table", "schema_of", "to_table", "verdict_of", "without_nulls",
]  # fmt: skip
