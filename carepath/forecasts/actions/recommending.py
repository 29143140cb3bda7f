"""Advise what is worth it, one recommendation a unit at a time, without flapping."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from carepath.forecasts import queries
from carepath.forecasts.actions import grounding, weighing, writing
from carepath.forecasts.actions.grounding import MORE, Ground
from carepath.forecasts.models import Recommendation, Vintage
from carepath.places.models import Site

Kind, State = Recommendation.Kind, Recommendation.State
OPEN = (State.WAITING, State.DEFERRED)
STILL = {
    Kind.OPEN: weighing.still,
    Kind.CLOSE: weighing.closing,
    Kind.SOONER: weighing.still_hastening,
}
"""What each kind of advice that waits would be by the newest forecast, None = no longer due."""


def advise(site: Site, rows: Iterable[Vintage], *, at: datetime) -> None:
    """Recommend what follows from the forecasts of a slot, in the transaction that tells them.

    One recommendation a unit stands at a time; after one was rejected or lapsed a unit rests, and a
    day must pass before the opposite of what was accepted is advised. Without skill nothing is.
    """
    ground = grounding.ground_of(site, [row for row in rows if row.unit_id])
    for row in ground.rows:
        _about_discharges(row, ground, beds=_about_beds(row, ground))


def _about_beds(row: Vintage, ground: Ground) -> bool:
    """Advise about the beds of a unit; return whether such advice waits for a decision."""
    found = ground.last.get(row.unit_id)
    if found is not None and found.is_open:
        _carry_on(found, row, ground)
        return True
    return grounding.is_good(row, ground) and _recommend(row, ground, found)


def _about_discharges(row: Vintage, ground: Ground, *, beds: bool) -> None:
    """Advise to bring discharges forward, where no advice about beds waits."""
    found = ground.sooner.get(row.unit_id)
    if found is not None and found.is_open:
        _carry_on(found, row, ground)
    elif not beds and grounding.is_good_today(row, ground) and _has_rested(row, ground, found):
        writing.write(row, ground, Kind.SOONER, weighing.hastening(row, ground))


def _recommend(row: Vintage, ground: Ground, last: Recommendation | None) -> bool:
    if _has_rested(row, ground, last, *MORE) and _relieve(row, ground):
        return True
    if _has_rested(row, ground, last, Kind.CLOSE):
        return writing.write(row, ground, Kind.CLOSE, weighing.closing(row, ground))
    return False


def _relieve(row: Vintage, ground: Ground) -> bool:
    """Advise to open beds, or to move staff where a warning stands, more may not be opened, and a
    move takes more away from what is missing, in both units together; return whether it did."""
    opening = weighing.opening(row, ground)
    if opening is None or opening.beds == ground.spare_of(row):
        moves = [(one, weighing.moving(row, one, ground)) for one in weighing.givers(row, ground)]
        best = max(
            ((move.removed, -one.pk, one, move) for one, move in moves if move), default=None
        )
        if best is not None and (opening is None or best[0] > opening.removed):
            return writing.write(row, ground, Kind.MOVE, best[3], best[2])
    return writing.write(row, ground, Kind.OPEN, opening)


def _has_rested(row: Vintage, ground: Ground, last: Recommendation | None, *kinds: str) -> bool:
    """Return whether a unit may be advised again: more of what was accepted at once, the opposite
    of it after a day, else after a while."""
    if last is None or (last.state == State.ACCEPTED and last.kind in kinds):
        return True
    limits, was_accepted = ground.limits, last.state == State.ACCEPTED
    rests = limits.reverse_h if was_accepted else limits.cool_h
    return row.slot_at - last.decided_at >= timedelta(hours=rests)


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
    option = STILL[Kind(found.kind)](row, ground)
    if option is not None:
        mine.update(**writing.promise(row, ground, found.kind, option))


def _is_due(found: Recommendation, row: Vintage, ground: Ground) -> bool:
    if found.kind == Kind.MOVE:
        return bool(row.facts["warning"]["stands"])
    return STILL[Kind(found.kind)](row, ground) is not None


def _carry_on_moving(found: Recommendation, row: Vintage, ground: Ground) -> None:
    """Let a move rest on the newest forecasts of both units, or lapse where it would do harm."""
    giver = next((one for one in ground.rows if one.unit_id == found.giver_id), None)
    calm = (
        giver is not None
        and not giver.facts["warning"]["stands"]
        and grounding.is_good(giver, ground)
    )
    move = weighing.moving(row, giver, ground) if calm else None
    mine = Recommendation.objects.filter(pk=found.pk, state__in=OPEN)
    if move is None:
        mine.update(
            state=State.LAPSED, decided_at=row.issued_at, decided_by="", deferred_until=None,
            reason=_("It would harm the unit that gives, or help no longer."),
        )  # fmt: skip
    else:
        mine.update(
            **writing.promise(row, ground, Kind.MOVE, move, giver) | writing.harm(giver, move)
        )
