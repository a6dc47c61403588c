"""Disclosure control."""

from __future__ import annotations

from passerelle.report import Fewer, protect


def test_a_small_count_goes_with_what_was_summed_over_it():
    rows = [{"workers": 4, "days": 90.0, "plans": 8}, {"workers": 5, "days": 10.0, "plans": 5}]
    assert protect(rows, persons=("workers",), summed={"days": "workers", "plans": "workers"}) == [
        {"workers": Fewer(5), "days": Fewer(5), "plans": Fewer(5)},
        {"workers": 5, "days": 10.0, "plans": 5},
    ]


def test_nobody_is_shown_as_nobody():
    assert protect([{"workers": 0}], persons=("workers",)) == [{"workers": 0}]


def test_a_threshold_of_one_hides_nothing():
    assert protect([{"workers": 1}], persons=("workers",), threshold=1) == [{"workers": 1}]


def test_a_count_that_is_not_known_stays_not_known():
    assert protect([{"workers": None}], persons=("workers",)) == [{"workers": None}]


def test_only_the_small_one_of_two_counts_is_hidden():
    row = {"workers": 40, "workers_unlocked": 2, "offers": 9}
    hidden = protect([row], persons=("workers", "workers_unlocked"), summed={"offers": "workers_unlocked"})
    assert hidden == [{"workers": 40, "workers_unlocked": Fewer(5), "offers": Fewer(5)}]
