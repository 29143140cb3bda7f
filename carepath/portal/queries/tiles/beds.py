"""Tiles of beds now: what is free, what is occupied, who waits for one, and where it is tight."""

from django.utils.translation import gettext as _

from carepath.capacity import queries as capacity
from carepath.portal.queries.ground import Ground
from carepath.portal.queries.tiles.said import Said, in_minutes
from carepath.ui import words


def net(ground: Ground) -> Said | None:
    """Return the free beds kept for nobody, and of each kind what is left after who waits."""
    if not ground.net:
        return None
    lines = tuple(
        (one.label, f"{words.number(one.available)} → {_signed(one.after)}") for one in ground.net
    )
    total = sum(one.available for one in ground.net)
    after = _signed(sum(one.after for one in ground.net))
    return Said(words.number(total), _("free and kept for nobody; %(n)s after who waits") % {
        "n": after}, lines)  # fmt: skip


def _signed(number: int) -> str:
    return f"−{words.number(-number)}" if number < 0 else words.number(number)


def waiting(ground: Ground) -> Said:
    """Return who waits for a bed, the longest of their waits, and for how many one is kept."""
    if not ground.waiting:
        return Said(words.number(0), _("nobody waits for a bed"))
    longest = in_minutes(ground.since(ground.waiting[0].asked_at))
    served = {row.journey_id for row in ground.kept}
    kept = sum(row.journey_id in served for row in ground.waiting)
    detail = _("the longest for %(time)s, for %(unit)s") % {
        "time": longest, "unit": ground.waiting[0].unit,
    }  # fmt: skip
    lines = ((_("a bed is kept for"), words.number(kept)),) if kept else ()
    return Said(words.number(len(ground.waiting)), detail, lines)


def emergency(ground: Ground) -> Said | None:
    """Return who is in the emergency department for its staffed spaces, and how crowded it is."""
    found = ground.record
    if not found.department.units:
        return None
    now = capacity.emergency_now(found, capacity.attendances(found))
    lines = [
        (_("boarders"), words.number(now.boarders)),
        (_("longest there"), in_minutes(now.longest)),
    ]
    if now.crowding.score is not None:
        lines.append((_("NEDOCS, at least"), words.number(now.crowding.score)))
    detail = _("for %(spaces)s staffed spaces: %(share)s") % {
        "spaces": words.number(now.spaces), "share": words.share(now.patients, now.spaces),
    }  # fmt: skip
    return Said(words.number(now.patients), detail, tuple(lines))


def intensive(ground: Ground) -> Said | None:
    """Return how full intensive care is, and who waits to come in or to leave it."""
    now = capacity.intensive_now(ground.record, ground.moves)
    if not now.beds:
        return None
    detail = _("occupied of %(staffed)s staffed; %(free)s free") % {
        "staffed": words.number(now.staffed), "free": words.number(now.available),
    }  # fmt: skip
    lines = (
        (_("wait to come in"), words.number(now.coming)),
        (_("wait to leave"), words.number(now.leaving)),
    )
    return Said(words.number(now.occupied), detail, lines)


def occupied(ground: Ground) -> Said | None:
    """Return the share of staffed beds that is occupied, of all units and of each."""
    if not ground.units:
        return None
    occupied = sum(one.occupied for one in ground.units)
    staffed = sum(one.staffed for one in ground.units)
    detail = _("%(occupied)s of %(staffed)s staffed beds") % {
        "occupied": words.number(occupied), "staffed": words.number(staffed),
    }  # fmt: skip
    unnamed = sum(one.unnamed for one in ground.units)
    if unnamed:
        more = _("%(n)s more said to be occupied, patient unknown")
        detail = f"{detail}; {more % {'n': words.number(unnamed)}}"
    lines = tuple(
        (str(one.unit), f"{words.number(one.occupied)} / {words.number(one.staffed)}")
        for one in ground.units
    )
    return Said(words.share(occupied, staffed), detail, lines)


def moves(ground: Ground) -> Said | None:
    """Return who waits to move to another bed, and the longest of their waits."""
    if not ground.units:
        return None
    longest = capacity.longest_wait(ground.record, ground.moves)
    detail = _("the longest for %(time)s") % {"time": in_minutes(longest)}
    return Said(words.number(len(ground.moves)), detail if len(ground.moves) else _("nobody waits"))
