"""A few rows of every governed table, for tests that try each of them."""

from datetime import date, timedelta
from itertools import count

from carepath.accounts.models import Grant, Proposal, User
from carepath.audit import actions as audit
from carepath.audit.models import ReadSeal, Redaction, RedactionDecision
from carepath.audit.register import is_kept, models_of
from carepath.compliance.models import Recipient
from carepath.forecasts.models import AdviceLimits
from carepath.ingestion.models import Apart, CorrelationRules, MappingVersion, Meaning, Parting
from carepath.journeys.models import Journey, Source, Target
from carepath.outcomes.models import RuleSet
from carepath.places.models import Holiday
from carepath.protocols.models import (
    Activation,
    ApprovalPolicy,
    Contribution,
    Override,
    Protocol,
    Reviewer,
    Ruling,
    Signature,
    Version,
)
from tests.factories import AT, person, site

_numbers = count(1)


def _user():
    return User.objects.filter(username="held").first() or person("held")


def _grant(n):
    return Grant(user=_user(), role="AUDITOR", site=f"site-{n}", granted_at=AT, granted_by="x")


def _proposal(n):
    who = _user()
    return Proposal(
        user=who, role="AUDITOR", site=f"site-{n}", why="x", proposed_at=AT, proposed_by=who
    )


def _mapping(n):
    return MappingVersion(
        site=site(), name="log", version=n, content={"a": [n]}, created_at=AT, created_by="x"
    )


def _correlation_rules(n):
    content = {"leading": ["a"], "rules": []}
    return CorrelationRules(site=site(), version=n, content=content, created_at=AT, created_by="x")


def _apart(n):
    source = Source.objects.get_or_create(name="log", defaults={"site": site()})[0]
    journey = Journey.objects.create(
        site=source.site, source=source, case_ref=f"apart {n}", opened_at=AT, last_at=AT,
        n_spans=1, change=0,
    )  # fmt: skip
    return Apart(journey=journey, reason="r", made_at=AT, made_by="x")


def _parting(n):
    source = Source.objects.get_or_create(name="log", defaults={"site": site()})[0]
    return Parting(source=source, digest=f"{n:032}", reason="r", made_at=AT, made_by="x")


def _meaning(n):
    source = Source.objects.get_or_create(name="log", defaults={"site": site()})[0]
    said = {"kind": "trigger", "said": f"Z{n}", "means": "A08"}
    return Meaning(source=source, **said, reason="r", made_at=AT, made_by="x")


def _target(n):
    source = Source.objects.get_or_create(name="log", defaults={"site": site()})[0]
    return Target(source=source, from_stage=f"A{n}", to_stage="B", within_s=60)


def _protocol(n):
    return Protocol(site=site(), name=f"protocol {n}", created_at=AT, created_by=_user())


def _held_protocol():
    found = Protocol.objects.filter(name="held").first()
    if found is None:
        found = _protocol(0)
        found.name = "held"
        _hold(found)
    return found


def _version(n):
    return Version(
        protocol=_held_protocol(), number=n, content="{}", sha256="0" * 64, reason="x",
        created_at=AT, created_by=_user(),
    )  # fmt: skip


def _held_version():
    found = Version.objects.filter(number=0).first()
    return found or _hold(_version(0))


def _hold(row):
    with audit.acting_as("test", at=AT, why="what others hang on"):
        row.save()
    return row


def _reviewer(n):
    return Reviewer(version=_held_version(), person=person(f"reviewer-{n}"), asked_at=AT)


def _active_version(n):
    """A version signed for one more site."""
    found = Version.objects.filter(number=1_000).first() or _brought_into_force(_version(1_000))
    _hold(_signed(found, n, meaning="activated", place=f"site-{n}"))
    return found


def _brought_into_force(version):
    _hold(version)
    _hold(Ruling(version=version.pk, edition=1, policy="x", content="{}", risk="dose",
                 approvers=1, at=AT))  # fmt: skip
    _hold(_signed(version, 0))
    for state in ("in_review", "approved", "active"):
        version.state = state
        _hold(version)
    return version


def _signed(version, n, **fields):
    row = _signature(n)
    row.version, row.digest = version.pk, f"{version.pk:032x}{n:032x}"
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def _activation(n):
    return Activation(
        protocol=_held_protocol(), version=_active_version(n), site=site(f"site-{n}"), starts_at=AT,
        under_way="finish", reason="x", activated_at=AT, activated_by=_user(),
    )  # fmt: skip


