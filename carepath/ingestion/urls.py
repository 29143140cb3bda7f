"""Addresses of the ingestion pages and their part of the API."""

from django.urls import path

from carepath.ingestion import api

app_name = "ingestion"
urlpatterns: list = []
api_patterns = [
    path("imports/", api.Imports.as_view(), name="imports"),
    path("imports/<int:pk>/", api.OneImport.as_view(), name="import"),
    path("imports/<int:pk>/cancel/", api.Cancel.as_view(), name="import-cancel"),
    path("imports/<int:pk>/undo/", api.Undo.as_view(), name="import-undo"),
    path("imports/<int:pk>/retry/", api.Retry.as_view(), name="import-retry"),
    path("imports/<int:pk>/rejects/", api.Rejects.as_view(), name="import-rejects"),
]
