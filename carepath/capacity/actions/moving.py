"""What people say of patients and beds before a feed does: gone, arrived, changed beds, undone.

A move takes effect in the transaction that keeps it: claims, holdings and requests are made anew
of all that is told and said. One that would put two patients into a bed is refused, and leaves
nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F, Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.capacity import policies, queries
from carepath.capacity.actions import reserving
from carepath.capacity.actions.projecting import hold_projection, project
from carepath.capacity.models import Claim, Move
from carepath.frames import moves
from carepath.journeys.models import Journey
from carepath.places.models import Bed, Site

NOW = timedelta(0)


class CannotMove(ValueError):
    """A move that cannot be so; the text says why, and what to do."""


def leave(
    *, journey: Journey, bed: Bed, by: User, at: datetime, ago: timedelta = NOW
) -> list[Move]:
    """Say that a patient left a bed so long ago; CannotMove if they were not in it then."""
    return _say([(journey, bed)], moves.GONE, journey.site, by, at, ago)


def arrive(
    *, journey: Journey, bed: Bed, by: User, at: datetime, ago: timedelta = NOW
) -> list[Move]:
    """Say that a patient came into a bed so long ago, and left every other.

    CannotMove if they are in it already, the visit was not open, or another has the bed.
    """
    return _say([(journey, bed)], moves.ARRIVED, journey.site, by, at, ago)


def swap(
    *, one: Journey, other: Journey, by: User, at: datetime, ago: timedelta = NOW
) -> list[Move]:
    """Say that two patients changed beds so long ago; what either waits for stays as it was.

    CannotMove unless each of them has one bed.
    """
    if one == other or one.site_id != other.site_id:
        raise CannotMove(_("Two patients of one site change beds."))
    beds = [_bed_of(each) for each in (one, other)]
    return _say([(one, beds[1]), (other, beds[0])], moves.SWAPPED, one.site, by, at, ago)


def undo(*, move: Move, by: User, at: datetime) -> bool:
    """Take back what was said with this move, as if it had never been; return whether it stood.

    CannotMove if a feed told all of it since, or another has the bed they came from by now.
    """
    site = move.journey.site
    policies.check_place(by, site)
    with audit.recording_as(by, at=at) as act:
        hold_projection()
        rows = list(_same_act(move).filter(undone_at=None).select_related("journey", "bed"))
        if not rows:
            return False
        if all(row.standing == moves.TOLD for row in rows):
            raise CannotMove(_("The feed has told it since: there is nothing left to undo."))
        whose, since = [row.journey_id for row in rows], rows[0].happened_at
        before = _shared(whose, since)
        _same_act(move).update(undone_at=site.time(at), undone_by=act.actor[:150])
        project(whose)
        _refuse_two(before, _shared(whose, since))
        for row in rows:
            reserving.keep_again(row)
            audit.record("bed.move_undone", row.bed, **_words(row))
    return True


def settle(*, move: Move, by: User, at: datetime) -> bool:
    """Say that somebody looked at a move no message came for; return whether nobody had."""
    site = move.journey.site
    policies.check_place(by, site)
    with audit.recording_as(by, at=at) as act:
        mine = Move.objects.filter(pk=move.pk, undone_at=None, settled_at=None)
        done = mine.update(settled_at=site.time(at), settled_by=act.actor[:150])
        if done:
            audit.record("bed.move_settled", move.bed, **_words(move))
    return bool(done)


def _say(
    pairs: Sequence[tuple[Journey, Bed]],
    kind: str,
    site: Site,
    by: User,
    at: datetime,
    ago: timedelta,
) -> list[Move]:
    policies.check_place(by, site)
    now, act_id = site.time(at), uuid4()
    happened = now - ago
    with audit.recording_as(by, at=at) as act:
        hold_projection()  # of two who say it at once, the second is told that it was said
        for journey, bed in pairs:
            _check(journey, bed, kind, happened)
        rows = [
            Move(
                journey=journey, bed=bed, kind=kind, act=act_id, happened_at=happened,
                recorded_at=now, said_by=act.actor[:150], by_name=act.actor_name[:150],
            )
            for journey, bed in pairs
        ]  # fmt: skip
        whose = [row.journey_id for row in rows]
        before = _shared(whose, happened)
        Move.objects.bulk_create(rows)
        project(whose)
        _refuse_two(before, _shared(whose, happened))
        for row in rows:
            _check_effect(row)
            audit.record(f"bed.{kind}", row.bed, **_words(row))
    return rows


def _words(row: Move) -> dict[str, str]:
    return {
        "site": row.journey.site.slug,
        "journey": row.journey.short,
        "happened_at": row.happened_at.isoformat(),
    }


def _same_act(move: Move) -> QuerySet[Move]:
    return Move.objects.filter(act=move.act)


def _bed_of(journey: Journey) -> Bed:
    found = Claim.objects.filter(journey=journey, until=None).select_related("bed__unit")
    beds = {row.bed for row in found}
    if len(beds) != 1:
        raise CannotMove(
            _("%(journey)s has no bed to change.") % {"journey": queries.called(journey)}
        )
    return beds.pop()


def _check(journey: Journey, bed: Bed, kind: str, happened: datetime) -> None:
    words = {"journey": queries.called(journey), "bed": bed}
    if bed.unit.site_id != journey.site_id:
        raise CannotMove(_("%(bed)s is of another site.") % words)
    if not journey.n_spans or journey.closed_at is not None or happened < journey.opened_at:
        raise CannotMove(_("The visit of %(journey)s was not open then.") % words)
    now_in = Claim.objects.filter(journey=journey, bed=bed, until=None)
    if kind == moves.GONE and not now_in.filter(since__lte=happened).exists():
        raise CannotMove(_("%(journey)s was not in %(bed)s then: the board has changed.") % words)
    if kind != moves.GONE and now_in.exists():
        raise CannotMove(_("%(journey)s is in %(bed)s already.") % words)


def _check_effect(row: Move) -> None:
    """Raise CannotMove unless it is now as it was said."""
    words = {"journey": queries.called(row.journey), "bed": row.bed}
    mine = Claim.objects.filter(journey=row.journey, bed=row.bed, until=None)
    if mine.exists() == (row.kind == moves.GONE):
        raise CannotMove(
            _("The feed tells something else of %(journey)s since then: say when it happened.")
            % words
        )


Shared = dict[tuple[int, Bed], set[str]]
"""(journey, bed) to the others who have that bed at the same time."""


def _shared(journeys: Collection[int], since: datetime) -> Shared:
    """Return the beds that these journeys have together with others from a moment on."""
    lasts = Q(until__isnull=True) | Q(until__gt=since) & Q(until__gt=F("since"))
    mine = Claim.objects.filter(lasts, journey__in=journeys).select_related("bed")
    rows = Claim.objects.filter(lasts, bed__in={row.bed_id for row in mine})
    others = list(rows.select_related("journey"))
    found: Shared = {}
    for one in mine:
        names = {
            queries.called(row.journey)
            for row in others
            if row.bed_id == one.bed_id and row.journey_id != one.journey_id and _meet(one, row)
        }
        if names:
            found.setdefault((one.journey_id, one.bed), set()).update(names)
    return found


def _meet(one: Claim, other: Claim) -> bool:
    return (one.until is None or other.since < one.until) and (
        other.until is None or one.since < other.until
    )


def _refuse_two(before: Shared, after: Shared) -> None:
    """Raise CannotMove if somebody shares a bed now who did not before."""
    for key, names in after.items():
        if key not in before:
            words = {"bed": key[1], "who": get_text_list(sorted(names), _("and"))}
            raise CannotMove(
                _("%(who)s had %(bed)s then: say first that they are gone, or that the two "
                  "changed beds.") % words
            )  # fmt: skip
