"""Names from labels. How labels are compared is in `records.text`."""

from __future__ import annotations

import re
import unicodedata

from passerelle.records.text import normalise

__all__ = ["normalise", "slug"]


def slug(text: str) -> str:
    """A name for a folder or the end of a URI: ASCII letters, digits and hyphens.

    >>> slug("O*NET-SOC 2019")
    'onet-soc-2019'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+", "-", re.sub(r"[*'’]", "", ascii_text)).strip("-.")
