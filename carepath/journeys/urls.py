"""Addresses of the journeys pages and their part of the API."""

from uuid import UUID

from django.urls import path, register_converter

from carepath.journeys import api, views


class TraceId:
    """A trace id as 32 hex digits, as other systems write it."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> UUID:
        return UUID(value)

    def to_url(self, value: UUID | str) -> str:
        return UUID(str(value)).hex


register_converter(TraceId, "uuidhex")

app_name = "journeys"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/<slug:kind>/", views.export_list, name="export_list"),
    path("annotations/", views.annotations, name="annotations"),
    path("annotations/new/", views.annotate, name="annotate"),
    path("annotations/<int:pk>/withdraw/", views.withdraw_annotation, name="withdraw_annotation"),
    path("<uuidhex:trace_id>/", views.detail, name="detail"),
    path("<uuidhex:trace_id>/known/", views.known, name="known"),
    path("<uuidhex:trace_id>/spans/<int:pk>/", views.span, name="span"),
    path("<uuidhex:trace_id>/notes/", views.add_note, name="add_note"),
    path("<uuidhex:trace_id>/notes/<int:pk>/", views.note, name="note"),
]
api_patterns = [
    path("journeys/", api.Journeys.as_view(), name="journeys"),
    path("journeys/<slug:trace_id>/", api.OneJourney.as_view(), name="journey"),
    path("journeys/<slug:trace_id>/otlp", api.JourneyOtlp.as_view(), name="journey-otlp"),
]
