"""Addresses of the forecast pages."""

from django.urls import path

from carepath.forecasts import api, views

app_name = "forecasts"
urlpatterns = [
    path("", views.index, name="index"),
    path("export.<str:kind>", views.export_table, name="export"),
    path("departures.<str:kind>", views.export_departures, name="export_departures"),
    path("arrivals.<str:kind>", views.export_arrivals, name="export_arrivals"),
    path("backtests/", views.backtests, name="backtests"),
    path("backtests/series/", views.backtest, name="backtest"),
    path("backtests/advice/", views.advice_proof, name="advice_proof"),
    path("recommendations/", views.recommendations, name="recommendations"),
    path("recommendations/<int:pk>/", views.recommendation, name="recommendation"),
    path("recommendations/<int:pk>/decide/", views.decide, name="decide"),
    path("recommendations/limits/", views.limits, name="limits"),
    path("recommendations/limits/set/", views.set_limits, name="set_limits"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:pk>/again/", views.again, name="again"),
]
api_patterns = [
    path("forecasts/", api.Forecasts.as_view(), name="forecasts"),
    path("forecasts/arrivals/", api.Arrivals.as_view(), name="forecast-arrivals"),
    path("recommendations/proofs/", api.AdviceProofs.as_view(), name="recommendation-proofs"),
    path("recommendations/", api.Recommendations.as_view(), name="recommendations"),
]
