"""When forecasts are made, every forecast that was made, and what was recommended by them."""

from carepath.forecasts.models.limits import AdviceLimits
from carepath.forecasts.models.recommendations import Outcome, Recommendation
from carepath.forecasts.models.slots import Slot
from carepath.forecasts.models.vintages import COARSE, FINE, QUEUES, Backtest, Vintage

__all__ = [
    "COARSE",
    "FINE",
    "QUEUES",
    "AdviceLimits",
    "Backtest",
    "Outcome",
    "Recommendation",
    "Slot",
    "Vintage",
]
