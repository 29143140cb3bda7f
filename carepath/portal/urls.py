"""Addresses of the portal pages and their part of the API."""

app_name = "portal"
urlpatterns: list = []
api_patterns: list = []
