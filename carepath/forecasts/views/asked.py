"""What an address of the forecast pages asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest

from carepath.analysis import departures_ahead
from carepath.places.models import Site
from carepath.ui import clock, rewind
from carepath.ui.rewind import Rewind

HOURS = (24, 48, 72)
"""Hours ahead that the figure may show."""
WINDOWS = departures_ahead.WIDTHS
"""Hours of the windows in which departures may be counted."""
WHOLE = "*"
"""How an address names what is no single unit."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the moment by which it was known, how far to look, and the hours
    of a window of departures."""

    rewind: Rewind
    hours: int
    window: int

    @property
    def now(self) -> datetime:
        return self.rewind.now

    @property
    def known_at(self) -> datetime:
        """Return the moment by which a forecast had been told."""
        return self.rewind.known_at or self.rewind.moment

    @property
    def rewound(self) -> bool:
        return self.known_at < self.now

    @property
    def field(self) -> str:
        """Return the moment as a field for local times holds it, '' = now."""
        local = self.known_at.astimezone(self.rewind.zone)
        return f"{local:%Y-%m-%dT%H:%M}" if self.rewound else ""

    def address(self, issued_at: datetime | None) -> str:
        """Return the whole minute by which a forecast had been told, as an address holds it."""
        if issued_at is None:
            return ""
        return self.rewind.address(issued_at + timedelta(seconds=59, microseconds=999_999))


def asked_of(request: HttpRequest, site: Site) -> Asked:
    """Return what the address asks for; a moment still to come is now. 404 for other hours."""
    hours = _one_of(HOURS, request.GET.get("hours"))
    window = _one_of(WINDOWS, request.GET.get("window"))
    found = rewind.of(request.GET, now=clock.now(site), zone=ZoneInfo(site.timezone))
    return Asked(found, hours, window)


def _one_of(choices: Sequence[int], text: str | None) -> int:
    """Return the choice an address names, the first without one. 404 for any other."""
    if text is None:
        return choices[0]
    if text not in map(str, choices):
        raise Http404
    return int(text)


def series_of(text: str) -> str:
    """Return the series an address names: WHOLE is the site, or all its inpatient units."""
    return "" if text == WHOLE else text
