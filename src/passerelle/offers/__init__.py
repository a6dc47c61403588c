"""Offers: what the terms of an offer say, as facts that the standards and the law are checked against."""

from passerelle.offers.facts import offer_facts

__all__ = ["offer_facts"]
