"""Forecasts for programs: the newest of each series, with its chances, and when it was told."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.accounts.permissions import Permission
from carepath.forecasts import queries
from carepath.forecasts.api.asked import AHEAD, KNOWN, SITE, asked_of, hours_of, page_of
from carepath.forecasts.models import Slot
from carepath.forecasts.queries import Told
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
            SITE,
            OpenApiParameter("unit", description="code of a unit"),
            AHEAD,
            KNOWN,
        ],
        responses=ForecastOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the newest forecasts, by unit."""
        site, at, known_at = asked_of(request)
        unit = request.query_params.get("unit")
        found = queries.latest(site=site, job=Slot.Job.BEDS, known_at=known_at, series=unit)
        context = {"at": known_at, "hours": hours_of(request)}

        def shown(rows: list[Any]) -> list[dict[str, Any]]:
            return ForecastOut([Told(row) for row in rows], many=True, context=context).data

        return page_of(request, found, len(found), shown, site, at)


class Arrivals(APIView):
    """How many will arrive at each department, by acuity, as it was told last."""

    policy = Permission.SEE
    pagination_class = RowPages

    @extend_schema(
        parameters=[
            SITE,
            OpenApiParameter("department", description="code of a unit; empty = the whole site"),
            OpenApiParameter("acuity", description="one level; empty = everyone alone"),
            AHEAD,
            KNOWN,
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
        context = {"at": known_at, "hours": hours_of(request)}

        def shown(told: list[Any]) -> list[dict[str, Any]]:
            return ArrivalsOut(told, many=True, context=context).data

        return page_of(request, found, len(found), shown, site, at)
