"""Open and close beds of an invented hospital as people accepted it; a real one never does so."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Recommendation
from carepath.places import actions as places
from carepath.places.models import OpenBeds, Site, Unit


def obey(*, site: Site, by: Any, at: datetime) -> int:
    """Open or close the beds of what was accepted and is not done yet; return how many were.

    NotNow for a real site: there people open beds.
    """
    if not site.synthetic:
        raise policies.NotNow(_("Beds of a real site are opened by people."))
    rows = list(queries.to_obey(site=site))
    for row in rows:
        _do(row, by=by, at=at)
    return len(rows)


def _do(row: Recommendation, *, by: Any, at: datetime) -> None:
    words = {"n": row.pk, "why": row.reason}
    why = (_("Recommendation %(n)s was accepted: %(why)s") % words)[:300]
    with audit.acting_as(by, at=at, why=why):
        mine = Recommendation.objects.filter(pk=row.pk, done_at=None)
        if mine.update(done_at=row.site.time(at)) != 1:
            return  # another process was first
        if row.about:
            return  # the engine does it: its driver reads what is done and not over
        if row.giver is not None:
            _set(row.giver, -row.beds, by=by, at=at, why=why)
        _set(row.unit, row.more, by=by, at=at, why=why)


def _set(unit: Unit, more: int, *, by: Any, at: datetime, why: str) -> None:
    held = OpenBeds.objects.get(unit=unit)
    beds = min(max(held.open_beds + more, 0), held.physical)
    places.set_open_beds(unit=unit, beds=beds, by=by, at=at, reason=why)
