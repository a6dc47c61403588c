"""The cheapest programmes that teach what is missing, against every subset."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from passerelle.training import Priced, cover, most_valuable

SKILLS = "abcdef"
programmes = st.lists(
    st.builds(
        lambda teaches, fee, days: (frozenset(teaches), fee, days),
        st.sets(st.sampled_from(SKILLS), max_size=4),
        st.one_of(st.none(), st.integers(0, 20).map(float)),
        st.one_of(st.none(), st.integers(0, 30)),
    ),
    max_size=7,
).map(lambda rows: [Priced(f"p{place}", *row) for place, row in enumerate(rows)])


def cost(chosen):
    return (
        sum(item.fee_eur or 0 for item in chosen),
        sum(item.fee_eur is None for item in chosen),
        sum(item.days or 0 for item in chosen),
    )


@given(st.frozensets(st.sampled_from(SKILLS)), programmes)
def test_it_covers_all_that_can_be_covered_at_the_least_cost_of_any_subset(missing, items):
    found = cover(missing, items)
    reachable = missing & frozenset().union(*(item.teaches for item in items))
    assert found.uncovered == missing - reachable
    assert found.exact
    covering = [
        subset
        for size in range(len(items) + 1)
        for subset in combinations(items, size)
        if reachable <= frozenset().union(*(item.teaches for item in subset))
    ]
    chosen = [item for item in items if item.id in found.chosen]
    assert reachable <= frozenset().union(*(item.teaches for item in chosen))
    assert cost(chosen) == min(map(cost, covering))


def test_a_greedy_choice_says_that_it_is_not_proven():
    items = [Priced(f"p{n:02d}", frozenset({f"s{n}", f"s{n + 1}"}), float(n % 5), n) for n in range(30)]
    found = cover(frozenset(f"s{n}" for n in range(31)), items)
    assert not found.exact
    assert not found.uncovered


def test_the_module_that_unlocks_most_is_the_one_that_is_the_only_thing_missing_most_often():
    missing = [("w1", "v1", frozenset("a")), ("w2", "v1", frozenset("a")), ("w3", "v1", frozenset("ab"))]
    table = most_valuable(missing, {"a": 10, "b": None})
    assert table.rows() == [("a", 3, 2, 2, 10, 0.2), ("b", 1, 0, 0, None, None)]
