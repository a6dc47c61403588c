"""One spelling for comparing labels: case, accents, punctuation and spacing do not count."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose but that people type without the stroke.
_STROKES = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# "c++" and "c#" differ from "c": plus and hash count as letters.
_NOT_WORD = re.compile(r"[^\w+#]+|_+")
_ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")  # tatweel, vowels, hamza on a carrier
_LATIN_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")


def normalise(label: str) -> str:
    """The label as it is compared: case-folded, Latin accents and Arabic vowel marks gone, single spaces.

    Marks are dropped only where a reader would not miss them: in Cyrillic or Devanagari they make another letter.

    >>> normalise("  Pflegefachfrau/-mann (Säuglinge) ")
    'pflegefachfrau mann sauglinge'
    """
    if label.isascii():
        return _NOT_WORD.sub(" ", label.lower()).strip()
    text = unicodedata.normalize("NFKD", label).casefold().translate(_STROKES)
    text = _ARABIC_MARKS.sub("", _LATIN_ACCENTS.sub("", text))
    return " ".join(unicodedata.normalize("NFC", text).translate(_SPACED).split())


class _Spaced(dict[int, str]):
    """Every character as itself or as a space. Marks stay: `\\w` would split a Devanagari word at its vowels."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = char if unicodedata.category(char)[0] in "LNM" or char in "+#" else " "
        return self[code]


_SPACED = _Spaced()
