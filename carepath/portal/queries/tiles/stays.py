"""Tiles of stays: who left today, and who has been in for long."""

from datetime import timedelta

from django.utils.translation import gettext as _

from carepath.capacity import queries as capacity
from carepath.forecasts import queries as forecasts
from carepath.portal.queries.ground import Ground
from carepath.portal.queries.tiles.said import Said
from carepath.ui import words


def discharges(ground: Ground) -> Said | None:
    """Return who left today, who is marked to leave, and who is expected to by midnight."""
    if not ground.units:
        return None
    found, lines = ground.discharges, []
    if not ground.past:
        lines.append((_("marked for discharge"), words.number(ground.confirmed)))
        if ground.census is not None:
            mean = forecasts.leaving_by(ground.census, ground.midnight + timedelta(days=1))
            lines.append((_("expected to leave by midnight"), words.number(mean, 0)))
    detail = _("%(n)s of them before noon") % {"n": words.number(found.before_noon)}
    return Said(words.number(found.n), detail, tuple(lines))


def long_stays(ground: Ground) -> Said | None:
    """Return who has been in for a week or more, for three, and who of them is fit to leave."""
    if not ground.units:
        return None
    total = capacity.lengths(ground.record, capacity.inpatients(ground.record))[0]
    detail = _("in for 7 days or more, of %(n)s") % {"n": words.number(total.n)}
    lines = (
        (_("21 days or more"), words.number(total.weeks)),
        (_("fit to leave"), words.number(total.fit)),
    )
    return Said(words.number(total.week), detail, lines)
