import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.factories import person
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def download():
    return signed_in("BED_MANAGER").get


def signed_in(*roles, at_site=""):
    client = Client()
    client.force_login(person("ben", *roles, at_site=at_site))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 4_000_000_000}]
    session.save()
    return client


def rows_of(response):
    assert response.status_code == 200, response.content
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_hand_overs_are_sent_with_raw_and_waiting_times(sepsis, download):
    rows = rows_of(download("/bottlenecks/export/hand-overs/csv/?source=sepsis"))
    assert len(rows) == 115
    assert (rows[0]["From"], rows[0]["To"], rows[0]["Times"]) == ("Leucocytes", "CRP", "1778")
    assert float(rows[0]["Raw mean, s"]) == pytest.approx(20651.035, abs=0.001)
    assert {"Mean, s", "Raw sum, s", "Overlap share"} <= set(rows[0])


def test_the_ranking_and_the_variants_are_sent_whole(sepsis, download):
    ranking = rows_of(download("/bottlenecks/export/ranking/csv/?source=sepsis"))
    assert ranking[0]["To"] == "IV Antibiotics"
    assert round(float(ranking[0]["Beyond target, h"])) == 960
    variants = rows_of(download("/bottlenecks/export/variants/csv/?source=sepsis"))
    assert len(variants) == 846
    assert variants[0]["Stages"] == "ER Registration › ER Triage › ER Sepsis Triage"


def test_a_workbook_says_what_it_is(download):
    record(a_source(), event("A", "Triage", 0, 5), event("A", "Doctor", 9, 20))
    response = download("/bottlenecks/export/ranking/xlsx/?source=log&from=2026-01-01")
    book = load_workbook(io.BytesIO(response.content))
    about = dict(book["About"].values)
    assert about["Source"] == "log, North"
    assert "1 Jan 2026" in about["Opened"]
    assert about["By"] == "ben"
    assert "version 2" in about["Definition"]
    assert next(book["Ranking"].values)[1:3] == ("From", "To")


def test_nothing_is_sent_to_who_may_not_export_there(download):
    a_source()
    reader = Client()
    reader.force_login(person("nora", "READ_ONLY"))
    assert reader.get("/bottlenecks/export/ranking/csv/?source=log").status_code == 403
    assert download("/bottlenecks/export/ranking/csv/?source=nowhere").status_code == 404
    assert download("/bottlenecks/export/ranking/pdf/?source=log").status_code == 404
    assert download("/bottlenecks/export/secrets/csv/?source=log").status_code == 404


def test_an_old_sign_in_is_proved_again():
    a_source()
    client = Client()
    client.force_login(person("ben", "BED_MANAGER"))
    response = client.get("/bottlenecks/export/ranking/csv/?source=log")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/")


def test_a_file_of_a_wrong_filter_is_refused(download):
    a_source()
    for query in ("longer_s=soon", "from=yesterday"):
        response = download(f"/bottlenecks/export/ranking/csv/?source=log&{query}")
        assert response.status_code == 400
        assert query.partition("=")[2] in response.content.decode()
