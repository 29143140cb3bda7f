"""From when a version is in force: now or later, never in the past."""

from datetime import timedelta

import pytest

from carepath.protocols import policies
from tests.factories import AT


def test_a_version_is_in_force_from_now_or_later():
    later = AT + timedelta(days=1)
    assert policies.start(None, now=AT) == AT
    assert policies.start(later, now=AT) == later
    with pytest.raises(policies.NotNow, match="in the past"):
        policies.start(AT - timedelta(seconds=1), now=AT)
