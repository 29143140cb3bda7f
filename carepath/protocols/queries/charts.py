"""Figures of adherence."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.figures import shares
from carepath.figures.theme import Drawing
from carepath.protocols.queries.adherence import Week


def trend(
    weeks: Sequence[Week], marks: Sequence[tuple[datetime, str]], zone: ZoneInfo
) -> Drawing | None:
    """Return the share of satisfied by week with its interval; None where no week has any.

    `marks` are (when, text) of what came into force.
    """
    if not weeks:
        return None
    found = [week.of_triggered for week in weeks]
    return shares.trend(
        [week.monday for week in weeks],
        [share.share or 0.0 for share in found],
        ([share.low or 0.0 for share in found], [share.high or 0.0 for share in found]),
        [(share.k, share.n) for share in found],
        titles=(
            _("week of becoming eligible"),
            _("satisfied of all triggered"),
            _("95 % interval"),
            _("satisfied / triggered"),
        ),
        summary=_in_words(weeks),
        marks=[(at.astimezone(zone).date().isoformat(), text) for at, text in marks],
    )


def _in_words(weeks: Sequence[Week]) -> str:
    k, n = (sum(getattr(week.of_triggered, name) for week in weeks) for name in ("k", "n"))
    text = ngettext(
        "In %(weeks)s week %(k)s of %(n)s triggered were satisfied (%(share)s %%).",
        "In %(weeks)s weeks %(k)s of %(n)s triggered were satisfied (%(share)s %%).",
        len(weeks),
    )
    return text % {"weeks": len(weeks), "k": k, "n": n, "share": round(100 * k / n)}
