"""One row a slot, whoever asks; missed hours are skipped, and a person may ask again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from carepath.audit.models import Entry
from carepath.forecasts import actions, policies, queries
from carepath.forecasts.models import Slot, Vintage
from carepath.work.actions import leases
from tests.factories import AT, nora, person, site
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def states(job="beds"):
    rows = Slot.objects.filter(job=job).order_by("slot_at")
    return [(row.slot_at, row.state) for row in rows]


def ask(at, by="test"):
    return actions.ask_due(by=by, at=at)


def test_each_hour_is_asked_for_once_and_of_missed_ones_only_the_latest():
    hospital(weeks=1)
    assert ask(AT) == len(policies.EVERY)
    assert ask(AT + HOUR / 2, by="another beat") == 0
    Slot.objects.update(state="done", run=1, ended_at=AT)
    ask(AT + 3 * HOUR)
    assert states() == [
        (AT, "done"), (AT + HOUR, "skipped"), (AT + 2 * HOUR, "skipped"),
        (AT + 3 * HOUR, "waiting"),
    ]  # fmt: skip
    missed = Slot.objects.filter(state="skipped", job="beds")
    assert {row.reason_code for row in missed} == {"missed"}
    assert "a later one" in missed[0].reason_text


def test_what_nobody_began_in_time_is_passed_over_and_what_is_at_work_is_not():
    hospital(weeks=1)
    ask(AT)
    Slot.objects.filter(job="arrivals").update(attempts=1, lease_until=AT + 9 * HOUR)
    ask(AT + HOUR)
    assert states() == [(AT, "skipped"), (AT + HOUR, "waiting")]
    assert states("arrivals") == [(AT, "waiting"), (AT + HOUR, "waiting")]


def test_when_the_clock_goes_back_no_hour_is_done_twice():
    """On 25 October 2026 it is 01:30 twice in London; slots are UTC."""
    hospital(weeks=1, timezone="Europe/London")
    for minutes in range(0, 300, 30):
        ask(datetime(2026, 10, 24, 23, 0, tzinfo=UTC) + timedelta(minutes=minutes))
    assert [slot.hour for slot, _state in states()] == [23, 0, 1, 2, 3]


def test_a_clock_that_is_set_back_asks_for_nothing():
    hospital(weeks=1)
    ask(AT)
    assert ask(AT - 5 * HOUR) == 2  # of what is done each hour
    assert len(states()) == 1


def test_a_site_that_has_lived_on_is_foretold_once_more():
    where = hospital(weeks=1)
    actions.ask_now(site=where, by="test", at=AT)
    before = [(AT - n * HOUR, "waiting") for n in (3, 2, 1, 0)]
    assert states() == before
    for _round in range(3):
        actions.run_due(by="test", at=AT)
    assert {state for _slot, state in states()} == {"done"}
    assert "earlier" in Vintage.objects.filter(job="beds", slot_at=AT)[0].facts
    late = queries.told_at(site=where, job="beds", series="W1", slots=[AT, AT - HOUR])
    assert [one.row.slot_at for one in late] == [AT]  # the others were told after their hour
    actions.ask_now(site=where, by="test", at=AT)
    assert states() == before
    for _round in range(3):
        actions.run_due(by="test", at=AT)
    assert set(Slot.objects.filter(job="beds").values_list("run", flat=True)) == {2}


def test_who_is_at_work_when_a_site_has_lived_on_loses_the_slot():
    where = hospital(weeks=1)
    actions.ask_due(by="test", at=AT)
    slot = Slot.objects.get(job="beds")
    assert leases.claim(Slot, slot.pk, at=AT, seconds=60, states=["waiting"])
    actions.ask_now(site=where, by="test", at=AT)
    with pytest.raises(leases.LeaseLost):
        leases.finish(Slot, slot.pk, state="done", run=1)
    slot.refresh_from_db()
    assert (slot.state, slot.lease_until, slot.run) == ("waiting", None, 0)


def test_a_person_may_have_a_job_done_again_and_is_named():
    hospital(weeks=1)
    actions.run_due(by="test", at=AT)
    slot = Slot.objects.select_related("site").get(job="beds")
    sam = person("sam", "SYSTEM_ADMINISTRATOR", at_site="north")
    with pytest.raises(PermissionDenied):
        actions.run_again(slot=slot, by=nora(), at=AT)
    actions.run_again(slot=slot, by=sam, at=AT)
    again = Slot.objects.get(pk=slot.pk)
    assert (again.state, again.run, again.asked_by) == ("waiting", 1, f"user:{sam.pk}")
    sentence = Entry.objects.get(verb="forecast.again")
    assert (sentence.actor, sentence.site) == (f"user:{sam.pk}", site().slug)
    with pytest.raises(policies.NotNow, match="waiting"):
        actions.run_again(slot=slot, by=sam, at=AT)
