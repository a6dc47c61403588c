"""One record as a validated document: what a worker, a vacancy and a programme are.

An absent value means *not known*. An empty list means *none, and that was asked*; an absent list (None) means
*not asked*. Nothing here is a guess, and no field stands for a legal question with a boolean: `Answer` has
three values through its absence.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from passerelle.records import codes
from passerelle.records.dates import PartialDate, first_day, last_day
from passerelle.records.errors import UnknownCode

Answer = Literal["yes", "no"]
"""A yes-no question; None is unknown."""


def _known_country(code: str) -> str:
    if codes.country(code) != code:
        raise ValueError(f"{code!r} is not an ISO 3166-1 alpha-3 code; expected {codes.country(code)}")
    return code


def _known_language(code: str) -> str:
    if codes.language(code) != code:
        raise ValueError(f"{code!r} is not a BCP 47 primary language; expected {codes.language(code)}")
    return code


def _known_currency(code: str) -> str:
    if codes.currency(code) != code:
        raise ValueError(f"{code!r} is not an ISO 4217 code")
    return code


def _checked(check):  # type: ignore[no-untyped-def]
    def run(code: str) -> str:
        try:
            return check(code)  # type: ignore[no-any-return]
        except UnknownCode as error:
            raise ValueError(str(error)) from None

    return AfterValidator(run)


def _a_date(value: object) -> object:
    """A date, or text YYYY-MM-DD: bare digits are not read as seconds since 1970."""
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
            raise ValueError(f"{value[:40]!r} is not a date; expected YYYY-MM-DD")
        return date.fromisoformat(value.strip())
    if isinstance(value, int | float):
        raise ValueError(f"{value!r} is a number, not a date; expected YYYY-MM-DD")
    return value


def _printable(text: str) -> str:
    """Text that any database takes: no NUL, no half of a surrogate pair."""
    if "\0" in text:
        raise ValueError("the text has a NUL character")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("the text has half of a surrogate pair") from None
    return text


Day = Annotated[date, BeforeValidator(_a_date)]
Country = Annotated[str, _checked(_known_country)]
Language = Annotated[str, _checked(_known_language)]
Currency = Annotated[str, _checked(_known_currency)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), AfterValidator(_printable)]
Text = Annotated[str, StringConstraints(max_length=50_000), AfterValidator(_printable)]
Isco08 = Annotated[str, StringConstraints(pattern=r"^\d{1,4}$")]
Cefr = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
SkillLevel = Annotated[int, Field(ge=1, le=4)]
"""1 basic, 2 independent, 3 advanced, 4 expert."""

SOURCE_STATUS = ("official text", "official page", "secondary", "staff summary", "unverified", "conflict")
SourceStatus = Literal["official text", "official page", "secondary", "staff summary", "unverified", "conflict"]


class Document(BaseModel):
    """Base: immutable, no unknown fields, no infinities."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)


class Source(Document):
    """Where a statement a person could dispute comes from."""

    instrument: Text
    article: Text | None = None
    link: Text | None = None
    retrieved_on: Day | None = None
    status: SourceStatus
    quote: Text | None = None
    note: Text | None = None


def _cents(amount: Decimal) -> Decimal:
    """With two decimals, so that equal amounts are written alike."""
    return amount.quantize(Decimal("0.01"))


class Money(Document):
    """An amount in a currency, a rate if it has a period."""

    amount: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2), AfterValidator(_cents)]
    currency: Currency
    period: Literal["hour", "day", "week", "month", "year"] | None = None


class Level(Document):
    """A level of a framework in a version: never a bare integer (ISCED-97 level 6 is not ISCED 2011 level 6)."""

    framework: Literal["ISCED", "EQF", "AQRF", "NQF"]
    version: str
    level: Annotated[int, Field(ge=0, le=10)]
    country: Country | None = None


