"""The shape of a rule file: what every key is, before the table is compiled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal

import pycountry
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from passerelle.records.verdicts import Verdict
from passerelle.rules.dates import Interval
from passerelle.rules.values import Line, Text

BODIES = ("ILO", "ASEAN", "ECOWAS", "EU", "PROJECT")
LINKLESS = ("staff summary", "unverified")  # the only statuses a source without a link may have
MAX_INPUTS = 12
MAX_ROWS = 200

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)+$", max_length=120)]
LocalName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Topic = Literal["residence", "recognition", "licence", "language", "offer", "recruitment", "exit", "entry", "document"]
Severity = Literal["binding", "practice", "recommendation", "project"]
Status = Literal["official text", "official page", "secondary", "staff summary", "unverified", "conflict"]


@cache
def _is_jurisdiction(code: str) -> bool:
    return code in BODIES or pycountry.countries.get(alpha_3=code) is not None


def _jurisdiction(code: str) -> str:
    if not _is_jurisdiction(code):
        raise ValueError(f"expected an ISO 3166-1 alpha-3 country code or one of {', '.join(BODIES)}")
    return code


Jurisdiction = Annotated[str, AfterValidator(_jurisdiction)]


def _day(value: Any) -> Any:
    """Dates are dates already (the reader makes them); text and numbers are not guessed at."""
    if value is not None and not isinstance(value, date):
        raise ValueError("expected a date such as 2026-08-19, without quotes")
    return value


Day = Annotated[date, BeforeValidator(_day)]


class Strict(BaseModel):
    """Nothing but the keys of the format."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Strict):
    """Where a statement can be read: instrument, article, link, when it was read, and how good the source is."""

    instrument: Line
    article: Line
    link: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=1000)] | None = None
    retrieved_on: Day
    status: Status
    quote: Annotated[str, StringConstraints(max_length=300)] | None = None
    note: Line | None = None

    @model_validator(mode="after")
    def _linked(self) -> Source:
        if self.link is None and self.status not in LINKLESS:
            raise ValueError(f"a link is required unless the status is {' or '.join(LINKLESS)}")
        return self


def _scalar(value: Any) -> Any:
    if isinstance(value, bool | None) or not isinstance(value, str | int | Decimal | date):
        raise ValueError("expected a number, a date or a word")
    return value


def _scalar_or_list(value: Any) -> Any:
    if isinstance(value, list):
        if not value:
            raise ValueError("expected at least one value in the list")
        return [_scalar(item) for item in value]
    return _scalar(value)


class ParameterPeriod(Strict):
    """The value of a parameter over some days."""

    start: Day | None = Field(alias="from")
    end: Day | None = Field(alias="to")
    value: Annotated[Any, BeforeValidator(_scalar_or_list)]
    source: Source | None = None

    @model_validator(mode="after")
    def _ordered(self) -> ParameterPeriod:
        _check_order(self.start, self.end, "from", "to")
        return self

    @property
    def interval(self) -> Interval:
        return Interval(self.start, self.end)


class ParameterEntry(Strict):
    """A dated value a cell may name with $."""

    unit: Line
    values: Annotated[tuple[ParameterPeriod, ...], Field(min_length=1)]
    note: Line | None = None

    @model_validator(mode="after")
    def _one_at_a_time(self) -> ParameterEntry:
        for place, period in enumerate(self.values):
            for other in self.values[:place]:
                if period.interval.overlaps(other.interval):
                    raise ValueError(f"two values on the same day: {period.interval} and {other.interval}")
        return self


def _cell_text(value: Any) -> Any:
    """A cell as text; an unquoted number or date stands for itself."""
    if isinstance(value, bool):
        raise ValueError('write "yes" or "no", or "-" for any value')
    if isinstance(value, int | Decimal | date):
        return str(value)
    return value


class RowEntry(Strict):
    """A row: a cell per input, the verdict, and why."""

    when: tuple[Annotated[str, BeforeValidator(_cell_text)], ...]
    then: Verdict
    because: Text
    note: Line | None = None


class TestEntry(Strict):
    """A case whose verdict the author states."""

    __test__ = False

    name: Line
    as_of: Day
    given: dict[str, Any]
    expect: Verdict
    asks: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _asks_when_unknown(self) -> TestEntry:
        if self.asks and self.expect is not Verdict.UNKNOWN:
            raise ValueError(f"`asks` goes with `expect: UNKNOWN`; here it is {self.expect}")
        return self


class RuleEntry(Strict):
    """A rule file."""

    id: Identifier
    version: Annotated[int, Field(strict=True, ge=1)]
    title: Text
    jurisdiction: Jurisdiction
    topic: Topic
    severity: Severity
    source: Source
    author: Line
    reviewer: Line | None
    valid_from: Day | None
    valid_to: Day | None
    recorded_from: Day
    recorded_to: Day | None = None
    inputs: Annotated[dict[LocalName, str], Field(min_length=1, max_length=MAX_INPUTS)]
    parameters: dict[LocalName, ParameterEntry] = {}
    hit_policy: Literal["first", "unique", "collect"]
    rows: Annotated[tuple[RowEntry, ...], Field(min_length=1, max_length=MAX_ROWS)]
    tests: Annotated[tuple[TestEntry, ...], Field(min_length=1)]
    note: Line | None = None

    @model_validator(mode="after")
    def _consistent(self) -> RuleEntry:
        _check_order(self.valid_from, self.valid_to, "valid_from", "valid_to")
        _check_order(self.recorded_from, self.recorded_to, "recorded_from", "recorded_to")
        taken = {"as_of", *self.parameters} & set(self.inputs)
        if taken or "as_of" in self.parameters:
            raise ValueError(f"{', '.join(sorted(taken or {'as_of'}))}: the name is taken; choose another")
        return self

    @property
    def interval(self) -> Interval:
        """The days the rule is in force."""
        return Interval(self.valid_from, self.valid_to)

    @property
    def recorded(self) -> Interval:
        """The days the record stood in the book."""
        return Interval(self.recorded_from, self.recorded_to)


def _check_order(start: date | None, end: date | None, first: str, last: str) -> None:
    if start is not None and end is not None and end < start:
        raise ValueError(f"`{last}` {end} is before `{first}` {start}")
