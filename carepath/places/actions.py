"""Every write to places."""

from datetime import datetime

from carepath.audit import actions as audit
from carepath.places.models import Site

FIRST = "main"


def first_site(*, name: str, timezone: str, by: str, at: datetime) -> Site:
    """Return the site a new portal begins with: the oldest there is, else a new one."""
    site = Site.objects.order_by("pk").first()
    if site is not None:
        return site
    with audit.recording_as(by, at=at):
        site = Site.objects.create(slug=FIRST, name=name, timezone=timezone)
        audit.record("created the first site", site, site=site.slug, timezone=timezone)
    return site
