"""The vectorised n-grams against plain Python, one window at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelle.coding.grams import COLUMN_BITS, SIZES, count_grams, document_weights, weigh

BASE, FOLD, ALL = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, (1 << 64) - 1
words = st.text(st.sampled_from("abcdeéßλ字 "), max_size=12).map(lambda text: " ".join(text.split()))


def column(window):
    """The hash of one window: a polynomial over its code points, mixed, folded to the columns."""
    code = 0
    for letter in window:
        code = (code * BASE + ord(letter)) & ALL
    return ((code ^ (code >> 29)) * FOLD & ALL) >> (64 - COLUMN_BITS)


def grams(text):
    """Counts of the windows of 3, 4 and 5 characters inside each word with a space on either side."""
    counts: dict[int, int] = {}
    for word in text.split(" "):
        padded = f" {word} "
        for size in SIZES:
            for start in range(len(padded) - size + 1):
                place = column(padded[start : start + size])
                counts[place] = counts.get(place, 0) + 1
    return counts


def row_of(matrix, row):
    part = matrix[row].tocoo()
    return {int(place): float(value) for place, value in zip(part.col, part.data, strict=True)}


@settings(max_examples=200, deadline=None)
@given(st.lists(words, max_size=5))
def test_counts_equal_a_plain_count(texts):
    matrix = count_grams(texts)
    assert matrix.shape == (len(texts), 1 << COLUMN_BITS)
    assert [row_of(matrix, row) for row in range(len(texts))] == [grams(text) for text in texts]


@settings(max_examples=100, deadline=None)
@given(st.lists(words, min_size=1, max_size=5))
def test_weights_are_one_plus_log_tf_times_smoothed_idf_at_length_one(texts):
    counts = count_grams(texts)
    weighed = weigh(counts, document_weights(counts))
    plain = [grams(text) for text in texts]
    frequency = {place: sum(place in row for row in plain) for row in plain for place in row}
    for number, row in enumerate(plain):
        raw = {
            place: (1 + math.log(count)) * (math.log((1 + len(texts)) / (1 + frequency[place])) + 1)
            for place, count in row.items()
        }
        length = math.sqrt(sum(value**2 for value in raw.values())) or 1
        assert row_of(weighed, number) == pytest.approx(
            {place: value / length for place, value in raw.items()}, rel=1e-4
        )


def test_a_text_has_the_same_row_alone_and_among_others():
    alone, among = count_grams(["staff nurse"]), count_grams(["welder", "staff nurse", ""])
    assert row_of(alone, 0) == row_of(among, 1)
    assert np.diff(among.indptr).tolist()[2] == 0
