"""One requirement against the evidence."""

from __future__ import annotations

from passerelle.records.documents import Document, Source
from passerelle.records.verdicts import Verdict


class Finding(Document):
    """A requirement and what the record shows of it: the verdict, why, and what to ask where it is UNKNOWN.

    `evidence` holds ids of the worker's evidence; `asks` holds names of facts (as in the rulebook's fact dictionary).
    """

    requirement: str
    kind: str
    verdict: Verdict
    reason: str
    evidence: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    source: Source | None = None
