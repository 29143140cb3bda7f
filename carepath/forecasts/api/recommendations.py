"""Recommendations for programs: what was advised, what became of it, and what it rested on."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.accounts.permissions import Permission
from carepath.forecasts import queries
from carepath.forecasts.api.asked import SITE, asked_of, page_of
from carepath.forecasts.models import Recommendation
from carepath.ui.rowpages import RowPages


class AdviceOut(serializers.ModelSerializer):
    """One recommendation: what kind, of which unit, how many (beds, patients or hours), and the
    chance before and after with its ranges, as fractions of 1.

    `about` is '' for beds, 'discharges', or the resource that is open longer; `lacks_*` are
    bed-hours expected to be missing (of a resource: hours waited).
    """

    unit = serializers.CharField(source="unit.code")
    giver = serializers.CharField(source="giver.code", default=None)
    number = serializers.IntegerField(source="beds")
    worst_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    made_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField()

    class Meta:
        model = Recommendation
        fields = (
            "id", "kind", "unit", "giver", "about", "number", "staffed", "state",
            "before", "before_low", "before_high", "after", "after_low", "after_high",
            "lacks_before", "lacks_after", "bed_hours", "staff_hours", "cost", "limits",
            "worst_at", "until_at", "made_at", "decided_at", "done_at",
        )  # fmt: skip


class Recommendations(APIView):
    """What was recommended for a site, and what became of it."""

    policy = Permission.SEE
    pagination_class = RowPages

    @extend_schema(
        parameters=[
            SITE,
            OpenApiParameter("kind", enum=Recommendation.Kind.values, description="only of a kind"),
        ],
        responses=AdviceOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return one page of recommendations, the newest first."""
        site, at, known_at = asked_of(request)
        found = queries.recommendations(site=site).filter(made_at__lte=known_at)
        if kind := request.query_params.get("kind"):
            found = found.filter(kind=kind)

        def shown(rows: Any) -> list[dict[str, Any]]:
            return AdviceOut(rows, many=True).data

        return page_of(request, found, found.count(), shown, site, at)


class BinOut(serializers.Serializer):
    """What was told with a chance from `low` to `high`: how often, its mean, how often it came."""

    low = serializers.FloatField()
    high = serializers.FloatField()
    n = serializers.IntegerField()
    told = serializers.FloatField(allow_null=True)
    came = serializers.IntegerField()


class AdviceProofOut(serializers.Serializer):
    """How good the forecast behind a kind of advice was over the last weeks.

    `kind` = `sooner` (of a unit, by its code) or `hours` (of a resource, by its key). `score` is
    the RPS of beds needed until the day ends, in beds, or Brier's of a long wait; `rules` those of
    simple rules. `told`, `came` (a share), `brier` and `bins` are of the chance. Without `skill`
    nothing of this kind is advised here.
    """

    kind = serializers.CharField()
    series = serializers.CharField(source="row.series")
    name = serializers.CharField()
    made_at = serializers.DateTimeField(source="row.made_at")
    days = serializers.IntegerField(source="chances.days")
    hours = serializers.IntegerField(source="chances.n")
    score = serializers.FloatField()
    rules = serializers.DictField(source="baselines", child=serializers.FloatField())
    skill = serializers.BooleanField()
    short_history = serializers.BooleanField(source="short")
    told = serializers.FloatField(source="chances.told")
    came = serializers.FloatField(source="chances.share")
    brier = serializers.FloatField(source="chances.brier")
    bins = BinOut(source="chances.bins", many=True)


class AdviceProofs(APIView):
    """How good the forecasts were by which discharges are brought forward and scanners opened."""

    policy = Permission.SEE
    pagination_class = RowPages

    @extend_schema(
        parameters=[
            SITE,
        ],
        responses=AdviceProofOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the newest proofs, discharges first, then by name."""
        site, at, _known_at = asked_of(request)
        found = queries.advice_proofs(site=site)

        def shown(rows: list[Any]) -> list[dict[str, Any]]:
            return AdviceProofOut(rows, many=True).data

        return page_of(request, found, len(found), shown, site, at)
