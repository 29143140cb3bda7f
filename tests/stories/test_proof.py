"""From a number to its definition, a journey, and the record in the file: four clicks and back."""

import re
import time

import pytest
from django.core.management import call_command

from tests.factories import person, site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
QUESTION = "source=sepsis&from=2014-01-01&to=2014-12-31"


@pytest.fixture
def sepsis(shared):
    """The real log, imported."""
    site("main", timezone="Europe/Amsterdam")
    call_command(
        "import_log",
        str(shared / "data/sepsis/sepsis.csv"),
        source="sepsis",
        timezone="Europe/Amsterdam",
        no_progress=True,
        json=True,
    )


def test_a_number_opens_to_its_proof_in_four_clicks(sepsis, tab, capsys, accessible):
    page = tab(person("quinn", "QUALITY_LEAD"))
    page.goto(f"/bottlenecks/?{QUESTION}")
    page.wait_for_selector("main a.cp-opens[href*=hand_over]")
    start = time.perf_counter()
    page.click("main a.cp-opens[href*=hand_over_hours] >> nth=0")
    page.wait_for_selector("main td a[href^='/journeys/'], main th a[href^='/journeys/']")
    assert "from=2014-01-01" in page.url
    accessible(page)
    page.click("main table a[href^='/journeys/'] >> nth=0")
    page.wait_for_selector("#waterfall")
    page.click("[data-row] >> nth=2")
    page.click("#span a[href*='/raw/']")
    page.wait_for_url(re.compile("/raw/"))
    assert "as it stood in the file" in page.inner_text("#answer")
    accessible(page)
    assert time.perf_counter() - start < 30
    for _ in range(3):
        page.go_back()
    page.wait_for_url(re.compile("/bottlenecks/"))
    assert QUESTION in page.url
