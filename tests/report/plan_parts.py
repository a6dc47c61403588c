"""Short ways to write the parts of a fictitious plan: labels, sources, findings, steps, options, routes."""

from __future__ import annotations

from datetime import date
from typing import Any

from passerelle.planning import Plan

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
