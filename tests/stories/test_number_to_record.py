"""From a number to its definition, a journey and the raw record, and back to the same place."""

import json

import pytest
from django.test import Client

from carepath.ingestion import actions
from carepath.ui import clock
from tests.factories import person, site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
SEPSIS = {
    "case": "Case ID",
    "activity": "Activity",
    "time": "Complete Timestamp",
    "timezone": "Europe/Amsterdam",
    "targets": [{"source": "ER Sepsis Triage", "target": "IV Antibiotics", "within_s": 3600}],
}


@pytest.fixture
def quinn(shared):
    """A quality lead who has imported the sepsis log."""
    site()
    found = person("quinn", "QUALITY_LEAD")
    client = Client()
    client.force_login(found)
    with (shared / "data/sepsis/sepsis.csv").open("rb") as file:
        body = {"file": file, "source": "sepsis", "mapping": json.dumps(SEPSIS)}
        assert client.post("/api/v1/imports/", body).status_code == 202
    while actions.process_waiting(by="worker:test", at=clock.now()):
        pass
    return found


def test_four_clicks_from_a_number_to_the_raw_record_and_back(quinn, tab, accessible, picture):
    page = tab(quinn)
    page.goto("/bottlenecks/?source=sepsis&from=2014-01-01&to=2014-12-31")
    page.wait_for_selector("[hx-trigger=load]", state="detached")
    begin = page.url

    page.click(".bn-findings a.cp-opens >> nth=0")  # 1: the definition
    page.wait_for_url("**/definitions/hours_beyond_target/**")
    assert "from=2014-01-01&to=2014-12-31" in page.url
    page.click("tbody th a >> nth=0")  # 2: a journey
    page.wait_for_url("**/journeys/*/")
    page.wait_for_selector("#waterfall")
    page.click("#waterfall a[href*='/spans/'] >> nth=0")  # 3: a span
    page.click("text=The raw record it came from")  # 4: the record
    page.wait_for_url("**/raw/**")
    assert "Complete Timestamp" in page.inner_text("main")
    accessible(page)
    picture(page, "raw-record")

    for _step in range(6):
        page.go_back()
        if page.url == begin:
            break
    assert page.url == begin
    page.wait_for_selector(".bn-findings")
