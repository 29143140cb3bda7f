"""Every address of the portal."""

from django.urls import include, path

from carepath.accounts import urls as accounts
from carepath.accounts.permissions import Permission
from carepath.accounts.policies import public, requires
from carepath.bottlenecks import urls as bottlenecks
from carepath.capacity import urls as capacity
from carepath.fhir.api import doors as fhir
from carepath.forecasts import urls as forecasts
from carepath.ingestion import urls as ingestion
from carepath.journeys import urls as journeys
from carepath.outcomes import urls as outcomes
from carepath.portal import urls as portal
from carepath.protocols import urls as protocols
from carepath.work import views as work

api_patterns = [
    *ingestion.api_patterns,
    *journeys.api_patterns,
    *capacity.api_patterns,
    *bottlenecks.api_patterns,
    *forecasts.api_patterns,
    *outcomes.api_patterns,
    *protocols.api_patterns,
    *accounts.api_patterns,
    *portal.api_patterns,
]

# Storeys below accounts cannot name a permission: their doors are guarded here.
operations = [
    path("healthz", public("a supervisor asks without an account")(work.healthz), name="healthz"),
    path("readyz", public("a supervisor asks without an account")(work.readyz), name="readyz"),
    path(
        "policy-reports",
        public("browsers report broken policies by themselves")(work.policy_report),
        name="policy_report",
    ),
    path("jobs/", requires(Permission.MANAGE_FEEDS)(work.index), name="index"),
    path("outbox/", requires(Permission.MANAGE_FEEDS)(work.outbox), name="outbox"),
    path("outbox/<int:pk>/", requires(Permission.MANAGE_FEEDS)(work.mail), name="mail"),
    path("outbox/<int:pk>/move/", requires(Permission.MANAGE_FEEDS)(work.move), name="move"),
]

urlpatterns = [
    path("", include("carepath.portal.urls")),
    path("", include((operations, "work"))),
    path("imports/", include("carepath.ingestion.urls")),
    path("journeys/", include("carepath.journeys.urls")),
    path("", include("carepath.bottlenecks.urls")),
    path("capacity/", include("carepath.capacity.urls")),
    path("forecasts/", include("carepath.forecasts.urls")),
    path("what-if/", include("carepath.scenarios.urls")),
    path("", include("carepath.outcomes.urls")),
    path("protocols/", include("carepath.protocols.urls")),
    path("beds/", include("carepath.places.urls")),
    path("demo/", include("carepath.demo.urls")),
    path("accounts/", include(accounts.sign_in_patterns)),
    path("people/", include("carepath.accounts.urls")),
    path("controls/", include("carepath.compliance.urls")),
    path("audit/", include("carepath.audit.urls")),
    path("fhir/", include("carepath.fhir.urls")),
    path("fhir", fhir.Base.as_view(), name="fhir_root"),
    path("api/v1/", include((api_patterns, "api"))),
]

handler400 = "carepath.ui.problems.bad_request"
handler403 = "carepath.ui.problems.refused"
handler404 = "carepath.ui.problems.not_found"
handler500 = "carepath.ui.problems.failed"
