from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carepath.places.models import OpenBeds, Site, StaffOnDuty, Unit
from tests.factories import AT, site

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize(
    ("rate", "passed", "shown"), [(0, 3600, 0), (1, 3600, 3600), (60, 10, 600), (60, -1, -60)]
)
def test_a_clock_runs_at_its_rate_from_its_anchor(rate, passed, shown):
    fields = {"clock_real": AT, "clock_shown": AT + timedelta(days=14), "clock_rate": rate}
    moment = Site(**fields).time(AT + timedelta(seconds=passed))
    assert moment == AT + timedelta(days=14, seconds=shown)


def test_a_site_without_a_clock_of_its_own_keeps_real_time():
    assert site().time(AT) == AT


def test_only_a_made_up_site_may_have_a_clock_of_its_own():
    real, made_up = site("north"), site("demo", synthetic=True)
    whole = {"clock_real": AT, "clock_shown": AT, "clock_rate": 60}
    refused(lambda: Site.objects.filter(pk=real.pk).update(**whole))
    refused(lambda: Site.objects.filter(pk=real.pk).update(clock_rate=0))
    Site.objects.filter(pk=made_up.pk).update(**whole)
    refused(lambda: Site.objects.filter(pk=made_up.pk).update(clock_rate=7))
    refused(lambda: Site.objects.filter(pk=made_up.pk).update(clock_shown=None))
    refused(lambda: Site.objects.filter(pk=made_up.pk).update(synthetic=False))


def test_no_more_beds_are_open_than_there_are_and_a_role_stands_once():
    place = site()
    unit = Unit.objects.create(site=place, code="w1")
    refused(lambda: OpenBeds.objects.create(unit=unit, open_beds=3, physical=2))
    assert str(OpenBeds.objects.create(unit=unit, open_beds=2, physical=3)) == "2/3"
    fields = {"site": place, "role": "nurse", "shift": "early", "label": "Nurses", "number": 2}
    assert str(StaffOnDuty.objects.create(**fields)) == "Nurses"
    refused(lambda: StaffOnDuty.objects.create(**fields))
