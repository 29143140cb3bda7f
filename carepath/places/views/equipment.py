"""Equipment as people enter it; how much it is used is a page of capacity."""

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.places import actions, forms
from carepath.places.models import Equipment, Site
from carepath.places.views.chosen import changeable
from carepath.ui import clock


@require_POST
@policies.requires(Permission.SET_UP_PLACES)
def set_equipment(request: HttpRequest) -> HttpResponse:
    """Say how many of a kind there are, and what tells that one is in use."""
    found = get_object_or_404(Site, slug=request.POST.get("site", ""))
    site = changeable(request, found, Permission.SET_UP_PLACES)
    form = forms.EquipmentForm(request.POST, site=site)
    if form.is_valid():
        row = actions.set_equipment(site=site, by=request.user, at=clock.now(), **form.cleaned_data)
        words = {"kind": row, "n": row.number}
        messages.success(request, _("%(kind)s: there are %(n)s.") % words)
    return _back(request, site, form)


@require_POST
@policies.requires(Permission.ENTER_STAFFING)
def set_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many are in use now."""
    row = get_object_or_404(Equipment.objects.select_related("site", "unit"), pk=pk)
    site = changeable(request, row.site, Permission.ENTER_STAFFING)
    form = forms.UseForm(request.POST)
    if form.is_valid():
        try:
            actions.set_use(
                row=row, seen_at=clock.now(site), by=request.user, at=clock.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except actions.TooMany as error:
            messages.error(request, str(error))
        else:
            words = {"kind": row, "n": form.cleaned_data["in_use"]}
            messages.success(request, _("%(kind)s: %(n)s in use.") % words)
    return _back(request, site, form)


def _back(request: HttpRequest, site: Site, form: django_forms.Form) -> HttpResponse:
    for name, errors in form.errors.items():
        messages.error(request, f"{form.fields[name].label}: {' '.join(errors)}")
    query = urlencode({"site": site.slug})
    return redirect(f"{reverse('capacity:equipment')}?{query}")
