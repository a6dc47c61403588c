"""Planning: findings, gaps, steps, plan; and plans added up over a cohort."""

from passerelle.planning.cohorts import bottlenecks, gap_matrix, missing_sets
from passerelle.planning.desk import Desk
from passerelle.planning.facts import facts_for
from passerelle.planning.models import Finding, Option, Plan, PlannedStep, RouteResult, SkillGap
from passerelle.planning.plan import plan

__all__ = [
    "Desk", "Finding", "Option", "Plan", "PlannedStep", "RouteResult", "SkillGap", "bottlenecks", "facts_for",
    "gap_matrix", "missing_sets", "plan",
]  # fmt: skip
