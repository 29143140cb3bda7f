"""For which site a file is meant."""

from typing import Any

from django.utils.translation import gettext as _

from carepath.accounts.permissions import Permission
from carepath.journeys.models import Source
from carepath.places.models import Site


class NoSite(ValueError):
    """No site is meant, or none where this person may import; the text says what to name."""


def sites_for_import(*, by: Any) -> list[Site]:
    """Return the sites where this person may import, by name.

    A made-up site is none: a real file there would be marked as invented, and go with the demo.
    """
    slugs = by.sites_where(Permission.IMPORT)
    sites = Site.objects.filter(synthetic=False).order_by("name", "slug")
    return list(sites if slugs is None else sites.filter(slug__in=slugs))


def site_for(*, by: Any, slug: str, source: str) -> Site:
    """Return the site of that slug, else that of the source, else the only one; NoSite if none."""
    sites = {site.slug: site for site in sites_for_import(by=by)}
    if not sites:
        raise NoSite(_("There is no site where you may import."))
    names = ", ".join(sites)
    if slug:
        if slug not in sites:
            raise NoSite(_("There is no site %(slug)s; name one of: %(all)s.") % {
                "slug": slug, "all": names,
            })  # fmt: skip
        return sites[slug]
    known = Source.objects.filter(name=source, site__in=sites.values()).first()
    if known is not None:
        return sites[known.site.slug]
    if len(sites) > 1:
        raise NoSite(_("Name the site, one of: %(all)s.") % {"all": names})
    return next(iter(sites.values()))
