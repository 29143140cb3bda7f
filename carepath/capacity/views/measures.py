"""Ten measures of a command centre on one page, each with its definition or why there is none."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.capacity import queries
from carepath.capacity.queries import Measured
from carepath.capacity.views.chosen import days_of, freshness, slid_to, wound_of
from carepath.frames.definitions import REGISTER
from carepath.places import queries as places
from carepath.places.views.chosen import site_of
from carepath.ui import words

DAYS = (7, 28)
"""Windows one may choose, in days up to the moment shown."""


@require_safe
@requires(Permission.SEE)
def measures(request: HttpRequest) -> HttpResponse:
    """Show the ten measures over the last days."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "capacity/measures.html", {"sites": []})
    request.site = site = site_of(request, sites)
    if (moved := slid_to(request, site)) is not None:
        return moved
    wound, days = wound_of(request, site), days_of(request, DAYS, 28)
    found = queries.record(
        site=site, by=request.user, at=wound.moment, past=wound.is_past, known_at=wound.known_at
    )
    context = {
        "sites": sites,
        "site": site,
        "rewind": wound,
        "at": wound.moment,
        "days": days,
        "choices": DAYS,
        "behind": queries.is_behind(),
    }
    if found.spans.n_journeys:
        context |= freshness(found, found.units)
        every = queries.ten(found, days=days)
        context |= {
            "lines": list(_lines(every)),
            "known": sum(one.value is not None for one in every),
        }
    return render(request, "capacity/measures.html", context)


def _lines(every: Iterable[Measured]) -> Iterable[tuple[Measured, str, str]]:
    """Yield each measure with its title and its value in words."""
    for one in every:
        yield one, REGISTER[one.key].title, _told(one)


def _told(one: Measured) -> str:
    if one.value is None:
        return words.EMPTY
    if one.kind == queries.TIME:
        return words.duration(one.value, precision="min")
    if one.kind == queries.PERCENT:
        return words.share(one.value, 100)
    return _("%(n)s a day") % {"n": words.number(one.value, 1)}