def _override(n):
    source = Source.objects.get_or_create(name="log", defaults={"site": site()})[0]
    bounds = {"opened_at": AT, "last_at": AT, "n_spans": 1, "change": 1}
    journey = Journey.objects.get_or_create(
        source=source, case_ref="held", defaults={"site": source.site} | bounds
    )[0]
    return Override(
        journey=journey, protocol=_held_protocol(), place=f"rules/r{n}", what="x", reason="x",
        asked_at=AT, asked_by=_user(),
    )  # fmt: skip


def _approval_policy(n):
    return ApprovalPolicy(
        site=site(f"site-{n}"), number=1, content="{}", reason="x", proposed_at=AT,
        proposed_by=_user(),
    )  # fmt: skip


def _rule_set(n):
    return RuleSet(
        site=site(f"rules-{n}"), number=n, content="{}", reason="x", proposed_at=AT,
        proposed_by=_user(),
    )  # fmt: skip


def _advice_limits(n):
    return AdviceLimits(
        site=site(f"limits-{n}"), number=n, content="{}", reason="x", set_at=AT, set_by=_user()
    )


def _holiday(n):
    return Holiday(site=site(), day=date(2026, 1, 1) + timedelta(days=n), name=f"day {n}")


def _ruling(n):
    return Ruling(version=n, edition=1, policy="x", content="{}", risk="dose", approvers=2, at=AT)


def _contribution(n):
    return Contribution(version=n, person=_user(), at=AT)


def _signature(n):
    return Signature(
        version=n, edition=1, content_sha256="0" * 64, meaning="approved", signer=_user(),
        printed_name="x", roles=["CLINICIAN"], proved_at=AT, at=AT, digest=f"{n:064x}",
    )  # fmt: skip


def _seal(n):
    return ReadSeal(at=AT, heads=f"2026-03-02-x {n} {'0' * 64}")


def _redaction(n):
    return Redaction(
        table_name="accounts_grant", key=str(n), until=1, why="x", asked_by="test",
        asked_by_name="x", asked_at=AT,
    )  # fmt: skip


def _decision(n):
    asked = _hold(_redaction(n))
    return RedactionDecision(
        redaction=asked.pk, approved=False, why="x", decided_by="test", decided_by_name="x",
        decided_at=AT,
    )  # fmt: skip


def _recipient(n):
    return Recipient(name="x", address=f"r{n}@example.org", topic="ledger.root", added_at=AT)


ROWS = {
    Recipient: _recipient,
    ReadSeal: _seal,
    Redaction: _redaction,
    RedactionDecision: _decision,
    Grant: _grant,
    Proposal: _proposal,
    MappingVersion: _mapping,
    Parting: _parting,
    Meaning: _meaning,
    CorrelationRules: _correlation_rules,
    Apart: _apart,
    Target: _target,
    Protocol: _protocol,
    Version: _version,
    Reviewer: _reviewer,
    Activation: _activation,
    Override: _override,
    ApprovalPolicy: _approval_policy,
    RuleSet: _rule_set,
    AdviceLimits: _advice_limits,
    Holiday: _holiday,
    Ruling: _ruling,
    Contribution: _contribution,
    Signature: _signature,
}
"""How a valid row of each governed model is made, not yet saved."""
CHANGED = {
    Recipient: "name",
    ReadSeal: "heads",
    Redaction: "why",
    RedactionDecision: "why",
    Grant: "granted_by",
    Proposal: "why",
    MappingVersion: "created_by",
    Parting: "reason",
    Meaning: "reason",
    CorrelationRules: "created_by",
    Apart: "reason",
    Target: "within_s",
    Protocol: "reason",
    Version: "reason",
    Reviewer: "reason",
    Activation: "reason",
    Override: "answer",
    ApprovalPolicy: "reason",
    RuleSet: "reason",
    AdviceLimits: "reason",
    Holiday: "name",
    Ruling: "policy",
    Contribution: "version",
    Signature: "printed_name",
}
"""A column of each whose value may be any."""

GOVERNED = models_of("governed")


CHANGEABLE = [model for model in GOVERNED if not is_kept(model)]


def a_row(model):
    """One more row, not saved yet."""
    return ROWS[model](next(_numbers))


def rows(model, number=3):
    """So many saved rows."""
    made = [a_row(model) for _ in range(number)]
    for row in made:
        row.save()
    return made


def another(model, row):
    """Give the row another value."""
    name = CHANGED[model]
    value = getattr(row, name)
    setattr(row, name, value + 1 if isinstance(value, int) else f"{value}y")
    return row
