"""Ask what if, and take a question back."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.places.models import Site
from carepath.scenarios import policies, queries
from carepath.scenarios.models import Scenario
from carepath.simulator.flow import Change

State = Scenario.State


def ask(
    *,
    site: Site,
    name: str,
    changes: Sequence[Change],
    weeks: int,
    pairs: int,
    anew: bool = False,
    by: Any,
    at: datetime,
) -> Scenario:
    """Ask what these changes would do to a site; it is run in the background.

    NotNow when too many wait already, PermissionDenied.
    """
    policies.check_ask(by, site)
    who, named = audit.actor_of(by)
    with audit.recording_as(by, at=at):
        policies.check_room(queries.waiting_of(site))
        row = Scenario.objects.create(
            site=site, name=name, changes=[_packed(one) for one in changes], weeks=weeks,
            pairs=pairs, anew=anew, state=State.WAITING, asked_at=at, asked_on=site.time(at),
            asked_by=who[:150], by_name=named[:150],
        )  # fmt: skip
        audit.record("scenario.asked", row, site=site.slug, changes=row.changes)
    return row


def cancel(*, scenario: Scenario, by: Any, at: datetime) -> None:
    """Take a question back: whoever runs it stops with the run it is at, what was run is kept.

    NotNow when it has ended, PermissionDenied.
    """
    policies.check_cancel(by, scenario)
    _key, named = audit.actor_of(by)
    with audit.recording_as(by, at=at):
        changed = Scenario.objects.filter(pk=scenario.pk, state=State.WAITING).update(
            state=State.CANCELLED, ended_at=at, ended_by=named[:150], lease_until=None,
            leased_by="", not_before=None,
        )  # fmt: skip
        if not changed:
            raise policies.NotNow(_("It has ended already."))
        audit.record("scenario.cancelled", scenario, site=scenario.site.slug)


def _packed(change: Change) -> dict[str, Any]:
    """Return a change as JSON holds it: what it says nothing of is left out."""
    return {name: value for name, value in asdict(change).items() if value is not None}
