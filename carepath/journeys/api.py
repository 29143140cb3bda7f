"""The API's face of journeys: a list, one journey with its attribution, and its trace as OTLP."""

import json
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.frames.spans import KINDS, PRECISIONS
from carepath.journeys import queries
from carepath.journeys.forms import list_form
from carepath.journeys.models import Journey
from carepath.ui import clock
from carepath.ui.rowpages import RowPages


class JourneyOut(serializers.ModelSerializer):
    """One journey without its spans."""

    trace_id = serializers.CharField(source="trace_id.hex")
    source = serializers.CharField(source="source.name")
    site = serializers.CharField(source="site.slug")
    state = serializers.SerializerMethodField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    length_s = serializers.SerializerMethodField()
    synthetic = serializers.BooleanField(source="site.synthetic")

    class Meta:
        model = Journey
        fields = [
            "trace_id", "source", "site", "state", "opened_at", "closed_at", "closed_by",
            "length_s", "n_spans", "synthetic",
        ]  # fmt: skip

    def get_state(self, journey: Journey) -> str:
        return "open" if journey.closed_at is None else "closed"

    def get_length_s(self, journey: Journey) -> float | None:
        if journey.closed_at is None:
            return None
        return (journey.closed_at - journey.opened_at).total_seconds()


class SpanOut(serializers.Serializer):
    """One span of a journey; a moment that is not known is null."""

    span_id = serializers.SerializerMethodField()
    parent_id = serializers.SerializerMethodField()
    stage = serializers.CharField(source="stage.name")
    kind = serializers.SerializerMethodField()
    unit = serializers.CharField(source="unit.code", default=None)
    role = serializers.CharField()
    requested_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    status = serializers.ChoiceField(["waiting", "running", "ended", "withdrawn"])
    attributes = serializers.SerializerMethodField()
    precision = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    def get_span_id(self, span) -> str:
        return bytes(span.source_ref).hex()

    def get_parent_id(self, span) -> str | None:
        return bytes(span.parent_ref).hex() if span.parent_ref else None

    def get_attributes(self, span) -> dict:
        return json.loads(span.attributes) if span.attributes else {}

    def get_kind(self, span) -> str:
        return KINDS[span.kind]

    def get_precision(self, span) -> str:
        return PRECISIONS[span.precision]


class LineOut(serializers.Serializer):
    """One line of the attribution; the lines add up to the journey's length exactly."""

    kind = serializers.CharField()
    name = serializers.CharField()
    relation = serializers.CharField()
    us = serializers.IntegerField()
    s = serializers.SerializerMethodField()

    def get_s(self, line) -> float:
        return line.us / 1e6


class TraceOut(JourneyOut):
    """One journey with its spans and where its time went."""

    as_of = serializers.DateTimeField()
    spans = SpanOut(many=True)
    attribution = LineOut(many=True)

    class Meta(JourneyOut.Meta):
        fields = [*JourneyOut.Meta.fields, "as_of", "spans", "attribution"]


FILTERS = [
    OpenApiParameter("source", description="name of a source"),
    OpenApiParameter("state", enum=["open", "closed"]),
    OpenApiParameter("opened_from", OpenApiTypes.DATETIME, description="at or after"),
    OpenApiParameter("opened_to", OpenApiTypes.DATETIME, description="before"),
]
NARROWING = {
    "stage": "passed through this stage",
    "from_stage": "went straight from this stage",
    "to_stage": "straight to this one",
    "ms_from": "from the first of this stage",
    "ms_to": "to the first of this one at or after it",
    "unit": "came to it in the unit of this code; without a stage or way, were in it",
    "asked_days": "it was asked for on these weekdays, 0 = Monday, such as 0,1,2,3,4",
    "asked_hours": "it was asked for from one hour up to another, such as 8-12 or 21-7",
}
"""What narrows the journeys of one source further, as on the page of the list."""
FILTERS += [
    OpenApiParameter(name, description=f"{text} (needs source)") for name, text in NARROWING.items()
]


