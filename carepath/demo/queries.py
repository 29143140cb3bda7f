"""Every read about the invented hospital."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from carepath.accounts.models import User
from carepath.audit.models import Entry
from carepath.capacity import queries as capacity
from carepath.demo.models import Applied, Hospital
from carepath.demo.policies import HAPPENINGS
from carepath.forecasts.models import Slot
from carepath.frames.moments import SECOND, to_us
from carepath.frames.spans import STAY
from carepath.ingestion import queries as inbox
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey, Source, Span
from carepath.places.models import Site

SETTLED_S = 30.0
"""Seconds of its clock by which what is recorded may lag where nothing is left to do."""
REMOVED = "demo.removed"
"""What the ledger says when a hospital is gone."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that can be made to happen, and until when it is under way (None = it is not).

    `asked` = a person asked for it and the hospital has not come to it yet.
    """

    what: str
    title: str
    sentence: str
    until: datetime | None
    asked: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How the invented hospital stands, as seen at a real moment.

    `done` and `left_s` are about building or jumping (1 and None while it lives). `behind_s` is how
    far what is recorded lags behind its clock while it lives, in seconds of its clock. `reason`
    says why it does not go on now; `stuck` = nor will it by itself.
    """

    hospital: Hospital
    site: Site
    source: Source
    phase: str
    done: float
    left_s: float | None
    shown_now: datetime
    target: datetime | None
    rate: int
    behind_s: float
    held: int
    happenings: tuple[Happening, ...]
    reason: str
    stuck: bool

    @property
    def lags(self) -> bool:
        """Return whether its records follow its clock later than people would expect."""
        return self.behind_s > max(120, 30 * self.rate)

    @property
    def live(self) -> bool:
        """Return whether it lives: neither being built nor jumping nor leaving."""
        return self.phase == Hospital.Phase.LIVE


def hospital() -> Hospital | None:
    """Return the invented hospital, if there is one."""
    return Hospital.objects.defer("state").select_related("site", "source").first()


def persona(*, pk: int, site: Site) -> User | None:
    """Return the persona of this number, if it lives at this site."""
    found = User.objects.filter(pk=pk, persona_site=site.slug, is_active=True)
    return found.exclude(persona_site="").first()


@dataclass(frozen=True, slots=True)
class Move:
    """Who goes where: the stay that ends and the one that begins, for which a bed is kept."""

    journey: Journey
    leaves: Span
    enters: Span


def next_move(*, row: Hospital, at: datetime, journey: str = "") -> Move | None:
    """Return who waits longest for a bed elsewhere, or this journey (as pages name it), if a bed
    is kept for them."""
    for asked in capacity.waiting(site=row.site, at=at).order_by("asked_at", "pk"):
        one = asked.journey
        if one.source_id != row.source_id or not one.trace_id.hex.startswith(journey):
            continue
        stays = list(journeys.current_spans(one).filter(kind=STAY, ended_at=None))
        leaves = [stay for stay in stays if stay.started_at is not None]
        enters = [stay for stay in stays if stay.started_at is None and stay.attributes]
        if len(leaves) == len(enters) == 1:
            return Move(one, leaves[0], enters[0])
    return None


def is_settled(*, at: datetime, judged: bool = False) -> bool:
    """Return whether the hospital has lived up to its clock, everything it said was heard, and what
    is due of forecasts was told; `judged` = and how good they were is known."""
    found = status(at=at)
    if found is None or not found.live or found.behind_s > SETTLED_S:
        return False
    row, jobs = found.hospital, [Slot.Job.BEDS, Slot.Job.ARRIVALS]
    jobs += [Slot.Job.BACKTESTS] if judged else []
    under_way = row.outgoing.filter(due_at__lte=found.shown_now).exists()
    slots = Slot.objects.filter(site=row.site, job__in=jobs, state=Slot.State.WAITING)
    return not (under_way or inbox.unrecorded(source=row.source).exists() or slots.exists())


def is_there() -> bool:
    """Return whether there is an invented hospital."""
    return Hospital.objects.exists()


def is_driven() -> bool:
    """Return whether the portal lets it live: there is one, and CAREPATH_DEMO is not off."""
    return settings.DEMO != "off" and is_there()


def is_wanted(setting: str) -> bool:
    """Return whether a home shall have an invented hospital: on, off, or auto.

    Auto: on a machine of one's own, where no real data is, unless somebody removed it before.
    """
    if setting != "auto":
        return setting == "on"
    if not settings.LOOPBACK_ONLY:
        return False
    real = Source.objects.filter(site__synthetic=False)
    return not real.exists() and not Entry.objects.filter(verb=REMOVED).exists()


def status(*, at: datetime) -> Status | None:
    """Return how the hospital stands at a real moment, None if there is none."""
    row = hospital()
    if row is None:
        return None
    shown = row.site.time(at)
    lives = row.phase == Hospital.Phase.LIVE
    return Status(
        hospital=row,
        site=row.site,
        source=row.source,
        phase=row.phase,
        done=1.0 if lives else row.done,
        left_s=None if lives else _left_s(row, at),
        shown_now=shown,
        target=row.target_at,
        rate=row.site.clock_rate,
        behind_s=max(0.0, (to_us(shown) - row.emitted_until) / SECOND) if lives else 0.0,
        held=row.held.count() + row.outgoing.count() if row.outage_ends_at else 0,
        happenings=_happenings(row, shown),
        reason=row.reason,
        stuck=row.stuck,
    )


def as_dict(status: Status) -> dict[str, Any]:
    """Return the status in plain JSON types."""
    return {
        "site": status.site.slug,
        "source": status.source.name,
        "phase": status.phase,
        "done": round(status.done, 3),
        "left_s": status.left_s,
        "shown_now": status.shown_now.isoformat(),
        "target": status.target and status.target.isoformat(),
        "rate": status.rate,
        "behind_s": round(status.behind_s, 3),
        "held": status.held,
        "happenings": {
            one.what: one.until.isoformat() for one in status.happenings if one.until is not None
        },
        "reason": status.reason,
        "stuck": status.stuck,
        "synthetic": True,
    }


def _left_s(row: Hospital, at: datetime) -> float | None:
    """Return the seconds left at the pace so far; None while nothing can be said."""
    if row.began_at is None or row.done < 0.02:
        return None
    passed = max(0.0, (at - row.began_at).total_seconds())
    return passed / row.done * (1 - row.done)


def _happenings(row: Hospital, shown: datetime) -> tuple[Happening, ...]:
    latest: dict[str, datetime] = {}
    asked = set()
    for change in Applied.objects.filter(hospital=row).exclude(what="").order_by("id"):
        if change.at is None:
            asked.add(change.what)
        elif change.until_at is not None and change.until_at > shown:
            latest[change.what] = change.until_at
    return tuple(
        Happening(what, str(kind.title), str(kind.sentence), latest.get(what), what in asked)
        for what, kind in HAPPENINGS.items()
    )
