"""What tests of forecasts share."""

import pytest

from carepath.forecasts.actions import judging


@pytest.fixture(autouse=True)
def judged_over_three_days(monkeypatch):
    """Forecasts are judged over three days, not 28: a tenth of the work, the same rules."""
    monkeypatch.setattr(judging, "DAYS", 3)
