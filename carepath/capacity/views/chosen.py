"""Which site, moment and window a page of capacity is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils import timezone

from carepath.capacity import forms
from carepath.places.models import Site
from carepath.ui import clock


def site_of(request: HttpRequest, sites: Sequence[Site]) -> Site:
    """Return the site the address names, else the first; 404 for one this person does not see."""
    slug = request.GET.get("site", sites[0].slug)
    found = next((site for site in sites if site.slug == slug), None)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment a page shows; `rewound` = the address asks for it, else it is the site's now."""

    form: forms.MomentForm
    at: datetime
    rewound: bool


def moment_of(request: HttpRequest, site: Site) -> Moment:
    """Return the moment the address names, else now; what is still to come is now too."""
    form = forms.MomentForm(request.GET)
    with timezone.override(site.timezone):
        asked = form.cleaned_data["at"] if form.is_valid() else None
    now = clock.now(site)
    if asked is None or asked >= now:
        return Moment(form, now, False)
    return Moment(form, asked, True)


def days_of(request: HttpRequest, choices: Sequence[int], usual: int) -> int:
    """Return how many days the address names, of those one may choose; 404 for any other."""
    text = request.GET.get("days", str(usual))
    if text not in map(str, choices):
        raise Http404
    return int(text)
