"""Addresses of the ingestion pages and their part of the API."""

from django.urls import path, register_converter

from carepath.ingestion import api, views


class HexRef:
    """The reference of a span within its source: 16 bytes as hex."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(HexRef, "hexref")

app_name = "ingestion"
urlpatterns = [
    path("", views.index, name="index"),
    path("upload/", views.upload, name="upload"),
    path("mappings/", views.mappings, name="mappings"),
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/<int:pk>/", views.quarantine, name="quarantine"),
    path("feeds/<int:pk>/ignore/", views.ignore, name="ignore"),
    path("feeds/<int:pk>/identities/", views.identities, name="identities"),
    path("feeds/<int:pk>/messages/<int:message>/", views.message, name="message"),
    path("feeds/<int:pk>/words/", views.words, name="words"),
    path("feeds/<int:pk>/words/mean/", views.mean, name="mean"),
    path("silences/<int:pk>/", views.settle_silence, name="settle_silence"),
    path("words/<int:pk>/back/", views.take_back, name="take_back"),
    path("joins/", views.joins, name="joins"),
    path("joins/<int:pk>/", views.joined, name="joined"),
    path("joins/<int:pk>/apart/", views.take_apart, name="take_apart"),
    path("joins/<int:pk>/again/", views.let_join, name="let_join"),
    path("identities/<int:pk>/part/", views.part, name="part"),
    path("identities/<int:pk>/join/", views.join_again, name="join_again"),
    path("feeds/<int:pk>/replay/", views.replay, name="replay"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/mapping/", views.mapping, name="mapping"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/retry/", views.retry, name="retry"),
    path("<int:pk>/rejects/", views.rejects, name="rejects"),
    path("<int:pk>/raw/<hexref:ref>/", views.raw, name="raw"),
    path("<int:pk>/rejects.csv", views.rejects_csv, name="rejects_csv"),
]
api_patterns = [
    path("imports/", api.Imports.as_view(), name="imports"),
    path("imports/<int:pk>/", api.OneImport.as_view(), name="import"),
    path("imports/<int:pk>/cancel/", api.Cancel.as_view(), name="import-cancel"),
    path("imports/<int:pk>/undo/", api.Undo.as_view(), name="import-undo"),
    path("imports/<int:pk>/retry/", api.Retry.as_view(), name="import-retry"),
    path("imports/<int:pk>/rejects/", api.Rejects.as_view(), name="import-rejects"),
]
