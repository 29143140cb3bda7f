"""The door, the search and the switch of colours."""

import pytest

from carepath.audit.models import AccessRead
from carepath.journeys.models import Journey
from tests.factories import ada, ben, first, nora, otto
from tests.journeys.worlds import ward

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "url"),
    [
        (first, "/now/"),
        (ben, "/capacity/requests/"),
        (nora, "/journeys/"),
        (ada, "/audit/"),
    ],
)
def test_each_role_begins_where_its_question_is_answered(client, who, url):
    client.force_login(who())
    assert client.get("/")["Location"] == url


def test_who_holds_no_role_reads_what_to_do(client):
    client.force_login(otto())
    assert "no page is yours" in client.get("/").content.decode()


def test_a_stranger_is_sent_to_the_sign_in(client):
    assert client.get("/")["Location"].startswith("/accounts/login/")


def test_a_word_finds_and_the_read_is_logged(client):
    ward(2)
    client.force_login(nora())
    page = client.get("/search/", {"q": "triage"}).content.decode()
    assert "Stages" in page and "journeys of ward" in page
    assert AccessRead.objects.get().count == 0


def test_the_short_id_opens_its_journey(client):
    ward(2)
    client.force_login(nora())
    journey = Journey.objects.first()
    answer = client.get("/search/", {"q": journey.short})
    assert answer["Location"] == f"/journeys/{journey.trace_id.hex}/"


@pytest.mark.parametrize("text", ["", "zzz", "<script>", "%", "a" * 500])
def test_any_text_is_answered(client, text):
    client.force_login(nora())
    response = client.get("/search/", {"q": text})
    assert response.status_code == 200
    assert b"<script>%" not in response.content


@pytest.mark.parametrize(
    ("back", "goes"),
    [("/journeys/?a=1", "/journeys/?a=1"), ("https://elsewhere.example/", "/"), ("", "/")],
)
def test_colours_change_and_one_stays_where_one_was(client, back, goes):
    who = nora()
    client.force_login(who)
    assert client.post("/theme/", {"theme": "dark", "next": back})["Location"] == goes
    who.refresh_from_db()
    assert who.theme == "dark"
    assert 'data-bs-theme="dark"' in client.get("/journeys/").content.decode()


def test_unknown_colours_are_refused(client):
    client.force_login(nora())
    assert client.post("/theme/", {"theme": "pink"}).status_code == 400


def test_the_reference_lists_what_programs_may_ask(client):
    client.force_login(otto())
    text = client.get("/api/v1/").content.decode()
    assert "/api/v1/flow/milestones/" in text
    assert "n_without_target" in text


def test_a_browser_finds_the_mark_by_itself(client):
    assert client.get("/favicon.ico")["Location"].startswith("/static/img/mark.svg")


def test_the_reference_is_for_people_who_signed_in(client):
    assert client.get("/api/v1/").status_code == 302


# -- the short tour -------------------------------------------------------------------------------


def test_the_tour_opens_at_the_first_sign_in_and_ends_for_good(client):
    who = nora(toured_at=None)
    client.force_login(who)
    assert "Short tour, 1 of 4" in client.get("/journeys/").content.decode()
    client.post("/tour/", {"step": "2"})
    assert "Short tour, 2 of 4" in client.get("/journeys/").content.decode()
    answer = client.post("/tour/", {"step": "end", "next": "/journeys/"})
    assert answer["Location"] == "/journeys/"
    assert "Short tour," not in client.get("/journeys/").content.decode()


def test_the_tour_opens_again_from_the_menu(client):
    client.force_login(nora())
    client.post("/tour/", {"step": "1"})
    assert "Short tour, 1 of 4" in client.get("/journeys/").content.decode()


def test_a_step_comes_alone_to_htmx(client):
    client.force_login(nora(toured_at=None))
    answer = client.post("/tour/", {"step": "3"}, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith("<aside")
    answer = client.post("/tour/", {"step": "end"}, headers={"HX-Request": "true"})
    assert answer.content.strip() == b""


def test_the_way_back_stays_within_the_portal(client):
    client.force_login(nora())
    answer = client.post("/tour/", {"step": "end", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
