"""What takes two people can be tried by one: alone at the demo, by looking as one after another."""

from datetime import timedelta

import pytest

from carepath.demo import actions as demo
from carepath.journeys.models import Journey
from carepath.protocols import actions as protocols
from carepath.protocols.models import Activation, ApprovalPolicy, Override, Signature, Version
from carepath.ui import clock
from tests.demo.worlds import a_hospital
from tests.factories import AT, first
from tests.journeys.frames import event
from tests.journeys.worlds import record
from tests.protocols.views.pages import text, typed, where

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def hospital(settings):
    """An invented hospital that lives."""
    settings.LOOPBACK_ONLY = True
    return a_hospital()


@pytest.fixture
def protocol_of(hospital):
    """Return a function that returns the activation of a sample protocol, by its subject."""
    demo.write_samples(at=clock.now())
    return lambda subject: Activation.objects.get(protocol__name=f"{subject} (invented)")


@pytest.fixture
def looking(hospital, client):
    """Return a function that looks as a persona, in the one browser there is."""
    client.force_login(first())

    def as_one(key):
        client.post(f"/demo/personas/{key}/")
        return client

    return as_one


def post(client, address, said, **typed_in):
    answer = client.post(address, {"reason": "agreed"} | typed_in, follow=True)
    assert said in text(answer)


def sign(client, version, *, name="approve", meaning="approved", said="Your signature is", **more):
    read = {"edition": version.edition, "sha256": version.sha256, "meaning": meaning}
    post(client, where(name, version), said, **read | more)


def test_an_override_is_asked_for_by_a_nurse_and_signed_by_a_doctor(hospital, protocol_of, looking):
    running, soon = protocol_of("Sepsis"), clock.now() + timedelta(minutes=1)
    record(hospital.source, event("D1", "Sepsis flag", *[(soon - AT) / timedelta(minutes=1)] * 2))
    protocols.follow(by="worker:sweep", at=soon + timedelta(minutes=1))
    journey = Journey.objects.get()
    page = f"/protocols/journeys/{journey.trace_id.hex}/{running.protocol_id}/override/"
    post(looking("nora"), page, "once a second person confirms", place="rules/lactate")
    row = Override.objects.get()
    confirm = f"/protocols/overrides/{row.pk}/confirm/"
    own = {"meaning": "confirmed", "reason": "I agree"}
    assert looking("nora").post(confirm, own).status_code == 403, "not by who asked"
    post(looking("dora"), confirm, "it holds", meaning="confirmed")
    row.refresh_from_db()
    assert (row.state, row.printed_name, row.roles) == ("confirmed", "Doctor Dora", ["CLINICIAN"])


def test_a_changed_dose_is_written_reviewed_and_brought_into_force(protocol_of, looking):
    before = protocol_of("Stroke").version
    pia = looking("pia")
    address = pia.post(where("branch", before), {"reason": "dose too low"})["Location"]
    draft = Version.objects.get(protocol=before.protocol, number=2)
    pia.post(address, typed(pia, draft, **{"doses-0-amount": "0.6"}))
    draft.refresh_from_db()
    assert "dose of Thrombolytic B: 0.5 mg/kg → 0.6 mg/kg" in text(pia.get(where("version", draft)))
    offered = pia.get(where("version", draft)).context["review_form"].fields["reviewers"].choices
    named = [pk for pk, name in offered if name in ("Doctor Dora", "Protocol owner Paul")]
    post(pia, where("ask_review", draft), "The review is asked for.", reviewers=named)
    sign(looking("dora"), draft)
    draft.refresh_from_db()
    assert draft.state == "in_review", "one of two"
    sign(looking("paul"), draft)
    protocols.run_replays(by="worker:sweep", at=clock.now())
    sign(
        looking("pia"), draft, name="activate", meaning="activated", site="demo",
        under_way="finish", said="It is in force at Invented hospital.",
    )  # fmt: skip
    draft.refresh_from_db()
    assert draft.state == "active"
    signed = Signature.objects.filter(version=draft.pk).order_by("pk")
    assert [one.printed_name for one in signed] == [
        "Doctor Dora", "Protocol owner Paul", "Protocol owner Pia",
    ]  # fmt: skip


def test_who_approves_is_proposed_by_one_administrator_and_confirmed_by_the_other(looking):
    hana = looking("hana")
    form = hana.get("/protocols/approvals/?site=demo").context["form"]
    data = {field.html_name: field.value() for field in form if field.value() is not None}
    post(
        hana, "/protocols/approvals/propose/", "until a second person", **data | {"dose_people": 3}
    )
    row = ApprovalPolicy.objects.get()
    address = f"/protocols/approvals/{row.pk}/confirm/"
    post(looking("hugo"), address, "It is in force.", meaning="confirmed")
    row.refresh_from_db()
    assert (row.state, row.rules.needs[3].approvers) == ("in_force", 3)
