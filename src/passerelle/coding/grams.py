"""Texts as sparse vectors of character n-grams, hashed, all at once with numpy.

A text is padded with a space on both sides; its n-grams are the windows of 3, 4 and 5 characters inside each word
with the spaces around it, as in the usual `char_wb` analyser. A window is hashed by a polynomial over its code points
modulo 2^64 and folded to 2^20 columns. Weights are (1 + log tf) x idf, rows have length 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

SIZES = (3, 4, 5)
COLUMN_BITS = 20
_BASE = np.uint64(0x9E3779B97F4A7C15)

Floats = npt.NDArray[np.float32]


def count_grams(texts: Sequence[str]) -> sparse.csr_matrix:
    """Counts of hashed n-grams: one row a text, 2^20 columns, float32."""
    joined = "".join(f" {text} \n" for text in texts)
    letters = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    ends = letters == 10
    row_of = np.cumsum(ends) - ends
    spaces = np.cumsum((letters == 32) | ends)
    rows, columns = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for size in SIZES:
        first, column = _windows(letters, ends, spaces, size)
        rows.append(row_of[first])
        columns.append(column)
    row, column = np.concatenate(rows), np.concatenate(columns)
    ones = np.ones(len(row), dtype=np.float32)
    return sparse.csr_matrix((ones, (row, column)), shape=(len(texts), 1 << COLUMN_BITS), dtype=np.float32)


def _windows(letters: npt.NDArray[np.uint64], ends: npt.NDArray[np.bool_], spaces: npt.NDArray[np.int64], size: int):  # type: ignore[no-untyped-def]
    """Start and column of every window of a size that lies within one word and the spaces around it."""
    count = len(letters) - size + 1
    if count <= 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    code = np.zeros(count, dtype=np.uint64)
    for offset in range(size):
        code = code * _BASE + letters[offset : offset + count]
    code ^= code >> np.uint64(29)
    code *= np.uint64(0xBF58476D1CE4E5B9)
    inner = spaces[size - 2 : size - 2 + count] - spaces[:count]  # spaces strictly inside the window
    crosses = np.add.reduce([ends[offset : offset + count] for offset in range(size)])
    first = np.flatnonzero((inner == 0) & (crosses == 0))
    return first, (code[first] >> np.uint64(64 - COLUMN_BITS)).astype(np.int64)


def document_weights(counts: sparse.csr_matrix) -> Floats:
    """Smoothed inverse document frequency of each column: log((1 + n) / (1 + df)) + 1."""
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    weights: Floats = (np.log((1 + counts.shape[0]) / (1 + frequency)) + 1).astype(np.float32)
    return weights


def weigh(counts: sparse.csr_matrix, weights: Floats) -> sparse.csr_matrix:
    """Counts as rows of length 1 (or 0 for an empty text)."""
    matrix = counts.copy()
    matrix.data = (1 + np.log(matrix.data)) * weights[matrix.indices]
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    norms[norms == 0] = 1
    matrix.data /= np.repeat(norms, np.diff(matrix.indptr)).astype(np.float32)
    return matrix
