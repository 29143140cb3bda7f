"""Set the limits of advice of a site: the new version holds at once, the earlier is kept."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.forecasts import policies, queries
from carepath.forecasts.models import AdviceLimits
from carepath.frames import advice
from carepath.frames.advice import Limits
from carepath.places.models import Site

State = AdviceLimits.State


def set_limits(*, site: Site, limits: Limits, by: User, at: datetime, reason: str) -> AdviceLimits:
    """Return the limits in force from the next forecast on.

    NotNow for limits that cannot be, that hold already, or without a reason; PermissionDenied.
    """
    policies.check_set_limits(by, site)
    codes = [one.unit.code for one in queries.units_with_entered_beds(site=site)]
    found = advice.faults(limits, units=codes)
    if found:
        raise policies.NotNow(" ".join(_(text) for text in found))
    if not reason.strip():
        raise policies.NotNow(_("Say why."))
    with audit.acting_as(by, at=at, why=reason.strip()[:300]):
        Site.objects.select_for_update(no_key=True).get(pk=site.pk)  # one at a time
        before, content = queries.limits_held(site), advice.canonical(limits)
        if advice.canonical(before.limits) == content:
            raise policies.NotNow(_("This is what holds here already."))
        if before.row is not None:
            before.row.state = State.REPLACED
            before.row.save()
        others = AdviceLimits.objects.filter(site=site)
        last = others.aggregate(last=Max("number"))["last"] or 0
        row = AdviceLimits(site=site, number=last + 1, content=content, set_at=at, set_by=by)
        row.reason = reason.strip()[:300]
        row.save()
        audit.record(
            "advice.limited", row, site=site.slug, limits=row.name, before=before.name or "shipped"
        )
    return row