class Evidence(Document):
    """Something a person can show, and how far each of the four tests of evidence goes."""

    id: Id
    kind: Literal[
        "diploma", "transcript", "diploma_supplement", "statement_of_comparability", "licence", "good_standing",
        "employer_reference", "master_statement", "payslip", "contract", "portfolio", "self_assessment",
        "interview", "test_result", "credential", "sworn_declaration", "language_certificate", "passport",
        "birth_certificate", "police_certificate", "health_certificate", "other",
    ]  # fmt: skip
    title: Text | None = None
    issuer: Text | None = None
    country: Country | None = None
    issued_on: Day | None = None
    valid_to: Day | None = None
    language: Language | None = None
    translated: Answer | None = None
    authenticity: Literal["unverified", "issuer_confirmed", "signature_verified", "registry", "doubt", "false"] = (
        "unverified"
    )
    sufficient: Answer | None = None


class HeldSkill(Document):
    """A skill a person has: the concept, how well, and how we know."""

    concept: Id
    label: Text | None = None
    level: SkillLevel | None = None
    origin: Literal["stated", "experience", "qualification", "assessed", "synthetic"] = "stated"
    evidence: tuple[Id, ...] = ()


class Experience(Document):
    """A spell of work of any form, paid or not."""

    title: Text | None = None
    occupation: Id | None = None
    occupation_isco08: Isco08 | None = None
    employer: Text | None = None
    country: Country | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    current: Answer | None = None
    hours_week: Annotated[float, Field(ge=0, le=168)] | None = None
    form: Literal["employee", "self_employed", "informal", "apprenticeship", "unpaid_family", "volunteer"] | None = None
    description: Text | None = None
    evidence: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Experience:
        if self.start and self.end and last_day(self.end) < first_day(self.start):
            raise ValueError(f"the end {self.end} lies before the start {self.start}")
        return self


class Qualification(Document):
    """A certificate or degree, with what is known of its standing where it was earned."""

    id: Id | None = None
    title: Text
    field_isced_f: Annotated[str, StringConstraints(pattern=r"^\d{2,4}$")] | None = None
    occupation_isco08: Isco08 | None = None
    level: Level | None = None
    country: Country | None = None
    institution: Text | None = None
    start: PartialDate | None = None
    awarded_on: PartialDate | None = None
    training_months: Annotated[int, Field(ge=0, le=240)] | None = None
    degree: Answer | None = None
    state_recognised: Answer | None = None
    evidence: tuple[Id, ...] = ()


class Licence(Document):
    """A right to practise a regulated occupation in a country."""

    occupation_isco08: Isco08
    country: Country
    authority: Text | None = None
    state: Literal["held", "promised", "lapsed", "refused"] = "held"
    valid_from: Day | None = None
    valid_to: Day | None = None
    evidence: tuple[Id, ...] = ()


class Recognition(Document):
    """What an authority of a destination has decided about a qualification."""

    country: Country
    occupation_isco08: Isco08
    decision: Literal["full", "partial", "deficit_notice", "refused"]
    decided_on: Day
    authority: Text | None = None
    evidence: tuple[Id, ...] = ()


class LanguageSkill(Document):
    """A language, and the CEFR level held (None: not known), proved by a certificate or not."""

    language: Language
    level: Cefr | Literal["none", "native"] | None = None
    certified: Answer | None = None
    evidence: tuple[Id, ...] = ()


class Preferences(Document):
    """What the person wants. Absent means not asked."""

    destinations: tuple[Country, ...] | None = None
    wage_floor: Money | None = None
    available_from: Day | None = None
    hours_week_max: Annotated[float, Field(ge=0, le=168)] | None = None
    occupations: tuple[Id, ...] | None = None


class Contact(Document):
    """Who this is. Not needed by any rule, left out of every table and report unless asked for."""

    name: Text | None = None
    email: Text | None = None
    phone: Text | None = None


class Answered(Document):
    """A fact of the rulebook's dictionary that somebody filled in, as text."""

    fact: Id
    value: Text
    evidence: tuple[Id, ...] = ()


