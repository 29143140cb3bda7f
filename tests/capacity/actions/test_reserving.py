"""A bed is kept for one patient, given back, or taken when they come."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.capacity import actions, queries
from carepath.capacity.models import Reservation
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.waiting import a_bed, waits
from tests.factories import AT, ben, nora
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def test_a_bed_that_fits_is_kept_and_given_back():
    source = feed()
    request, bed, who = waits(source), a_bed("B1", source), ben()
    kept = actions.reserve(request=request, bed=bed, by=who, at=AT)
    assert list(queries.reservations(site=source.site)) == [kept]
    assert actions.give_back(reservation=kept, by=who, at=AT)
    assert not actions.give_back(reservation=kept, by=who, at=AT)
    assert not queries.reservations(site=source.site).exists()


def test_a_bed_is_kept_for_one():
    source = feed()
    first, second, bed, who = waits(source), waits(source, "V2"), a_bed("B1", source), ben()
    actions.reserve(request=first, bed=bed, by=who, at=AT)
    with pytest.raises(actions.NotFree, match="reserved"):
        actions.reserve(request=second, bed=bed, by=who, at=AT)
    assert Reservation.objects.get(ended_at=None).journey == first.journey


def test_another_bed_for_the_same_patient_gives_the_first_back():
    source = feed()
    request, one, other, who = waits(source), a_bed("B1", source), a_bed("B2", source), ben()
    actions.reserve(request=request, bed=one, by=who, at=AT)
    actions.reserve(request=request, bed=other, by=who, at=AT)
    assert Reservation.objects.get(ended_at=None).bed == other


def test_a_bed_that_does_not_fit_is_refused_and_what_was_kept_stays():
    source = feed()
    request, who = waits(source, isolation="yes"), ben()
    alone = a_bed("B1", source, room="R1", side_room=True)
    actions.reserve(request=request, bed=alone, by=who, at=AT)
    with pytest.raises(actions.NotFree, match="no room of its own"):
        actions.reserve(request=request, bed=a_bed("B2", source, room="R2"), by=who, at=AT)
    assert Reservation.objects.get(ended_at=None).bed == alone


def test_the_patient_who_comes_ends_the_reservation():
    source = feed()
    request, bed = waits(source), a_bed("B1", source)
    kept = actions.reserve(request=request, bed=bed, by=ben(), at=AT)
    send(source, adt("A02", 30, "W1", visit="V1", bed="B1"))
    kept.refresh_from_db()
    assert (kept.ended_by, kept.ended_at.minute) == ("arrived", 30)


def test_who_may_not_place_keeps_nothing():
    source = feed()
    with pytest.raises(PermissionDenied, match="bed manager"):
        actions.reserve(request=waits(source), bed=a_bed("B1", source), by=nora(), at=AT)
    assert not Reservation.objects.exists()
