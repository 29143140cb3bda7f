"""Figures of adherence: by week, and the versions and sites of a protocol beside each other."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.figures import marks, shares
from carepath.figures.marks import Marker
from carepath.figures.shares import Series
from carepath.figures.theme import Drawing
from carepath.protocols.queries.adherence import Week, weeks
from carepath.protocols.queries.sides import Side

MOST_SIDES = 5
"""Lines that one figure tells apart: the latest."""


def trend(found: Sequence[Week], markers: Sequence[Marker]) -> Drawing | None:
    """Return both shares by week with their intervals; None where no week has any."""
    if not found:
        return None
    return shares.trend(
        [
            _series(_("of all triggered"), found, "of_triggered"),
            _series(_("of those measured"), found, "of_measured"),
        ],
        key="trend",
        titles=(_("week of becoming eligible"), _("satisfied"), _("95 % interval")),
        summary=_in_words(found, markers),
        markers=markers,
    )


def compared(sides: Sequence[Side], zone: ZoneInfo, markers: Sequence[Marker]) -> Drawing | None:
    """Return the share of all triggered by week, a line for each version and site."""
    named = [(_name(side, sides), weeks(side.since, side.judged, zone)) for side in sides]
    drawn = [(name, found) for name, found in named if found][-MOST_SIDES:]
    if not drawn:
        return None
    names = ", ".join(name for name, _found in drawn)
    return shares.trend(
        [_series(name, found, "of_triggered") for name, found in drawn],
        key="versions",
        titles=(
            _("week of becoming eligible"),
            _("satisfied of all triggered"),
            _("95 % interval"),
        ),
        summary=_("Each line: the journeys that follow %(names)s.") % {"names": names},
        markers=markers,
    )


def _name(side: Side, sides: Sequence[Side]) -> str:
    alone = len({one.site.pk for one in sides}) == 1
    return f"v{side.version.number}" if alone else f"v{side.version.number}, {side.site}"


def _series(name: str, found: Sequence[Week], which: str) -> Series:
    counted = [(week.monday, getattr(week, which)) for week in found]
    known = [(monday, one) for monday, one in counted if one.n]
    return Series(
        name,
        [monday for monday, _one in known],
        [one.share for _monday, one in known],
        ([one.low for _monday, one in known], [one.high for _monday, one in known]),
        [(one.k, one.n) for _monday, one in known],
    )


def _in_words(found: Sequence[Week], markers: Sequence[Marker]) -> str:
    k, n = (sum(getattr(week.of_triggered, name) for week in found) for name in ("k", "n"))
    of = sum(week.of_measured.n for week in found)
    text = ngettext(
        "In %(weeks)s week %(k)s were satisfied: of %(n)s triggered (%(share)s %%), of %(of)s "
        "measured (%(measured)s %%).",
        "In %(weeks)s weeks %(k)s were satisfied: of %(n)s triggered (%(share)s %%), of %(of)s "
        "measured (%(measured)s %%).",
        len(found),
    ) % {
        "weeks": len(found), "k": k, "n": n, "share": round(100 * k / n), "of": of,
        "measured": round(100 * k / of) if of else 0,
    }  # fmt: skip
    if not markers:
        return text
    told = "; ".join(f"{day} {what}" for day, what in marks.told(markers))
    return f"{text} {_('Marked: %(marks)s.') % {'marks': told}}"
