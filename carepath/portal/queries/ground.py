"""What the first page asks of a site at a moment, each thing once however many tiles ask it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from carepath.capacity import queries as capacity
from carepath.capacity.models import Request, Reservation
from carepath.capacity.queries import UnitNow
from carepath.forecasts import queries as forecasts
from carepath.forecasts.models import Recommendation, Slot
from carepath.forecasts.queries import Outlook
from carepath.frames import flags
from carepath.frames.moments import to_us
from carepath.ingestion import queries as inbox
from carepath.outcomes import queries as outcomes
from carepath.outcomes.models import Alert
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.protocols import queries as protocols
from carepath.reports import queries as packs
from carepath.ui import rewind


@dataclass(frozen=True)
class Ground:
    """A site, who asks, the moment on its clock and the real one (None = the same).

    `past` = a moment that is not now, with `known_at` as it was known then; what is kept of now
    alone is nothing then. The rest is read when it is asked for.
    """

    site: Site
    by: Any
    at: datetime
    real: datetime | None = None
    past: bool = False
    known_at: datetime | None = None

    @property
    def address(self) -> dict[str, str]:
        """Return what an address says of the site and the moment."""
        said = {"site": self.site.slug}
        if self.past:
            clock = rewind.Rewind(self.at, self.zone)
            said["at"] = clock.address(self.at)
            if self.known_at is not None:
                said["known_at"] = clock.address(self.known_at)
        return said

    @property
    def zone(self) -> ZoneInfo:
        """Return the site's zone."""
        return ZoneInfo(self.site.timezone)

    @cached_property
    def midnight(self) -> datetime:
        """Return when the day of the site began."""
        return datetime.combine(self.at.astimezone(self.zone).date(), time(), self.zone)

    @cached_property
    def units(self) -> list[UnitNow]:
        """Return how full each unit is."""
        return capacity.units_now(site=self.site, at=self.at, **self._then)

    @cached_property
    def kept(self) -> list[Reservation]:
        """Return the beds that are kept for somebody."""
        return list(capacity.reservations(site=self.site, at=self.at if self.past else None))

    @cached_property
    def waiting(self) -> list[Request]:
        """Return who waits for a bed, the longest first."""
        if self.known_at is not None:
            known = {"at": self.at, "known_at": self.known_at}
            return capacity.waiting_known(site=self.site, **known)
        rows = capacity.waiting(site=self.site, at=self.at).select_related("unit")
        return list(rows.order_by("asked_at", "id"))

    @cached_property
    def net(self) -> list[capacity.Net]:
        """Return the net beds by care."""
        return capacity.net_beds(self.units, waiting=self.waiting, kept=self.kept)

    @cached_property
    def record(self) -> capacity.Record:
        """Return the journeys of the site."""
        found = capacity.record(site=self.site, by=self.by, at=self.at, **self._then)
        return found.lately(1)

    @cached_property
    def moves(self) -> Any:
        """Return who waits to move from one unit to another."""
        return capacity.bed_waits(self.record)

    @cached_property
    def discharges(self) -> capacity.Discharges:
        """Return who left today."""
        noon = self.midnight + timedelta(hours=12)
        return capacity.discharges(site=self.site, since=self.midnight, noon=noon, until=self.at)

    @cached_property
    def feeds(self) -> list[inbox.Fresh]:
        """Return how fresh the feeds of the site are now."""
        return [] if self.past else inbox.freshness(site=self.site, at=self.at)

    @cached_property
    def silent(self) -> list[inbox.Fresh]:
        """Return the feeds that rest longer than is their habit: what they tell of may be old."""
        return [one for one in self.feeds if one.silent_since is not None]

    @cached_property
    def heard_at(self) -> datetime | None:
        """Return when any feed of the site was heard last, None without one; of another moment
        than now that moment."""
        if self.past:
            return self.at
        return max((one.last_at for one in self.feeds if one.last_at), default=None)

    @cached_property
    def level(self) -> outcomes.LevelNow:
        """Return the escalation level as last scored."""
        return outcomes.level_now(site=self.site, at=self.at, past=self.past)

    @cached_property
    def ahead(self) -> list[outcomes.LevelAhead]:
        """Return the escalation level expected in 8 and 24 hours, [] where it cannot be told."""
        return outcomes.levels_ahead(site=self.site, now=self.level, at=self.at, past=self.past)

    @cached_property
    def unanswered(self) -> list[Alert]:
        """Return the open alerts that nobody sees to, the oldest first."""
        return list(outcomes.unanswered(site=self.site, at=self.at if self.past else None))

    @cached_property
    def outlooks(self) -> list[Outlook]:
        """Return what is foretold of each unit, the most likely to be short first; [] of what is
        too old to go by."""
        return [one for one in self._foretold if one.row.series]

    @cached_property
    def census(self) -> Outlook | None:
        """Return what is foretold of all inpatient units as one, or of the only one."""
        whole = [one for one in self._foretold if not one.row.series]
        return (whole or self.outlooks)[0] if len(whole or self.outlooks) == 1 else None

    @cached_property
    def _foretold(self) -> list[Outlook]:
        told = forecasts.latest(site=self.site, job=Slot.Job.BEDS, known_at=self.at)
        return forecasts.outlooks(row for row in told if not forecasts.is_stale(row, at=self.at))

    @cached_property
    def confirmed(self) -> int:
        """Return how many of those who are in are marked for discharge today or before."""
        ends = self.midnight + timedelta(days=1)
        every = capacity.flags_by_journey(site=self.site).values()
        return sum(
            any(flag.kind == flags.DISCHARGE and (flag.due_at or self.at) < ends for flag in each)
            for each in every
        )

    @cached_property
    def advice(self) -> list[Recommendation]:
        """Return what was recommended and waits for a decision, the likeliest shortage first."""
        return forecasts.undecided(site=self.site, at=self.at, past=self.past)

    @cached_property
    def gaps(self) -> list[places.Gap]:
        """Return who is missing in each shift of today of which both numbers are said."""
        day = self.at.astimezone(self.zone).date()
        return [one for one in places.staffing(site=self.site, day=day, size=1).gaps if one.lines]

    @cached_property
    def pack_age(self) -> int | None:
        """Return how old the newest downtime pack is in microseconds, None where none is asked for
        or none was written yet."""
        newest = None if self.past else packs.newest(self.site)
        return None if newest is None else max(0, to_us(self.real or self.at) - to_us(newest))

    @cached_property
    def in_force(self) -> int:
        """Return how many protocols are in force at the site."""
        return protocols.in_force(site=self.site, at=self.at).count()

    @cached_property
    def in_flight(self) -> dict[str, int]:
        """Return how many versions are on the way into force, by state."""
        return {} if self.past else protocols.in_flight(site=self.site)

    @property
    def _then(self) -> dict[str, Any]:
        return {"past": self.past, "known_at": self.known_at}

    def since(self, moment: datetime) -> int:
        """Return how long ago a moment was, in microseconds."""
        return max(0, to_us(self.at) - to_us(moment))
