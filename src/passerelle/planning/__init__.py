"""Planning: findings, gaps, steps, plan; and plans added up over a cohort."""

from passerelle.planning.cohorts import PLANS, Tally, bottlenecks, gap_matrix, joined, questions, tally
from passerelle.planning.desk import Desk
from passerelle.planning.facts import facts_for
from passerelle.planning.models import Finding, Option, Plan, PlannedStep, RouteResult, SkillGap
from passerelle.planning.plan import plan

__all__ = [
    "PLANS", "Desk", "Finding", "Option", "Plan", "PlannedStep", "RouteResult", "SkillGap", "Tally", "bottlenecks",
    "facts_for", "gap_matrix", "joined", "plan", "questions", "tally",
]  # fmt: skip
