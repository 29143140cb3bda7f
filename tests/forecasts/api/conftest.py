"""A hospital that programs ask about: its forecasts were told an hour ago."""

from datetime import timedelta

import pytest

from carepath.forecasts import actions
from carepath.ui import clock
from tests.factories import AT
from tests.forecasts.worlds import hospital

H = timedelta(hours=1)


@pytest.fixture
def where(monkeypatch):
    found = hospital()
    for hours in (0, 1):
        actions.run_due(by="test", at=AT + hours * H)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda site=None: real() if site is None else AT + 1.2 * H)
    return found
