"""Advise to open or close beds by what each is worth, and keep what people decide about it."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from carepath.accounts.models import User
from carepath.analysis import alternatives, bed_worth, promises, surge_beds
from carepath.analysis.alternatives import Alternative
from carepath.analysis.bed_worth import Price
from carepath.analysis.surge_beds import Move, Option, Place
from carepath.audit import actions as audit
from carepath.capacity import queries as capacity
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Backtest, Recommendation, Vintage
from carepath.forecasts.queries import Told
from carepath.frames.advice import Limits
from carepath.places.models import Site

Kind, State, Why = Recommendation.Kind, Recommendation.State, Recommendation.Why
OPEN = (State.WAITING, State.DEFERRED)
MORE = (Kind.OPEN, Kind.MOVE)
"""Kinds that give a unit more beds."""
BESIDE = 2
"""Numbers of beds fewer and more that are named as alternatives."""
HOURS = 24
"""Hours of which a recommendation speaks."""
DEFERS = timedelta(hours=4)
VERBS = {
    State.ACCEPTED: "recommendation.accepted",
    State.REJECTED: "recommendation.rejected",
    State.DEFERRED: "recommendation.deferred",
}


@dataclass(frozen=True)
class Ground:
    """What all advice of a slot rests on: how good forecasts were, beds that could be opened, the
    last advice of each unit, the beds that were opened on advice, the forecast before each, the
    limits in force, past nights (chance told, whether short), the forecasts of the slot, the care
    of each unit, and the last advice to give staff away."""

    judged: dict[str, Backtest]
    spare: dict[int, int]
    last: dict[int, Recommendation]
    opened: dict[int, int]
    before: dict[int, Vintage]
    held: queries.Held
    told: NDArray[np.float64]
    came: NDArray[np.bool_]
    rows: list[Vintage]
    cares: dict[int, str]
    given: dict[int, Recommendation]

    @property
    def limits(self) -> Limits:
        return self.held.limits

    @property
    def price(self) -> Price:
        return Price(opens=self.limits.opens, keeps=self.limits.holds)

    def staffed_of(self, row: Vintage) -> int:
        """Return the beds that are staffed, or will be by what was accepted a while ago."""
        staffed, last = row.staffed or 0, self.last.get(row.unit_id or 0)
        rests = timedelta(hours=self.limits.cool_h)
        if last is None or last.state != State.ACCEPTED or row.slot_at - last.decided_at >= rests:
            return staffed
        return (max if last.kind in MORE else min)(staffed, last.with_it)

    def spare_of(self, row: Vintage) -> int:
        """Return how many beds of a unit may be opened: those there are, and that limits allow."""
        there = self.spare.get(row.unit_id or 0, 0)
        ordered = max(self.staffed_of(row) - (row.staffed or 0), 0)
        return max(min(there, self.limits.most.get(row.series, there)) - ordered, 0)


def advise(site: Site, rows: Iterable[Vintage], *, at: datetime) -> None:
    """Recommend what follows from the forecasts of a slot, in the transaction that tells them.

    One recommendation a unit stands at a time; after one was rejected or lapsed a unit rests, and a
    day must pass before the opposite of what was accepted is advised. Without skill nothing is.
    """
    ground = _ground(site, [row for row in rows if row.unit_id])
    for row in ground.rows:
        found = ground.last.get(row.unit_id)
        if found is not None and found.is_open:
            _carry_on(found, row, ground)
        elif _is_good(row, ground):
            _recommend(row, ground, found)


def _ground(site: Site, rows: list[Vintage]) -> Ground:
    judged = queries.judged(site=site, job="beds")
    nights = [one for row in judged.values() if row.series for one in row.result.get("nights", ())]
    return Ground(
        judged=judged,
        spare=queries.spare_beds(site=site),
        last=queries.last_recommendations(site=site),
        opened=queries.opened_beds(site=site),
        before=queries.told_before(rows),
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


def _is_good(row: Vintage, ground: Ground) -> bool:
    """Return whether a forecast is good enough to act on."""
    judged = ground.judged.get(row.series)
    if row.facts["short"] or judged is None or not judged.result["skill"]:
        return False
    return not queries.is_stale(row, at=row.slot_at)


def _recommend(row: Vintage, ground: Ground, last: Recommendation | None) -> None:
    if _has_rested(row, ground, last, *MORE) and _relieve(row, ground):
        return
    if _has_rested(row, ground, last, Kind.CLOSE):
        _write(row, ground, Kind.CLOSE, _closing(row, ground))


def _opening(row: Vintage, ground: Ground) -> Option | None:
    """Return the beds that this forecast and the one before it find worth to be opened."""
    earlier = ground.before.get(row.pk)
    if earlier is None:
        return None
    beds = min(
        bed_worth.to_open(_used(one, ground.staffed_of(row), ground.spare_of(row)), ground.price)
        for one in (earlier, row)
    )
    return _option(row, ground, beds)


def _relieve(row: Vintage, ground: Ground) -> bool:
    """Advise to open beds, or to move staff where a warning stands, more may not be opened, and a
    move takes more away from what is missing, in both units together; return whether it did."""
    opening = _opening(row, ground)
    if opening is None or opening.beds == ground.spare_of(row):
        moves = [(one, _moving(row, one, ground)) for one in _givers(row, ground)]
        best = max(
            ((move.removed, -one.pk, one, move) for one, move in moves if move), default=None
        )
        if best is not None and (opening is None or best[0] > opening.removed):
            return _write(row, ground, Kind.MOVE, best[3], best[2])
    return _write(row, ground, Kind.OPEN, opening)


def _givers(row: Vintage, ground: Ground) -> Iterator[Vintage]:
    """Yield the units that may give staff to one that is warned of."""
    if row.facts["warning"]["stands"]:
        for one in _alike(row, ground):
            if not _keeps_staff(one, row, ground):
                yield one


def _alike(row: Vintage, ground: Ground) -> Iterator[Vintage]:
    """Yield the other units of the same care."""
    care = ground.cares.get(row.unit_id)
    for one in ground.rows:
        if one.unit_id != row.unit_id and ground.cares.get(one.unit_id) == care:
            yield one


def _keeps_staff(one: Vintage, row: Vintage, ground: Ground) -> str:
    """Return why a unit gives no staff, '' = it may: it is calm, well foretold, rested, and neither
    stands in open advice nor was part of any within the time before a turn."""
    since = row.slot_at - timedelta(hours=ground.limits.reverse_h)
    last = ground.last.get(one.unit_id)
    if one.series in ground.limits.keeps:
        return Why.KEEPS
    if one.facts["warning"]["stands"]:
        return Why.WARNED
    if not _is_good(one, ground):
        return Why.UNSURE
    rests = last is not None and (last.is_open or last.decided_at > since)
    return Why.RESTS if rests or _gave(one, ground, since) else ""


def _gave(one: Vintage, ground: Ground, since: datetime) -> bool:
    gave = ground.given.get(one.unit_id)
    return gave is not None and (gave.is_open or gave.decided_at > since)


def _moving(row: Vintage, giver: Vintage, ground: Ground) -> Move | None:
    there = ground.spare.get(row.unit_id, 0)
    taker = Place(Told(row).demand, ground.staffed_of(row), there)
    gives = Place(Told(giver).demand, giver.staffed or 0)
    return surge_beds.to_move(taker, gives, low=ground.limits.clears, hours=HOURS)


def _closing(row: Vintage, ground: Ground) -> Option | None:
    """Return the beds that were opened on advice and are not worth to be kept."""
    staffed, opened = ground.staffed_of(row), _opened(row, ground)
    beds = bed_worth.to_close(_used(row, staffed - opened, opened), ground.price)
    return _option(row, ground, -beds)


def _opened(row: Vintage, ground: Ground) -> int:
    return min(ground.opened.get(row.unit_id or 0, 0), ground.staffed_of(row))


def _used(row: Vintage, staffed: int, beds: int) -> NDArray[np.float64]:
    return bed_worth.used(Told(row).demand, staffed, beds)


def _option(row: Vintage, ground: Ground, more: int) -> Option | None:
    """Return so many beds more (or fewer) with the risk before and after; None for none."""
    demand, staffed = Told(row).demand, ground.staffed_of(row)
    before, after = (surge_beds.risk(demand, beds, HOURS) for beds in (staffed, staffed + more))
    return Option(abs(more), before, after) if more else None


def _considered(
    row: Vintage, ground: Ground, kind: str, found: Option, giver: Vintage | None
) -> list[dict[str, Any]]:
    """Return what was weighed beside what is advised, best first, each with why it is not advised,
    as it is written down."""
    rows = [
        alternatives.idle(alternatives.NOTHING, found.before, Why.IDLE),
        *_other_beds(row, ground, kind, found),
    ]
    name = str(giver.unit) if giver is not None else ""
    rows.append(alternatives.of(kind, found, HOURS, alternatives.CHOSEN, name))
    if kind in MORE:
        rows += [
            _other_move(row, one, ground, kind, found)
            for one in _alike(row, ground)
            if giver is None or one.unit_id != giver.unit_id
        ]
    return [
        asdict(one) | {"each": one.each} | _costs(one.kind, one.bed_hours, ground)
        for one in alternatives.ranked(rows)
    ]


def _costs(kind: str, bed_hours: int, ground: Ground) -> dict[str, float]:
    """Return the hours of staff and the money that so many staffed bed-hours take in addition."""
    extra = 0 if kind == Kind.MOVE else bed_hours  # who is moved is paid anyway
    return {"staff_hours": extra * ground.limits.staff, "cost": extra * ground.limits.cost}


def _other_beds(row: Vintage, ground: Ground, kind: str, found: Option) -> Iterator[Alternative]:
    """Yield other numbers of beds to open (or to close) near to what is advised."""
    sign = -1 if kind == Kind.CLOSE else 1
    most = _opened(row, ground) if sign < 0 else ground.spare_of(row)
    middle = min(found.beds, most)
    for beds in range(max(middle - BESIDE, 1), min(middle + BESIDE, most) + 1):
        one = _option(row, ground, sign * beds)
        if one is None or (kind != Kind.MOVE and beds == found.beds):
            continue
        fewer, more = (Why.SPARES, Why.CLOSES) if sign < 0 else (Why.FEWER, Why.UNUSED)
        why = fewer if beds < found.beds else more
        if kind == Kind.MOVE:
            why = Why.LESS if one.removed < found.removed else Why.STANDS
        yield alternatives.of(Kind.CLOSE if sign < 0 else Kind.OPEN, one, HOURS, why)


def _other_move(
    row: Vintage, giver: Vintage, ground: Ground, kind: str, found: Option
) -> Alternative:
    """Return staff of another unit than is advised, with why it stays."""
    why, name = _keeps_staff(giver, row, ground), str(giver.unit)
    move = None if why else _moving(row, giver, ground)
    if move is None:
        return alternatives.idle(Kind.MOVE, found.before, why or Why.HARMS, name)
    if not row.facts["warning"]["stands"]:
        why = Why.CALM
    elif kind == Kind.OPEN and found.beds < ground.spare_of(row):
        why = Why.OPENS
    else:
        why = Why.LESS if move.removed <= found.removed else Why.STANDS
    return alternatives.of(Kind.MOVE, move, HOURS, why, name)


def _has_rested(row: Vintage, ground: Ground, last: Recommendation | None, *kinds: str) -> bool:
    """Return whether a unit may be advised again: more of what was accepted at once, the opposite
    of it after a day, else after a while."""
    if last is None or (last.state == State.ACCEPTED and last.kind in kinds):
        return True
    limits, was_accepted = ground.limits, last.state == State.ACCEPTED
    rests = limits.reverse_h if was_accepted else limits.cool_h
    return row.slot_at - last.decided_at >= timedelta(hours=rests)


def _write(
    row: Vintage, ground: Ground, kind: str, found: Option | None, giver: Vintage | None = None
) -> bool:
    """Write advice down; return whether there is any."""
    if found is None:
        return False
    said = _promise(row, ground, kind, found, giver)
    made = Recommendation(site=row.site, unit=row.unit, kind=kind, **said)
    if giver is not None and isinstance(found, Move):
        made.giver = giver.unit
        ground.given[made.giver_id] = made
        for name, value in _harm(giver, found).items():
            setattr(made, name, value)
    made.save(force_insert=True)
    return True


def _harm(giver: Vintage, found: Move) -> dict[str, Any]:
    """Return what a move does to the unit that gives."""
    return {
        "giver_staffed": giver.staffed or 0,
        "giver_before": found.held.chance,
        "giver_after": found.left.chance,
    }


def _promise(
    row: Vintage, ground: Ground, kind: str, found: Option, giver: Vintage | None = None
) -> dict[str, Any]:
    """Return what a recommendation promises by a forecast, its cost, and what else there is."""
    ends, hours = Told(row).ends, HOURS
    worst = found.after if kind == Kind.CLOSE else found.before
    before_low, before_high, nights = promises.alike(ground.told, ground.came, found.before.chance)
    after_low, after_high, _n = promises.alike(ground.told, ground.came, found.after.chance)
    return {
        "beds": found.beds,
        "staffed": ground.staffed_of(row),
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
        "limits": ground.held.name,
        "considered": _considered(row, ground, kind, found, giver),
        "worst_at": ends[worst.hour],
        "after_at": ends[found.after.hour],
        "until_at": ends[hours - 1],
        "made_at": row.issued_at,
        "vintage": row.pk,
    } | _costs(kind, found.beds * hours, ground)


def _carry_on(found: Recommendation, row: Vintage, ground: Ground) -> None:
    """Let one lapse when what it rests on is over, else have it rest on the newest forecast; ask
    again when its time of rest is over."""
    mine = Recommendation.objects.filter(pk=found.pk, state__in=OPEN)
    if not _is_due(found, row, ground):
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
    option = _still(row, ground) if found.kind == Kind.OPEN else _closing(row, ground)
    if option is not None:
        mine.update(**_promise(row, ground, found.kind, option))


def _is_due(found: Recommendation, row: Vintage, ground: Ground) -> bool:
    if found.kind == Kind.MOVE:
        return bool(row.facts["warning"]["stands"])
    option = _still(row, ground) if found.kind == Kind.OPEN else _closing(row, ground)
    return option is not None


def _still(row: Vintage, ground: Ground) -> Option | None:
    """Return the beds that are worth to be opened by now; one, while that would be worth to keep if
    it were open, so that advice does not come and go."""
    used = _used(row, ground.staffed_of(row), ground.spare_of(row))
    kept = replace(ground.price, opens=ground.price.keeps)
    beds = bed_worth.to_open(used, ground.price) or min(bed_worth.to_open(used, kept), 1)
    return _option(row, ground, beds)


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
        mine.update(**_promise(row, ground, Kind.MOVE, move, giver) | _harm(giver, move))
