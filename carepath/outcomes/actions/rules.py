"""Change the rules of a site: propose them, and bring them into force by a second person."""

from dataclasses import asdict
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.frames import escalation
from carepath.frames.escalation import Rules
from carepath.outcomes import policies, queries
from carepath.outcomes.models import RuleSet
from carepath.places.models import Site

State = RuleSet.State


def propose_rules(*, site: Site, rules: Rules, by: User, at: datetime, reason: str) -> RuleSet:
    """Return the proposal of rules; nothing changes until a second person confirms.

    NotNow for rules that cannot be, that hold already, or while another proposal waits.
    """
    policies.check_propose(by, site)
    policies.check_rules(rules)
    with audit.acting_as(by, at=at, why=reason):
        others = RuleSet.objects.filter(site=site)
        if others.filter(state=State.PROPOSED).exists():
            raise policies.NotNow(_("Another proposal waits here: decide it first."))
        if not escalation.changes(queries.standard(site).rules, rules):
            raise policies.NotNow(_("This is what holds here already."))
        last = others.aggregate(last=Max("number"))["last"] or 0
        row = RuleSet(site=site, number=last + 1, content=escalation.canonical(rules))
        row.reason, row.proposed_at, row.proposed_by = reason[:300], at, by
        row.save()
        audit.record("escalation.proposed", row, site=site.slug, rules=row.name)
    return row


def confirm_rules(
    *, row: RuleSet, by: User, at: datetime, proved_at: datetime | None, reason: str
) -> RuleSet:
    """Return the rules in force, confirmed by a second person; the ledger says what changed."""
    with audit.acting_as(by, at=at, why=reason):
        held = _locked(row)
        policies.check_confirm(by, held, at=at, proved_at=proved_at)
        policies.check_rules(held.rules)
        changed = escalation.changes(queries.standard(held.site).rules, held.rules)
        for before in RuleSet.objects.filter(site=held.site, state=State.IN_FORCE):
            before.state = State.REPLACED
            before.save()
        _decide(held, State.IN_FORCE, by, at)
        audit.record(
            "escalation.in_force", held, site=held.site.slug, rules=held.name,
            proposed_by=str(held.proposed_by), changed=[asdict(one) for one in changed],
        )  # fmt: skip
        audit.seal_soon()
    return held


def decline_rules(*, row: RuleSet, by: User, at: datetime, reason: str) -> RuleSet:
    """Return the proposal refused, or taken back by who made it."""
    policies.check_propose(by, row.site)
    with audit.acting_as(by, at=at, why=reason):
        held = _locked(row)
        policies.check_open(held)
        _decide(held, State.DECLINED, by, at)
        audit.record("escalation.declined", held, site=held.site.slug, rules=held.name)
    return held


def _locked(row: RuleSet) -> RuleSet:
    found = RuleSet.objects.select_for_update(of=("self",))
    return found.select_related("site", "proposed_by").get(pk=row.pk)


def _decide(row: RuleSet, state: str, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save()
