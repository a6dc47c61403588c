"""Workers to vacancies: an exact integer score, three-valued hard constraints, and the explanation that is both.

`score_pair` and `constraints` define the meaning; `match` gives the same for many pairs. See docs/matching.md.
"""

from __future__ import annotations

from passerelle.matching.context import Context, Route
from passerelle.matching.exclusion import Exclusion, why_not
from passerelle.matching.findings import QUESTIONS, constraints, verdict_of_pair
from passerelle.matching.graph import SkillGraph
from passerelle.matching.matches import iter_matches, match
from passerelle.matching.mismatch import QualificationMatch, qualification_match
from passerelle.matching.parameters import DEFAULT, FULL_SCORE, Parameters
from passerelle.matching.rows import MATCHES
from passerelle.matching.score import Part, Score, score_pair, weights_of

__all__ = [
    "DEFAULT", "FULL_SCORE", "MATCHES", "QUESTIONS", "Context", "Exclusion", "Parameters", "Part", "QualificationMatch",
    "Route", "Score", "SkillGraph", "constraints", "iter_matches", "match", "qualification_match", "score_pair",
    "verdict_of_pair", "weights_of", "why_not",
]  # fmt: skip
