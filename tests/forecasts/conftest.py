"""What tests of forecasts share."""

import pytest

from carepath.forecasts.actions import judging


@pytest.fixture(autouse=True)
def judged_over_a_week(monkeypatch):
    """Forecasts are judged over a week, not four: a quarter of the work, the same rules."""
    monkeypatch.setattr(judging, "DAYS", 7)