class Worker(Document):
    """A person who looks for work, at home or abroad."""

    id: Id
    origin: Literal["registered", "fictitious", "synthetic"] = "registered"
    contact: Contact | None = None
    birth_date: Day | None = None
    nationalities: tuple[Country, ...] | None = None
    residence: Country | None = None
    returnee_from: Country | None = None
    headline: Text | None = None
    experiences: tuple[Experience, ...] | None = None
    skills: tuple[HeldSkill, ...] | None = None
    qualifications: tuple[Qualification, ...] | None = None
    licences: tuple[Licence, ...] | None = None
    recognitions: tuple[Recognition, ...] | None = None
    languages: tuple[LanguageSkill, ...] | None = None
    preferences: Preferences = Preferences()
    evidence: tuple[Evidence, ...] = ()
    answers: tuple[Answered, ...] = ()

    @model_validator(mode="after")
    def _evidence_exists(self) -> Worker:
        return _check_evidence(self)


def _check_evidence(worker: Worker) -> Worker:
    known = [item.id for item in worker.evidence]
    if len(known) != len(set(known)):
        raise ValueError("two items of evidence have the same id")
    lists = (worker.experiences, worker.skills, worker.qualifications, worker.licences, worker.recognitions,
             worker.languages, worker.answers)  # fmt: skip
    for item in (item for items in lists for item in items or ()):
        for name in item.evidence:
            if name not in known:
                raise ValueError(f"evidence {name!r} is named but not listed; listed: {', '.join(known) or 'none'}")
    return worker


class Fee(Document):
    """A cost of recruitment or of the job, and who bears it."""

    item: Literal[
        "recruitment", "placement", "visa", "travel", "medical", "insurance", "skills_test", "training",
        "equipment", "lodging", "administration", "documents", "deposit", "bond", "other",
    ]  # fmt: skip
    payer: Literal["worker", "employer", "agency", "state", "unknown"] = "unknown"
    amount: Money | None = None
    deducted_from_pay: Answer | None = None


class Deduction(Document):
    """Something taken from pay: for what, and on what basis."""

    purpose: Literal["tax", "social_security", "housing", "food", "recruitment", "advance", "damage", "union", "other"]
    legal_basis: Text | None = None
    amount: Money | None = None


class Agency(Document):
    """Who recruits, and until when the licence runs."""

    name: Text
    country: Country | None = None
    licence_number: Text | None = None
    licence_valid_from: Day | None = None
    licence_valid_to: Day | None = None


class OfferTerms(Document):
    """The terms of the offer. Absent means the offer does not say."""

    pay: Money | None = None
    pay_max: Money | None = None
    pay_method: Literal["bank", "cash", "cheque", "voucher"] | None = None
    pay_period_days: Annotated[int, Field(ge=1, le=366)] | None = None
    hours_week: Annotated[float, Field(ge=0, le=168)] | None = None
    weekly_rest_hours: Annotated[float, Field(ge=0, le=168)] | None = None
    leave_days_year: Annotated[float, Field(ge=0, le=366)] | None = None
    contract: Literal["permanent", "fixed_term", "seasonal", "apprenticeship"] | None = None
    contract_months: Annotated[int, Field(ge=0, le=600)] | None = None
    probation_months: Annotated[int, Field(ge=0, le=60)] | None = None
    notice_worker_days: Annotated[int, Field(ge=0, le=730)] | None = None
    notice_employer_days: Annotated[int, Field(ge=0, le=730)] | None = None
    fees: tuple[Fee, ...] | None = None
    deductions: tuple[Deduction, ...] | None = None
    housing: Literal["provided", "allowance", "none"] | None = None
    food: Literal["provided", "allowance", "none"] | None = None
    live_in_required: Answer | None = None
    documents_held_by: Literal["worker", "employer", "agency"] | None = None
    contract_language: Language | None = None
    written_before_departure: Answer | None = None
    copy_held_by_worker: Answer | None = None
    complaint_channel: Text | None = None
    return_travel_payer: Literal["worker", "employer", "agency", "state"] | None = None
    recruitment_mode: Literal["own_initiative", "employer_direct", "private_agency", "government"] | None = None
    agency: Agency | None = None
    collective_agreement: Answer | None = None
    union_clause: Answer | None = None
    exit_penalty: Answer | None = None
    change_employer_ban: Answer | None = None


