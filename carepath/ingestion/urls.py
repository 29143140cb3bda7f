"""Addresses of the ingestion pages and their part of the API."""

app_name = "ingestion"
urlpatterns: list = []
api_patterns: list = []
