"""Forecasts for programs: the newest of each series, with its chances, and when it was told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.accounts.permissions import Permission
from carepath.forecasts import queries
from carepath.forecasts.models import Recommendation, Slot
from carepath.forecasts.queries import Told
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.ui import clock, rewind
from carepath.ui.rowpages import RowPages

SHARES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


class HourOut(serializers.Serializer):
    """The end of an hour: beds needed (mean, and quantiles in the order of `shares`) and the chance
    that they are more than were staffed."""

    ends = serializers.DateTimeField()
    mean = serializers.FloatField()
    quantiles = serializers.ListField(child=serializers.IntegerField())
    short = serializers.FloatField()


class WindowOut(serializers.Serializer):
    """A window of 4, 8 or 12 hours: who leaves the unit after `since` and by `until` (mean, and
    quantiles in the order of `shares`)."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    mean = serializers.FloatField()
    quantiles = serializers.ListField(child=serializers.IntegerField())


class HolidayOut(serializers.Serializer):
    """A public holiday within the 72 hours that were foretold, and what its forecast rests on.

    `factor` is the arrivals expected over those of an ordinary day of its weekday; who leaves is
    foretold as on an ordinary day. `earlier` = days of this name that it was learnt from, `others`
    = days of other names. `without_history` = none of this name: the factor is the mean of the
    others, and of the hours of the day itself that are over (`begun`); 1 where there is nothing.
    """

    day = serializers.DateField()
    name = serializers.CharField()
    factor = serializers.FloatField()
    earlier = serializers.IntegerField(source="alike")
    others = serializers.IntegerField()
    begun = serializers.BooleanField()
    without_history = serializers.BooleanField()


class ForecastOut(serializers.Serializer):
    """The newest forecast of beds needed in a unit ('' = all inpatient units as one).

    `departures` = who is expected to leave it, in windows that end within the hours asked for (and
    within two days). `stale` = it is too old to go by, or the site was silent when it was made.
    """

    unit = serializers.CharField(source="row.series")
    name = serializers.CharField()
    issued_at = serializers.DateTimeField(source="row.issued_at")
    slot_at = serializers.DateTimeField(source="row.slot_at")
    data_until = serializers.DateTimeField(source="row.data_until")
    model = serializers.CharField(source="row.model")
    version = serializers.IntegerField(source="row.version")
    fingerprint = serializers.CharField(source="row.fingerprint")
    staffed = serializers.IntegerField(source="row.staffed")
    stale = serializers.SerializerMethodField()
    holidays = serializers.SerializerMethodField()
    shares = serializers.SerializerMethodField()
    hours = serializers.SerializerMethodField()
    departures = serializers.SerializerMethodField()
    synthetic = serializers.BooleanField(source="row.site.synthetic")

    def get_stale(self, told: Told) -> bool:
        return queries.is_stale(told.row, at=self.context["at"])

    @extend_schema_field(HolidayOut(many=True))
    def get_holidays(self, told: Told) -> list[dict[str, Any]]:
        return HolidayOut(queries.holidays_ahead(told.row), many=True).data

    def get_shares(self, told: Told) -> list[float]:
        return list(SHARES)

    def get_hours(self, told: Told) -> list[dict[str, Any]]:
        each = zip(
            told.ends, told.mean.tolist(), told.quantiles(SHARES).tolist(), told.short.tolist(),
            strict=True,
        )  # fmt: skip
        rows = [
            {"ends": ends, "mean": round(mean, 4), "quantiles": beds, "short": round(short, 6)}
            for ends, mean, beds, short in each
        ]
        return HourOut(rows[: self.context["hours"]], many=True).data

    @extend_schema_field(WindowOut(many=True))
    def get_departures(self, told: Told) -> list[dict[str, Any]]:
        windows = queries.windows_of(told, SHARES, self.context["hours"])
        rows = [
            {"since": since, "until": until, "mean": round(mean, 4), "quantiles": people}
            for since, until, mean, people in windows
        ]
        return WindowOut(rows, many=True).data


class ArrivingOut(serializers.Serializer):
    """The end of an hour: arrivals expected (mean, and quantiles in the order of `shares`)."""

    ends = serializers.DateTimeField()
    mean = serializers.FloatField()
    quantiles = serializers.ListField(child=serializers.IntegerField())


