"""Slots of specialists: how full they were, which is free next, and who may take one."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.figures import theme, utilisation
from carepath.places import actions, forms, queries
from carepath.places.models import Site, Slot
from carepath.places.views.chosen import changeable, site_of
from carepath.ui import clock, weeks, words


@require_safe
@policies.requires(Permission.SEE)
def slots(request: HttpRequest) -> HttpResponse:
    """Show how full slots were, which is free next, and those of a day."""
    sites = queries.sites_of(by=request.user)
    if not sites:
        return render(request, "places/slots.html", {"sites": []})
    return _page(request, site_of(request, sites), sites, None)


@require_POST
@policies.requires(Permission.ENTER_STAFFING)
def add_slot(request: HttpRequest) -> HttpResponse:
    """Enter a slot."""
    found = get_object_or_404(Site, slug=request.POST.get("site", ""))
    site = changeable(request, found, Permission.ENTER_STAFFING)
    with timezone.override(site.timezone):
        form = forms.SlotForm(request.POST, site=site)
        is_valid = form.is_valid()
    if is_valid:
        try:
            row = actions.add_slot(site=site, by=request.user, at=clock.now(), **form.cleaned_data)
        except actions.SlotOverlaps as error:
            form.add_error("starts_at", str(error))
        else:
            messages.success(request, _("The slot of %(of)s is entered.") % {"of": row.resource})
            return _back(row, site)
    return _page(request, site, queries.sites_of(by=request.user), form)


@require_POST
@policies.requires(Permission.ENTER_STAFFING)
def set_slot(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a slot is taken, or free again."""
    row = get_object_or_404(Slot.objects.select_related("site"), pk=pk)
    site = changeable(request, row.site, Permission.ENTER_STAFFING)
    taken = request.POST.get("taken") == "yes"
    if actions.set_slot(row=row, taken=taken, by=request.user, at=clock.now()):
        said = _("%(of)s is taken.") if taken else _("%(of)s is free again.")
        messages.success(request, said % {"of": row.resource})
    return _back(row, site)


def _page(
    request: HttpRequest, site: Site, sites: list[Site], form: forms.SlotForm | None
) -> HttpResponse:
    request.site = site
    now, zone = clock.now(site), ZoneInfo(site.timezone)
    kind = request.GET.get("kind", "")
    if kind and kind not in Slot.Kind.values:
        raise Http404
    day = _day(request.GET.get("on", "")) or now.astimezone(zone).date()
    found = queries.slots(site=site, at=now, kind=kind, after=request.GET.get("of", ""))
    may_enter = request.user.may(Permission.ENTER_STAFFING, site=site.slug)
    if form is None and may_enter:
        form = forms.SlotForm(site=site, initial={"starts_at": f"{day} 08:00"})
    context = {
        "sites": sites,
        "site": site,
        "now": now,
        "kind": kind,
        "kinds": Slot.Kind.choices,
        "day": day,
        "found": found,
        "has_slots": queries.has_slots(site=site),
        "drawing": _drawn(found) if found.offered else None,
        "page": queries.slots_of_day(
            site=site, day=day, kind=kind, after=request.GET.get("after", "")
        ),
        "form": form,
        "may_enter": may_enter,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "places/slots.html", context, status=status)


def _drawn(found: queries.Slots) -> theme.Drawing:
    fullest: Any = found.week.fullest()
    day, hour, share = fullest
    summary = _("Fullest on %(day)s from %(hour)s:00: %(share)s taken.") % {
        "day": weeks.days_text((day,)),
        "hour": f"{hour:02}",
        "share": words.share(share, 1),
    }
    return utilisation.heatmap(
        found.week.shares.tolist(),
        key="slots",
        days=weeks.weekdays(),
        titles=(_("hour of the day"), _("weekday"), _("taken")),
        summary=summary,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Http404 from error


def _back(row: Slot, site: Site) -> HttpResponse:
    day = row.starts_at.astimezone(ZoneInfo(site.timezone)).date()
    query = urlencode({"site": site.slug, "on": day.isoformat()})
    return redirect(f"{reverse('places:slots')}?{query}#day")
