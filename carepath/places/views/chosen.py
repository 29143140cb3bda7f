"""Which site a page of places is about, and whether this person may change it."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.places.models import Site


def site_of(request: HttpRequest, sites: Sequence[Site]) -> Site:
    """Return the site the address names, else the first with something entered; 404 if unknown."""
    slug = request.GET.get("site")
    found = next((site for site in sites if site.slug == slug), None) if slug else sites[0]
    if found is None:
        raise Http404
    return found


def seen_site(request: HttpRequest, slug: str) -> Site:
    """Return a site this person sees; one they do not see is not there."""
    found = get_object_or_404(Site, slug=slug)
    if not request.user.may(Permission.SEE, site=found.slug):
        raise Http404
    return found


def changeable(request: HttpRequest, site: Site, permission: Permission) -> Site:
    """Return the site if this person may change this there; one they do not see is not there."""
    if not request.user.may(Permission.SEE, site=site.slug):
        raise Http404
    policies.check_may(request.user, permission, site=site.slug)
    return site
