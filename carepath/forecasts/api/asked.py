"""What a program asks about: a site, a moment, some hours; and a page of what was found."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from carepath.places import queries as places
from carepath.places.models import Site
from carepath.ui import clock, rewind
from carepath.ui.rowpages import RowPages

SITE = OpenApiParameter("site", description="short name; the first you may see without it")
AHEAD = OpenApiParameter("hours", OpenApiTypes.INT, description="how many, 1 to 72; else 24")
KNOWN = OpenApiParameter(
    "known_at", OpenApiTypes.DATETIME, description="what had been told by then"
)
"""What may be asked of each address, as its description says it."""


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


def hours_of(request: Request) -> int:
    """Return how many hours are asked for, 24 where none are; ValidationError."""
    text = request.query_params.get("hours", "24")
    if not (text.isdecimal() and len(text) < 3 and 1 <= int(text) <= 72):
        raise ValidationError({"hours": [_("A number from 1 to 72.")]})
    return int(text)
