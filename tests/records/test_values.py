"""Verdicts, dates, codes and money."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.records import Money, Verdict, all_of, any_of
from passerelle.records.codes import country, currency, isco_skill_level, language
from passerelle.records.dates import add_months, months_covered, whole_years
from passerelle.records.errors import UnknownCode
from passerelle.records.money import Rates, hour_eur, year_amount, year_eur

COMPLETIONS = {Verdict.MET: (True,), Verdict.NOT_MET: (False,), Verdict.UNKNOWN: (True, False)}
verdicts = st.sampled_from(list(Verdict))


def agreed(answers):
    """What all completions of unknowns agree on."""
    found = set(answers)
    return Verdict.UNKNOWN if len(found) > 1 else Verdict.MET if found.pop() else Verdict.NOT_MET


@given(st.lists(verdicts, max_size=6))
def test_conjunction_and_disjunction_are_what_all_completions_agree_on(items):
    worlds = list(product(*(COMPLETIONS[item] for item in items)))
    assert all_of(items) is agreed(all(world) for world in worlds)
    assert any_of(items) is agreed(any(world) for world in worlds)


@given(verdicts, verdicts)
def test_de_morgan(a, b):
    assert ~(a & b) is (~a | ~b)


spans = st.tuples(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 3000)).map(
    lambda pair: (pair[0], date.fromordinal(pair[0].toordinal() + pair[1]))
)


@given(st.lists(spans, max_size=4), spans)
def test_months_are_counted_once_and_more_work_is_never_fewer_months(some, more):
    assert months_covered(some + some) == months_covered(some)
    assert months_covered([*some, more]) >= months_covered(some)


def test_months_of_a_year():
    assert months_covered([(date(2020, 1, 1), date(2020, 12, 31))]) == 12
    assert months_covered([(date(2020, 1, 1), date(2020, 6, 30)), (date(2020, 4, 1), date(2020, 12, 31))]) == 12


def test_age_and_month_arithmetic():
    assert whole_years(date(1981, 8, 20), date(2026, 8, 19)) == 44
    assert whole_years(date(1981, 8, 19), date(2026, 8, 19)) == 45
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)


def test_codes_by_name_and_by_code():
    assert [country(text) for text in ("PH", "phl", "Philippines", "Côte d'Ivoire", "XK")] == ["PHL"] * 3 + [
        "CIV",
        "XKX",
    ]
    assert [language(text) for text in ("de", "deu", "German", "Filipino", "de-AT")] == ["de", "de", "de", "tl", "de"]
    assert currency("euro") == "EUR"
    with pytest.raises(UnknownCode, match="Did you mean"):
        country("Phillipines")


def test_isco_skill_levels_follow_the_major_groups_with_hospitality_managers_apart():
    levels = {"2221": 4, "3221": 3, "7212": 2, "9111": 1, "1120": 4, "1411": 3, "0110": 4, "0210": 2, "03": 1}
    assert {code: isco_skill_level(code) for code in levels} == levels
    assert [isco_skill_level(code) for code in ("1", "0", "")] == [None, None, None]


def test_pay_in_a_year_and_an_hour():
    rates = Rates.of([("PHP", date(2024, 1, 1), Decimal(60)), ("PHP", date(2025, 1, 1), Decimal(66))])
    month = Money(amount=Decimal("30000"), currency="PHP", period="month")
    assert year_amount(Money(amount=Decimal(10), currency="EUR", period="hour"), 40) == 20800
    assert year_eur(month, None, rates=rates, as_of=date(2024, 6, 1)) == Decimal("6000.00")
    assert year_eur(month, None, rates=rates, as_of=date(2025, 6, 1)) == Decimal("5454.55")
    assert year_eur(month, None, rates=rates, as_of=date(2023, 6, 1)) is None
    assert hour_eur(month, None, rates=rates, as_of=date(2025, 6, 1)) is None
    assert (
        hour_eur(Money(amount=Decimal(52), currency="EUR", period="week"), 26, rates=rates, as_of=date(2025, 1, 1)) == 2
    )
