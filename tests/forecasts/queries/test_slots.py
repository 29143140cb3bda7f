"""Which slots are due and which are shown to whom."""

from datetime import timedelta

import pytest

from carepath.forecasts import actions, queries
from carepath.forecasts.models import Slot
from tests.factories import AT, person, site
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_site_is_due_when_something_is_known_of_it():
    site("empty")
    where = hospital(weeks=1)
    assert queries.sites_with_journeys() == [where]
    due = queries.not_there([where], at=AT + HOUR / 2)
    assert ("beds", where, AT) in due and ("arrivals", where, AT) in due
    actions.ask_due(by="test", at=AT)
    assert queries.not_there([where], at=AT + HOUR / 2) == []
    assert queries.last_slot("beds", where) == AT and queries.last_slot("none", where) is None
    assert queries.not_there([], at=AT) == []
    assert queries.waiting().count() == len(due)


def test_people_see_the_slots_of_the_sites_they_look_after():
    for slug in ("north", "south"):
        for job, state in (("beds", "done"), ("arrivals", "failed")):
            Slot.objects.create(
                job=job, site=site(slug), slot_at=AT, asked_at=AT, asked_by="test", state=state,
                run=1, ended_at=AT, cpu_ms=40,
            )  # fmt: skip
    sam = person("sam", "SYSTEM_ADMINISTRATOR", at_site="south")
    everywhere = person("eva", "SYSTEM_ADMINISTRATOR")
    assert {slot.site.slug for slot in queries.slots(by=sam)} == {"south"}
    assert queries.slots(by=everywhere).count() == 4
    assert [one.job for one in queries.slots(by=sam, state="failed")] == ["arrivals"]
    assert queries.slots(by=everywhere, site="north", job="beds").get().state == "done"
    found = queries.lately(by=sam, at=AT + HOUR)
    assert (found.done, found.failed, found.waiting, found.cpu_ms) == (1, 1, 0, 40)
    assert queries.lately(by=sam, at=AT + 30 * HOUR).done == 0
