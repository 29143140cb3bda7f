"""Pages that refresh themselves: what a browser has seen, and whether anything changed since.

A browser asks each moment, with what it has seen in a header. Nothing new is an answer without
content, made before anything is read; else the changed part of the page comes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

SEEN_HEADER, AT_HEADER = "X-CarePath-Seen", "X-CarePath-At"
EVERY_MS, IDLE_MS = 1_500, 10_000
"""Between two questions, of a page that changes and of one that has not for a day."""
IDLE = timedelta(days=1)
TICK_S = 60
"""On a page with something open, time itself is a change, so often."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a page shows: the number of its latest change, and its tick, 0 where time adds none."""

    change: int
    tick: int

    def __str__(self) -> str:
        return f"{self.change}.{self.tick}"


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a page says of itself: its version, on which clock it was read, when to ask again."""

    version: Version
    at: str
    every_ms: int


def version(change: int, now: datetime, *, ticking: bool) -> Version:
    """Return the version of a page; `ticking` = something on it grows with time."""
    return Version(change, int(now.timestamp()) // TICK_S if ticking else 0)


def pulse(
    shown: Version, now: datetime, zone: ZoneInfo, *, changed_at: datetime | None, real: datetime
) -> Pulse:
    """Return what a page says of itself; a source that has not changed for long is asked rarely."""
    moving = shown.tick > 0 or (changed_at is not None and real - changed_at < IDLE)
    return Pulse(shown, _clock(now, zone), EVERY_MS if moving else IDLE_MS)


def seen(request: HttpRequest) -> Version | None:
    """Return what the browser of a page that refreshes itself has seen; None for any other."""
    text = request.headers.get(SEEN_HEADER, "")
    change, _dot, tick = text.partition(".")
    if not getattr(request, "htmx", None) or not (change.isdecimal() and tick.isdecimal()):
        return None
    return Version(int(change), int(tick)) if len(text) < 40 else None


def holds(found: Version | None, change: int, now: datetime) -> bool:
    """Return whether what was seen is still all there is."""
    return found is not None and found == version(change, now, ticking=found.tick > 0)


def nothing_new(found: Version, now: datetime, zone: ZoneInfo) -> HttpResponse:
    """Return the answer without content, which says when it was true."""
    return HttpResponse(status=204, headers={SEEN_HEADER: str(found), AT_HEADER: _clock(now, zone)})


def marked(response: HttpResponse, found: Pulse) -> HttpResponse:
    """Return the response with what the browser shall say it has seen."""
    response[SEEN_HEADER], response[AT_HEADER] = str(found.version), found.at
    response["X-CarePath-Every"] = str(found.every_ms)
    return response


def _clock(now: datetime, zone: ZoneInfo) -> str:
    return f"{now.astimezone(zone):%H:%M:%S}"
