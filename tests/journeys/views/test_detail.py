"""The journey page: the answer, the waterfall, the table that adds up; and the page of a span."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carepath.audit.models import AccessRead
from carepath.journeys import actions
from carepath.journeys.models import Journey, Span, Stage
from carepath.places.models import Site
from tests.factories import AT, first, nora, person, site
from tests.journeys.frames import event
from tests.journeys.worlds import a_stay, declared, points, record, ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(client):
    """Return a function that opens the only journey as nurse Nora."""
    client.force_login(nora())

    def open_page(headers=None, **query):
        journey = Journey.objects.get()
        url = reverse("journeys:detail", args=[journey.trace_id])
        return client.get(url, query, headers=headers or {})

    return open_page


def text(response):
    return " ".join(response.content.decode().split())


def said(response):
    """The first line as a person reads it."""
    answer = text(response).partition('id="answer">')[2].partition("</p>")[0]
    return " ".join(re.sub(r"<[^>]*>", "", answer).split())


def test_it_says_how_long_and_where_most_went(seen):
    ward(1)
    assert said(seen()) == "Took 10 h. Largest part: Bed, 7 h 30 min (75 %)."


def test_its_place_among_others_opens_to_the_definition_that_recomputes_it(client):
    ward(30)
    client.force_login(nora())
    journey = Journey.objects.get(case_ref="J7")
    response = client.get(reverse("journeys:detail", args=[journey.trace_id]))
    assert "longer than 0 % of 29 comparable journeys." in said(response)
    page = text(response).replace("&amp;", "&")
    link = f"/definitions/comparable_percentile/?source=ward&journey={journey.trace_id.hex}"
    assert f'<a class="cp-opens" href="{link}">0 %</a>' in page
    opened = client.get(link)
    figures = dict(opened.context["measure"].figures)
    assert figures["Journeys shorter"] == "0 / 29"
    assert figures["Shorter than this journey"] == "0 %"
    assert journey not in [example.journey for example in opened.context["examples"]]


def test_an_open_journey_and_time_away_are_said_in_the_first_line(seen):
    record(
        declared(closing_rule="silence", silence_days=9_999, phases={"Leave": "away"}),
        event("A", "Triage", 0, 60), event("A", "Leave", 60, 600), event("A", "Bed", 600, 660),
    )  # fmt: skip
    first_line = said(seen())
    assert first_line.startswith("Open for ")
    assert "Largest part in the hospital:" in first_line


def test_the_lines_add_up_to_the_length_exactly(seen):
    ward(1)
    context = seen().context
    assert sum(line.us for line in context["lines"]) == context["us"]
    assert [line.name for line in context["lines"]][:2] == ["Bed", "wait for Doctor"]
    assert "Doctor › Scan" in [line.name for line in context["lines"]]
    assert sum(part.width for part in context["bar"]) == pytest.approx(100, abs=0.1)


def test_a_log_of_completions_is_not_called_waiting(seen):
    points(1)
    page = text(seen())
    assert "cannot tell care from waiting" in page
    assert "before Antibiotics" in page
    assert "gap before" not in page and "wait for" not in page


def test_rows_stand_in_the_page_with_their_times(seen):
    ward(1)
    page = seen().content.decode()
    stages = re.findall(r'cp-wf-stage cp-depth-(\d)">(\w+)', page)
    assert stages == [("0", "Triage"), ("0", "Doctor"), ("1", "Scan"), ("0", "Bed")]
    assert "2 Mar 10:00" in page and "+10 min" not in re.findall(r"elapsed\">(.*?)<", page)[:1]


def test_names_of_stages_are_never_markup(seen):
    record(declared(), event("A", "<script>alert(1)</script>", 0, 10, unit=None))
    page = seen().content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("query", "flag"),
    [({"scale": "true"}, "straight"), ({"window": "0-3600"}, "zoomed")],
)
def test_the_address_holds_the_view(seen, query, flag):
    ward(1)
    assert getattr(seen(**query).context["waterfall"], flag) is True


@pytest.mark.parametrize("window", ["", "9", "5-1", "a-b", "1" * 30 + "-2"])
def test_a_window_that_is_none_shows_all(seen, window):
    ward(1)
    assert seen(window=window).context["waterfall"].zoomed is False


def test_htmx_gets_the_waterfall_alone(seen):
    ward(1)
    response = seen(headers={"HX-Request": "true"}, compare="1")
    page = response.content.decode()
    assert page.lstrip().startswith("<section") and "<html" not in page
    assert response.context["compare"] is True


def test_another_sites_journey_is_as_good_as_none(client):
    ward(1)
    client.force_login(person("far", "READ_ONLY", at_site="south"))
    url = reverse("journeys:detail", args=[Journey.objects.get().trace_id])
    assert client.get(url).status_code == 404
    assert client.get("/journeys/" + "0" * 32 + "/").status_code == 404


def test_the_read_is_logged_once_and_nothing_is_kept(seen):
    ward(1)
    response = seen()
    assert AccessRead.objects.get().count == 1
    assert "no-store" in response["Cache-Control"]


def test_what_people_said_stands_beside_it(seen):
    source, who = ward(1), person("writer", "CLINICIAN", first_name="Wim")
    journey = Journey.objects.get()
    actions.write_note(journey=journey, text="Porter came late.", by=who, at=AT)
    actions.annotate(
        site=source.site, unit=None, starts_at=AT, ends_at=AT + timedelta(hours=1),
        text="bay closed", by=who, at=AT,
    )  # fmt: skip
    page = text(seen())
    assert "Porter came late." in page and "Wim" in page
    assert "bay closed" in page


def test_queries_do_not_grow_with_the_spans(seen):
    ward(1)

    def count():
        with CaptureQueriesContext(connection) as found:
            assert seen().status_code == 200
        return len(found)

    count()
    few = count()
    record(
        Journey.objects.get().source, *[event("J0", f"S{i}", 700 + i, 701 + i) for i in range(60)]
    )
    count()
    assert count() == few


def test_five_thousand_spans_are_one_page(seen):
    record(declared(), *[event("A", f"S{i % 40}", i, i + 1) for i in range(5_000)])
    response = seen()
    assert response.content.count(b"data-row ") == 5_000
    assert len(response.content) < 6_000_000


def test_a_span_says_all_that_is_known(client):
    ward(1)
    record(
        Journey.objects.get().source,
        event("J0", "Lab", 5, 5, 9, flags=16, attributes='{"CRP": 21.0}', role="nurse"),
    )
    client.force_login(nora())
    span = Span.objects.get(stage__name="Lab")
    url = reverse("journeys:span", args=[Journey.objects.get().trace_id, span.pk])
    page = text(client.get(url))
    assert "the wait counts as 0" in page
    assert "<dt>CRP</dt><dd>21.0</dd>" in page and "nurse" in page
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Lab" in part
    assert client.get(url.replace(f"/{span.pk}/", "/999999/")).status_code == 404


def test_a_span_longer_than_is_plausible_says_what_follows(client):
    client.force_login(nora())
    ward(1)
    Stage.objects.filter(name="Doctor").update(longest_s=1800)
    span = Span.objects.get(stage__name="Doctor")
    address = reverse("journeys:span", args=[span.journey.trace_id, span.pk])
    assert "longer than 30 min, the longest plausible" in text(client.get(address))
    Stage.objects.filter(name="Doctor").update(longest_s=3600)
    assert "plausible" not in text(client.get(address))


def test_earlier_versions_of_a_span_are_named(client):
    source = declared()
    record(source, event("A", "Bed", 0, None, ref="bed"))
    record(source, event("A", "Bed", 0, 50, ref="bed"))
    client.force_login(nora())
    span = Span.objects.get()
    page = text(client.get(reverse("journeys:span", args=[span.journey.trace_id, span.pk])))
    assert "version 2" in page and "Version 1" in page


def test_the_import_is_named_to_who_may_open_it(client):
    source = ward(0)
    record(source, *a_stay(), message=7)
    url = reverse("journeys:detail", args=[Journey.objects.get().trace_id])
    client.force_login(nora())
    assert client.get(url).context["import_url"] is None
    client.force_login(first())
    assert client.get(url).context["import_url"] == "/imports/7/"


def test_made_up_data_says_so(client):
    Site.objects.filter(pk=site().pk).update(synthetic=True)
    ward(1)
    client.force_login(nora())
    url = reverse("journeys:detail", args=[Journey.objects.get().trace_id])
    assert "Invented data" in text(client.get(url))


def test_a_journey_that_asks_again_gets_nothing_until_it_changes(seen):
    source = ward(1)
    page = seen()
    asked = {"HX-Request": "true", "X-CarePath-Seen": page["X-CarePath-Seen"]}
    assert seen(headers=asked).status_code == 204
    record(source, event("J0", "Late scan", 650, 700))
    fresh = seen(headers=asked)
    assert "Took 11 h 40 min" in said(fresh)
    assert "Late scan" in text(fresh)
    for part in ("facts", "waterfall", "attribution", "events"):
        assert f'id="{part}"' in text(fresh)
    assert "New note" not in text(fresh)
    assert "<html" not in text(fresh)


def test_of_an_open_journey_a_minute_is_a_change(seen):
    record(declared(closing_rule="silence", silence_days=9_999), event("A", "Triage", 0, 60))
    page = seen()
    change, tick = page["X-CarePath-Seen"].split(".")
    assert int(tick) > 0
    old = {"HX-Request": "true", "X-CarePath-Seen": f"{change}.{int(tick) - 1}"}
    assert seen(headers=old).status_code == 200
