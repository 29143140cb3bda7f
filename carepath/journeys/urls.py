"""Addresses of the journeys pages and their part of the API."""

app_name = "journeys"
urlpatterns: list = []
api_patterns: list = []
