"""Say why a rule rightly was not followed in one journey."""

from datetime import datetime

from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.journeys.models import Journey
from carepath.protocols import policies, queries
from carepath.protocols.models import Excuse, Protocol


def excuse(
    *, journey: Journey, protocol: Protocol, rule: str, by: User, at: datetime, reason: str
) -> Excuse:
    """Return the reason kept beside the verdict; NotNow for a rule the journey does not follow."""
    policies.check_decide(by, journey.site)
    with audit.acting_as(by, at=at, why=reason):
        follows = [
            row.version.document for row in queries.assignments(journey)
            if row.protocol_id == protocol.pk
        ]  # fmt: skip
        if not any(one.id == rule for document in follows for one in document.rules):
            raise policies.NotNow(_("This journey follows no such rule."))
        if Excuse.objects.filter(journey=journey, protocol=protocol, rule=rule).exists():
            raise policies.NotNow(_("A reason is kept for this rule already."))
        row = Excuse(
            journey=journey, protocol=protocol, rule=rule, reason=reason[:300], at=at, by=by
        )  # fmt: skip
        row.save()
        audit.record("protocol.excused", row, site=journey.site.slug, rule=rule)
    return row
