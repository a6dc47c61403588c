"""One definition for one record and for a million: documents and columns agree."""

import pytest
from hypothesis import given
from pydantic import ValidationError

from passerelle.records import Programme, Vacancy, Worker, from_table, schema_of, to_table
from tests.formats.strategies import programmes, vacancies, workers


@given(workers)
def test_a_worker_is_the_same_as_a_document_and_as_columns(worker):
    assert list(from_table(to_table([worker], Worker), Worker)) == [worker]


@given(vacancies)
def test_a_vacancy_is_the_same_as_a_document_and_as_columns(vacancy):
    assert list(from_table(to_table([vacancy], Vacancy), Vacancy)) == [vacancy]


@given(programmes)
def test_a_programme_is_the_same_as_a_document_and_as_columns(programme):
    assert list(from_table(to_table([programme], Programme), Programme)) == [programme]


@pytest.mark.parametrize("document", [Worker, Vacancy, Programme])
def test_every_field_has_a_column(document):
    assert schema_of(document).names == list(document.model_fields)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"id": ""}, "at least 1 character"),
        ({"id": "a", "nationalities": ["XX"]}, "no country known here"),
        ({"id": "a", "nationalities": ["PH"]}, "expected PHL"),
        ({"id": "a", "languages": [{"language": "deu"}]}, "expected de"),
        ({"id": "a", "experiences": [{"start": "2015-13"}]}, "not a possible date"),
        ({"id": "a", "experiences": [{"start": "2015", "end": "2014"}]}, "lies before the start"),
        ({"id": "a", "qualifications": [{"title": "x", "evidence": ["e1"]}]}, "is named but not listed"),
        ({"id": "a", "shoe_size": 43}, "Extra inputs are not permitted"),
        ({"id": "a", "preferences": {"wage_floor": {"amount": "NaN", "currency": "EUR"}}}, "finite number"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(fields, told):
    with pytest.raises(ValidationError, match=told):
        Worker.model_validate(fields)


def test_absent_is_not_known_and_empty_is_none():
    asked, not_asked = Worker(id="a", languages=()), Worker(id="a")
    table = to_table([asked, not_asked], Worker)
    assert table["languages"].to_pylist() == [[], None]
    assert list(from_table(table, Worker)) == [asked, not_asked]
