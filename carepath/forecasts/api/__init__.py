"""API doors of forecasts."""

from carepath.forecasts.api.asked import SITE, asked_of, page_of
from carepath.forecasts.api.forecasts import Arrivals, Forecasts
from carepath.forecasts.api.recommendations import AdviceProofs, Recommendations

__all__ = [
    "SITE",
    "AdviceProofs",
    "Arrivals",
    "Forecasts",
    "Recommendations",
    "asked_of",
    "page_of",
]
