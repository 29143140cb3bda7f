"""How full units and beds are, for programs: the board's numbers, and no sign of a person."""

from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.accounts.permissions import Permission
from carepath.capacity import queries
from carepath.frames import beds
from carepath.frames.moments import from_us
from carepath.places import queries as places
from carepath.places.models import Bed, Site
from carepath.ui import clock
from carepath.ui.rewind import Rewind, of
from carepath.ui.rowpages import RowPages


class UnitOut(serializers.Serializer):
    """A unit at a moment: how many of its beds a patient is known to have, how many are only said
    to be occupied, and what the others are."""

    unit = serializers.CharField(source="unit.code")
    name = serializers.CharField(source="unit.name")
    occupied = serializers.IntegerField()
    said_occupied = serializers.IntegerField(source="unnamed")
    staffed = serializers.IntegerField()
    available = serializers.IntegerField()
    conflicts = serializers.SerializerMethodField()
    beds = serializers.SerializerMethodField()
    synthetic = serializers.BooleanField(source="unit.site.synthetic")

    def get_conflicts(self, one: queries.UnitNow) -> int:
        return one.counts.get(beds.CONTESTED, 0)

    def get_beds(self, one: queries.UnitNow) -> int:
        return len(one.states)


class BedOut(serializers.Serializer):
    """A bed at a moment: what it is found to be (a code, and in words) and since when; `reserved` =
    it is kept for somebody."""

    unit = serializers.CharField(source="bed.unit.code")
    room = serializers.CharField(source="bed.room")
    bed = serializers.CharField(source="bed.code")
    state = serializers.CharField(source="found.state")
    words = serializers.SerializerMethodField()
    since = serializers.DateTimeField(allow_null=True)
    reserved = serializers.BooleanField()
    care = serializers.CharField(source="bed.care")
    specialty = serializers.CharField(source="bed.specialty")
    side_room = serializers.BooleanField(source="bed.side_room")
    confirmed = serializers.BooleanField(source="bed.confirmed")
    synthetic = serializers.BooleanField(source="bed.unit.site.synthetic")

    def get_words(self, one: "_Line") -> str:
        return str(_(beds.FOUND[one.found.state]))


class _Line(NamedTuple):
    """What a bed's line says."""

    bed: Bed
    found: queries.BedState
    reserved: bool

    @property
    def since(self) -> Any:
        """Return since when it is what it is, None where nobody knows."""
        return None if self.found.since is None else from_us(self.found.since)


ASKED = [
    OpenApiParameter("site", description="short name of a site; the first you may see without it"),
    OpenApiParameter("at", OpenApiTypes.DATETIME, description="as it was then; now without it"),
    OpenApiParameter(
        "known_at", OpenApiTypes.DATETIME, description="as it was known then; else as is known now"
    ),
]


class Pages(RowPages):
    """Pages that say of which site and moment they are."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the document of a page with what `_answer` adds."""
        found = super().get_paginated_response_schema(schema)
        moment = {"type": "string", "format": "date-time"}
        found["properties"] |= {
            "site": {"type": "string"},
            "as_of": moment,
            "known_at": moment | {"type": ["string", "null"]},
            "behind": {"type": "boolean", "description": "much that was told is not counted yet"},
            "synthetic": {"type": "boolean"},
        }
        return found


class Occupancy(APIView):
    """How full the units of a site are, or were."""

    policy = Permission.SEE
    pagination_class = Pages

    @extend_schema(parameters=ASKED, responses=UnitOut(many=True))
    def get(self, request: Request) -> Response:
        """Return one page of the units that have a bed, by code."""
        site, wound = _asked(request)
        units = _units(site, wound)
        pages = Pages()
        start, stop = pages.window(request)
        rows = UnitOut(units[start:stop], many=True).data
        return _answer(pages.answer(request, rows, len(units)), site, wound)


class Beds(APIView):
    """What each bed of a site, or of one unit, is found to be, or was."""

    policy = Permission.SEE
    pagination_class = Pages

    @extend_schema(
        parameters=[*ASKED, OpenApiParameter("unit", description="code of a unit")],
        responses=BedOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the beds, by unit, room and name."""
        site, wound = _asked(request)
        code = request.query_params.get("unit", "")
        units = [one for one in _units(site, wound) if not code or one.unit.code == code]
        if code and not units:
            raise NotFound(_("No such unit has a bed here."))
        states = [one for unit in units for one in unit.states]
        pages = Pages()
        start, stop = pages.window(request)
        some = states[start:stop]
        each = queries.beds_of(some, units)
        kept = queries.reserved(site=site, at=wound.at)
        lines = [_Line(each[one.bed], one, one.bed in kept) for one in some]
        rows = BedOut(lines, many=True).data
        return _answer(pages.answer(request, rows, len(states)), site, wound)


def _asked(request: Request) -> tuple[Site, Rewind]:
    """Return which site and moment are asked for; NotFound, ValidationError."""
    asked = request.query_params
    slug, sites = asked.get("site", ""), places.sites_of(by=request.user)
    site = next((one for one in sites if not slug or one.slug == slug), None)
    if site is None:
        raise NotFound(_("No site of this name that you may see has beds."))
    moments = {name: asked.get(name, "").replace(" ", "+") for name in ("at", "known_at")}
    wound = of(moments, now=clock.now(site), zone=ZoneInfo(site.timezone))
    if wound.faults:
        raise ValidationError({"at": list(wound.faults)})
    return site, wound


def _units(site: Site, wound: Rewind) -> list[queries.UnitNow]:
    return queries.units_now(
        site=site, at=wound.moment, known_at=wound.known_at, past=wound.is_past
    )


def _answer(response: Response, site: Site, wound: Rewind) -> Response:
    """Return an answer that says of where and when it is, and whether it may be trusted."""
    response.data |= {
        "site": site.slug,
        "as_of": wound.moment,
        "known_at": wound.known_at,
        "behind": not wound.is_past and queries.is_behind(),
        "synthetic": site.synthetic,
    }
    response["Cache-Control"] = "no-store"
    return response
