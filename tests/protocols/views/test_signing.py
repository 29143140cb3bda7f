"""Signatures on the screen: the meaning chosen, the proof renewed, the content named."""

import pytest

from carepath.protocols.models import Activation, Signature
from tests.factories import site
from tests.protocols.views.pages import signed_in, text, where
from tests.protocols.worlds import administrators, again, approved, in_review, nora, pia, quinn

pytestmark = pytest.mark.django_db(databases="__all__")


def signing(version, **changes):
    return {
        "edition": version.edition, "sha256": version.sha256, "meaning": "approved",
        "reason": "read it",
    } | changes  # fmt: skip


@pytest.fixture(autouse=True)
def checked_long_before_review(settings):
    """The document's review day lies ahead of the real clock."""
    from carepath.ui import clock

    assert clock.now().date().isoformat() < "2027-01-01"


def test_two_signatures_approve_it():
    version = in_review()
    page = signed_in(nora()).post(where("approve", version), signing(version), follow=True)
    assert "Your signature is on this version." in text(page)
    assert "Nora" in text(page)
    signed_in(quinn()).post(where("approve", version), signing(version))
    assert again(version).state == "approved"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"meaning": ""}, "What your signature means: This field is required."),
        ({"meaning": "activated"}, "Select a valid choice"),
        ({"reason": ""}, "Reason: This field is required."),
        ({"sha256": "0" * 64}, "changed after you opened it"),
        ({"edition": "7"}, "changed after you opened it"),
    ],
)
def test_what_is_no_signature_is_said(changes, said):
    version = in_review()
    page = signed_in(nora()).post(
        where("approve", version), signing(version, **changes), follow=True
    )
    assert said in text(page)
    assert not Signature.objects.exists()


def test_an_old_sign_in_is_proved_again_first():
    version = in_review()
    person = nora()
    person.set_password("correct-horse-battery")
    person.save()
    client = signed_in(person, minutes_ago=6)
    answer = client.post(where("approve", version), signing(version))
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not Signature.objects.exists()


def test_an_author_sees_no_way_to_sign_and_is_refused():
    version = in_review()
    client = signed_in(pia())
    assert "You sign exactly" not in text(client.get(where("version", version)))
    answer = client.post(where("approve", version), signing(version))
    assert answer.status_code == 403
    assert "Nobody approves what they changed." in text(answer)


def activating(version, **changes):
    return signing(version, meaning="activated", site="north", under_way="finish") | changes


def test_it_is_brought_into_force():
    administrators()
    version = approved()
    client = signed_in(pia())
    assert "Sign and bring into force" in text(client.get(where("version", version)))
    page = client.post(where("activate", version), activating(version), follow=True)
    assert "It is in force at North." in text(page)
    assert Activation.objects.get().version == version


def test_it_begins_on_the_clock_of_the_site():
    administrators()
    version = approved()
    signed_in(pia()).post(
        where("activate", version), activating(version, starts_at="2026-12-24T08:00")
    )
    assert Activation.objects.get().starts_at.isoformat() == "2026-12-24T07:00:00+00:00"


def test_before_two_administrators_the_page_says_so_and_nothing_is_done():
    version = approved()
    client = signed_in(pia())
    assert "two administrators are needed" in text(client.get(where("version", version)))
    page = client.post(where("activate", version), activating(version), follow=True)
    assert "two administrators are needed" in text(page)
    assert not Activation.objects.exists()


def test_another_site_is_no_choice():
    administrators()
    site("south")
    version = approved()
    from tests.protocols.worlds import somebody

    only_north = somebody("owner", "PROTOCOL_OWNER", at_site="north")
    page = signed_in(only_north).post(
        where("activate", version), activating(version, site="south"), follow=True
    )
    assert "Site: Select a valid choice" in text(page)
