"""Addresses of the accounts pages and their part of the API."""

app_name = "accounts"
urlpatterns: list = []
api_patterns: list = []
