import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carepath.ingestion import middleware
from carepath.ingestion.models import Message
from tests.factories import person, site

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def small(monkeypatch, client):
    monkeypatch.setattr(middleware, "CAP_MIB", 0)
    monkeypatch.setattr(middleware, "FORM_ROOM", 100)
    site()
    client.force_login(person("quinn", "QUALITY_LEAD"))


def sent(client, path):
    return client.post(path, {"file": SimpleUploadedFile("log.csv", b"x" * 200), "source": "log"})


def test_a_page_says_that_the_file_is_too_large(client):
    answer = sent(client, "/imports/upload/")
    assert answer.status_code == 413
    assert b"Split it by cases" in answer.content
    assert not Message.objects.exists()


def test_a_program_gets_a_problem_document(client):
    answer = sent(client, "/api/v1/imports/")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_what_is_small_enough_passes(client):
    assert client.get("/imports/").status_code == 200
