"""Advise to open or close beds where a warning stands, and keep what people decide about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from carepath.accounts.models import User
from carepath.analysis import promises, surge_beds
from carepath.analysis.surge_beds import Move, Option, Place
from carepath.audit import actions as audit
from carepath.capacity import queries as capacity
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Backtest, Recommendation, Vintage
from carepath.forecasts.queries import Told
from carepath.frames.advice import Limits
from carepath.places.models import Site

Kind, State = Recommendation.Kind, Recommendation.State
OPEN = (State.WAITING, State.DEFERRED)
MORE = (Kind.OPEN, Kind.MOVE)
"""Kinds that give a unit more beds."""
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
    last advice of each unit, the limits in force, past nights (chance told, whether short), the
    forecasts of the slot, the care of each unit, and the last advice to give staff away."""

    judged: dict[str, Backtest]
    spare: dict[int, int]
    last: dict[int, Recommendation]
    held: queries.Held
    told: NDArray[np.float64]
    came: NDArray[np.bool_]
    rows: list[Vintage]
    cares: dict[int, str]
    given: dict[int, Recommendation]

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
    ground = _ground(site, [row for row in rows if row.unit_id])
    for row in ground.rows:
        found = ground.last.get(row.unit_id)
        if found is not None and found.is_open:
            _carry_on(found, row, ground)
        elif _may(row, ground, found):
            _recommend(row, ground, found)


