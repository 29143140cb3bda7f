"""The one place that reads the clock; only doors may ask it."""

from datetime import datetime
from typing import Protocol

from django.utils import timezone


class Clocked(Protocol):
    """What has a clock of its own, such as a site."""

    def time(self, real: datetime) -> datetime:
        """Return what its clock shows at a real moment."""
        ...


def now(site: Clocked | None = None) -> datetime:
    """Return the present moment, aware, in UTC; for a site, what the site's own clock shows.

    Pages about a source ask for its site. Leases, sessions and the ledger ask for none.
    """
    real = timezone.now()
    return real if site is None else site.time(real)
