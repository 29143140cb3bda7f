"""One function decides for every door whether somebody may let a patient deviate."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.accounts.models import User
from carepath.places.models import Site
from carepath.protocols import policies
from carepath.protocols.models import Override

SITE = Site(pk=1, slug="north")


def somebody(role, **fields):
    found = User(pk=1, username="x", **fields)
    found.held = [(role, "north")]
    return found


def test_who_treats_may_and_nobody_else():
    policies.check_override(somebody("CLINICIAN"), SITE)
    for by in (
        somebody("QUALITY_LEAD"), somebody("HOSPITAL_ADMINISTRATOR"),
        somebody("CLINICIAN", worker=True), somebody("CLINICIAN", is_active=False),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            policies.check_override(by, SITE)


@pytest.mark.parametrize("state", Override.State)
def test_only_what_waits_is_decided(state):
    from carepath.protocols.policies import overrides

    row = Override(state=state)
    assert policies.allowed(overrides.check_open, row) is (state in policies.OPEN)
