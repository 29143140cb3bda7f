"""Every write about scenarios."""

from carepath.scenarios.actions.asking import ask, cancel
from carepath.scenarios.actions.running import run_waiting

__all__ = ["ask", "cancel", "run_waiting"]
