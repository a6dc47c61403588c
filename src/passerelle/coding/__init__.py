"""Coding: free text to concepts, with candidates and abstention."""

from passerelle.coding.coder import Candidate, Coded, Coder

__all__ = ["Candidate", "Coded", "Coder"]
