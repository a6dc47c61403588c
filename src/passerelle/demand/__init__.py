"""Demand: what is asked and what is on offer, by occupation. Posts are counted, not adverts."""

from passerelle.demand.balance import balance

__all__ = ["balance"]
