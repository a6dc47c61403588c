"""Fictitious plans for the report's tests, written out by hand. Who is who: conftest.py."""

from __future__ import annotations

from passerelle.planning import Plan
from tests.report.plan_parts import (
    ADVERT,
    FEES,
    HEARSAY,
    MEASURE,
    RECOGNITION,
    RESIDENCE,
    SALARY,
    SECOND_HAND,
    TITLES,
    finding,
    make_plan,
    option,
    part,
    route,
    source,
    step,
)


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
