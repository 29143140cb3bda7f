"""Addresses of the journeys pages and their part of the API."""

from django.urls import path

from carepath.journeys import api

app_name = "journeys"
urlpatterns: list = []
api_patterns = [
    path("journeys/", api.Journeys.as_view(), name="journeys"),
    path("journeys/<slug:trace_id>/", api.OneJourney.as_view(), name="journey"),
    path("journeys/<slug:trace_id>/otlp", api.JourneyOtlp.as_view(), name="journey-otlp"),
]
