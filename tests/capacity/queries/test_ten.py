"""Ten measures, and why some cannot be computed."""

from datetime import timedelta

import pytest

from carepath.accounts.models import User
from carepath.capacity import actions, queries
from carepath.capacity.models import Request
from carepath.frames.definitions import REGISTER
from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.journeys.models import Journey, Patient
from carepath.places.models import Bed
from tests.capacity.small import hospital
from tests.factories import AT, ben

pytestmark = pytest.mark.django_db
NOON = AT + timedelta(minutes=120)


def told(site, at=NOON, days=7):
    found = queries.record(site=site, by=who(), at=at)
    return {one.key: one for one in queries.ten(found, days=days)}


def who():
    return User.objects.filter(username="ben").first() or ben()


def value(one):
    return one.value, one.n, one.of


def test_what_can_be_computed_at_noon(django_assert_max_num_queries):
    site = hospital()
    found = queries.record(site=site, by=who(), at=NOON)
    with django_assert_max_num_queries(6):
        every = queries.ten(found, days=7)
    assert len(every) == 10 and all(one.key in REGISTER for one in every)
    ten = {one.key: one for one in every}
    assert value(ten["length_of_stay"]) == (8 * DAY, 1, 1)
    assert value(ten["discharge_time"]) == (10 * HOUR, 1, 1)
    assert value(ten["discharges"]) == (1 / 7, 1, 1)
    assert (ten["ed_within_4h"].n, ten["ed_within_4h"].of) == (3, 5)
    assert ten["ed_within_4h"].value == pytest.approx(200 / 3)
    assert ten["bed_occupancy"].n == 4


def test_what_cannot_says_why_and_never_a_number():
    ten = told(hospital())
    for key, why in (
        ("readmissions_30d", "do not reach back for 30 days"),
        ("theatre_exit_delays", "ready to leave"),
        ("diversions", "sent elsewhere"),
        ("boarding_time", "Nobody was admitted"),
        ("bed_assignment", "No bed was reserved"),
    ):
        assert ten[key].value is None and why in str(ten[key].why)
    early = told(hospital(), at=AT - timedelta(days=40))
    assert early["length_of_stay"].value is None and early["ed_within_4h"].value is None
    Bed.objects.update(care="ward")
    plain = told(hospital())
    assert "No unit has beds" in str(plain["ed_within_4h"].why) == str(plain["boarding_time"].why)


def test_a_bed_that_was_reserved_tells_how_long_it_took():
    site = hospital()
    asked = Request.objects.get(journey__case_ref="boards", unit__code="MEA")
    free = Bed.objects.get(code="MEA-04")
    actions.reserve(request=asked, bed=free, by=who(), at=NOON - timedelta(minutes=20))
    assert value(told(site)["bed_assignment"]) == (40 * MINUTE, 1, 1)


def test_who_came_back_within_thirty_days():
    site = hospital()
    patient = Patient.objects.create(key="0" * 32)
    Journey.objects.filter(case_ref__in=("gone", "steps down")).update(patient=patient)
    later = told(site, at=AT + timedelta(days=32), days=28)
    # left a day before, and came two days before: it overlaps, and is no return
    assert value(later["readmissions_30d"]) == (0, 1, 1)
    Journey.objects.filter(case_ref="gone").update(patient=None)
    assert "names its patient" in str(
        told(site, at=AT + timedelta(days=32))["readmissions_30d"].why
    )
