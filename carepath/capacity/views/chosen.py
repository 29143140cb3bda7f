"""Which site a page of capacity is about."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest

from carepath.places.models import Site


def site_of(request: HttpRequest, sites: Sequence[Site]) -> Site:
    """Return the site the address names, else the first; 404 for one this person does not see."""
    slug = request.GET.get("site", sites[0].slug)
    found = next((site for site in sites if site.slug == slug), None)
    if found is None:
        raise Http404
    return found
