"""Addresses of the bottlenecks pages and their part of the API."""

app_name = "bottlenecks"
urlpatterns: list = []
api_patterns: list = []
