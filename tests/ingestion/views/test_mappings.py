import pytest

from tests.factories import person, site
from tests.ingestion.worlds import LATER, imported, log

pytestmark = pytest.mark.django_db(databases="__all__")


def text(answer):
    return " ".join(answer.content.decode().split())


def test_without_mappings_the_page_teaches(client):
    site()
    client.force_login(person("quinn", "QUALITY_LEAD", at_site="north"))
    assert "No mapping is saved yet" in text(client.get("/imports/mappings/"))


def test_versions_are_shown_with_what_they_changed(client):
    imported()
    imported(log(cases=5), at=LATER, timezone="UTC")
    client.force_login(person("quinn", "QUALITY_LEAD", at_site="north"))
    page = text(client.get("/imports/mappings/"))
    assert "1 mapping says" in page
    assert "Version 2" in page
    assert "<del>Europe/Amsterdam</del>" in page


def test_mappings_are_for_people_who_import(client):
    client.force_login(person("rita", "READ_ONLY"))
    assert client.get("/imports/mappings/").status_code == 403
