import pytest

from carepath.scenarios import policies
from carepath.scenarios.actions import running


@pytest.fixture(autouse=True)
def few_runs(monkeypatch):
    """However busy the machine is, a scenario is done in few rounds, and judged by few runs."""
    monkeypatch.setattr(policies, "FIT_RUNS", 6)
    monkeypatch.setattr(running, "ROUND_S", 600.0)
