"""The invented hospital does what was accepted, once; a real one never by itself."""

import pytest

from carepath.audit.models import Entry
from carepath.forecasts import actions, policies, queries
from carepath.forecasts.models import Recommendation
from carepath.places import actions as places
from carepath.places.models import OpenBeds, Site, Unit
from tests.factories import AT
from tests.forecasts.advice import HOUR, decided, short_of_beds

pytestmark = pytest.mark.django_db
LATER = AT + 2 * HOUR


def open_beds():
    return OpenBeds.objects.get(unit__code="W2").open_beds


def test_what_was_accepted_is_done_once_and_on_record():
    where = short_of_beds(synthetic=True)
    assert actions.obey(site=where, by="worker:demo", at=AT) == 0
    row = decided()
    assert actions.obey(site=where, by="worker:demo", at=LATER) == 1
    assert open_beds() == 1 + row.beds
    row.refresh_from_db()
    assert row.done_at == LATER
    assert actions.obey(site=where, by="worker:demo", at=LATER) == 0
    assert open_beds() == 1 + row.beds
    said = Entry.objects.get(verb="beds.opened")
    assert said.actor == "worker:demo" and f"Recommendation {row.pk} was accepted" in said.why


def test_never_more_than_there_are_and_never_fewer_than_none():
    where = short_of_beds(synthetic=True)
    row = decided()
    OpenBeds.objects.filter(unit=row.unit).update(open_beds=13)
    actions.obey(site=where, by="worker:demo", at=LATER)
    assert open_beds() == 14
    row.refresh_from_db()
    row.pk, row.kind, row.beds, row.done_at = None, Recommendation.Kind.CLOSE, 20, None
    row.save(force_insert=True)
    actions.obey(site=where, by="worker:demo", at=LATER)
    assert open_beds() == 0


def test_what_was_rejected_is_not_done_and_a_real_site_never_obeys():
    where = short_of_beds(synthetic=True)
    decided("rejected")
    assert actions.obey(site=where, by="worker:demo", at=LATER) == 0 and open_beds() == 1
    real = Site.objects.create(slug="real", name="Real")
    with pytest.raises(policies.NotNow, match="opened by people"):
        actions.obey(site=real, by="worker:demo", at=LATER)


def test_staff_that_is_moved_closes_beds_in_one_unit_and_opens_them_in_the_other():
    where = short_of_beds(synthetic=True)
    row, giver = decided(), Unit.objects.get(code="W1")
    places.declare_beds(unit=giver, beds=13, physical=13, by="test", at=AT)
    Recommendation.objects.filter(pk=row.pk).update(done_at=LATER)
    row.pk, row.kind, row.giver, row.beds = None, Recommendation.Kind.MOVE, giver, 3
    row.save(force_insert=True)
    assert actions.obey(site=where, by="worker:demo", at=LATER) == 1
    found = OpenBeds.objects.filter(unit__site=where).values_list("unit__code", "open_beds")
    assert dict(found) == {"W1": 10, "W2": 4}


def test_discharges_brought_forward_are_left_to_who_drives_the_hospital_and_change_no_bed():
    where = short_of_beds(synthetic=True)
    row = decided()
    Recommendation.objects.filter(pk=row.pk).update(done_at=AT - HOUR)
    row.pk, row.kind, row.about, row.inputs = None, "sooner", "discharges", {"by": 3}
    row.save(force_insert=True)
    assert actions.obey(site=where, by="worker:demo", at=LATER) == 1
    assert open_beds() == 1
    assert queries.in_hand(site=where, since=AT) == [row]
    assert queries.in_hand(site=where, since=LATER + HOUR) == []
