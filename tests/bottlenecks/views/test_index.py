from importlib import import_module

import pytest
from django.test import Client

from carepath.journeys import actions as journeys
from tests.factories import AT, person
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

MODULE = import_module("carepath.bottlenecks.queries.findings")

pytestmark = pytest.mark.django_db(databases="__all__")
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def page(nora):
    client = Client()
    client.force_login(nora)
    return client


def text_of(response, status=200):
    assert response.status_code == status, response.content
    return " ".join(response.content.decode().split())


def links_to(place, text):
    return " ".join(part.split('"')[0] for part in text.split('href="') if f"/{place}/" in part)


def test_the_first_line_answers_and_the_first_finding_is_antibiotics(page, sepsis):
    text = text_of(page.get("/bottlenecks/?source=sepsis"))
    assert "145,862 h</strong> lie between events of 1,050 journeys" in text
    assert "it cannot tell care from waiting" in text
    assert "960 h beyond target</strong> from ER Sepsis Triage to IV Antibiotics" in text
    findings = text[text.index('class="bn-findings"') :]
    assert findings.index("beyond target") < findings.index("largest hours")
    assert "342 of 823 measured" in findings
    assert "ms_from=ER+Sepsis+Triage" in findings


def test_parts_come_one_by_one(page, sepsis):
    parts = {
        "map": "Process map",
        "variants": "846</a> raw, of which 784 occur once",
        "arrivals": 'id="figure-arrivals"',
        "lengths": 'id="figure-lengths"',
        "ranking": "959.9",
    }
    for part, words in parts.items():
        text = text_of(page.get(f"/bottlenecks/?source=sepsis&part={part}", **HTMX))
        assert words in text
        assert "<html" not in text
        assert "definitions" not in text or "part=" not in links_to("definitions", text)


def test_without_scripts_the_whole_page_comes_at_once(page, sepsis):
    text = text_of(page.get("/bottlenecks/?source=sepsis&whole=1"))
    for words in ("Process map", "784 occur once", 'id="figure-arrivals"', 'id="figure-lengths"'):
        assert words in text
    assert 'hx-trigger="load"' not in text


def test_the_ranking_of_a_phase(page, sepsis):
    text = text_of(page.get("/bottlenecks/?source=sepsis&phase=ward&part=ranking", **HTMX))
    assert "Admission NC → Leucocytes" in text
    assert "<td>department</td>" not in text


def test_the_slider_draws_more(page, sepsis):
    text = text_of(page.get("/bottlenecks/?source=sepsis&share=100&part=map", **HTMX))
    assert "115 of 115 lines carry" in text
    assert text.count('<a class="bn-way') == 115


def test_a_hand_over_shows_its_spread(page, sepsis):
    ends = "pair_from=CRP&pair_to=Leucocytes"
    text = text_of(page.get(f"/bottlenecks/hand-over/?source=sepsis&{ends}"))
    assert "1,445" in text
    ends = "pair_from=Return+ER&pair_to=ER+Triage"
    text = text_of(page.get(f"/bottlenecks/hand-over/?source=sepsis&{ends}"))
    assert "never followed directly" in text


def test_a_folded_variant_opens_to_its_raw_sequences(page, sepsis):
    folded = text_of(page.get("/bottlenecks/?source=sepsis&part=variants", **HTMX))
    address = folded.split('href="/bottlenecks/variants/')[1].split('"')[0]
    text = text_of(page.get(f"/bottlenecks/variants/{address}"))
    assert "raw sequences of 71 journeys" in text
    assert "variant=" in text


def test_an_interval_log_speaks_of_waiting(page):
    record(a_source(), event("A", "Triage", 0, 5), event("A", "Doctor", 65, 70))
    text = text_of(page.get("/bottlenecks/?source=log"))
    assert "Patients waited <strong>1 h</strong>" in text
    assert "cannot tell care from waiting" not in text


def test_the_source_stands_in_the_address(page):
    record(a_source(), event("A", "Triage", 0, 5))
    response = page.get("/bottlenecks/?from=2026-03-01")
    assert response.status_code == 302
    assert response["Location"] == "/bottlenecks/?from=2026-03-01&source=log"


def test_every_choice_calls_a_source_the_same(page):
    record(a_source(), event("A", "Triage", 0, 5))
    places = ["/bottlenecks/", "/journeys/", "/bottlenecks/targets/", "/definitions/spans/"]
    for place in places:
        text = text_of(page.get(f"{place}?source=log"))
        assert '<option value="log" selected>log · North</option>' in text, place


def test_without_a_source_the_page_teaches(page):
    assert "Upload an event log" in text_of(page.get("/bottlenecks/"))


def test_a_period_without_journeys_says_so(page):
    record(a_source(), event("A", "Triage", 0, 5))
    text = text_of(page.get("/bottlenecks/?source=log&to=2020-01-01"))
    assert "No journey in this period" in text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("source=nowhere", 404, "There is no source “nowhere”"),
        ("source=log&phase=moon", 400, "choose department, ward or nothing"),
        ("source=log&share=7", 400, "percent from 20 to 100"),
        ("source=log&from=soon", 400, "write a day as 2026-03-31"),
        ("source=log&from=2026-03-02&to=2026-03-01", 400, "on or after From"),
    ],
)
def test_a_wrong_address_names_the_field(page, query, status, words):
    a_source()
    assert words in text_of(page.get(f"/bottlenecks/?{query}"), status)


