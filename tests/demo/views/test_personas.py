"""Looking as somebody else: on the machine itself, at the invented hospital, and nowhere more."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from carepath.accounts.models import User
from carepath.accounts.roles import PERSONAS
from carepath.audit import actions as audit
from carepath.audit.models import AccessRead, Entry
from carepath.journeys.models import Journey
from tests.demo.worlds import a_hospital
from tests.factories import AT, first, nora, person
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record
from tests.test_access import TABLE, address

pytestmark = pytest.mark.django_db
ROLE_OF = {one.key: one.role.name if one.role else "NOBODY" for one in PERSONAS}
ONE_OF_EACH_ROLE = sorted({role: key for key, role in ROLE_OF.items()}.values())


def open_to(key):
    """Each (name, method) that lets this persona in; where nothing is, one of them all asks.

    A refusal shows nothing of any site, whoever is refused.
    """
    for name, (method, _arguments, who, inside) in TABLE.items():
        may = [one for one in ONE_OF_EACH_ROLE if ROLE_OF[one] in who]
        if key in may and (inside != {404} or key == may[0]):
            yield name, method


@pytest.fixture
def stage(settings):
    """An invented hospital and a real site, each with a journey, on loopback."""
    settings.LOOPBACK_ONLY = True
    hospital = a_hospital()
    record(hospital.source, event("D1", "Invented stage", 0, 5))
    record(declared("north log"), event("N1", "Real stage", 0, 5))
    return hospital


@pytest.fixture
def fenna(client):
    who = first(first_name="Fenna", last_name="Bos")
    client.force_login(who)
    return who


def text(answer):
    return answer.content.decode().replace("&#x27;", "'")


def test_the_cast_is_shown_with_what_each_sees(stage, fenna, client):
    page = text(client.get("/demo/personas/"))
    assert all(str(persona.name) in page for persona in PERSONAS)


def test_a_persona_sees_as_its_role_and_one_is_oneself_again_without_a_new_sign_in(
    stage, fenna, client
):
    answer = client.post("/demo/personas/ben/", follow=True)
    page = text(answer)
    assert "You look as <strong>Bed manager Ben</strong> (bed manager)" in page
    assert "Be Fenna Bos again" in page and "Invented data" in page
    assert "People and roles" not in page and "Imports" not in page
    assert client.get("/people/").status_code == 403
    client.post("/demo/be-yourself/")
    assert client.get("/people/").status_code == 200
    assert "You look as" not in text(client.get("/people/"))


@pytest.mark.parametrize("key", ONE_OF_EACH_ROLE)
def test_no_persona_meets_anything_of_a_real_site(stage, fenna, client, key):
    client.post(f"/demo/personas/{key}/")
    trace = Journey.objects.get(source__name="north log").trace_id.hex
    for name, method in open_to(key):
        if name in ("demo:be_yourself", "demo:look_as"):
            continue
        answer = getattr(client, method)(address(name), follow=True)
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code < 500, name
        assert b"north log" not in body and b"Real stage" not in body, name
        assert trace.encode() not in body, name
    assert client.get(f"/journeys/{trace}/").status_code in (403, 404)
    assert client.get(f"/api/v1/journeys/{trace}/").status_code in (403, 404)
    assert client.get("/journeys/", {"source": "north log"}).status_code in (403, 404)


def test_the_outsider_meets_nothing_at_all(stage, fenna, client):
    page = text(client.post("/demo/personas/otto/", follow=True))
    assert "no page is yours" in page and "You look as" in page
    assert client.get("/journeys/").status_code == 403


def test_the_auditor_reads_the_demo_alone(stage, fenna, client):
    for reader in (nora(), fenna):
        AccessRead.objects.create(
            at=stage.site.time(fenna.date_joined), actor=f"user:{reader.pk}", route="secret:page",
            count=1, outcome="shown", request_id="00000000-0000-0000-0000-000000000001",
        )  # fmt: skip
    client.post("/demo/personas/ada/")
    assert "secret:page" not in text(client.get("/audit/reads/"))
    assert {"looks as"} <= {e.verb for e in Entry.objects.filter(site="demo")}
    assert "looks as" in text(client.get("/audit/"))


def test_from_one_persona_to_the_next(stage, fenna, client):
    client.post("/demo/personas/otto/")
    assert client.get("/demo/personas/").status_code == 200
    client.post("/demo/personas/quinn/")
    assert "Quality lead Quinn" in text(client.get("/bottlenecks/", follow=True))
    lines = Entry.objects.filter(verb="looks as").values_list("actor", flat=True)
    assert set(lines) == {f"user:{fenna.pk}"}


def test_what_a_persona_writes_is_marked_and_names_its_player(stage, fenna, client):
    client.post("/demo/personas/ben/")
    client.post("/theme/", {"theme": "dark"})
    client.post("/demo/rate/", {"rate": "0"})
    entry = Entry.objects.filter(verb="clock.set").first()
    assert entry.actor_name == "Bed manager Ben (demo)"
    assert entry.detail["persona_of"] == "first"


def test_its_own_pages_are_refused_and_signing_out_is_its_players(stage, fenna, client):
    client.post("/demo/personas/ben/")
    for page in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/",
                 "/people/tokens/"):  # fmt: skip
        assert "A persona has no password" in text(client.get(page)), page
    client.post("/accounts/logout/")
    assert Entry.objects.filter(verb="signed out").get().actor == f"user:{fenna.pk}"
    assert client.get("/journeys/")["Location"].startswith("/accounts/login/")


# -- never where others can reach the portal -------------------------------------------------------


def test_there_are_no_personas_where_others_can_reach_the_portal(stage, fenna, client, settings):
    settings.LOOPBACK_ONLY = False
    Authenticator.objects.create(user=fenna, type=Authenticator.Type.TOTP, data={})
    assert client.get("/demo/personas/").status_code == 404
    assert client.post("/demo/personas/ben/").status_code == 404
    assert not User.objects.exclude(persona_site="").exists()


def test_a_running_persona_ends_when_the_portal_opens(stage, fenna, client, settings):
    client.post("/demo/personas/ben/")
    settings.LOOPBACK_ONLY = False
    client.get("/people/")
    assert "persona" not in client.session
    settings.LOOPBACK_ONLY = True
    assert client.get("/people/").status_code == 200


@pytest.mark.parametrize(
    "from_afar",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"HTTP_FORWARDED": "for=10.0.0.7"},
    ],
)
def test_a_request_from_elsewhere_meets_none(stage, fenna, client, from_afar):
    client.post("/demo/personas/ben/")
    assert client.get("/demo/personas/", **from_afar).status_code == 404
    assert "persona" not in client.session
    assert client.post("/demo/personas/ben/", **from_afar).status_code == 404


def test_who_may_not_steer_may_not_play(stage, client):
    client.force_login(nora())
    assert client.get("/demo/personas/").status_code == 403
    assert client.post("/demo/personas/quinn/").status_code == 403
    far = person("far", "BED_MANAGER", at_site="north")
    client.force_login(far)
    assert client.get("/demo/personas/").status_code == 404


def test_a_persona_ends_with_the_right_to_play_it(stage, client):
    ben = person("ben", "BED_MANAGER", at_site="demo")
    client.force_login(ben)
    client.post("/demo/personas/quinn/")
    with audit.acting_as("test", at=AT, why="gone"):
        ben.grants.all().delete()
    assert client.get("/bottlenecks/").status_code == 403
    assert "persona" not in client.session


def test_a_number_in_the_session_that_is_no_persona_is_nobody(stage, fenna, client):
    other = nora()
    session = client.session
    session["persona"] = other.pk
    session.save()
    assert client.get("/people/").status_code == 200
    assert "persona" not in client.session


def test_an_unknown_persona_is_not_there(stage, fenna, client):
    assert client.post("/demo/personas/nobody/").status_code == 404


def test_a_stranger_is_sent_to_the_sign_in(stage):
    assert Client().post("/demo/personas/ben/")["Location"].startswith("/accounts/login/")


def test_what_the_auditor_takes_along_is_marked(stage, fenna, client):
    client.post("/demo/personas/ada/")
    file = client.get("/audit/", {"export": "csv"})
    assert 'filename="invented-changes.csv"' in file["Content-Disposition"]
    lines = b"".join(file).decode().splitlines()
    assert all(line.endswith(("Data", "invented")) for line in lines)
