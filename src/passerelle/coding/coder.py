"""Titles and skill phrases to concepts: equal label first, then character n-gram retrieval, and abstention.

Every result says which label it rests on and in which language. A code is a proposal: a person decides wherever a
legal effect follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from passerelle.coding.grams import Floats, count_grams, document_weights, weigh
from passerelle.taxonomy import normalise

ABSTAIN_BELOW = 0.55
"""Cosine below which the best candidate is not taken. Chosen on adverts of the demo, not on any benchmark."""
BATCH = 512


@dataclass(frozen=True)
class Candidate:
    """A concept a text may mean: its uri, the label that was met, that label's language, and a score from 0 to 1.

    1 is an equal label after normalising; below that the cosine of n-grams. It is not a probability.
    """

    concept: str
    label: str
    language: str
    score: float


@dataclass(frozen=True)
class Coded:
    """A text with its candidates, best first, and whether the coder abstains from choosing one."""

    text: str
    candidates: tuple[Candidate, ...]
    abstain: bool

    @property
    def concept(self) -> str | None:
        """The chosen concept, None where the coder abstains."""
        return None if self.abstain else self.candidates[0].concept


class Coder:
    """An index over the labels of one kind of concept, such as occupations or skills."""

    def __init__(self, labels: pa.Table, *, threshold: float = ABSTAIN_BELOW) -> None:
        """`labels`: columns uri, language, label (strings). `threshold`: 0 to 1, below it the coder abstains."""
        self._uris: list[str] = labels["uri"].to_pylist()
        self._languages: list[str] = labels["language"].to_pylist()
        self._labels: list[str] = labels["label"].to_pylist()
        self._threshold = threshold
        normalised = [normalise(label) for label in self._labels]
        self._by_label: dict[str, list[int]] = {}
        for row, text in enumerate(normalised):
            self._by_label.setdefault(text, []).append(row)
        counts = count_grams(normalised)
        self._weights: Floats = document_weights(counts)
        self._matrix: sparse.csr_matrix = weigh(counts, self._weights).T.tocsr()
        self._language_of = np.array(self._languages, dtype=object)

    @classmethod
    def over(cls, labels: pa.Table, kinds: Sequence[str], *, threshold: float = ABSTAIN_BELOW) -> Coder:
        """A coder over the labels of concepts of some kinds; `labels` has a column `concept_kind`."""
        return cls(labels.filter(pc.is_in(labels["concept_kind"], pa.array(list(kinds)))), threshold=threshold)

    def rank(self, texts: Sequence[str], *, language: str | None = None, k: int = 10) -> list[Coded]:
        """The k best concepts for each text, in the order given.

        `language` (BCP 47) restricts the labels searched; if no label of that language is in the index, all are.
        A concept counts with its best label; ties go to the lower uri.
        """
        results: list[Coded] = []
        for begin in range(0, len(texts), BATCH):
            results += self._rank_batch(texts[begin : begin + BATCH], language, k)
        return results

    def _rank_batch(self, texts: Sequence[str], language: str | None, k: int) -> list[Coded]:
        normalised = [normalise(text) for text in texts]
        scores = (weigh(count_grams(normalised), self._weights) @ self._matrix).tocsr()
        allowed = self._language_of == language if language in set(self._languages) else None
        return [
            self._best(text, norm, scores.indices[start:end], scores.data[start:end], allowed, k)
            for text, norm, start, end in zip(texts, normalised, scores.indptr, scores.indptr[1:], strict=False)
        ]

    def _best(self, text, norm, rows, values, allowed, k) -> Coded:  # type: ignore[no-untyped-def]
        if allowed is not None:
            keep = allowed[rows]
            rows, values = rows[keep], values[keep]
        equal = [row for row in self._by_label.get(norm, ()) if allowed is None or allowed[row]]
        top = rows[np.argsort(-values, kind="stable")[: 20 * k]] if len(rows) > 20 * k else rows
        score_of = dict(zip(rows.tolist(), values.tolist(), strict=True))
        best: dict[str, Candidate] = {}
        for row in [*equal, *top.tolist()]:
            score = 1.0 if row in equal else min(round(float(score_of[row]), 4), 0.9999)
            known = best.get(self._uris[row])
            if known is None or score > known.score:
                best[self._uris[row]] = Candidate(self._uris[row], self._labels[row], self._languages[row], score)
        ranked = tuple(sorted(best.values(), key=lambda item: (-item.score, item.concept))[:k])
        return Coded(text, ranked, not ranked or ranked[0].score < self._threshold)
