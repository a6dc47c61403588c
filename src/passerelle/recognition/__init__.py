"""Recognition: corridors, legal routes, procedures, and what a worker's papers say about an occupation."""

from passerelle.recognition.corridors import (
    Corridor,
    Lawbook,
    Procedure,
    Range,
    Route,
    Scope,
    Step,
    load_lawbook,
    reference_problems,
)
from passerelle.recognition.facts import best_qualification, facts_about, same_field

__all__ = [
    "Corridor", "Lawbook", "Procedure", "Range", "Route", "Scope", "Step", "best_qualification", "facts_about",
    "load_lawbook", "reference_problems", "same_field",
]  # fmt: skip
