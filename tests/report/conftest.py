"""The fictitious universe of the report's tests. Nobody and no employer here exists.

plan nurse-0007 > hospital-3      closable: five steps; the cheapest way and the fastest differ
plan welder-0002 > yard-1         ask: three facts are not known; one skill has no course
plan carer-0011 > home-5          open: everything is met
plan nurse-0031 > hospital-4      blocked: an age rule with no step; sources secondary and unverified
plan carer-0040 > home-9          no corridor, no score: nothing is on file
big_tables()                      200 workers, 24 vacancies, 400 pairs, and everything that is added up
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from passerelle.planning import Plan
from passerelle.records import Vacancy, Worker, to_table

AS_OF = date(2026, 3, 2)
PINS = {
    "taxonomy": "starter 2026-01",
    "rulebook": "sha256:3fb1c0ffee",
    "parameters": "sha256:0ddba11",
    "passerelle": "0.1.0",
}
LABELS: dict[str, dict[str, str]] = {
    "2221": {"en": "Nursing professionals", "de": "Akademische Pflegefachkräfte", "ar": "أخصائيو التمريض"},
    "5321": {"en": "Health care assistants", "de": "Pflegehelferinnen und Pflegehelfer", "ar": "مساعدو الرعاية الصحية"},
    "7212": {"en": "Welders and flame cutters", "de": "Schweißer und Brennschneider", "ar": "اللحّامون"},
    "7411": {"en": "Building electricians", "de": "Bauelektriker", "ar": "كهربائيو المباني"},
    "7126": {"en": "Plumbers and pipe fitters", "de": "Klempner und Rohrinstallateure", "ar": "السبّاكون"},
    "5120": {"en": "Cooks", "de": "Köchinnen und Köche", "ar": "الطهاة"},
    "s:geriatric": {"en": "care for older people", "de": "ältere Menschen pflegen", "ar": "رعاية كبار السن"},
    "s:medication": {"en": "administer medication", "de": "Arzneimittel verabreichen", "ar": "إعطاء الأدوية"},
    "s:wound": {"en": "manage wounds", "de": "Wunden versorgen", "ar": "العناية بالجروح"},
    "s:records": {"en": "keep care records", "de": "Pflege dokumentieren", "ar": "توثيق الرعاية"},
    "s:tig": {"en": "TIG welding", "de": "WIG-Schweißen", "ar": "لحام تيغ"},
    "s:drawings": {"en": "read technical drawings", "de": "technische Zeichnungen lesen", "ar": "قراءة الرسوم الفنية"},
    "s:wiring": {"en": "install wiring", "de": "Leitungen verlegen", "ar": "تمديد الأسلاك"},
    "s:hygiene": {"en": "food hygiene", "de": "Lebensmittelhygiene", "ar": "سلامة الأغذية"},
}


def label(key: str, language: str) -> str:
    names = LABELS.get(key, {})
    return names.get(language) or names.get("en") or key


def source(
    instrument: str, article: str | None = None, *, status: str = "official text", link: str | None = None
) -> Any:
    return {
        "instrument": instrument,
        "article": article,
        "status": status,
        "link": link,
        "retrieved_on": date(2026, 2, 20),
    }


LAW = "https://www.gesetze-im-internet.de/aufenthg_2004/"
RECOGNITION = source("PflBG", "s.40", link="https://www.gesetze-im-internet.de/pflbg/__40.html")
RESIDENCE = source("AufenthG", "s.18a with s.2(12b)", link=LAW + "__18a.html")
MEASURE = source("AufenthG", "s.16d(1)", link=LAW + "__16d.html")
SALARY = source("AufenthG", "s.18(2) no.5", link=LAW + "__18.html")
FEES = source(
    "ILO General principles and operational guidelines for fair recruitment",
    "principle 7",
    link="https://www.ilo.org/publications/fair-recruitment",
)
ADVERT = source("Advert of the employer", status="official page")
HEARSAY = source("Price list of a language school, Manila", status="unverified")
SECOND_HAND = source("Handbook for returnees, chapter 4", status="secondary")


def finding(
    requirement: str, kind: str, verdict: str, title: dict[str, str], reason: dict[str, str], **more: Any
) -> dict[str, Any]:
    return {"requirement": requirement, "kind": kind, "verdict": verdict, "title": title, "reason": reason} | more


TITLES: dict[str, dict[str, str]] = {
    "law.licence": {
        "en": "Permission to use the title of nurse",
        "de": "Erlaubnis zum Führen der Berufsbezeichnung",
        "ar": "إذن بمزاولة مهنة التمريض",
    },
    "law.language": {
        "en": "German at level B2 for the licence",
        "de": "Deutsch B2 für die Berufserlaubnis",
        "ar": "اللغة الألمانية بمستوى B2 للترخيص",
    },
    "law.permit": {
        "en": "Skilled worker with vocational training",
        "de": "Fachkraft mit Berufsausbildung",
        "ar": "عامل ماهر ذو تدريب مهني",
    },
    "law.age": {
        "en": "Pay or pension for persons aged 45 and over",
        "de": "Gehalt oder Altersversorgung ab 45 Jahren",
        "ar": "الأجر أو المعاش لمن بلغ 45 عاماً فأكثر",
    },
    "offer.fees": {
        "en": "No recruitment fee for the worker",
        "de": "Keine Vermittlungskosten für die Arbeitskraft",
        "ar": "لا رسوم استقدام على العامل",
    },
    "offer.written": {
        "en": "Written contract before departure",
        "de": "Schriftlicher Vertrag vor der Abreise",
        "ar": "عقد مكتوب قبل السفر",
    },
    "job.language.de": {"en": "German at level B1 for the job"},
    "job.wage": {"en": "Wage not below the wish of the person"},
    "doc.translation": {
        "en": "Certified translation of the transcript",
        "de": "Beglaubigte Übersetzung des Notenspiegels",
        "ar": "ترجمة معتمدة لكشف الدرجات",
    },
    "step.b2": {
        "en": "German course from B1 to B2",
        "de": "Deutschkurs von B1 bis B2",
        "ar": "دورة ألمانية من B1 إلى B2",
    },
    "step.b2.intensive": {
        "en": "Intensive German course to B2",
        "de": "Intensivkurs Deutsch bis B2",
        "ar": "دورة ألمانية مكثفة إلى B2",
    },
    "step.translate": {
        "en": "Have the transcript translated",
        "de": "Notenspiegel übersetzen lassen",
        "ar": "ترجمة كشف الدرجات",
    },
    "step.apply": {"en": "Apply for recognition", "de": "Anerkennung beantragen", "ar": "طلب الاعتراف بالمؤهل"},
    "step.adapt": {
        "en": "Adaptation course in a hospital",
        "de": "Anpassungslehrgang im Krankenhaus",
        "ar": "دورة تكييف في المستشفى",
    },
    "step.exam": {
        "en": "Knowledge test instead of the course",
        "de": "Kenntnisprüfung statt Lehrgang",
        "ar": "اختبار معرفة بدلاً من الدورة",
    },
    "step.visa": {
        "en": "Visa for the recognition measure",
        "de": "Visum zur Anerkennung",
        "ar": "تأشيرة لإجراءات الاعتراف",
    },
}


def step(
    name: str,
    kind: str,
    start: float,
    days: tuple[float, float, float],
    cost: tuple[float, float, float],
    payer: str,
    *,
    currency: str = "EUR",
    closes: tuple[str, ...] = (),
    src: Any = RECOGNITION,
    **more: Any,
) -> dict[str, Any]:
    rate = {"EUR": 1.0, "PHP": 0.016}[currency]
    span = dict(zip(("low", "likely", "high"), cost, strict=True))
    return {
        "id": name,
        "title": TITLES[name],
        "kind": kind,
        "starts_on_day": start,
        "after": (),
        "payer": payer,
        "days": dict(zip(("low", "likely", "high"), days, strict=True)),
        "cost": span,
        "currency": currency,
        "cost_eur": {key: round(value * rate, 2) for key, value in span.items()},
        "closes": closes,
        "source": src,
        "success": "likely",
    } | more


def option(aim: str, *steps: dict[str, Any]) -> dict[str, Any]:
    def total(key: str, paid: tuple[str, ...]) -> dict[str, float]:
        return {
            end: round(sum(s[key][end] for s in steps if s["payer"] in paid), 2) for end in ("low", "likely", "high")
        }

    everybody = ("worker", "employer", "state", "shared", "unknown")
    days = {
        end: max((s["starts_on_day"] + s["days"][end] for s in steps), default=0.0) for end in ("low", "likely", "high")
    }
    return {
        "aim": aim,
        "steps": steps,
        "days": days,
        "eur": total("cost_eur", everybody),
        "eur_worker": total("cost_eur", ("worker", "shared")),
        "eur_unknown_payer": total("cost_eur", ("unknown",)),
    }


def route(name: str, title: dict[str, str], verdict: str, status: str, src: Any, **more: Any) -> dict[str, Any]:
    empty = {"not_met": (), "unknown": (), "nearest": (), "cheapest": None, "fastest": None}
    return {"id": name, "title": title, "verdict": verdict, "status": status, "source": src} | empty | more


def part(concept: str, weight: int, credit: int, how: str, by: str | None = None) -> dict[str, Any]:
    return {
        "concept": concept,
        "label": label(concept, "en"),
        "weight": weight,
        "credit": credit,
        "contribution": weight * credit,
        "how": how,
        "by": by,
    }


def make_plan(**values: Any) -> Plan:
    parts = values.get("parts", ())
    empty: dict[str, Any] = {
        "corridor": "phl-deu",
        "as_of": AS_OF,
        "verdict": "UNKNOWN",
        "score_max": 48000,
        "score_note": None,
        "parts": (),
        "score": sum(item["contribution"] for item in parts) if parts else None,
        "qualification_match": "matched",
        "skill_surplus": 2,
        "findings": (),
        "routes": (),
        "chosen_route": None,
        "cheapest": None,
        "fastest": None,
        "skills": {"missing": (), "courses": (), "uncovered": (), "exact": True},
        "asks": (),
        "questions": {},
        "alternatives": (),
        "pins": PINS,
    }
    return Plan.model_validate(empty | values)


def nurse() -> Plan:
    cheap = option(
        "cheapest",
        step(
            "step.translate", "document", 0, (5, 10, 20), (4000, 6000, 9000), "worker", currency="PHP", src=SECOND_HAND
        ),
        step(
            "step.b2",
            "course",
            0,
            (90, 140, 200),
            (300, 600, 1200),
            "employer",
            closes=("law.language",),
            src=HEARSAY,
            cost_status="unverified",
        ),
        step("step.apply", "recognition", 10, (60, 120, 240), (150, 250, 600), "worker"),
        step("step.visa", "visa", 140, (20, 45, 90), (75, 75, 75), "worker", src=MEASURE),
        step(
            "step.adapt",
            "assessment",
            185,
            (120, 240, 540),
            (0, 0, 0),
            "employer",
            closes=("law.licence", "law.permit"),
        ),
    )
    fast = option(
        "fastest",
        step(
            "step.translate", "document", 0, (5, 10, 20), (4000, 6000, 9000), "worker", currency="PHP", src=SECOND_HAND
        ),
        step(
            "step.b2.intensive",
            "course",
            0,
            (60, 80, 110),
            (1500, 2100, 2600),
            "worker",
            closes=("law.language",),
            src=HEARSAY,
        ),
        step("step.apply", "recognition", 10, (60, 120, 240), (150, 250, 600), "worker"),
        step("step.visa", "visa", 130, (20, 45, 90), (75, 75, 75), "worker", src=MEASURE),
        step(
            "step.exam",
            "exam",
            175,
            (30, 90, 150),
            (300, 500, 900),
            "employer",
            closes=("law.licence",),
            success="open",
        ),
    )
    measure = {
        "en": "Residence for recognition of the qualification",
        "de": "Aufenthalt zur Anerkennung der Qualifikation",
        "ar": "الإقامة لغرض الاعتراف بالمؤهل",
    }
    skilled = {
        "en": "Skilled worker with vocational training",
        "de": "Fachkraft mit Berufsausbildung",
        "ar": "عامل ماهر ذو تدريب مهني",
    }
    return make_plan(
        worker="nurse-0007",
        vacancy="hospital-3",
        status="closable",
        verdict="NOT_MET",
        parts=(
            part("s:medication", 320, 48, "covered", "s:medication"),
            part("s:geriatric", 280, 0, "none"),
            part("s:wound", 250, 44, "narrower", "s:medication"),
            part("s:records", 150, 24, "related", "s:wound"),
        ),
        findings=(
            finding(
                "law.licence",
                "law",
                "NOT_MET",
                TITLES["law.licence"],
                {
                    "en": "The authority found gaps against the German training: partial recognition.",
                    "de": "Die Behörde hat Unterschiede zur deutschen Ausbildung festgestellt: Teilanerkennung.",
                    "ar": "وجدت الجهة المختصة فروقاً عن التدريب الألماني: اعتراف جزئي.",
                },
                severity="binding",
                source=RECOGNITION,
                version=2,
                evidence=("notice-2025-11",),
                trace={"rule": "law.licence", "facts": {"recognition.decision": "partial"}, "row": 2},
            ),
            finding(
                "law.language",
                "law",
                "NOT_MET",
                TITLES["law.language"],
                {
                    "en": "B1 is certified; the licence asks for B2.",
                    "de": "B1 ist nachgewiesen; verlangt ist B2.",
                    "ar": "المستوى المثبت B1، والمطلوب B2.",
                },
                severity="binding",
                source=source("Conference of health ministers, key points 2019", "no. 3", status="secondary"),
                version=1,
                evidence=("cert-b1",),
                trace={"rule": "law.language", "facts": {"language.de": "B1"}, "row": 1},
            ),
            finding(
                "offer.fees",
                "offer",
                "UNKNOWN",
                TITLES["offer.fees"],
                {
                    "en": "The offer does not say who pays the agency.",
                    "de": "Das Angebot sagt nicht, wer die Agentur bezahlt.",
                    "ar": "لا يذكر العرض من يدفع للوكالة.",
                },
                severity="standard",
                source=FEES,
                version=1,
                asks=("offer.fees_paid_by",),
            ),
            finding(
                "law.age",
                "law",
                "MET",
                TITLES["law.age"],
                {"en": "The person is under 45.", "de": "Die Person ist unter 45.", "ar": "العمر أقل من 45."},
                severity="binding",
                source=SALARY,
                version=3,
                evidence=("passport",),
            ),
            finding(
                "offer.written",
                "offer",
                "MET",
                TITLES["offer.written"],
                {
                    "en": "A written contract in German and English is on file.",
                    "de": "Ein Vertrag auf Deutsch und Englisch liegt vor.",
                    "ar": "يوجد عقد مكتوب.",
                },
                severity="standard",
                source=FEES,
                version=1,
                evidence=("contract-1",),
            ),
            finding(
                "job.language.de",
                "job",
                "MET",
                TITLES["job.language.de"],
                {"en": "B1 is asked and certified."},
                source=ADVERT,
                evidence=("cert-b1",),
            ),
        ),
        routes=(
            route(
                "deu.16d",
                measure,
                "NOT_MET",
                "closable",
                MEASURE,
                not_met=("law.language", "law.licence"),
                unknown=("offer.fees",),
                cheapest=cheap,
                fastest=fast,
            ),
            route(
                "deu.18a", skilled, "NOT_MET", "blocked", RESIDENCE, not_met=("law.licence",), nearest=("law.licence",)
            ),
        ),
        chosen_route="deu.16d",
        cheapest=cheap,
        fastest=fast,
        skills={
            "missing": ("s:geriatric",),
            "uncovered": (),
            "exact": True,
            "courses": (
                {
                    "programme": "p-12",
                    "title": "Geriatric care, 160 hours",
                    "provider": "Training centre 4 (fictitious)",
                    "closes": ("s:geriatric",),
                    "days": 30,
                    "fee_eur": 90.0,
                    "payer": "state",
                },
            ),
        },
        asks=("offer.fees_paid_by",),
        questions={
            "offer.fees_paid_by": {
                "en": "Who pays the recruitment agency, and how much?",
                "de": "Wer bezahlt die Vermittlungsagentur, und wie viel?",
                "ar": "من يدفع لوكالة الاستقدام، وكم؟",
            }
        },
        alternatives=(
            {
                "kind": "same job elsewhere",
                "id": "hospital-9",
                "title": "Nurse, surgical ward",
                "score": 39000,
                "note": "DEU",
            },
            {"kind": "near occupation", "id": "5321", "title": "Health care assistants", "needs": ("s:geriatric",)},
            {
                "kind": "other route",
                "id": "deu.18a",
                "title": "Skilled worker with vocational training",
                "needs": ("step.exam",),
            },
        ),
    )


def welder() -> Plan:
    return make_plan(
        worker="welder-0002",
        vacancy="yard-1",
        status="ask",
        verdict="UNKNOWN",
        qualification_match="unknown",
        parts=(part("s:tig", 600, 48, "covered", "s:tig"), part("s:drawings", 400, 12, "sibling", "s:tig")),
        findings=(
            finding(
                "law.permit",
                "law",
                "UNKNOWN",
                TITLES["law.permit"],
                {"en": "Nobody has stated how long the apprenticeship lasted."},
                source=RESIDENCE,
                severity="binding",
                version=2,
                asks=("qualification.months",),
            ),
            finding(
                "offer.written",
                "offer",
                "UNKNOWN",
                TITLES["offer.written"],
                {"en": "The offer does not say."},
                source=FEES,
                asks=("offer.written",),
            ),
            finding(
                "job.wage",
                "job",
                "UNKNOWN",
                TITLES["job.wage"],
                {"en": "The wage wish was not asked."},
                asks=("preferences.wage",),
            ),
            finding(
                "offer.fees",
                "offer",
                "MET",
                TITLES["offer.fees"],
                {"en": "The employer pays the agency.", "de": "Der Betrieb bezahlt die Agentur."},
                source=FEES,
            ),
        ),
        routes=(
            route(
                "deu.18a",
                TITLES["law.permit"],
                "UNKNOWN",
                "ask",
                RESIDENCE,
                unknown=("law.permit",),
                cheapest=option("cheapest"),
                fastest=option("fastest"),
            ),
        ),
        chosen_route="deu.18a",
        cheapest=option("cheapest"),
        fastest=option("fastest"),
        skills={"missing": ("s:drawings",), "courses": (), "uncovered": ("s:drawings",), "exact": True},
        asks=("qualification.months", "offer.written", "preferences.wage"),
        questions={
            "qualification.months": {
                "en": "How many months did the training last?",
                "de": "Wie viele Monate dauerte die Ausbildung?",
                "ar": "كم شهراً استمر التدريب؟",
            },
            "offer.written": {
                "en": "Is there a written contract?",
                "de": "Gibt es einen schriftlichen Vertrag?",
                "ar": "هل يوجد عقد مكتوب؟",
            },
        },
    )


def carer() -> Plan:
    return make_plan(
        worker="carer-0011",
        vacancy="home-5",
        status="open",
        verdict="MET",
        qualification_match="over",
        parts=(
            part("s:geriatric", 700, 48, "covered", "s:geriatric"),
            part("s:records", 300, 48, "covered", "s:records"),
        ),
        findings=(
            finding(
                "offer.fees",
                "offer",
                "MET",
                TITLES["offer.fees"],
                {"en": "The employer pays.", "de": "Der Betrieb zahlt."},
                source=FEES,
            ),
            finding(
                "law.permit",
                "law",
                "MET",
                TITLES["law.permit"],
                {"en": "Recognised in full.", "de": "Voll anerkannt."},
                source=RESIDENCE,
            ),
        ),
        routes=(
            route(
                "deu.18a",
                TITLES["law.permit"],
                "MET",
                "open",
                RESIDENCE,
                cheapest=option("cheapest"),
                fastest=option("fastest"),
            ),
        ),
        chosen_route="deu.18a",
        cheapest=option("cheapest"),
        fastest=option("fastest"),
    )


def blocked() -> Plan:
    return make_plan(
        worker="nurse-0031",
        vacancy="hospital-4",
        status="blocked",
        verdict="NOT_MET",
        qualification_match="under",
        parts=(part("s:medication", 1000, 24, "broader", "s:wound"),),
        findings=(
            finding(
                "law.age",
                "law",
                "NOT_MET",
                TITLES["law.age"],
                {
                    "en": "The pay offered is below the limit for persons aged 45 and over, and no pension is shown.",
                    "de": "Das Gehalt liegt unter der Grenze ab 45 Jahren, eine Altersversorgung ist nicht belegt.",
                },
                severity="binding",
                source=source("Note by a consultancy", status="conflict"),
                version=1,
            ),
        ),
        routes=(
            route(
                "deu.18a",
                TITLES["law.permit"],
                "NOT_MET",
                "blocked",
                RESIDENCE,
                not_met=("law.age",),
                nearest=("law.age",),
            ),
        ),
    )


def uncharted() -> Plan:
    return make_plan(
        worker="carer-0040",
        vacancy="home-9",
        status="ask",
        corridor=None,
        score_note="no skills stated",
        qualification_match="unknown",
        findings=(
            finding(
                "law.coverage",
                "coverage",
                "UNKNOWN",
                {"en": "Legal requirements"},
                {"en": "Not decided: no rulebook is on file for KEN to JPN. The move may be lawful or not."},
                source=source("Passerelle rulebook", status="staff summary"),
            ),
        ),
    )


def five_plans() -> list[Plan]:
    return [nurse(), welder(), carer(), blocked(), uncharted()]


OCCUPATIONS = ("2221", "5321", "7212", "7411", "7126", "5120", None)
GAPS = (
    ("law", "law.language", "NOT_MET"),
    ("law", "law.licence", "NOT_MET"),
    ("offer", "offer.fees", "UNKNOWN"),
    ("law", "doc.translation", "NOT_MET"),
    ("skill", "s:geriatric", "NOT_MET"),
    ("skill", "s:drawings", "NOT_MET"),
    ("skill", "s:hygiene", "NOT_MET"),
    ("law", "law.permit", "UNKNOWN"),
    ("offer", "offer.written", "UNKNOWN"),
    ("law", "law.age", "NOT_MET"),
)


def big_tables(*, workers: int = 200, seed: int = 7) -> dict[str, pa.Table]:
    """Two pairs for each worker over 24 vacancies, and the tables that add them up; all from one seed."""
    draw = random.Random(seed)
    vacancies = [
        Vacancy(
            id=f"v-{n:03}",
            origin="fictitious",
            title=f"Post {n}",
            occupation_isco08=OCCUPATIONS[n % 7],
            posts=None if n % 4 == 0 else draw.randint(1, 14),
            country=None if n == 5 else "DEU",
        )
        for n in range(24)
    ]
    people = [Worker(id=f"w-{n:04}", origin="fictitious", skills=None if n % 9 == 0 else ()) for n in range(workers)]
    plans, lacking = [], {}
    for worker in people[: workers - 12]:
        for rank, vacancy in enumerate(draw.sample(vacancies, 2), 1):
            status = draw.choices(("open", "ask", "closable", "blocked"), (1, 4, 5, 3))[0]
            days = float(draw.randint(30, 500)) if status == "closable" else None
            plans.append(
                {
                    "worker_id": worker.id,
                    "vacancy_id": vacancy.id,
                    "rank": rank,
                    "corridor": "phl-deu",
                    "status": status,
                    "verdict": "UNKNOWN",
                    "score": draw.randint(9000, 48000),
                    "route": "deu.18a",
                    "days": days,
                    "eur_worker": days and float(draw.randint(0, 1800)),
                    "eur": days and float(draw.randint(500, 6000)),
                    "steps": [],
                    "not_met": [],
                    "asks": [],
                }
            )
            for place, (kind, gap, verdict) in enumerate(GAPS):
                if draw.random() < 0.75 / (1 + place * 0.45):
                    key = (vacancy.occupation_isco08, kind, gap, verdict)
                    lacking.setdefault(key, set()).add(worker.id)
    gaps = [
        {
            "occupation_isco08": code,
            "kind": kind,
            "gap": gap,
            "title": TITLES.get(gap, LABELS.get(gap, {}))["en"],
            "verdict": verdict,
            "workers": len(found),
            "workers_only": len(found) // 4,
        }
        for (code, kind, gap, verdict), found in lacking.items()
    ]
    return {
        "workers": to_table(people, Worker),
        "vacancies": to_table(vacancies, Vacancy),
        "plans": pa.Table.from_pylist(plans),
        "matches": _matches(plans, draw),
        "gaps": pa.Table.from_pylist(gaps),
        "balance": _balance(vacancies, draw),
        **_rest(draw),
    }


def _matches(plans: list[dict[str, Any]], draw: random.Random) -> pa.Table:
    levels = ("over", "matched", "matched", "under", "unknown")
    rows = [
        {
            "worker_id": p["worker_id"],
            "vacancy_id": p["vacancy_id"],
            "rank": p["rank"],
            "score": p["score"],
            "qualification_match": draw.choice(levels),
        }
        for p in plans
    ]
    return pa.Table.from_pylist(rows)


def _balance(vacancies: list[Vacancy], draw: random.Random) -> pa.Table:
    rows = []
    for code in OCCUPATIONS:
        mine = [item for item in vacancies if item.occupation_isco08 == code]
        rows.append(
            {
                "occupation_isco08": code,
                "workers": draw.randint(2, 60),
                "adverts": len(mine),
                "posts": sum(item.posts or 0 for item in mine),
                "adverts_without_posts": sum(item.posts is None for item in mine),
            }
        )
    return pa.Table.from_pylist(rows)


def _rest(draw: random.Random) -> dict[str, pa.Table]:
    steps = ("step.adapt", "step.b2", "step.apply", "step.visa", "step.translate", "step.exam")
    payers = ("employer", "unknown", "worker", "worker", "worker", "employer")
    return {
        "bottlenecks": pa.Table.from_pylist(
            [
                {
                    "step": name,
                    "title": TITLES[name]["en"],
                    "payer": payer,
                    "plans": 140 - 20 * n,
                    "workers": 110 - 18 * n,
                    "days": 31000.0 / (n + 1),
                    "eur": 52000.0 / (n + 2),
                    "critical": 60 - 9 * n,
                }
                for n, (name, payer) in enumerate(zip(steps, payers, strict=True))
            ]
        ),
        "curriculum": pa.Table.from_pylist(
            [
                {
                    "skill": name,
                    "workers": 70 - 11 * n,
                    "offers_unlocked": 64 - 13 * n,
                    "workers_unlocked": 41 - 9 * n,
                    "seats": None if n == 2 else 40,
                    "offers_per_seat": None if n == 2 else (64 - 13 * n) / 40,
                }
                for n, name in enumerate(("s:geriatric", "s:drawings", "s:hygiene", "s:records", "s:tig"))
            ]
        ),
        "asks": pa.Table.from_pylist(
            [
                {
                    "fact": "offer.fees_paid_by",
                    "question": "Who pays the recruitment agency, and how much?",
                    "plans": 131,
                    "workers": 98,
                },
                {
                    "fact": "qualification.months",
                    "question": "How many months did the training last?",
                    "plans": 77,
                    "workers": 61,
                },
                {"fact": "offer.written", "question": "Is there a written contract?", "plans": 52, "workers": 3},
            ]
        ),
        "rejects": pa.Table.from_pylist(
            [
                {
                    "file": "workers.csv",
                    "row": 12 + n,
                    "record_id": f"w-{n}",
                    "field": "birth_date",
                    "value": "Maria Santos 31/02",
                    "reason": "'Maria Santos 31/02' is not a date; write 2026-03-01",
                }
                for n in range(6)
            ]
        ),
        "coded": pa.Table.from_pylist(
            [{"kind": "title", "record_id": str(n), "abstain": n % 8 == 0} for n in range(80)]
        ),
    }


@pytest.fixture(scope="session")
def plans() -> list[Plan]:
    return five_plans()


@pytest.fixture(scope="session")
def tables() -> Mapping[str, pa.Table]:
    return big_tables()


@pytest.fixture(scope="session")
def options() -> dict[str, Any]:
    """What every call of write_report in these tests hands over beside tables and plans."""
    return {"title": "Philippines to Germany: skills, gaps and ways", "as_of": AS_OF, "label": label, "pins": PINS}