def _ground(site: Site, rows: list[Vintage]) -> Ground:
    judged = queries.judged(site=site, job="beds")
    nights = [one for row in judged.values() if row.series for one in row.result.get("nights", ())]
    return Ground(
        judged=judged,
        spare=queries.spare_beds(site=site),
        last=queries.last_recommendations(site=site),
        held=queries.limits_held(site),
        told=np.array([chance for _start, _end, chance, _missing in nights], np.float64),
        came=np.array([missing > 0 for _start, _end, _chance, missing in nights], np.bool_),
        rows=rows,
        cares=capacity.care_of_units(site=site),
        given=queries.last_given(site=site),
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
    rests = timedelta(hours=ground.limits.cool_h)
    has_rested = last is None or row.slot_at - last.decided_at >= rests
    return has_rested and _is_good(row, ground)


def _is_good(row: Vintage, ground: Ground) -> bool:
    """Return whether a forecast is good enough to act on."""
    judged = ground.judged.get(row.series)
    if row.facts["short"] or judged is None or not judged.result["skill"]:
        return False
    return not queries.is_stale(row, at=row.slot_at)


def _recommend(row: Vintage, ground: Ground, last: Recommendation | None) -> None:
    if row.facts["warning"]["stands"]:
        if not _is_reversal(row, ground, last, Kind.CLOSE):
            _relieve(row, ground)
        return
    was_opened = last is not None and last.kind in MORE and last.state == State.ACCEPTED
    if was_opened and not _is_reversal(row, ground, last, *MORE):
        _write(row, ground, Kind.CLOSE, _closing(row, ground, last.beds))


def _opening(row: Vintage, ground: Ground) -> Option | None:
    return surge_beds.to_open(
        Told(row).demand, row.staffed or 0, ground.spare_of(row), low=ground.limits.clears,
        hours=HOURS,
    )  # fmt: skip


def _relieve(row: Vintage, ground: Ground) -> None:
    """Advise to open beds, or to move staff where what may be opened is not enough and a move takes
    more away from what is missing, in both units together."""
    opening = _opening(row, ground)
    if opening is None or opening.after.chance >= ground.limits.clears:
        moves = [(one, _moving(row, one, ground)) for one in _givers(row, ground)]
        best = max(
            ((move.removed, -one.pk, one, move) for one, move in moves if move), default=None
        )
        if best is not None and (opening is None or best[0] > opening.removed):
            _write(row, ground, Kind.MOVE, best[3], best[2])
            return
    _write(row, ground, Kind.OPEN, opening)


def _givers(row: Vintage, ground: Ground) -> Iterator[Vintage]:
    """Yield the units that may give staff away: of the same care, calm, well foretold, rested, that
    neither stand in open advice nor were part of any within the time before a turn."""
    since = row.slot_at - timedelta(hours=ground.limits.reverse_h)
    for one in ground.rows:
        last = ground.last.get(one.unit_id)
        rests = last is not None and (last.is_open or last.decided_at > since)
        if one.unit_id == row.unit_id or one.series in ground.limits.keeps or rests:
            continue
        if one.facts["warning"]["stands"] or not _is_good(one, ground) or _gave(one, ground, since):
            continue
        if ground.cares.get(one.unit_id) == ground.cares.get(row.unit_id):
            yield one


def _gave(one: Vintage, ground: Ground, since: datetime) -> bool:
    gave = ground.given.get(one.unit_id)
    return gave is not None and (gave.is_open or gave.decided_at > since)


def _moving(row: Vintage, giver: Vintage, ground: Ground) -> Move | None:
    taker = Place(Told(row).demand, row.staffed or 0, ground.spare.get(row.unit_id, 0))
    gives = Place(Told(giver).demand, giver.staffed or 0)
    return surge_beds.to_move(taker, gives, low=ground.limits.clears, hours=HOURS)


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


def _is_reversal(row: Vintage, ground: Ground, last: Recommendation | None, *kinds: str) -> bool:
    """Return whether it would turn round too soon what was accepted."""
    if last is None or last.kind not in kinds or last.state != State.ACCEPTED:
        return False
    return row.slot_at - last.decided_at < timedelta(hours=ground.limits.reverse_h)


def _write(
    row: Vintage, ground: Ground, kind: str, found: Option | None, giver: Vintage | None = None
) -> None:
    if found is None:
        return
    said = _promise(row, ground, kind, found)
    made = Recommendation(site=row.site, unit=row.unit, kind=kind, **said)
    if giver is not None and isinstance(found, Move):
        made.giver = giver.unit
        ground.given[made.giver_id] = made
        for name, value in _harm(giver, found).items():
            setattr(made, name, value)
    made.save(force_insert=True)


def _harm(giver: Vintage, found: Move) -> dict[str, Any]:
    """Return what a move does to the unit that gives."""
    return {
        "giver_staffed": giver.staffed or 0,
        "giver_before": found.held.chance,
        "giver_after": found.left.chance,
    }


def _promise(row: Vintage, ground: Ground, kind: str, found: Option) -> dict[str, Any]:
    """Return what a recommendation promises by a forecast, and what it costs."""
    ends, hours = Told(row).ends, FAR if kind == Kind.CLOSE else HOURS
    worst = found.after if kind == Kind.CLOSE else found.before
    extra = 0 if kind == Kind.MOVE else found.beds * hours  # who is moved is paid anyway
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
        "staff_hours": extra * ground.limits.staff,
        "cost": extra * ground.limits.cost,
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
    is_due = (found.kind in MORE) == bool(row.facts["warning"]["stands"])
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
    if queries.is_stale(row, at=row.slot_at):
        return
    if found.kind == Kind.MOVE:
        _carry_on_moving(found, row, ground)
        return
    is_open = found.kind == Kind.OPEN
    option = _opening(row, ground) if is_open else _closing(row, ground, found.beds)
    if option is not None:
        mine.update(**_promise(row, ground, found.kind, option))


def _carry_on_moving(found: Recommendation, row: Vintage, ground: Ground) -> None:
    """Let a move rest on the newest forecasts of both units, or lapse where it would do harm."""
    giver = next((one for one in ground.rows if one.unit_id == found.giver_id), None)
    calm = giver is not None and not giver.facts["warning"]["stands"] and _is_good(giver, ground)
    move = _moving(row, giver, ground) if calm else None
    mine = Recommendation.objects.filter(pk=found.pk, state__in=OPEN)
    if move is None:
        mine.update(
            state=State.LAPSED, decided_at=row.issued_at, decided_by="", deferred_until=None,
            reason=_("It would harm the unit that gives, or help no longer."),
        )  # fmt: skip
    else:
        mine.update(**_promise(row, ground, Kind.MOVE, move) | _harm(giver, move))
