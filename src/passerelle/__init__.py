"""Passerelle: what stands between a person and a job, and the cheapest fair way across."""