class Requirement(Document):
    """Something the job asks for. What the law asks for is in the rulebook."""

    kind: Literal["skill", "language", "qualification", "licence", "experience", "document"]
    concept: Id | None = None
    label: Text | None = None
    importance: Literal["essential", "optional"] = "essential"
    level: SkillLevel | None = None
    language: Language | None = None
    cefr: Cefr | None = None
    qualification_level: Level | None = None
    months: Annotated[int, Field(ge=0, le=600)] | None = None
    source: Literal["advert", "occupation", "coded"] = "advert"

    @model_validator(mode="after")
    def _complete(self) -> Requirement:
        needed = {"skill": self.concept, "language": self.language, "experience": self.months}.get(self.kind, True)
        if needed is None:
            field = {"skill": "concept", "language": "language", "experience": "months"}[self.kind]
            raise ValueError(f"a requirement of kind {self.kind} needs the field {field}")
        return self


class Employer(Document):
    """Who offers the job."""

    name: Text | None = None
    country: Country | None = None
    sector_isic4: Annotated[str, StringConstraints(pattern=r"^([A-U]|\d{2,4})$")] | None = None
    care_facility: Answer | None = None


class Vacancy(Document):
    """An advert or order for one job, for a number of posts. An advert is not a post."""

    id: Id
    origin: Literal["registered", "fictitious", "synthetic", "advert"] = "registered"
    title: Text
    description: Text | None = None
    text_language: Language | None = None
    occupation: Id | None = None
    occupation_isco08: Isco08 | None = None
    employer: Employer | None = None
    country: Country | None = None
    region: Text | None = None
    posts: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    posted_on: Day | None = None
    valid_to: Day | None = None
    start_on: Day | None = None
    regulated: Answer | None = None
    working_language: Language | None = None
    requirements: tuple[Requirement, ...] = ()
    offer: OfferTerms = OfferTerms()
    eligibility_note: Text | None = None
    answers: tuple[Answered, ...] = ()

    @model_validator(mode="after")
    def _dates_in_order(self) -> Vacancy:
        if self.posted_on and self.valid_to and self.valid_to < self.posted_on:
            raise ValueError(f"valid_to {self.valid_to} lies before posted_on {self.posted_on}")
        return self


class Taught(Document):
    """A skill a programme teaches, and to what level."""

    concept: Id
    label: Text | None = None
    level: SkillLevel | None = None


class Programme(Document):
    """A course, exam preparation, assessment or bridging measure somebody can join."""

    id: Id
    origin: Literal["registered", "fictitious", "synthetic"] = "registered"
    title: Text
    provider: Text | None = None
    country: Country | None = None
    place: Text | None = None
    kind: Literal["training", "language", "bridging", "exam", "prior_learning", "orientation", "returnee"] = "training"
    mode: Literal["on_site", "online", "mixed"] | None = None
    text_language: Language | None = None
    teaches: tuple[Taught, ...] = ()
    language: Language | None = None
    cefr: Cefr | None = None
    qualification: Text | None = None
    qualification_level: Level | None = None
    occupation_isco08: Isco08 | None = None
    days: Annotated[int, Field(ge=0, le=3650)] | None = None
    fee: Money | None = None
    payer: Literal["worker", "employer", "state", "shared", "unknown"] = "unknown"
    seats: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    starts_on: Day | None = None
    prior_learning: Answer | None = None
    source: Source | None = None
