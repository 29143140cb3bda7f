"""A clock that was set back, and a proof that is old, sign nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from carepath.protocols import policies
from carepath.protocols.models import Version
from tests.factories import AT


def test_nothing_is_signed_before_what_was_signed_last():
    policies.check_clock(AT, None)
    policies.check_clock(AT, AT)
    with pytest.raises(policies.NotNow, match="2026-03-02 08:59 UTC.*it was set back"):
        policies.check_clock(AT - timedelta(minutes=1), AT)


def test_a_proof_is_fresh_and_not_of_the_future():
    policies.check_proved(AT, at=AT)
    for proved in (None, AT - timedelta(minutes=6), AT + timedelta(seconds=1)):
        with pytest.raises(PermissionDenied, match="Prove again"):
            policies.check_proved(proved, at=AT)


def test_what_is_signed_is_what_was_read():
    version = Version(content="{}", sha256="0" * 64, edition=1)
    with pytest.raises(policies.NotNow, match="changed after you opened it"):
        policies.check_same(version, edition=1, sha256="0" * 64)
