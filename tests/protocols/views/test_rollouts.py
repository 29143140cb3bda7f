"""Out of force from the page: in one action, with a reason."""

import pytest

from carepath.journeys.models import Journey
from carepath.protocols import queries
from carepath.protocols.models import Activation, Assignment
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.views.pages import signed_in, text
from tests.protocols.worlds import active, again, amended, nora, pia, somebody

pytestmark = pytest.mark.django_db(databases="__all__")


def post(who, running, what, **data):
    return signed_in(who).post(f"/protocols/in-force/{running.pk}/{what}/", data, follow=True)


@pytest.mark.parametrize(
    ("what", "who", "said", "state"),
    [
        ("roll-back", nora, "It is rolled back.", "rolled_back"),
        ("stop", nora, "It is stopped", "rolled_back"),
        ("retire", pia, "It is retired.", "retired"),
    ],
)
def test_it_is_taken_out_of_force(what, who, said, state):
    running = active()
    page = post(who(), running, what, reason="harm")
    assert said in text(page)
    assert again(running.version).state == state


def test_rolled_back_the_page_shows_the_version_before_in_force():
    second = amended(active())
    page = text(post(nora(), second, "roll-back", reason="too high"))
    assert "In force at 1 site." in page and "rolled back" in page
    assert Activation.objects.get(ends_at=None).version.number == 1


def test_without_a_reason_nothing_is_done():
    running = active()
    assert "Reason: This field is required." in text(post(nora(), running, "stop"))
    assert again(running.version).state == "active"


def test_what_is_over_says_so():
    running = active()
    post(nora(), running, "stop", reason="harm")
    assert "no longer in force" in text(post(nora(), running, "stop", reason="harm"))


def test_activations_of_other_sites_are_not_there():
    running = active()
    south = somebody("south", "CLINICIAN", at_site="south")
    assert post(south, running, "stop", reason="x").status_code == 404


def test_one_journey_switches_by_a_clinician():
    first = active()
    happens(event("a", "Sepsis flag", 10, 10))
    follow()
    amended(first)
    row = Assignment.objects.get()
    client = signed_in(nora())
    page = client.post(f"/protocols/assignments/{row.pk}/switch/", {"reason": "better"})
    assert page["Location"].endswith(f"{Journey.objects.get().trace_id.hex}/")
    assert queries.assignments(Journey.objects.get())[0].version.number == 2
    south = signed_in(somebody("south", "CLINICIAN", at_site="south"))
    assert south.post(f"/protocols/assignments/{row.pk}/switch/", {}).status_code == 404
