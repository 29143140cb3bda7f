"""The tile of the escalation level: as it is, what gives most points, and what is expected."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.frames.definitions import REGISTER
from carepath.outcomes.queries import LevelAhead
from carepath.portal.queries.ground import Ground
from carepath.portal.queries.tiles.said import Line, Said
from carepath.ui import words


def level(ground: Ground) -> Said | None:
    """Return the level with the three parameters that give most points; unknown says why."""
    now = ground.level
    if now.score is None:
        return None
    if now.stale:
        return Said(_("unknown"), _("nothing was scored lately"))
    known = [one for one in now.score.parts if one[3]]
    known.sort(key=lambda one: -one[3])
    lines = tuple((_(REGISTER[one[0]].title), f"+{words.number(one[3])}") for one in known[:3])
    lines += tuple(map(_expected, ground.ahead))
    if not now.level:
        return Said(_("unknown"), _("level %(n)s at least") % {"n": now.score.least}, lines)
    detail = ngettext("%(n)s point", "%(n)s points", now.score.total) % {"n": now.score.total}
    return Said(words.number(now.level), detail, lines)


def _expected(one: LevelAhead) -> Line:
    """Return the level some hours ahead with its chance, and whether simple rules are as good."""
    said = {"level": words.number(one.level), "chance": words.share(one.chance, 1)}
    text = _("level %(level)s, %(chance)s likely")
    if one.has_no_skill:
        text = _("level %(level)s, %(chance)s likely (no skill)")
    return _("in %(n)s h") % {"n": one.hours}, text % said
