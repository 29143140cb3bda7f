"""The bar: who sees it, on which pages, what its buttons do; what is built says how far."""

import pytest

from carepath.audit.models import Entry
from carepath.demo.models import Applied, Hospital
from carepath.demo.views import bar
from carepath.places.models import Site
from carepath.ui import clock
from tests.demo.worlds import a_hospital
from tests.factories import ada, ben, nora, otto, person
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record

pytestmark = pytest.mark.django_db
PAGE = "/journeys/?source=Invented%20hospital"


@pytest.fixture
def hospital():
    made = a_hospital()
    record(made.source, event("D1", "Triage", 0, 5))
    return made


def shown(client, who, page=PAGE):
    client.force_login(who)
    return client.get(page).content.decode()


def site():
    return Site.objects.get(slug="demo")


def test_who_may_steer_sees_the_controls_and_who_may_look_the_clock(hospital, client):
    text = shown(client, ben())
    assert 'id="demo-bar"' in text and 'name="rate"' in text and "Let it happen" in text
    text = shown(client, nora())
    assert 'id="demo-bar"' in text and "Invented data" in text
    assert 'name="rate"' not in text and "Let it happen" not in text


def test_a_page_of_a_real_site_has_no_bar_and_no_mark(hospital, client):
    record(declared("ward"), event("A", "Triage", 0, 5))
    text = shown(client, ben(), "/journeys/?source=ward")
    assert "demo-bar" not in text and "Invented data" not in text


def test_who_holds_roles_elsewhere_alone_sees_nothing_of_it(hospital, client):
    far = person("far", "BED_MANAGER", at_site="north")
    assert "demo-bar" not in shown(client, far, "/journeys/")
    assert client.get("/demo/now/").status_code == 404
    assert client.get("/demo/building/").status_code == 404
    for address, data in (("rate", {"rate": 0}), ("jump", {"to": "hours"}),
                          ("happen", {"what": "ct_down"})):  # fmt: skip
        assert client.post(f"/demo/{address}/", data).status_code == 403
    assert Entry.objects.filter(verb__startswith="demo.").count() == 0


@pytest.mark.parametrize("who", [ada, otto])
def test_who_may_not_see_journeys_does_not_see_the_clock(hospital, client, who):
    client.force_login(who())
    assert client.get("/demo/now/").status_code == 404


def test_the_clock_is_paused_and_runs_on(hospital, client):
    client.force_login(ben())
    answer = client.post("/demo/rate/", {"rate": "0"}, headers={"HX-Request": "true"})
    assert site().clock_rate == 0
    text = answer.content.decode()
    assert text.startswith('<div class="cp-demo-now"')
    assert 'value="0" id="demo-rate-0" aria-pressed="true"' in text
    answer = client.post("/demo/rate/", {"rate": "60", "next": PAGE})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert site().clock_rate == 60


def test_one_that_cannot_go_on_says_why_and_offers_to_begin_anew(hospital, client):
    assert "begin anew" not in shown(client, ben())
    client.post("/demo/anew/")
    assert Hospital.objects.get().phase == "live"
    Hospital.objects.update(stuck=True, reason="It cannot go on: another version.")
    text = client.get(PAGE).content.decode()
    assert "It cannot go on: another version." in text and "Remove it and begin anew" in text
    assert "begin anew" not in shown(client, nora())
    assert client.post("/demo/anew/").status_code == 403
    client.force_login(person("bea", "BED_MANAGER"))
    client.post("/demo/anew/", {"next": "/"})
    row = Hospital.objects.get()
    assert (row.phase, row.again, row.reason) == ("leaving", True, "")
    assert Entry.objects.get(verb="demo.leaving").site == "demo"


def test_one_that_cannot_be_built_offers_it_too(client):
    record(a_hospital("building", target_at=clock.now(), stuck=True, reason="Alas.").source,
           event("D1", "Triage", 0, 5))  # fmt: skip
    text = shown(client, ben())
    assert "Alas." in text
    assert text.count("Remove it and begin anew") == 1


@pytest.mark.parametrize("rate", ["", "x", "7"])
def test_another_pace_is_refused(hospital, client, rate):
    client.force_login(ben())
    assert client.post("/demo/rate/", {"rate": rate}).status_code in (302, 404)
    assert site().clock_real is None


def test_a_jump_shows_its_progress_then_the_page_anew(hospital, client):
    client.force_login(ben())
    assert client.post("/demo/jump/", {"to": "nowhere"}).status_code == 404
    client.post("/demo/jump/", {"to": "hours"})
    answer = client.get("/demo/now/?was=jumping")
    assert "Living through the time until" in answer.content.decode()
    assert "<progress" in answer.content.decode()
    Hospital.objects.update(phase="live", target_at=None)
    assert "every 5s" in client.get("/demo/now/?was=live").content.decode()
    _asks_once_for_the_page_anew(client, "/demo/now/?was=jumping")


def _asks_once_for_the_page_anew(client, address):
    """A page that goes on asking would break off its own loading, again and again."""
    text = client.get(address).content.decode()
    assert "every" not in text
    assert 'hx-get="/demo/arrived/" hx-trigger="load"' in text
    assert client.get("/demo/arrived/")[bar.REFRESH] == "true"


def test_a_second_jump_waits(hospital, client):
    client.force_login(ben())
    client.post("/demo/jump/", {"to": "hours"})
    page = client.post("/demo/jump/", {"to": "hours", "next": PAGE}, follow=True)
    assert "The clock is jumping" in page.content.decode()
    page = client.post("/demo/happen/", {"what": "ct_down", "next": PAGE}, follow=True)
    assert "The clock is jumping" in page.content.decode()


def test_what_shall_happen_is_said_before_and_after(hospital, client):
    who = ben()
    assert "All CT scanners are out of order for 2 hours." in shown(client, who)
    page = client.post("/demo/happen/", {"what": "ct_down", "next": PAGE}, follow=True)
    assert "It begins now. All CT scanners are out of order" in page.content.decode()
    assert "about to begin" in page.content.decode()
    assert Applied.objects.get().asked_by == f"user:{who.pk}"
    assert client.post("/demo/happen/", {"what": "war"}).status_code == 404


def test_while_it_is_built_its_pages_say_how_far(client):
    record(a_hospital("building", target_at=clock.now(), done=0.25).source,
           event("D1", "Triage", 0, 5))  # fmt: skip
    for page in (PAGE, "/bottlenecks/?source=Invented%20hospital"):
        text = shown(client, person(f"p{len(page)}", "QUALITY_LEAD"), page)
        assert "A hospital is being invented for you" in text
        assert "25 %" in text and "Triage" not in text
    assert "every 2s" in client.get("/demo/building/").content.decode()
    Hospital.objects.update(phase="live", target_at=None)
    _asks_once_for_the_page_anew(client, "/demo/building/")
    assert "being invented" not in client.get(PAGE).content.decode()


def test_polling_is_no_sign_of_its_person(hospital, client):
    client.force_login(ben())
    client.get(PAGE)
    session = client.session
    session["seen"] = before = clock.now().timestamp() - 300
    session.save()
    client.get("/demo/now/", headers={"X-CarePath-Poll": "1"})
    assert client.session["seen"] == before


def test_the_way_back_stays_within_the_portal(hospital, client):
    client.force_login(ben())
    answer = client.post("/demo/happen/", {"what": "flu_week", "next": "https://far.example/"})
    assert answer["Location"] == "/"
