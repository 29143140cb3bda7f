"""Pages of forecasts."""

from carepath.forecasts.views.advice_proofs import advice_proof
from carepath.forecasts.views.backtests import backtest, backtests
from carepath.forecasts.views.decide import decide
from carepath.forecasts.views.exports import export_arrivals, export_departures, export_table
from carepath.forecasts.views.index import index
from carepath.forecasts.views.jobs import again, jobs
from carepath.forecasts.views.limits import limits, set_limits
from carepath.forecasts.views.recommendations import recommendation, recommendations

__all__ = [
    "advice_proof",
    "again",
    "backtest",
    "backtests",
    "decide",
    "export_arrivals",
    "export_departures",
    "export_table",
    "index",
    "jobs",
    "limits",
    "recommendation",
    "recommendations",
    "set_limits",
]
