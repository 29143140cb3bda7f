"""Decide who must approve: propose a policy, and bring it into force by a second person."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.frames import approvals
from carepath.frames.approvals import Approvals
from carepath.places.models import Site
from carepath.protocols import policies, queries
from carepath.protocols.models import ApprovalPolicy, Ruling, Version

State = ApprovalPolicy.State


def propose_policy(
    *, site: Site | None, rules: Approvals, by: User, at: datetime, reason: str
) -> ApprovalPolicy:
    """Return the proposal of a policy for a site (None = all); nothing changes until a second
    person confirms. NotNow for a policy that cannot be, or while another proposal waits."""
    policies.check_propose_policy(by, site)
    policies.check_policy(rules)
    with audit.acting_as(by, at=at, why=reason):
        others = ApprovalPolicy.objects.filter(site=site)
        if others.filter(state=State.PROPOSED).exists():
            raise policies.NotNow(_("Another proposal waits here: decide it first."))
        if queries.standard(site).rules == rules:
            raise policies.NotNow(_("This is what holds here already."))
        last = others.aggregate(last=Max("number"))["last"] or 0
        row = ApprovalPolicy(site=site, number=last + 1, content=approvals.canonical(rules))
        row.reason, row.proposed_at, row.proposed_by = reason[:300], at, by
        row.save()
        audit.record(
            "approvals.proposed", row, site=_slug(row), policy=row.title,
            loosens=queries.loosens(row),
        )  # fmt: skip
    return row


def confirm_policy(
    *, policy: ApprovalPolicy, by: User, at: datetime, proved_at: datetime | None, reason: str
) -> ApprovalPolicy:
    """Return the policy in force, confirmed by a second person; reviews asked for before keep
    theirs."""
    with audit.acting_as(by, at=at, why=reason):
        row = _locked(policy)
        policies.check_confirm_policy(by, row, at=at, proved_at=proved_at)
        policies.check_clock(at, row.proposed_at)
        policies.check_policy(row.rules)
        loosens = queries.loosens(row)
        for before in ApprovalPolicy.objects.filter(site=row.site, state=State.IN_FORCE):
            before.state = State.REPLACED
            before.save()
        _decide(row, State.IN_FORCE, by, at)
        audit.record(
            "approvals.in_force", row, site=_slug(row), policy=row.title, loosens=loosens,
            proposed_by=str(row.proposed_by),
        )  # fmt: skip
        audit.seal_soon()
    return row


def decline_policy(
    *, policy: ApprovalPolicy, by: User, at: datetime, reason: str
) -> ApprovalPolicy:
    """Return the proposal refused, or taken back by who made it."""
    with audit.acting_as(by, at=at, why=reason):
        row = _locked(policy)
        policies.check_decline_policy(by, row)
        _decide(row, State.DECLINED, by, at)
        audit.record("approvals.declined", row, site=_slug(row), policy=row.title)
    return row


def hold_fast(version: Version, *, at: datetime) -> Ruling:
    """Return what an edition is asked under from now on; a later policy changes nothing of it."""
    known = queries.ruling(version)
    if known is not None:
        return known
    standard = queries.standard(version.protocol.site)
    risk = queries.risk(version)
    row = Ruling(
        version=version.pk, edition=version.edition, policy=standard.title,
        content=approvals.canonical(standard.rules), risk=approvals.RISKS[risk],
        approvers=standard.rules.needs[risk].approvers, at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _locked(policy: ApprovalPolicy) -> ApprovalPolicy:
    found = ApprovalPolicy.objects.select_for_update(of=("self",))
    return found.select_related("site", "proposed_by").get(pk=policy.pk)


def _decide(row: ApprovalPolicy, state: str, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save()


def _slug(row: ApprovalPolicy) -> str:
    return row.site.slug if row.site else ""