class ArrivalsOut(serializers.Serializer):
    """The newest forecast of arrivals in a department ('' = the whole site), of everyone (`acuity`
    null) or of one level; '?' = none was told, '+' = levels too rare to stand by themselves. The
    means of all levels add up to that of everyone.
    """

    department = serializers.CharField(source="row.series")
    name = serializers.CharField()
    acuity = serializers.CharField(source="group", allow_null=True)
    issued_at = serializers.DateTimeField(source="row.issued_at")
    slot_at = serializers.DateTimeField(source="row.slot_at")
    data_until = serializers.DateTimeField(source="row.data_until")
    model = serializers.CharField(source="row.model")
    version = serializers.IntegerField(source="row.version")
    fingerprint = serializers.CharField(source="row.fingerprint")
    stale = serializers.SerializerMethodField()
    shares = serializers.SerializerMethodField()
    hours = serializers.SerializerMethodField()
    synthetic = serializers.BooleanField(source="row.site.synthetic")

    def get_stale(self, told: Told) -> bool:
        return queries.is_stale(told.row, at=self.context["at"])

    def get_shares(self, told: Told) -> list[float]:
        return list(SHARES)

    def get_hours(self, told: Told) -> list[dict[str, Any]]:
        mean, found = queries.by_window(told, self.context["hours"], 1, SHARES)
        each = zip(told.ends, mean.tolist(), found.tolist(), strict=False)
        rows = [{"ends": end, "mean": round(one, 6), "quantiles": law} for end, one, law in each]
        return ArrivingOut(rows, many=True).data


class Forecasts(APIView):
    """How many beds each unit of a site will need, as it was told last."""

    policy = Permission.SEE
    pagination_class = RowPages

    @extend_schema(
        parameters=[
            OpenApiParameter("site", description="short name; the first you may see without it"),
            OpenApiParameter("unit", description="code of a unit"),
            OpenApiParameter("hours", OpenApiTypes.INT, description="how many, 1 to 72; else 24"),
            OpenApiParameter(
                "known_at", OpenApiTypes.DATETIME, description="what had been told by then"
            ),
        ],
        responses=ForecastOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the newest forecasts, by unit."""
        site, at, known_at = asked_of(request)
        unit = request.query_params.get("unit")
        found = queries.latest(site=site, job=Slot.Job.BEDS, known_at=known_at, series=unit)
        context = {"at": known_at, "hours": _hours(request)}

        def shown(rows: list[Any]) -> list[dict[str, Any]]:
            return ForecastOut([Told(row) for row in rows], many=True, context=context).data

        return page_of(request, found, len(found), shown, site, at)


class Arrivals(APIView):
    """How many will arrive at each department, by acuity, as it was told last."""

    policy = Permission.SEE
    pagination_class = RowPages

    @extend_schema(
        parameters=[
            OpenApiParameter("site", description="short name; the first you may see without it"),
            OpenApiParameter("department", description="code of a unit; empty = the whole site"),
            OpenApiParameter("acuity", description="one level; empty = everyone alone"),
            OpenApiParameter("hours", OpenApiTypes.INT, description="how many, 1 to 72; else 24"),
            OpenApiParameter(
                "known_at", OpenApiTypes.DATETIME, description="what had been told by then"
            ),
        ],
        responses=ArrivalsOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the newest forecasts, by department, everyone before each level."""
        site, at, known_at = asked_of(request)
        series, label = (request.query_params.get(name) for name in ("department", "acuity"))
        rows = queries.latest(site=site, job=Slot.Job.ARRIVALS, known_at=known_at, series=series)
        found = [one for row in rows for one in [Told(row), *queries.groups_of(Told(row))]]
        if label is not None:
            found = [one for one in found if (one.group or "") == label]
        context = {"at": known_at, "hours": _hours(request)}

        def shown(told: list[Any]) -> list[dict[str, Any]]:
            return ArrivalsOut(told, many=True, context=context).data

        return page_of(request, found, len(found), shown, site, at)


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
            OpenApiParameter("site", description="short name; the first you may see without it"),
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
            OpenApiParameter("site", description="short name; the first you may see without it"),
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


def page_of(
    request: Request, found: Any, count: int, shown: Callable, site: Site, at: datetime
) -> Response:
    """Return one page of what was found, as `shown` writes it, with what it is about."""
    pages = RowPages()
    start, stop = pages.window(request)
    answer = pages.answer(request, shown(found[start:stop]), count)
    answer.data |= {"site": site.slug, "as_of": at, "synthetic": site.synthetic}
    answer["Cache-Control"] = "no-store"
    return answer


def asked_of(request: Request) -> tuple[Site, datetime, datetime]:
    """Return the site, its moment, and by when it had been told; NotFound, ValidationError."""
    asked = request.query_params
    slug, sites = asked.get("site", ""), places.sites_of(by=request.user)
    site = next((one for one in sites if not slug or one.slug == slug), None)
    if site is None:
        raise NotFound(_("No site of this name that you may see has beds."))
    at = clock.now(site)
    said = {"known_at": asked.get("known_at", "").replace(" ", "+")}
    found = rewind.of(said, now=at, zone=ZoneInfo(site.timezone))
    if found.faults:
        raise ValidationError({"known_at": list(found.faults)})
    return site, at, found.known_at or at


def _hours(request: Request) -> int:
    text = request.query_params.get("hours", "24")
    if not (text.isdecimal() and len(text) < 3 and 1 <= int(text) <= 72):
        raise ValidationError({"hours": [_("A number from 1 to 72.")]})
    return int(text)
