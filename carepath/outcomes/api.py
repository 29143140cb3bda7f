"""Levels to come for programs: what was told beside what came, and how good it was."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.accounts.permissions import Permission
from carepath.forecasts.api import SITE, asked_of, page_of
from carepath.outcomes import queries
from carepath.outcomes.queries import HOURS, Judged
from carepath.ui.rowpages import RowPages

AHEAD = OpenApiParameter("hours", OpenApiTypes.INT, enum=HOURS, description="only so far ahead")
KNOWN = OpenApiParameter(
    "known_at", OpenApiTypes.DATETIME, description="what had been told, and had come, by then"
)


class LevelOut(serializers.Serializer):
    """A level to come as it was told: the chance of each level from 1 on, the likeliest of them,
    and the one that pages showed at that moment (null = not known, or it lies ahead).

    `now` = the level when it was told. `told_then` false = of weeks before anything was told, made
    as it would have been.
    """

    hours = serializers.IntegerField(source="row.hours")
    at = serializers.DateTimeField(source="row.at")
    told_at = serializers.DateTimeField(source="row.told_at")
    slot_at = serializers.DateTimeField(source="row.slot_at")
    rules = serializers.CharField(source="row.rules")
    now = serializers.IntegerField(source="row.now")
    chances = serializers.ListField(source="row.chances", child=serializers.FloatField())
    likeliest = serializers.IntegerField()
    came = serializers.IntegerField(allow_null=True)
    told_then = serializers.BooleanField(source="row.told_then")
    synthetic = serializers.BooleanField(source="row.site.synthetic")


class LevelBinOut(serializers.Serializer):
    """What was told with a chance from `low` up to `high`: how often, the mean of what was told
    (null = never told), and how often it came."""

    low = serializers.FloatField()
    high = serializers.FloatField()
    n = serializers.IntegerField()
    told = serializers.FloatField(allow_null=True)
    came = serializers.IntegerField()


class LevelProofOut(serializers.Serializer):
    """How good the levels told so many hours ahead were over four weeks: `n` times in `days` days,
    how often the likeliest level was `right`, its mean score (RPS, 0 = sure and right) and those of
    simple rules.

    Of the times at level 3 or more (`high`) `caught` were said before as likely; `false` were said
    and did not come. `skill` = the score is below that of every simple rule, `short` = too few days
    to go by. `told_then` of the times were judged as they were told then; `unknown` were left out.
    """

    hours = serializers.IntegerField()
    made_at = serializers.DateTimeField(source="row.made_at")
    first_at = serializers.DateTimeField(source="row.first_at")
    last_at = serializers.DateTimeField(source="row.last_at")
    n = serializers.IntegerField(source="proof.n")
    days = serializers.IntegerField(source="proof.days")
    right = serializers.IntegerField(source="proof.right")
    right_as_now = serializers.IntegerField(source="proof.right_as_now")
    rps = serializers.FloatField(source="proof.rps")
    baselines = serializers.DictField(source="proof.baselines", child=serializers.FloatField())
    skill = serializers.BooleanField(source="proof.skill")
    short = serializers.BooleanField(source="proof.short")
    high = serializers.IntegerField(source="proof.high")
    caught = serializers.IntegerField(source="proof.caught")
    false = serializers.IntegerField(source="proof.false")
    told_then = serializers.IntegerField(source="row.told_then")
    unknown = serializers.IntegerField(source="row.unknown")
    bins = serializers.SerializerMethodField()
    high_bins = serializers.SerializerMethodField()
    synthetic = serializers.SerializerMethodField()

    @extend_schema_field(LevelBinOut(many=True))
    def get_bins(self, one: Judged) -> list[dict[str, Any]]:
        return LevelBinOut(one.proof.bins, many=True).data

    @extend_schema_field(LevelBinOut(many=True))
    def get_high_bins(self, one: Judged) -> list[dict[str, Any]]:
        return LevelBinOut(one.proof.high_bins, many=True).data

    def get_synthetic(self, one: Judged) -> bool:
        return self.context["synthetic"]


class Levels(APIView):
    """The levels to come of a site as they were told, beside those that came."""

    policy = Permission.SEE
    pagination_class = RowPages

    @extend_schema(parameters=[SITE, AHEAD, KNOWN], responses=LevelOut(many=True))
    def get(self, request: Request) -> Response:
        """Return one page of levels that were told, those of the latest moment first."""
        site, at, known_at = asked_of(request)
        found = queries.levels_told(site=site, known_at=known_at, hours=_hours(request))

        def shown(rows: Any) -> list[dict[str, Any]]:
            return LevelOut(queries.pairs(site=site, rows=rows, known_at=known_at), many=True).data

        return page_of(request, found, found.count(), shown, site, at)


class LevelProofs(APIView):
    """How good the levels to come of a site were."""

    policy = Permission.SEE
    pagination_class = RowPages

    @extend_schema(parameters=[SITE, AHEAD], responses=LevelProofOut(many=True))
    def get(self, request: Request) -> Response:
        """Return one page of what was found, by hours ahead; none before the first was judged."""
        site, at, _known_at = asked_of(request)
        hours = _hours(request)
        judged = queries.proofs_of_levels(site=site).values()
        found = [one for one in judged if hours in (None, one.hours)]

        def shown(rows: Any) -> list[dict[str, Any]]:
            context = {"synthetic": site.synthetic}
            return LevelProofOut(rows, many=True, context=context).data

        return page_of(request, found, len(found), shown, site, at)


def _hours(request: Request) -> int | None:
    """Return how far ahead levels are asked for, None = any; ValidationError."""
    text = request.query_params.get("hours")
    if text is None:
        return None
    if text not in {str(one) for one in HOURS}:
        said = {"hours": " ".join(map(str, HOURS))}
        raise ValidationError({"hours": [_("One of: %(hours)s.") % said]})
    return int(text)
