"""Pages that can be wound back: to a moment as it was, and as it was known at a moment.

The address holds both, so that a link shows a colleague the same. The slider of a page moves in
quarters of an hour over the last three days; it writes `back` (minutes), which becomes an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from carepath.ui import words

REACH = timedelta(hours=72)
STEP = timedelta(minutes=15)
STRIDES = (timedelta(hours=24), timedelta(hours=8), timedelta(hours=1), STEP)
"""How far the links beside the slider go."""
THEN = "then"
FIRST_YEAR, LAST_YEAR = 1900, 3000
"""Of moments that are believed; a slip of the pen is told."""


@dataclass(frozen=True, slots=True)
class Stride:
    """A link to another moment: what it says, and the changed values of the address."""

    label: str
    at: str
    known_at: str


@dataclass(frozen=True, slots=True)
class Rewind:
    """Which moment a page shows, on the clock of its site; `at` None = now, `known_at` None = as
    is known now. `faults` say what was not understood: then it is now."""

    now: datetime
    zone: ZoneInfo
    at: datetime | None = None
    known_at: datetime | None = None
    faults: tuple[str, ...] = ()

    @property
    def is_past(self) -> bool:
        """Return whether the page shows another moment than now: then nothing can be done on it."""
        return self.at is not None

    @property
    def moment(self) -> datetime:
        """Return the moment shown."""
        return self.now if self.at is None else self.at

    @property
    def is_as_known_then(self) -> bool:
        """Return whether the page shows what was known at the moment it shows."""
        return self.at is not None and self.known_at == self.at

    @property
    def back(self) -> int:
        """Return where the slider stands: minutes, from minus three days to 0."""
        return max(-_minutes(REACH), -_minutes(self.now - self.moment))

    @property
    def reach(self) -> int:
        """Return how far back the slider goes, in minutes."""
        return _minutes(REACH)

    @property
    def step(self) -> int:
        """Return the slider's step in minutes."""
        return _minutes(STEP)

    @property
    def text(self) -> str:
        """Return the moment shown in words, and how it is known."""
        if self.at is None:
            return _("now")
        at = words.clock_text(self.at, self.zone)
        if self.known_at is None:
            return _("as it was %(at)s, as is known now") % {"at": at}
        if self.is_as_known_then:
            return _("as it was %(at)s, as known then") % {"at": at}
        known = words.clock_text(self.known_at, self.zone)
        return _("as it was %(at)s, as known %(known)s") % {"at": at, "known": known}

    @property
    def field(self) -> str:
        """Return the moment shown as a field for local times holds it, '' = now."""
        return "" if self.at is None else f"{self.at.astimezone(self.zone):%Y-%m-%dT%H:%M}"

    @property
    def knowledge(self) -> Stride:
        """Return the link that shows the same moment by the other knowledge: of then, or of now."""
        at = self.address(self.moment)
        if self.known_at is None:
            return Stride(_("Show what was known then"), at, at)
        return Stride(_("Show what is known now"), at, "")

    @property
    def earlier(self) -> list[Stride]:
        """Return links to earlier moments, the farthest first."""
        found = []
        for stride in STRIDES:
            label = _("%(time)s earlier") % {"time": _length(stride)}
            found.append(self._stride(label, self.moment - stride))
        return found

    @property
    def later(self) -> list[Stride]:
        """Return links to later moments that are not yet now, the nearest first."""
        found = []
        for stride in reversed(STRIDES):
            if self.moment + stride < self.now:
                label = _("%(time)s later") % {"time": _length(stride)}
                found.append(self._stride(label, self.moment + stride))
        return found

    def _stride(self, label: str, to: datetime) -> Stride:
        at = self.address(to)
        return Stride(label, at, at if self.is_as_known_then else self._kept)

    @property
    def _kept(self) -> str:
        return "" if self.known_at is None else self.address(self.known_at)

    def address(self, moment: datetime) -> str:
        """Return a moment as an address holds it: local time, with its offset in the hour that
        clocks show twice."""
        local = moment.astimezone(self.zone)
        is_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%Y-%m-%dT%H:%M}" + (f"{local:%z}" if is_twice else "")


def of(values: Mapping[str, str], *, now: datetime, zone: ZoneInfo) -> Rewind:
    """Return which moment an address asks for; `known_at` alone shows the moment it names."""
    faults, asked = [], {}
    for name, label in (("at", _("As it was at")), ("known_at", _("As it was known at"))):
        try:
            asked[name] = moment_of(values.get(name, ""), zone)
        except ValueError:
            faults.append(_("%(label)s: write a time such as 2026-03-01T07:30.") % {"label": label})
    at, known_at = asked.get("at"), asked.get("known_at")
    if at is None:
        at = known_at
    if not faults and at is not None and at > now:
        faults.append(_("That moment has not come yet: this is now."))
    if faults or at is None:
        return Rewind(now, zone, faults=tuple(faults))
    return Rewind(now, zone, at, known_at)


def slid(values: QueryDict, *, now: datetime, zone: ZoneInfo) -> str | None:
    """Return the query string that a form of the page means; None where the address is one."""
    back, at = values.get("back", "").lstrip("-"), values.get("at", "")
    is_slid = back.isdecimal() and len(back) <= 6
    if not is_slid and values.get("knowledge") != THEN:
        return None
    if is_slid:
        to = (now - timedelta(minutes=int(back))).replace(second=0, microsecond=0)
        at = Rewind(now, zone).address(to) if int(back) else ""
    changed = values.copy()
    for name in ("back", "at", "known_at", "knowledge"):
        changed.pop(name, None)
    if at:
        changed["at"] = at
        if values.get("knowledge") == THEN:
            changed["known_at"] = at
    return changed.urlencode()


def moment_of(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment of an address, None of none; without an offset it is read in the zone.

    ValueError for what is no time.
    """
    if not text.strip():
        return None
    found = datetime.fromisoformat(text.strip())
    found = found if found.tzinfo else found.replace(tzinfo=zone)
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        raise ValueError(text)
    return found


def _minutes(length: timedelta) -> int:
    return round(length.total_seconds() / 60)


def _length(length: timedelta) -> str:
    return words.duration(round(length.total_seconds() * 1_000_000), precision="min")
