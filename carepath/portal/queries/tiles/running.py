"""Tiles of what the numbers and the work rest on: feeds, protocols, staff, the downtime pack."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.portal.queries.ground import Ground
from carepath.portal.queries.tiles.said import Said, in_minutes
from carepath.ui import words


def feeds(ground: Ground) -> Said | None:
    """Return whether every feed is heard, and when each was last."""
    if not ground.feeds:
        return None
    lines = tuple((one.source.name, _age(ground, one.last_at)) for one in ground.feeds)
    silent = len(ground.silent)
    if not silent:
        return Said(_("all heard"), _("no feed rests longer than is its habit"), lines)
    words_ = ngettext("%(n)s feed is silent", "%(n)s feeds are silent", silent)
    return Said(words_ % {"n": silent}, _("what they tell of may be old"), lines)


def _age(ground: Ground, at: datetime | None) -> str:
    return _("never") if at is None else _("%(time)s ago") % {"time": in_minutes(ground.since(at))}


def protocols(ground: Ground) -> Said:
    """Return how many protocols are in force here, and how many are on their way to it."""
    review, approved = (ground.in_flight.get(state, 0) for state in ("in_review", "approved"))
    lines = (
        (_("in review"), words.number(review)),
        (_("approved, not in force"), words.number(approved)),
    )
    return Said(words.number(ground.in_force), _("in force here"), () if ground.past else lines)


def staffing(ground: Ground) -> Said | None:
    """Return who is missing in the shift that lacks most, and in each."""
    if not ground.gaps:
        return None
    worst = max(ground.gaps, key=lambda one: one.missing)
    lines = tuple((one.shift, words.number(one.missing)) for one in ground.gaps)
    detail = _("missing in the shift that lacks most: %(shift)s") % {"shift": worst.shift}
    return Said(words.number(worst.missing), detail, lines)


def pack(ground: Ground) -> Said | None:
    """Return how old the lists for downtime are."""
    if ground.pack_age is None:
        return None
    return Said(_("%(time)s old") % {"time": in_minutes(ground.pack_age)}, _("lists for downtime"))
