"""What each outside format says, in our words."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from passerelle.formats import LossReport, Rejects, read, write
from passerelle.records import Vacancy
from passerelle.records.errors import BadInput


def read_all(path: Path, **options: Any) -> tuple[list[Any], Rejects, LossReport]:
    rejects, loss = Rejects(), LossReport()
    return list(read(path, rejects=rejects, loss=loss, **options)), rejects, loss


def read_json(tmp_path: Path, value: Any) -> tuple[Any, LossReport]:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    found, rejects, loss = read_all(path)
    assert [row.reason for row in rejects] == []
    return found[0] if len(found) == 1 else found, loss


POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "identifier": {"@type": "PropertyValue", "name": "Sample Clinic", "value": "SC-7"},
    "title": "Nurse",
    "description": "<p>Ward work</p>",
    "inLanguage": "de-AT",
    "datePosted": "2026-03-01",
    "validThrough": "2026-06-30T23:59",
    "jobStartDate": "2026-07-01",
    "totalJobOpenings": 3,
    "employmentType": ["FULL_TIME", "TEMPORARY"],
    "workHours": "38.5 hours per week",
    "hiringOrganization": {"@type": "Organization", "name": "Sample Clinic", "sameAs": "https://clinic.example"},
    "jobLocation": {
        "@type": "Place",
        "address": {"@type": "PostalAddress", "addressCountry": "AT", "addressRegion": "Tirol"},
    },
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {"@type": "QuantitativeValue", "minValue": 2600, "maxValue": 3100.5, "unitText": "MONTH"},
    },
    "skills": [
        "wound care",
        {"@type": "DefinedTerm", "name": "manage pain", "url": "http://data.europa.eu/esco/skill/0001"},
    ],
    "qualifications": "Diploma in nursing",
    "educationRequirements": {"@type": "EducationalOccupationalCredential", "credentialCategory": "bachelor degree"},
    "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 24},
    "occupationalCategory": {"@type": "CategoryCode", "inCodeSet": "ISCO-08", "codeValue": "2221"},
    "eligibilityToWorkRequirement": "EU citizens, or holders of a residence permit for work",
    "applicantLocationRequirements": {"@type": "Country", "name": "Austria"},
    "jobBenefits": "canteen",
}


def test_a_job_posting_becomes_a_vacancy(tmp_path: Path) -> None:
    vacancy, loss = read_json(tmp_path, POSTING)
    assert (vacancy.id, vacancy.origin, vacancy.title, vacancy.posts) == ("SC-7", "advert", "Nurse", 3)
    assert (vacancy.country, vacancy.region, vacancy.text_language) == ("AUT", "Tirol", "de")
    assert (vacancy.occupation_isco08, vacancy.employer.name) == ("2221", "Sample Clinic")
    assert [str(day) for day in (vacancy.posted_on, vacancy.valid_to, vacancy.start_on)] == [
        "2026-03-01", "2026-06-30", "2026-07-01",
    ]  # fmt: skip
    pay = [(str(money.amount), money.currency, money.period) for money in (vacancy.offer.pay, vacancy.offer.pay_max)]
    assert pay == [("2600.00", "EUR", "month"), ("3100.50", "EUR", "month")]
    assert (vacancy.offer.hours_week, vacancy.offer.contract) == (38.5, "fixed_term")
    asked = [(item.kind, item.concept, item.label, item.months) for item in vacancy.requirements]
    assert asked == [
        ("skill", "text:wound care", "wound care", None),
        ("skill", "http://data.europa.eu/esco/skill/0001", "manage pain", None),
        ("qualification", None, "Diploma in nursing", None),
        ("qualification", None, "bachelor degree", None),
        ("experience", None, None, 24),
    ]
    assert {"jobBenefits", "employmentType[]", "hiringOrganization.sameAs"} <= loss.paths()


def test_where_an_applicant_may_be_is_not_a_right_to_work(tmp_path: Path) -> None:
    vacancy, loss = read_json(tmp_path, POSTING)
    assert vacancy.eligibility_note == "EU citizens, or holders of a residence permit for work"
    entry = next(row for row in loss if row.path == "applicantLocationRequirements.name")
    assert "eligibilityToWorkRequirement" in entry.reason
    write([vacancy], tmp_path / "out.json", kind="vacancy", format="jobposting", loss=LossReport())
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert "applicantLocationRequirements" not in written
    assert written["eligibilityToWorkRequirement"] == vacancy.eligibility_note


@pytest.mark.parametrize("shape", ["graph", "list", "lines", "gzip"])
def test_job_postings_come_in_many_wrappings(tmp_path: Path, shape: str) -> None:
    one, two = {**POSTING, "identifier": "1"}, {**POSTING, "identifier": "2"}
    graph = {"@context": "https://schema.org", "@graph": [one, {"@type": "WebPage", "name": "x"}, two]}
    text = {
        "graph": json.dumps(graph),
        "list": json.dumps([one, two]),
        "lines": f"{json.dumps(one)}\n{json.dumps(two)}\n",
        "gzip": f"{json.dumps(one)}\n{json.dumps(two)}\n",
    }[shape]
    path = tmp_path / ("in.json.gz" if shape == "gzip" else "in.json")
    path.write_bytes(gzip.compress(text.encode()) if shape == "gzip" else text.encode())
    found, rejects, loss = read_all(path)
    assert [item.id for item in found] == ["1", "2"]
    assert len(rejects) == 0
    assert ("@graph[]" in loss.paths()) == (shape == "graph")


@pytest.mark.parametrize(
    ("given", "isco", "occupation"),
    [
        ("2221", "2221", None),
        ("ISCO-08:2221", "2221", None),
        ("29-1141.00", None, "onet:29-1141.00"),
        ({"@type": "CategoryCode", "url": "http://data.europa.eu/esco/isco/C2221"}, "2221", None),
        (["http://data.europa.eu/esco/occupation/abc", "2221"], "2221", "http://data.europa.eu/esco/occupation/abc"),
        (["29-1141.00", "29-1171.00"], None, None),
        ("Nurses", None, None),
    ],
)
def test_occupational_categories(tmp_path: Path, given: Any, isco: str | None, occupation: str | None) -> None:
    vacancy, loss = read_json(tmp_path, {**POSTING, "occupationalCategory": given})
    assert (vacancy.occupation_isco08, vacancy.occupation) == (isco, occupation)
    if isco is None and occupation is None:
        assert any(path.startswith("occupationalCategory") for path in loss.paths())


@pytest.mark.parametrize(
    ("given", "months"),
    [("2-5 years of experience", 24), ("6 months", 6), ("some experience", None), ("1 year here, 2 years there", None)],
)
def test_experience_is_read_only_where_it_is_counted(tmp_path: Path, given: str, months: int | None) -> None:
    vacancy, loss = read_json(tmp_path, {**POSTING, "experienceRequirements": given})
    assert [item.months for item in vacancy.requirements if item.kind == "experience"] == ([months] if months else [])
    assert ("experienceRequirements" in loss.paths()) == (months is None)


def test_pay_without_a_currency_is_not_pay(tmp_path: Path) -> None:
    vacancy, loss = read_json(tmp_path, {**POSTING, "baseSalary": 3000})
    assert vacancy.offer.pay is None
    assert "baseSalary" in loss.paths()


EURES = {
    "id": "MTIz",
    "creationDate": 1767225600000,
    "preferredLanguage": "de",
    "jvProfiles": {
        "de": {
            "languageVersion": "de",
            "title": "Schweißer",
            "numberOfPosts": 4,
            "jobCategoriesCodes": ["http://data.europa.eu/esco/isco/C7212"],
            "positionOfferingCode": "directhire",
            "requiredSkills": ["MAG-Schweißen"],
            "workingLanguageCodes": ["de"],
            "positionLanguages": [{"languageCode": "de", "levelCode": "B1"}],
            "requiredYearsOfExperience": 1.5,
            "requiredDrivingLicenses": ["B"],
            "locations": [{"countryCode": "DE", "region": "DE21", "cityName": "München"}],
            "employer": {"name": "Muster GmbH", "sectorCodes": ["25.11"]},
            "personContacts": [{"givenName": "A", "familyName": "B"}],
        },
        "en": {"title": "Welder"},
    },
}


def test_a_eures_vacancy_keeps_its_posts_and_its_preferred_language(tmp_path: Path) -> None:
    vacancy, loss = read_json(tmp_path, EURES)
    assert (vacancy.title, vacancy.posts, vacancy.text_language) == ("Schweißer", 4, "de")
    assert (vacancy.occupation_isco08, vacancy.country, vacancy.region) == ("7212", "DEU", "DE21")
    assert (str(vacancy.posted_on), vacancy.working_language) == ("2026-01-01", "de")
    assert (vacancy.employer.sector_isic4, vacancy.offer.contract) == ("25", None)
    kinds = [(item.kind, item.cefr, item.months, item.label) for item in vacancy.requirements]
    assert kinds == [
        ("skill", None, None, "MAG-Schweißen"),
        ("language", "B1", None, None),
        ("licence", None, None, "driving licence B"),
        ("experience", None, 18, None),
    ]
    assert {"jvProfiles.en.title", "jvProfiles.de.positionOfferingCode"} <= loss.paths()
    withheld = next(row for row in loss if row.path.endswith("familyName"))
    assert (withheld.reason[:8], withheld.example) == ("withheld", "(not shown)")


def test_a_job_tech_advert_keeps_must_and_nice_apart(tmp_path: Path) -> None:
    advert = {
        "id": "1",
        "headline": "Sjuksköterska",
        "description": {"text": "Vård"},
        "number_of_vacancies": 2,
        "publication_date": "2026-02-01T08:00:00",
        "application_deadline": "2026-03-01T23:59:59",
        "workplace_address": {"country": "Sverige", "region": "Skåne län"},
        "employer": {"name": "Region Exempel"},
        "occupation": {"concept_id": "abcd_123", "label": "Sjuksköterska"},
        "occupation_group": {"legacy_ams_taxonomy_id": "2221"},
        "must_have": {"skills": [{"concept_id": "s1", "label": "Sårvård"}], "languages": [{"label": "Svenska"}]},
        "nice_to_have": {"languages": [{"label": "Arabiska"}], "work_experiences": [{"label": "Sjukvård"}]},
    }
    vacancy, loss = read_json(tmp_path, {"hits": [advert]})
    assert (vacancy.country, vacancy.posts, vacancy.occupation) == ("SWE", 2, "jobtech:abcd_123")
    assert vacancy.occupation_isco08 is None
    asked = [(item.kind, item.concept, item.language, item.importance) for item in vacancy.requirements]
    assert asked == [
        ("skill", "jobtech:s1", None, "essential"),
        ("language", None, "sv", "essential"),
        ("language", None, "ar", "optional"),
    ]
    assert "SSYK" in next(row.reason for row in loss if row.path.startswith("occupation_group"))


RESUME = {
    "basics": {"name": "Fictitious Person", "label": "Welder", "image": "x.png", "location": {"countryCode": "PH"}},
    "work": [{"name": "Yard", "position": "Welder", "startDate": "2018-03", "endDate": "2021", "highlights": ["MAG"]}],
    "volunteer": [{"organization": "Red Cross", "position": "Driver"}],
    "education": [{"institution": "School", "studyType": "NC II", "area": "Welding", "score": "1.2"}],
    "certificates": [{"name": "ISO 9606-1", "date": "2020-02-01", "issuer": "Body"}],
    "skills": [
        {"name": "Welding", "level": "Advanced", "keywords": ["MAG", "TIG"]},
        {"name": "coded", "level": "Master", "keywords": ["http://data.europa.eu/esco/skill/1"]},
    ],
    "languages": [
        {"language": "German", "fluency": "B1"},
        {"language": "English", "fluency": "Fluent"},
        {"language": "Tagalog", "fluency": "Native speaker"},
        {"language": "French", "fluency": "A2 to B1"},
    ],
    "references": [{"name": "Third Person", "reference": "good"}],
    "awards": [{"title": "Best"}],
}


def test_a_json_resume_becomes_a_worker_and_no_level_is_guessed(tmp_path: Path) -> None:
    worker, loss = read_json(tmp_path, RESUME)
    assert (worker.contact.name, worker.headline, worker.residence) == ("Fictitious Person", "Welder", "PHL")
    assert [(item.title, item.start, item.form) for item in worker.experiences] == [
        ("Welder", "2018-03", None), ("Driver", None, "volunteer"),
    ]  # fmt: skip
    assert [item.title for item in worker.qualifications] == ["NC II, Welding", "ISO 9606-1"]
    assert [(item.concept, item.level) for item in worker.skills] == [
        ("text:Welding", 3), ("text:MAG", None), ("text:TIG", None), ("http://data.europa.eu/esco/skill/1", None),
    ]  # fmt: skip
    assert [(item.language, item.level) for item in worker.languages] == [
        ("de", "B1"), ("en", None), ("tl", "native"), ("fr", None),
    ]  # fmt: skip
    assert {"awards[].title", "skills[].level", "languages[].fluency", "education[].score"} <= loss.paths()
    assert next(row for row in loss if row.path == "languages[].fluency").count == 2
    for path in ("references[].name", "basics.image"):
        assert next(row.reason for row in loss if row.path == path).startswith("withheld")


def test_a_candidate_becomes_a_worker_with_the_lowest_of_the_five_skills(samples: Path) -> None:
    found, rejects, loss = read_all(samples / "candidate.xml")
    worker = found[0]
    assert len(rejects) == 0
    assert worker.id.startswith("europass-")
    assert (worker.contact.name, worker.contact.phone) == ("Marisol Exemplar", "+63 9170000000")
    assert (str(worker.birth_date), worker.nationalities, worker.residence) == ("1994-05-17", ("PHL",), "PHL")
    assert [(item.language, item.level) for item in worker.languages] == [("tl", "native"), ("de", "A2")]
    job = worker.experiences[0]
    assert (job.title, job.start, job.current, job.country) == (
        "Nurse responsible for general care", "2018-09", "yes", "PHL",
    )  # fmt: skip
    assert job.occupation == "http://data.europa.eu/esco/occupation/00000000-0000-4000-8000-000000000001"
    earned = worker.qualifications[0]
    assert (earned.title, earned.level.framework, earned.level.level) == ("Bachelor of Science in Nursing", "EQF", 6)
    assert (earned.country, earned.start, earned.awarded_on) == ("PHL", "2012-06", "2016-04")
    assert [(item.concept, item.label) for item in worker.skills] == [("text:wound care", "wound care")]
    assert sum(row.count for row in loss if "lowest" in row.reason) == 4
    for part in ("GenderCode", "BirthPlace", "Attachment.EmbeddedData", "Address.AddressLine"):
        entry = next(row for row in loss if row.path.endswith(part))
        assert (entry.reason[:8], entry.example) == ("withheld", "(not shown)")


def test_one_candidate_file_holds_one_person(tmp_path: Path) -> None:
    workers, _, _ = read_all(_two_workers(tmp_path))
    with pytest.raises(BadInput, match="exactly one person"):
        write(workers, tmp_path / "out.xml", kind="worker", loss=LossReport())
    assert not (tmp_path / "out.xml").exists()


def _two_workers(tmp_path: Path) -> Path:
    path = tmp_path / "two.jsonl"
    path.write_text('{"id": "a", "nationalities": []}\n{"id": "b", "nationalities": []}\n', encoding="utf-8")
    return path


def test_real_job_postings_of_2016_are_all_read(real_data: Path) -> None:
    found, rejects, _ = read_all(real_data / "vacancies" / "jobposting-50.json.gz")
    assert (len(found), len(rejects)) == (50, 0)
    assert all(item.country == "USA" and item.employer.name and item.posts == 1 for item in found)
    assert sum(str(item.occupation).startswith("onet:") for item in found) == 46


def test_real_ethiopian_adverts_keep_four_digits_and_no_posts(real_data: Path) -> None:
    found, rejects, loss = read_all(real_data / "vacancies" / "ethiopia-adverts.csv")
    assert (len(found), len(rejects)) == (142, 0)
    assert all(item.posts is None and item.country == "ETH" for item in found)
    assert all(len(item.occupation_isco08) == 4 for item in found)
    assert all(item.requirements for item in found)
    assert "esco_code" in loss.paths()


def test_real_eures_adverts_are_all_read(real_data: Path) -> None:
    found, rejects, loss = read_all(real_data / "vacancies" / "eures-adverts-2025.csv")
    assert (len(found), len(rejects)) == (2372, 0)
    assert all(item.posts is None and item.origin == "advert" for item in found)
    assert len({item.country for item in found}) == 10
    assert {"field", "coordinates"} <= loss.paths()


def test_real_zambian_offerings_are_read_and_repeated_rows_are_named(real_data: Path) -> None:
    found, rejects, loss = read_all(real_data / "training" / "zambia-tvet.json")
    assert (len(found), len(rejects)) == (1817, 5)
    assert all("duplicate" in row.reason for row in rejects)
    assert {(item.country, item.kind) for item in found} == {("ZMB", "training")}
    levels = {item.qualification_level.level for item in found if item.qualification_level}
    assert levels == {3, 4, 5, 6}
    assert {taught.concept[:5] for item in found for taught in item.teaches} == {"text:"}
    assert "offering.zqf" in loss.paths()


@pytest.mark.parametrize("ending", ["xml", "json"])
def test_a_real_legacy_europass_cv(real_data: Path, ending: str) -> None:
    found, rejects, loss = read_all(real_data / "formats" / "europass-legacy" / f"Europass-CV-Smith.{ending}")
    worker = found[0]
    assert len(rejects) == 0
    assert (str(worker.birth_date), worker.residence) == ("1980-10-10", "USA")
    assert [(item.start, item.end, item.current) for item in worker.experiences] == [("2005-10", "2010-10", "no")]
    assert [(item.language, item.level) for item in worker.languages] == [("en", "native")]
    assert any(path.endswith("Position.Code") for path in loss.paths())


def test_real_adverts_survive_our_own_formats(real_data: Path, tmp_path: Path) -> None:
    found, _, _ = read_all(real_data / "vacancies" / "ethiopia-adverts.csv")
    for name in ("v.csv", "v.parquet", "v.jsonl"):
        write(found, tmp_path / name, kind="vacancy", loss=LossReport())
        again, rejects, _ = read_all(tmp_path / name)
        assert again == found
        assert len(rejects) == 0
    assert isinstance(found[0], Vacancy)
