"""What the addresses of protocols name, as far as the person may see it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from carepath.accounts.permissions import Permission
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.places.models import Site
from carepath.protocols import policies, queries
from carepath.protocols.models import Activation, Protocol, Version


def protocol_or_404(request: HttpRequest, pk: int) -> Protocol:
    """Return the protocol if this person sees its site; else the same answer as for none."""
    found = queries.protocol(pk=pk, by=request.user)
    if found is None:
        raise Http404
    request.site = found.site
    return found


def version_or_404(request: HttpRequest, pk: int, number: int) -> Version:
    """Return a version of a protocol whose site this person sees."""
    found = queries.version(protocol=protocol_or_404(request, pk), number=number)
    if found is None:
        raise Http404
    return found


def journey_or_404(request: HttpRequest, trace_id: UUID) -> Journey:
    """Return a journey this person may see."""
    found = journeys.by_trace_id(trace_id, by=request.user)
    if found is None:
        raise Http404
    request.site = found.site
    return found


def activation_or_404(request: HttpRequest, pk: int) -> Activation:
    """Return an activation at a site this person sees."""
    found = queries.activation(pk=pk, by=request.user)
    if found is None:
        raise Http404
    request.site = found.site
    return found


def sites_where(request: HttpRequest, *permissions: Permission) -> list[Site]:
    """Return the sites at which this person may one of these."""
    found: dict[int, Site] = {}
    for permission in permissions:
        for site in journeys.sites_where(permission, by=request.user):
            found[site.pk] = site
    return list(found.values())


def address(version: Version, name: str = "version") -> str:
    """Return the address of a version's page."""
    return reverse(f"protocols:{name}", args=[version.protocol_id, version.number])


def done(
    request: HttpRequest, act: Callable[[], Any], *, said: str, back: str
) -> HttpResponseRedirect:
    """Do it and say so, or say why it cannot be done now; then show the page anew."""
    try:
        act()
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(back)


def refused(request: HttpRequest, form: Any, *, back: str) -> HttpResponse:
    """Say which field of a short form cannot be, and show the page anew."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label or name}: {' '.join(errors)}")
    return HttpResponseRedirect(back)
