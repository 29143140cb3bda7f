"""The list page: its first line, its filters, its file, and how few queries it takes."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.cache import cache
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carepath.audit.models import AccessRead
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey
from carepath.places.models import Site
from carepath.ui import clock
from tests.factories import AT, first, granted, nora, person
from tests.journeys.frames import event
from tests.journeys.worlds import declared, points, record, ward

pytestmark = pytest.mark.django_db
URL = "/journeys/"


@pytest.fixture
def seen(client):
    """Return a function that opens the list as nurse Nora."""
    client.force_login(nora())
    return lambda **query: client.get(URL, query)


def proved(client, who):
    """Sign in with a proof just given, as an export asks for."""
    client.force_login(who)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": clock.now().timestamp()}
    ]
    session.save()


def text(response):
    return " ".join(response.content.decode().split())


def said(response):
    """The first line as a person reads it."""
    answer = text(response).partition('id="answer">')[2].partition("</p>")[0]
    return " ".join(re.sub(r"<[^>]*>", "", answer).split())


def test_without_data_it_teaches(seen):
    response = seen()
    assert response.status_code == 200
    assert "No journeys yet" in text(response)


def test_the_first_line_answers(seen):
    ward(3)
    response = seen(stage="Triage")
    assert said(response).startswith("3 of 3 journeys passed through Triage; half of the closed ")
    response = seen()
    sentence = "3 journeys began on 2 Mar 2026; half of the closed ones took longer than 10 h."
    assert said(response).startswith(sentence)


def test_its_numbers_open_with_the_filter_kept(seen):
    ward(3)
    page = text(seen(stage="Triage", sort="length"))
    query = "?source=ward&amp;stage=Triage"
    assert f'<a class="cp-opens" href="/definitions/journeys/{query}">3</a>' in page
    assert f'href="/definitions/journey_length/{query}">10 h</a>' in page


def test_a_filter_is_said_in_words_and_can_be_taken_off(seen):
    points()
    response = seen(ms_from="Triage", ms_to="Antibiotics", beyond_s="6000", sort="length")
    sentence = "1 of 3 journeys took longer than 1 h 40 min from Triage to Antibiotics"
    assert said(response).startswith(sentence)
    page = text(response)
    assert 'href="?sort=length"' in page


def test_a_wrong_filter_is_named_keeps_what_was_typed_and_shows_no_list(seen):
    ward(1)
    response = seen(longer_s="soon", stage="Triage", hour="8", found="xyz", sort="-length")
    page = text(response)
    assert response.status_code == 400
    assert "2 filters cannot be read" in page
    assert "“soon”: write a time such as 90 min" in page.replace(
        '“<span class="cp-typed">soon</span>”', "“soon”"
    )
    assert '<option value="soon" selected>soon</option>' in page
    assert "<option selected>Triage</option>" in page
    assert 'name="found" value="xyz"' in page
    assert '<input type="hidden" name="hour" value="8">' in page
    assert 'href="?longer_s=soon&amp;stage=Triage&amp;hour=8&amp;sort=-length"' in page
    assert Journey.objects.get().short not in page
    assert "<table" not in page
    assert AccessRead.objects.get().count == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "yesterday"}, "write a day as 2026-03-31"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "choose a day on or after From"),
        ({"stage": "Tirage"}, "there is no such stage here"),
        ({"from_stage": "Triage"}, "choose a stage here too"),
        ({"sort": "colour"}, "order by opened, length, spans"),
        ({"after": "here"}, "begin with the first"),
    ],
)
def test_no_filter_is_dropped_in_silence(seen, query, said):
    ward(1)
    response = seen(**query)
    assert response.status_code == 400
    assert said in text(response)
    for value in query.values():
        assert value in text(response)


def test_a_file_of_a_wrong_filter_is_refused(client):
    ward(1)
    proved(client, first())
    response = client.get(reverse("journeys:export_list", args=["csv"]), {"longer_s": "soon"})
    assert response.status_code == 400
    assert "write a time such as 90 min" in text(response)


def test_rows_link_to_their_journeys_and_the_read_is_logged(seen):
    ward(2)
    page = text(seen())
    for journey in Journey.objects.all():
        assert reverse("journeys:detail", args=[journey.trace_id]) in page
        assert journey.short in page
        assert not re.search(rf"[\s>\"]{journey.case_ref}[\s<\"]", page)
    read = AccessRead.objects.get()
    assert (read.resource, read.count, read.route) == ("journeys", 2, "journeys:index")


def test_nothing_of_another_site_shows_in_rows_counts_or_sources(client):
    ward(2)
    south = Site.objects.create(slug="south", name="South")
    record(declared("far", at_site=south), event("X", "Far stage", 0, 10))
    client.force_login(person("norbert", "READ_ONLY", at_site="north"))
    response = client.get(URL)
    assert said(response).startswith("2 journeys")
    page = text(response)
    assert not re.search(r"\bfar\b", page.lower())
    assert client.get(URL, {"source": "far"}).status_code == 404
    assert client.get(URL, {"source": "no such source"}).status_code == 404


def test_the_source_shown_first_is_real(client):
    site = Site.objects.create(slug="demo", name="Demo", synthetic=True)
    ward(1)
    record(declared("made up", at_site=site), event("X", "Triage", 0, 10))
    client.force_login(nora())
    assert client.get(URL).context["source"].name == "ward"
    assert "invented" in text(client.get(URL))


def test_queries_do_not_grow_with_the_page(seen, connection_count):
    ward(2)
    seen()
    cache.clear()
    few = connection_count(seen)
    ward(40)
    seen()
    assert connection_count(seen) == few
    assert few <= 26


@pytest.fixture
def connection_count():
    """Return a function that counts the queries of a call, on every database."""
    from django.db import connections

    def count(call):
        watched = [CaptureQueriesContext(connections[alias]) for alias in connections]
        for one in watched:
            one.__enter__()
        call()
        for one in watched:
            one.__exit__(None, None, None)
        return sum(len(one) for one in watched)

    return count


def test_the_workbook_holds_the_cohort_and_says_what_it_is(client):
    points()
    proved(client, first())
    response = client.get(
        reverse("journeys:export_list", args=["xlsx"]),
        {"ms_from": "Triage", "ms_to": "Antibiotics", "beyond_s": "5700"},
    )
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    rows = list(book["Journeys"].iter_rows(values_only=True))
    assert rows[0][:6] == (
        "Trace id", "Source", "Site", "Opened (Europe/Amsterdam)",
        "Closed (Europe/Amsterdam)", "Length, h",
    )  # fmt: skip
    assert len(rows) == 3
    assert rows[1][5] == pytest.approx(20_000 / 60, abs=0.01)
    about = dict(book["About"].iter_rows(values_only=True))
    assert about["Filter"] == "took longer than 1 h 35 min from Triage to Antibiotics"
    assert about["Exported"].endswith("by first")
    assert AccessRead.objects.get(route="journeys:export_list").count == 2


def test_an_export_asks_for_a_fresh_proof(client):
    ward(1)
    who = first()
    who.set_password("a password of twelve")
    who.save()
    client.force_login(who)
    response = client.get(reverse("journeys:export_list", args=["csv"]))
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]


def test_an_export_needs_the_right_at_the_site_and_a_known_kind(client):
    ward(1)
    far = person("far", "READ_ONLY")
    granted(far, "BED_MANAGER", "south")
    proved(client, far)
    assert client.get(reverse("journeys:export_list", args=["csv"])).status_code == 403
    proved(client, first())
    assert client.get(reverse("journeys:export_list", args=["pdf"])).status_code == 404


LIVE = {"HX-Request": "true", "X-CarePath-Poll": "1"}


def poll(client, response, url=URL, **query):
    """Ask as the page does, with what it has seen."""
    headers = LIVE | {"X-CarePath-Seen": response["X-CarePath-Seen"]}
    return client.get(url, query, headers=headers)


def test_a_page_that_asks_again_gets_nothing_until_something_changes(client, connection_count):
    source = ward(2)
    client.force_login(nora())
    page = client.get(URL)
    assert f'data-live="{page["X-CarePath-Seen"]}"' in text(page)
    reads = AccessRead.objects.count()
    again = poll(client, page)
    assert (again.status_code, again.content) == (204, b"")
    assert AccessRead.objects.count() == reads
    assert connection_count(lambda: poll(client, page)) <= 9
    record(source, event("new", "Triage", 0, 10))
    fresh = poll(client, page)
    assert "3 journeys" in said(fresh)
    assert "<html" not in text(fresh)
    assert Journey.objects.get(case_ref="new").short in text(fresh)
    assert AccessRead.objects.count() == reads + 1
    assert poll(client, fresh).status_code == 204


def test_a_change_of_another_source_is_no_news(client):
    ward(1)
    other = declared("other")
    client.force_login(nora())
    page = client.get(URL, {"source": "ward"})
    record(other, event("X", "Triage", 0, 10))
    assert poll(client, page, source="ward").status_code == 204


def test_asking_again_is_no_sign_of_a_person(client):
    ward(1)
    client.force_login(nora())
    page = client.get(URL)
    session = client.session
    session["seen"] -= 600
    session.save()
    before = client.session["seen"]
    assert poll(client, page).status_code == 204
    assert client.session["seen"] == before


def test_a_session_that_is_over_leads_a_page_that_asks_again_to_the_sign_in(client):
    ward(1)
    client.force_login(nora())
    page = client.get(URL)
    session = client.session
    session["seen"] -= 86_400
    session.save()
    answer = poll(client, page)
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/accounts/login/")


def test_links_of_a_fragment_hold_the_filter_and_nothing_of_the_question(client):
    source = ward(2)
    client.force_login(nora())
    page = client.get(URL, {"state": "closed"})
    record(source, event("new", "Triage", 0, 10))
    fresh = text(poll(client, page, state="closed"))
    assert 'href="?state=closed&amp;sort=length"' in fresh


def test_a_mark_of_a_moment_names_it_once(seen):
    source, author = ward(), first()
    for text_, until in (("came into force", AT), ("bay closed", AT + timedelta(hours=3))):
        journeys.annotate(
            site=source.site, unit=None, starts_at=AT, ends_at=until, text=text_, by=author, at=AT
        )
    lines = re.findall(r'<p class="cp-mark-line">.*?</p>', text(seen()))
    assert {"force" in line: " – " in line for line in lines} == {True: False, False: True}


def test_the_foot_names_the_clock_the_times_are_on(seen):
    """A log may be on another clock than its site."""
    ward(1)
    Site.objects.update(timezone="UTC")
    assert "Times are on the clock of Europe/Amsterdam." in text(seen())
