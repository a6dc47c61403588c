"""What the job asks of skills that the person does not show, and the cheapest programmes that teach it."""

from __future__ import annotations

from datetime import date

from passerelle.matching import Score
from passerelle.planning.desk import Desk
from passerelle.planning.models import Course, SkillGap
from passerelle.records import Programme
from passerelle.training import Priced, cover

GOOD_ENOUGH = 44
"""Credit in 48ths from which a required skill needs no course: the skill itself or a narrower one."""


def skill_gap(score: Score, desk: Desk, as_of: date, *, places: tuple[str | None, ...]) -> SkillGap:
    """Missing essential skills and the programmes that cover as many of them as can be covered, at least cost.

    `places`: the countries in which somebody could sit in a class room.
    """
    missing = frozenset(item.concept for item in score.parts if item.essential and item.credit < GOOD_ENOUGH)
    by_id = {item.id: item for item in desk.programmes_teaching(missing, places)}
    found = cover(missing, [_priced(item, desk, as_of) for item in by_id.values()])
    return SkillGap(
        missing=tuple(sorted(missing)),
        courses=tuple(_course(by_id[name], missing, desk, as_of) for name in found.chosen),
        uncovered=tuple(sorted(found.uncovered)),
        exact=found.exact,
    )


def _fee(item: Programme, desk: Desk, as_of: date) -> float | None:
    euro = desk.rates.in_eur(item.fee.amount, item.fee.currency, as_of) if item.fee else None
    return None if euro is None else round(float(euro), 2)


def _priced(item: Programme, desk: Desk, as_of: date) -> Priced:
    return Priced(item.id, frozenset(taught.concept for taught in item.teaches), _fee(item, desk, as_of), item.days)


def _course(item: Programme, missing: frozenset[str], desk: Desk, as_of: date) -> Course:
    return Course(
        programme=item.id,
        title=item.title,
        provider=item.provider,
        closes=tuple(sorted(missing & {taught.concept for taught in item.teaches})),
        days=item.days,
        fee_eur=_fee(item, desk, as_of),
        payer=item.payer,
    )
