"""Cases as boxes: one set of atoms per input, as bits. All the logic of tables is here, and it is exact.

A box is a tuple of bit sets, one per input; the cases in it are all combinations. A known input has one bit, a
missing one has all. A row is a box too: the cases in which it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from passerelle.records.errors import BadRule

Box = tuple[int, ...]
Hits = tuple[int, ...]  # the rows that hold, by place
Region = tuple[Box, Hits]

MAX_REGIONS = 4000


class TooManyRegions(BadRule):
    """A table falls into more different cases than the engine will look at."""


def meet(left: Box, right: Box) -> Box | None:
    """The cases in both, None if there are none."""
    both = tuple(map(int.__and__, left, right))
    return both if all(both) else None


def without(box: Box, hole: Box) -> Iterator[Box]:
    """The cases of `box` not in `hole`, as boxes that share no case."""
    for place, bits in enumerate(box):
        rest = bits & ~hole[place]
        if rest:
            yield (*box[:place], rest, *box[place + 1 :])
        box = (*box[:place], bits & hole[place], *box[place + 1 :])
        if not box[place]:
            return


def regions(box: Box, rows: Sequence[Box], *, first: bool) -> list[Region]:
    """The cases of a box, cut into boxes that share no case, each with the rows that hold there.

    first: only the first row that holds counts. A region without rows is a gap.
    """
    done: list[Region] = []
    open_: list[Region] = [(box, ())]
    for place, row in enumerate(rows):
        if not open_:
            break
        following: list[Region] = []
        for case, hits in open_:
            inside = meet(case, row)
            if inside is None:
                following.append((case, hits))
                continue
            (done if first else following).append((inside, (*hits, place)))
            following.extend((rest, hits) for rest in without(case, row))
        open_ = following
        if len(open_) + len(done) > MAX_REGIONS:
            raise TooManyRegions(f"more than {MAX_REGIONS} different cases; split the table")
    return done + open_


def covers(box: Box, parts: Iterable[Box]) -> bool:
    """Whether every case of the box is in one of the parts."""
    left = [box]
    for part in parts:
        left = [rest for case in left for rest in without(case, part)]
        if not left:
            return True
    return not left


def matters(place: int, groups: Sequence[Sequence[Box]]) -> bool:
    """Whether two cases that differ in one input only lie in different groups (boxes that share no case)."""
    for left, right in combinations(groups, 2):
        for one in left:
            for other in right:
                if all(a & b for i, (a, b) in enumerate(zip(one, other, strict=True)) if i != place):
                    return True
    return False


def deciding_sets(box: Box, places: Sequence[int], groups: Sequence[tuple[bool, Sequence[Box]]]) -> list[Hits]:
    """The smallest sets of inputs some values of which put every remaining case into one and the same group.

    `groups` are (whether it counts as decided, its boxes). A set of inputs S decides for a group if some values of
    S leave no case outside it: if the shadows on S of all other groups do not cover every combination of S.
    """
    outside = [
        [case for other, (_, cases) in enumerate(groups) if other != place for case in cases]
        for place, (decided, _) in enumerate(groups)
        if decided
    ]
    for size in range(1, len(places) + 1):
        found = [
            chosen
            for chosen in combinations(places, size)
            if any(not covers(_shadow(box, chosen), _shadows(cases, chosen)) for cases in outside)
        ]
        if found:
            return found
    return []


def _shadow(box: Box, places: Sequence[int]) -> Box:
    return tuple(box[place] for place in places)


def _shadows(boxes: Iterable[Box], places: Sequence[int]) -> Iterable[Box]:
    return dict.fromkeys(_shadow(box, places) for box in boxes)