def test_another_sites_source_is_not_there():
    a_source()
    client = Client()
    client.force_login(person("sue", "READ_ONLY", at_site="south"))
    assert client.get("/bottlenecks/?source=log").status_code == 404


def test_who_may_not_see_journeys_is_refused():
    client = Client()
    assert client.get("/bottlenecks/").status_code == 302
    client.force_login(person("otto"))
    assert client.get("/bottlenecks/").status_code == 403


def test_queries_are_few_however_many_journeys(page, sepsis, django_assert_max_num_queries):
    page.get("/bottlenecks/?source=sepsis")
    with django_assert_max_num_queries(14):
        page.get("/bottlenecks/?source=sepsis")
    with django_assert_max_num_queries(14):
        page.get("/bottlenecks/?source=sepsis&part=map", **HTMX)


def test_a_cohort_narrows_every_part_and_stands_as_chips(page, sepsis):
    narrow = "source=sepsis&ms_from=ER+Sepsis+Triage&ms_to=IV+Antibiotics&beyond_s=3600"
    text = text_of(page.get(f"/bottlenecks/?{narrow}"))
    assert "481 journeys in the hospital" in text
    assert "took longer than 1 h from ER Sepsis Triage to IV Antibiotics" in text
    assert '<input type="hidden" name="beyond_s" value="3600">' in text
    assert "beyond_s=3600" in links_to("definitions", text)
    text = text_of(page.get(f"/definitions/journeys/?{narrow}"))
    assert "Journeys: <strong>481</strong>" in text


def test_what_was_noted_of_the_period_stands_above_the_figures(page):
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    journeys.annotate(
        site=source.site,
        unit=None,
        starts_at=AT,
        ends_at=AT,
        text="bay 3 closed",
        by=person("ada", "QUALITY_LEAD"),
        at=AT,
    )
    assert "bay 3 closed" in text_of(page.get("/bottlenecks/?source=log"))
    assert "bay 3 closed" not in text_of(page.get("/bottlenecks/?source=log&to=2026-03-01"))


def test_a_wrong_narrowing_is_named_and_no_number_is_shown(page):
    record(a_source(), event("A", "Triage", 0, 5), event("A", "Doctor", 9, 20))
    query = {"source": "log", "longer_s": "soon", "hour": "8"}
    text = text_of(page.get("/bottlenecks/", query), 400)
    assert "write a time such as 90 min" in text
    assert 'href="?source=log&amp;hour=8"' in text
    assert '<input type="hidden" name="hour" value="8">' in text
    assert "Patients waited" not in text


def test_without_scripts_each_place_leads_to_the_whole_page_and_nothing_claims_to_come(page):
    record(a_source(), event("A", "Triage", 0, 5), event("A", "Doctor", 9, 20))
    text = text_of(page.get("/bottlenecks/?source=log"))
    for part in ("map", "variants", "arrivals", "lengths"):
        assert "<noscript>" in text
        assert f'href="?source=log&amp;whole=1#{part}"' in text
    assert ">Drawing the process map" not in text
    assert 'aria-busy="true"' not in text
    whole = text_of(page.get("/bottlenecks/?source=log&whole=1"))
    assert 'id="map-share"' in whole
    assert whole.count('<input type="hidden" name="whole" value="1">') == 3


def test_raw_sequences_are_a_page_and_a_fragment(page):
    record(a_source(), event("A", "Triage", 0, 5), event("A", "Doctor", 9, 20))
    text = text_of(page.get("/bottlenecks/?source=log&whole=1"))
    found = (part.split('"')[0] for part in text.split('href="'))
    link = next(part for part in found if part.startswith("/bottlenecks/variants/"))
    assert "<h1>" in text_of(page.get(link.replace("&amp;", "&")))
    part = text_of(page.get(link.replace("&amp;", "&"), **HTMX))
    assert "One raw sequence" in part
    assert "<h1>" not in part


def test_a_calm_log_says_how_many_looks_found_nothing(page):
    record(a_source(), event("A", "Triage", 0, 5), event("A", "Doctor", 65, 70))
    text = text_of(page.get("/bottlenecks/?source=log"))
    assert "No difference stands out among" in text


def test_the_head_of_findings_opens_to_the_looks(page, sepsis):
    text = text_of(page.get("/bottlenecks/?source=sepsis"))
    assert "1 difference stands out; 7 detectors took" in text
    assert 'href="/definitions/looks/?source=sepsis"' in text


def test_findings_of_a_large_log_come_after_the_page(page, sepsis, monkeypatch):
    monkeypatch.setattr(MODULE, "QUICK", 0)
    text = text_of(page.get("/bottlenecks/?source=sepsis"))
    assert 'hx-get="?source=sepsis&amp;part=findings"' in text
    assert "960 h beyond target</strong>" in text
    assert "1 difference stands out" not in text
    part = text_of(page.get("/bottlenecks/?source=sepsis&part=findings", **HTMX))
    assert "1 difference stands out" in part and "<html" not in part
    assert "1 difference stands out" in text_of(page.get("/bottlenecks/?source=sepsis"))
