"""Concept schemes in SKOS shape: ISCO-08, ISCED, ESCO of any release, O*NET, national lists, and our starter scheme.

One scheme and version is one folder of Parquet tables; versions live side by side. Nothing here codes free text:
that is the room `coding`, which reads the bulk tables of `Taxonomy`.
"""

from __future__ import annotations

from passerelle.taxonomy.imports import import_files
from passerelle.taxonomy.labels import normalise
from passerelle.taxonomy.release import Release, list_schemes
from passerelle.taxonomy.taxonomy import Concept, Found, Match, Taxonomy

__all__ = [
    "Concept",
    "Found",
    "Match",
    "Release",
    "Taxonomy",
    "import_files",
    "list_schemes",
    "normalise",
]
