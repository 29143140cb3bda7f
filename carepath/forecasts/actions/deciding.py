"""Keep what a person decides about a recommendation: who, when and why."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.forecasts import policies
from carepath.forecasts.models import Recommendation

State = Recommendation.State
OPEN = (State.WAITING, State.DEFERRED)
DEFERS = timedelta(hours=4)
VERBS = {
    State.ACCEPTED: "recommendation.accepted",
    State.REJECTED: "recommendation.rejected",
    State.DEFERRED: "recommendation.deferred",
}


def decide(
    *,
    recommendation: Recommendation,
    to: str,
    reason: str,
    by: User,
    at: datetime,
    beds: int | None = None,
) -> Recommendation:
    """Return the recommendation as accepted, rejected or deferred for some hours, with a reason.

    `beds` is what the person saw. NotNow when somebody was first, it says another number of beds by
    now, its forecast is too old to act on, or no reason is given; PermissionDenied.
    """
    site = recommendation.site
    policies.check_decide(by, site)
    if to not in VERBS:
        raise policies.NotNow(_("Accept it, reject it, or defer it."))
    if not reason.strip():
        raise policies.NotNow(_("Say why."))
    now = site.time(at)
    if to == State.ACCEPTED:
        policies.check_fresh(recommendation, now)
    with audit.recording_as(by, at=at, why=reason.strip()[:300]) as act:
        mine = Recommendation.objects.filter(pk=recommendation.pk, state__in=OPEN)
        if beds is not None and mine.exclude(beds=beds).exists():
            raise policies.NotNow(_("It advises another number by now: look again."))
        changed = mine.update(
            state=to,
            decided_at=now,
            decided_by=act.actor_name[:150],
            reason=reason.strip()[:300],
            deferred_until=now + DEFERS if to == State.DEFERRED else None,
        )
        if changed != 1:
            raise policies.NotNow(_("It was decided already, or the warning is over."))
        audit.record(
            VERBS[State(to)], recommendation, site=site.slug, unit=recommendation.unit.code,
            kind=recommendation.kind, beds=recommendation.beds,
        )  # fmt: skip
    recommendation.refresh_from_db()
    return recommendation
