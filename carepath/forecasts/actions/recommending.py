"""Advise to open or close beds where a warning stands, and keep what people decide about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from carepath.accounts.models import User
from carepath.analysis import promises, surge_beds
from carepath.analysis.surge_beds import Option
from carepath.audit import actions as audit
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Backtest, Recommendation, Vintage
from carepath.forecasts.queries import Told
from carepath.frames.advice import Limits
from carepath.places.models import Site

Kind, State = Recommendation.Kind, Recommendation.State
OPEN = (State.WAITING, State.DEFERRED)
HOURS, FAR = 24, 48
"""Hours in which beds must be short to be opened, and in which they must not be to be closed."""
DEFERS = timedelta(hours=4)
VERBS = {
    State.ACCEPTED: "recommendation.accepted",
    State.REJECTED: "recommendation.rejected",
    State.DEFERRED: "recommendation.deferred",
}


@dataclass(frozen=True)
class Ground:
    """What all advice of a slot rests on: how good forecasts were, beds that could be opened, the
    last advice of each unit, the limits in force, and past nights: chance told, whether short."""

    judged: dict[str, Backtest]
    spare: dict[int, int]
    last: dict[int, Recommendation]
    held: queries.Held
    told: NDArray[np.float64]
    came: NDArray[np.bool_]

    @property
    def limits(self) -> Limits:
        return self.held.limits

    def spare_of(self, row: Vintage) -> int:
        """Return how many beds of a unit may be opened: those there are, and that limits allow."""
        there = self.spare.get(row.unit_id or 0, 0)
        return min(there, self.limits.most.get(row.series, there))


def advise(site: Site, rows: Iterable[Vintage], *, at: datetime) -> None:
    """Recommend what follows from the forecasts of a slot, in the transaction that tells them.

    One recommendation a unit stands at a time; after one was decided or lapsed a unit rests, and a
    day must pass before the opposite is advised. Without skill nothing is recommended.
    """
    ground = _ground(site)
    for row in (row for row in rows if row.unit_id):
        found = ground.last.get(row.unit_id)
        if found is not None and found.is_open:
            _carry_on(found, row, ground)
        elif _may(row, ground, found):
            _recommend(row, ground, found)


def _ground(site: Site) -> Ground:
    judged = queries.judged(site=site, job="beds")
    nights = [one for row in judged.values() if row.series for one in row.result.get("nights", ())]
    return Ground(
        judged=judged,
        spare=queries.spare_beds(site=site),
        last=queries.last_recommendations(site=site),
        held=queries.limits_held(site),
        told=np.array([chance for _start, _end, chance, _missing in nights], np.float64),
        came=np.array([missing > 0 for _start, _end, _chance, missing in nights], np.bool_),
    )


def decide(
    *,
    recommendation: Recommendation,
    to: str,
    reason: str,
    by: User,
    at: datetime,
    beds: int | None = None,
) -> Recommendation:
    """Return the recommendation as accepted, rejected or deferred for some hours, with a reason.

    `beds` is what the person saw. NotNow when somebody was first, it says another number of beds by
    now, its forecast is too old to act on, or no reason is given; PermissionDenied.
    """
    site = recommendation.site
    policies.check_decide(by, site)
    if to not in VERBS:
        raise policies.NotNow(_("Accept it, reject it, or defer it."))
    if not reason.strip():
        raise policies.NotNow(_("Say why."))
    now = site.time(at)
    if to == State.ACCEPTED:
        policies.check_fresh(recommendation, now)
    with audit.recording_as(by, at=at, why=reason.strip()[:300]) as act:
        mine = Recommendation.objects.filter(pk=recommendation.pk, state__in=OPEN)
        if beds is not None and mine.exclude(beds=beds).exists():
            raise policies.NotNow(_("It advises another number of beds by now: look again."))
        changed = mine.update(
            state=to,
            decided_at=now,
            decided_by=act.actor_name[:150],
            reason=reason.strip()[:300],
            deferred_until=now + DEFERS if to == State.DEFERRED else None,
        )
        if changed != 1:
            raise policies.NotNow(_("It was decided already, or the warning is over."))
        audit.record(
            VERBS[State(to)], recommendation, site=site.slug, unit=recommendation.unit.code,
            kind=recommendation.kind, beds=recommendation.beds,
        )  # fmt: skip
    recommendation.refresh_from_db()
    return recommendation


def _may(row: Vintage, ground: Ground, last: Recommendation | None) -> bool:
    """Return whether a forecast is good enough to advise, and the unit has rested."""
    judged = ground.judged.get(row.series)
    if row.facts["short"] or judged is None or not judged.result["skill"]:
        return False
    if queries.is_stale(row, at=row.slot_at):
        return False
    rests = timedelta(hours=ground.limits.cool_h)
    return last is None or row.slot_at - last.decided_at >= rests


def _recommend(row: Vintage, ground: Ground, last: Recommendation | None) -> None:
    if row.facts["warning"]["stands"]:
        if not _is_reversal(row, ground, last, Kind.CLOSE):
            _write(row, ground, Kind.OPEN, _opening(row, ground))
        return
    was_opened = last is not None and (last.kind, last.state) == (Kind.OPEN, State.ACCEPTED)
    if was_opened and not _is_reversal(row, ground, last, Kind.OPEN):
        _write(row, ground, Kind.CLOSE, _closing(row, ground, last.beds))


def _opening(row: Vintage, ground: Ground) -> Option | None:
    return surge_beds.to_open(
        Told(row).demand, row.staffed or 0, ground.spare_of(row), low=ground.limits.clears,
        hours=HOURS,
    )  # fmt: skip


def _closing(row: Vintage, ground: Ground, beds: int) -> Option | None:
    """Return what may be closed again: only what this and the forecast before both allow."""
    earlier = Vintage.objects.filter(pk=(row.facts.get("earlier") or [0])[0]).first()
    if earlier is None:
        return None
    low = ground.limits.clears / 2
    options = [
        surge_beds.to_close(Told(one).demand, row.staffed or 0, beds, low=low, hours=FAR)
        for one in (earlier, row)
    ]
    return options[1] if all(one is not None and one.beds == beds for one in options) else None


def _is_reversal(row: Vintage, ground: Ground, last: Recommendation | None, kind: str) -> bool:
    """Return whether it would turn round too soon what was accepted."""
    if last is None or (last.kind, last.state) != (kind, State.ACCEPTED):
        return False
    return row.slot_at - last.decided_at < timedelta(hours=ground.limits.reverse_h)


def _write(row: Vintage, ground: Ground, kind: str, found: Option | None) -> None:
    if found is not None:
        said = _promise(row, ground, kind, found)
        Recommendation.objects.create(site=row.site, unit=row.unit, kind=kind, **said)


def _promise(row: Vintage, ground: Ground, kind: str, found: Option) -> dict[str, Any]:
    """Return what a recommendation promises by a forecast, and what it costs."""
    ends, hours = Told(row).ends, HOURS if kind == Kind.OPEN else FAR
    worst = found.before if kind == Kind.OPEN else found.after
    before_low, before_high, nights = promises.alike(ground.told, ground.came, found.before.chance)
    after_low, after_high, _n = promises.alike(ground.told, ground.came, found.after.chance)
    return {
        "beds": found.beds,
        "staffed": row.staffed or 0,
        "before": found.before.chance,
        "after": found.after.chance,
        "before_low": before_low,
        "before_high": before_high,
        "after_low": after_low,
        "after_high": after_high,
        "nights": nights,
        "short_before": found.before.beds,
        "short_after": found.after.beds,
        "lacks_before": found.before.bed_hours,
        "lacks_after": found.after.bed_hours,
        "bed_hours": found.beds * hours,
        "staff_hours": found.beds * hours * ground.limits.staff,
        "cost": found.beds * hours * ground.limits.cost,
        "limits": ground.held.name,
        "worst_at": ends[worst.hour],
        "after_at": ends[found.after.hour],
        "until_at": ends[hours - 1],
        "made_at": row.issued_at,
        "vintage": row.pk,
    }


def _carry_on(found: Recommendation, row: Vintage, ground: Ground) -> None:
    """Let one lapse when what it rests on is over, else have it rest on the newest forecast; ask
    again when its time of rest is over."""
    is_due = (found.kind == Kind.OPEN) == bool(row.facts["warning"]["stands"])
    mine = Recommendation.objects.filter(pk=found.pk, state__in=OPEN)
    if not is_due:
        mine.update(
            state=State.LAPSED, decided_at=row.issued_at, decided_by="",
            reason=_("The chance is no longer what it rested on."), deferred_until=None,
        )  # fmt: skip
        return
    if found.state == State.DEFERRED and row.slot_at >= found.deferred_until:
        mine.update(
            state=State.WAITING, decided_at=None, decided_by="", reason="", deferred_until=None
        )
    is_open = found.kind == Kind.OPEN
    option = _opening(row, ground) if is_open else _closing(row, ground, found.beds)
    if option is not None and not queries.is_stale(row, at=row.slot_at):
        mine.update(**_promise(row, ground, found.kind, option))
