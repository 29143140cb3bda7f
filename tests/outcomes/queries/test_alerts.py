"""When a shift begins, and of how much a role was told in it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from carepath.outcomes import queries
from carepath.outcomes.models import Alert, Telling
from tests.factories import ben, person
from tests.outcomes import worlds
from tests.outcomes.worlds import AT, HOUR

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("at", "start"),
    [
        ((2026, 3, 2, 6, 59), (2026, 3, 1, 19)),
        ((2026, 3, 2, 7, 0), (2026, 3, 2, 7)),
        ((2026, 3, 2, 18, 59), (2026, 3, 2, 7)),
        ((2026, 3, 29, 6, 59), (2026, 3, 28, 19)),  # that night has eleven hours
    ],
)
def test_a_shift_begins_at_seven_on_the_clock_of_the_site(at, start):
    found = queries.shift_start(datetime(*at, tzinfo=ZONE).astimezone(UTC), ZONE)
    assert found == datetime(*start, tzinfo=ZONE)


def test_what_a_role_was_told_is_counted_from_the_beginning_of_the_shift():
    north = worlds.hospital()
    for hour in range(3):
        alert = Alert.objects.create(
            site=north, parameter="waiting", rule={}, raised_at=AT, since_at=AT, value=1, worst=1,
            cleared_at=AT,
        )  # fmt: skip
        Telling.objects.create(alert=alert, role="BED_MANAGER", at=AT + hour * HOUR)
    told = queries.told_in_shift
    assert told(site=north, role="BED_MANAGER", since=AT + HOUR) == 2
    assert told(site=north, role="QUALITY_LEAD", since=AT) == 0


def test_mail_goes_to_holders_of_the_role_there_who_have_an_address():
    north = worlds.hospital()
    here = ben(email="ben@hospital.example")
    person("mute", "BED_MANAGER")
    person("left", "BED_MANAGER", email="x@hospital.example", is_active=False)
    person("far", "BED_MANAGER", email="y@hospital.example", at_site="south")
    near = person("near", "BED_MANAGER", email="n@hospital.example", at_site="north")
    assert list(queries.holders(site=north, role="BED_MANAGER")) == [here, near]
