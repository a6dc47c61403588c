"""Training: programmes against gaps."""

from passerelle.training.cover import Cover, Priced, cover
from passerelle.training.curriculum import most_valuable

__all__ = ["Cover", "Priced", "cover", "most_valuable"]
