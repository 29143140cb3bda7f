"""Addresses of the work pages and their part of the API."""

app_name = "work"
urlpatterns: list = []
api_patterns: list = []
