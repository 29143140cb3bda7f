"""Who may say what of a bed."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.capacity import policies
from carepath.frames import beds
from tests.factories import ben, person, site

pytestmark = pytest.mark.django_db


def test_bed_managers_may_at_their_sites():
    north, south = site("north"), site("south")
    assert policies.may_say(ben(), north)
    only = person("bea", "BED_MANAGER", at_site="north")
    assert policies.may_say(only, north)
    assert not policies.may_say(only, south)


def test_others_are_told_who_may():
    with pytest.raises(PermissionDenied, match="bed manager"):
        policies.check_say(person("rita", "READ_ONLY"), site("north"))


def test_nobody_says_that_a_bed_is_occupied():
    assert beds.OCCUPIED not in policies.SAYABLE
