"""Supply and demand by occupation: adverts are not posts, and what is not known is not counted."""

from __future__ import annotations

from passerelle.demand import balance
from passerelle.records import Experience, Vacancy, Worker


def rows(workers=(), vacancies=()):
    found = balance(workers, vacancies)
    return {row["occupation_isco08"]: tuple(row.values())[1:] for row in found.iter_rows(named=True)}


def worked(*spells):
    return Worker(id="w", experiences=tuple(Experience(occupation_isco08=code, end=end) for code, end in spells))


def test_people_count_where_they_worked_last():
    """workers, adverts, posts, adverts that do not say how many posts"""
    assert rows([worked(("7212", "2019-01"), ("5120", "2022-01"))]) == {"5120": (1, 0, 0, 0)}
    assert rows([Worker(id="w")]) == {None: (1, 0, 0, 0)}


def test_an_advert_without_a_number_of_posts_is_not_one_post():
    jobs = [Vacancy(id=f"v{posts}", title="?", occupation_isco08="7212", posts=posts) for posts in (None, 0, 3)]
    assert rows(vacancies=jobs) == {"7212": (0, 3, 3, 1)}


def test_nobody_and_nothing():
    assert rows() == {}


def test_everybody_of_the_demo_is_counted_once(demo):
    found = balance(demo.workers.values(), demo.vacancies.values())
    assert (found["workers"].sum(), found["adverts"].sum()) == (len(demo.workers), len(demo.vacancies))