@extend_schema(parameters=FILTERS)
class Journeys(generics.ListAPIView):
    """List the journeys you may see, the latest recorded first."""

    policy = Permission.SEE
    serializer_class = JourneyOut

    def get_queryset(self) -> QuerySet[Journey]:
        if getattr(self, "swagger_fake_view", False):
            return Journey.objects.none()
        journeys = queries.visible(by=self.request.user).select_related("source", "site")
        asked = self.request.query_params
        if source := asked.get("source"):
            journeys = journeys.filter(source__name=source)
        if state := asked.get("state"):
            journeys = journeys.filter(closed_at__isnull=_one_of("state", state) == "open")
        if "opened_from" in asked:
            journeys = journeys.filter(opened_at__gte=_moment(asked, "opened_from"))
        if "opened_to" in asked:
            journeys = journeys.filter(opened_at__lt=_moment(asked, "opened_to"))
        return journeys

    def list(self, request: Request, *args, **kwargs) -> Response:
        if any(request.query_params.get(name) for name in NARROWING):
            response = self._narrowed(request)
        else:
            response = super().list(request, *args, **kwargs)
        return _logged(request, response, len(response.data["results"]), "journeys")

    def _narrowed(self, request: Request) -> Response:
        """Return one page of the journeys of one source that share more than their row says."""
        asked = request.query_params
        source = queries.sources(by=request.user).filter(name=asked.get("source", "")).first()
        if source is None:
            raise ValidationError({"source": [_("name the source whose journeys are narrowed.")]})
        form = list_form(asked, source)
        if form.faults:
            raise ValidationError({fault.field: [fault.sentence] for fault in form.faults})
        opened = [
            _moment(asked, name) if name in asked else None for name in ("opened_from", "opened_to")
        ]
        now = clock.now(source.site)
        ids = queries.ids_in(form.cohort(), by=request.user, now=now, opened=opened)
        pages = RowPages()
        start, stop = pages.window(request)
        page = self.get_queryset().filter(pk__in=ids[start:stop]).order_by("-pk")
        return pages.answer(request, JourneyOut(page, many=True).data, len(ids))


class OneJourney(APIView):
    """Show one journey: its spans in order and the attribution of every second."""

    policy = Permission.SEE

    @extend_schema(responses=TraceOut)
    def get(self, request: Request, trace_id: str) -> Response:
        journey = _journey(request, trace_id)
        now = clock.now(journey.site)
        found = queries.trace(journey, now=now)
        shown = JourneyOut(journey).data | {
            "as_of": now,
            "spans": SpanOut(found.spans, many=True).data,
            "attribution": LineOut(found.attribution.credits(), many=True).data,
        }
        return _logged(request, Response(shown), 1, f"journey:{journey.pk}")


class JourneyOtlp(APIView):
    """Give one journey as OTLP JSON, as trace viewers read it."""

    policy = Permission.SEE

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, trace_id: str) -> Response:
        journey = _journey(request, trace_id)
        content = queries.otlp_of(journey, now=clock.now(journey.site))
        return _logged(request, Response(content), 1, f"journey:{journey.pk}")


def _journey(request: Request, trace_id: str) -> Journey:
    try:
        journey = queries.by_trace_id(UUID(trace_id), by=request.user)
    except ValueError:
        journey = None
    if journey is None:
        raise NotFound(_("No journey of this id that you may see."))
    return journey


def _one_of(name: str, value: str) -> str:
    if value not in ("open", "closed"):
        raise ValidationError({name: [_("open or closed.")]})
    return value


def _moment(asked, name: str) -> datetime:
    try:
        return serializers.DateTimeField().to_internal_value(asked[name].replace(" ", "+"))
    except serializers.ValidationError as error:
        raise ValidationError({name: error.detail}) from error


def _logged(request: Request, response: Response, count: int, resource: str) -> Response:
    access.log_read(request, resource=resource, count=count)
    response["Cache-Control"] = "no-store"
    return response
