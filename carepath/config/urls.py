"""Every address of the portal."""

from django.urls import include, path

from carepath.accounts import urls as accounts
from carepath.bottlenecks import urls as bottlenecks
from carepath.ingestion import urls as ingestion
from carepath.journeys import urls as journeys

api_patterns = [
    *ingestion.api_patterns,
    *journeys.api_patterns,
    *bottlenecks.api_patterns,
    *accounts.api_patterns,
]

urlpatterns = [
    path("", include("carepath.portal.urls")),
    path("", include("carepath.work.urls")),
    path("imports/", include("carepath.ingestion.urls")),
    path("journeys/", include("carepath.journeys.urls")),
    path("bottlenecks/", include("carepath.bottlenecks.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("carepath.accounts.urls")),
    path("api/v1/", include((api_patterns, "api"))),
]
