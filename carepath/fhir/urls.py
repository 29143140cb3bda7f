"""Addresses of FHIR."""

from django.urls import path

from carepath.fhir.api import doors

app_name = "fhir"
ONE = "<str:kind>/<str:ident>"
urlpatterns = [
    path("", doors.Base.as_view(), name="base"),
    path("metadata", doors.Metadata.as_view(), name="metadata"),
    path("<str:kind>", doors.OfType.as_view(), name="type"),
    path("<str:kind>/_search", doors.Search.as_view(), name="search"),
    path(ONE, doors.OfOne.as_view(), name="one"),
    path(f"{ONE}/_history/<int:version>", doors.OfVersion.as_view(), name="version"),
    path("<path:rest>", doors.Nothing.as_view(), name="nothing"),
]
