"""Overrides on the screen: asked on a journey, a banner there, countersigned in a list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carepath.audit.models import AccessRead
from carepath.protocols.models import Activation, Override
from carepath.ui import clock
from tests.protocols.deviations import a_journey, asked, confirm, noor
from tests.protocols.views.pages import signed_in, text
from tests.protocols.worlds import nora, quinn, somebody

pytestmark = pytest.mark.django_db(databases="__all__")
LIST = "/protocols/overrides/"


def ask(by, *, place="rules/within-hour", **posted):
    trace = a_journey().trace_id.hex
    url = f"/protocols/journeys/{trace}/{Activation.objects.get().protocol_id}/override/"
    data = {"place": place, "reason": "known allergy"} | posted
    return signed_in(by).post(url, data, follow=True)


def act(name, by, *, minutes_ago=0, **posted):
    url = reverse(f"protocols:{name}", args=[Override.objects.get().pk])
    data = {"reason": "I agree", "meaning": "confirmed"} | posted
    return signed_in(by, minutes_ago=minutes_ago).post(url, data, follow=True)


def fragment(by):
    url = f"/protocols/journeys/{a_journey().trace_id.hex}/"
    return text(signed_in(by).get(url, headers={"HX-Request": "true"}))


def test_asked_by_one_signed_by_another_and_then_a_banner():
    assert "It holds once a second person confirms." in text(ask(nora()))
    assert "This journey deviates" not in fragment(nora())
    mine = text(signed_in(nora()).get(LIST))
    assert "1 override awaits a second person." in mine
    assert "Countersign" not in mine and "Take back" in mine
    assert "Countersign" in text(signed_in(noor()).get(LIST))
    assert "Your signature is on it: it holds." in text(act("confirm_override", noor()))
    shown = fragment(nora())
    assert "This journey deviates from Sepsis: Antibiotics within 1 h after Sepsis flag." in shown
    assert "Asked for by Nora, confirmed by Noor." in shown
    assert 'id="deviations" hx-swap-oob="true"' in shown
    page = text(signed_in(nora()).get(f"/journeys/{a_journey().trace_id.hex}/"))
    assert '<div id="deviations"></div>' in page, "where the banner goes"
    assert "excused" in shown


def test_an_emergency_is_a_banner_at_once():
    assert "It holds now." in text(ask(nora(), emergency="on"))
    shown = fragment(quinn())
    assert "it lapses" in shown and "unless a second person confirms" in shown
    assert "emergency, not yet countersigned" in text(signed_in(quinn()).get(LIST))


def test_who_may_not_is_offered_nothing_and_refused():
    a_journey()
    assert "Let this patient deviate" in fragment(nora())
    assert "Let this patient deviate" not in fragment(quinn())
    assert ask(quinn()).status_code == 403
    asked(at=clock.now())
    for name in ("confirm_override", "decline_override"):
        assert act(name, quinn()).status_code == 403
        assert act(name, somebody("south", "CLINICIAN", at_site="south")).status_code == 404
    assert act("confirm_override", nora()).status_code == 403


def test_an_old_sign_in_is_proved_again():
    ask(nora())
    who = noor()
    who.set_password("correct-horse-battery")
    who.save()
    answer = act("confirm_override", who, minutes_ago=6)
    assert "reauthenticate" in answer.redirect_chain[0][0]
    assert Override.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"reason": ""}, "Reason: This field is required."),
        ({"place": ""}, "From what: This field is required."),
        ({"place": "rules/nowhere"}, "follows no such rule or step"),
    ],
)
def test_what_cannot_be_asked_says_why(posted, said):
    assert said in text(ask(nora(), **posted))
    assert not Override.objects.exists()


def test_what_cannot_be_decided_says_why():
    ask(nora())
    assert "What your signature means: This field is required." in text(
        act("confirm_override", noor(), meaning="")
    )
    assert "Reason: This field is required." in text(act("decline_override", noor(), reason=""))
    assert "It does not hold." in text(act("decline_override", noor()))
    assert "decided this already" in text(act("decline_override", noor()))


def test_the_list_is_a_read_of_patients_and_does_not_grow_with_it():
    journey = a_journey()
    client = signed_in(nora())

    def counted():
        client.get(LIST)
        with CaptureQueriesContext(connection) as found:
            client.get(LIST)
        return len(found)

    asked(journey=journey)
    before = counted()
    confirm(asked(journey=journey, place="rules/lactate"))
    asked(journey=journey, place="steps/treat", emergency=True)
    assert counted() == before
    read = AccessRead.objects.order_by("-pk").first()
    assert (read.route, read.count) == ("protocols:overrides", 3)
    assert "Antibiotics" not in text(client.get(LIST, {"after": "1"}))
    assert "Lactate" not in text(client.get(LIST, {"waiting": "1"}))
