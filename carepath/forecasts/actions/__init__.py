"""Every write about forecasts."""

from carepath.forecasts.actions.asking import ask_due, ask_now, run_again
from carepath.forecasts.actions.deciding import decide
from carepath.forecasts.actions.limiting import set_limits
from carepath.forecasts.actions.obeying import obey
from carepath.forecasts.actions.recommending import advise
from carepath.forecasts.actions.running import prune, run_due
from carepath.forecasts.actions.telling import NothingToTell

__all__ = [
    "NothingToTell",
    "advise",
    "ask_due",
    "ask_now",
    "decide",
    "obey",
    "prune",
    "run_again",
    "run_due",
    "set_limits",
]
