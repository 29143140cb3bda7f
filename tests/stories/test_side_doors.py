"""Each guard of the four eyes, on each door: it refuses, and taken away it no longer does.

A line of the table is one guard: what it is, the statement or trigger to take away, what somebody
tries, and the refusal they meet. With the guard they meet it; without it they must not.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from carepath.accounts import actions as people
from carepath.accounts import policies as accounts
from carepath.accounts.models import Grant
from carepath.accounts.roles import Role
from carepath.audit import actions as audit
from carepath.frames import escalation
from carepath.frames.approvals import Approvals, Need, canonical
from carepath.outcomes import actions as pressed
from carepath.outcomes import policies as pressing
from carepath.outcomes.models import RuleSet
from carepath.protocols import actions, policies
from carepath.protocols.models import Activation, ApprovalPolicy, Override, Signature, Version
from carepath.protocols.policies import approvals as deciding
from carepath.protocols.policies import overrides as deviating
from carepath.protocols.queries import approvals
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT, site
from tests.mutants import without, without_trigger
from tests.protocols import deviations as overrides
from tests.protocols import worlds
from tests.protocols.views import test_overrides as pages

pytestmark = pytest.mark.django_db
BEFORE, LATER = AT - timedelta(minutes=1), AT + timedelta(hours=5)
DENIED, NOT_NOW, DATABASE = PermissionDenied, policies.NotNow, IntegrityError


def forged(act):
    """Something that is written past the actions, with who and why."""
    with audit.acting_as("psql", at=AT, why="forged"):
        act()


def updated(row, **fields):
    return lambda: forged(lambda: type(row).objects.filter(pk=row.pk).update(**fields))


def inserted(row):
    return lambda: forged(lambda: type(row).objects.bulk_create([row]))


# -- what people try: each returns the attempt, and can be tried again ----------------------------


def asks(by):
    journey = overrides.a_journey()
    return lambda: overrides.asked(by=by(), journey=journey)


def confirms(*, row=overrides.asked, by=overrides.noor, at=AT, proved_at=None):
    found, who = row(), by()
    return lambda: overrides.confirm(found, by=who, at=at, proved_at=proved_at or at)


def declines(by):
    row, who = overrides.asked(), by()
    return lambda: actions.decline_override(override=row, by=who, at=AT, reason="x")


def proposes(by=worlds.hana, rules=worlds.STRICT):
    who = by()
    return lambda: worlds.proposed(rules, by=who)


def brings_into_force(*, row=worlds.proposed, by=worlds.hugo, at=AT, proved_at=None):
    found, who = row(), by()
    return lambda: actions.confirm_policy(
        policy=found, by=who, at=at, proved_at=proved_at or at, reason="x"
    )


CUT = replace(escalation.SHIPPED, cuts=(10, 22, 33))


def a_rule_set():
    return pressed.propose_rules(
        site=site(), rules=CUT, by=worlds.hana(), at=AT, reason="a lower cut-off"
    )


def a_rule_set_in_force():
    return pressed.confirm_rules(
        row=a_rule_set(), by=worlds.hugo(), at=AT, proved_at=AT, reason="read"
    )


def proposes_rules(by=worlds.hana, rules=CUT):
    who = by()
    return lambda: pressed.propose_rules(site=site(), rules=rules, by=who, at=AT, reason="x")


def signs_rules(*, row=a_rule_set, by=worlds.hugo, at=AT, proved_at=None):
    found, who = row(), by()
    return lambda: pressed.confirm_rules(
        row=found, by=who, at=at, proved_at=proved_at or at, reason="x"
    )


def approves(*, version=worlds.in_review, by=worlds.nora, at=AT, **changes):
    found, who = version(), by()
    return lambda: worlds.approve(found, who, at=at, **changes)


def activates(*, version=worlds.approved, by=worlds.pia, at=AT, **changes):
    worlds.administrators()
    found, who = version(), by()
    actions.run_replays(by="worker:sweep", at=at)  # what waits cannot run inside the attempt
    return lambda: worlds.activate(found, by=who, at=at, **changes)


def edits(version, edition):
    row = version()
    document = with_row(SEPSIS, "doses", "first", amount="9")
    return lambda: actions.save(
        version=row, edition=edition, document=document, by=worlds.pia(), at=AT, reason="x"
    )


def grants(by):
    one = worlds.administrators()[0]
    proposal = people.grant(
        user=worlds.nora(), role=Role.QUALITY_LEAD, site="", by=one, at=AT, why="x"
    )
    who = by()
    return lambda: people.approve(proposal=proposal, by=who, at=AT)


def quality(name="lead", **more):
    return lambda: worlds.somebody(name, "QUALITY_LEAD", **more)


def fresh(role):
    return lambda: worlds.somebody("fresh", role, since=AT - timedelta(hours=1))


def robot(role):
    return lambda: worlds.somebody("robot", role, worker=True)


def half_approved():
    """Approved by the database's count, but one of the two lost the role meanwhile."""
    version = worlds.approved()
    with audit.acting_as("test", at=AT, why="left"):
        Grant.objects.get(user=worlds.quinn()).delete()
    return version


def replaced_meanwhile():
    """Approved from a version that is not the one in force any more."""
    running = worlds.active()
    document = with_row(SEPSIS, "steps", "flag", notes="x")
    late = actions.branch(
        protocol=running.protocol, parent=running.version, by=worlds.pia(), at=AT, reason="x",
        document=document,
    )  # fmt: skip
    version = worlds.both(worlds.ask(late))
    worlds.amended(running)
    return worlds.again(version)


def unread_replay():
    version = worlds.approved()
    version.replays.all().delete()
    return version


def emergency():
    return overrides.asked(emergency=True)


def decided_override():
    return actions.decline_override(
        override=overrides.asked(), by=overrides.noor(), at=AT, reason="x"
    )


def a_signed_version():
    worlds.administrators()
    return worlds.approved()


WEAK = Approvals((Need(1),) * 4)

IN_CODE = {
    # one patient's override
    "override: only who treats asks": (
        policies.check_override, "check_may", lambda: asks(worlds.quinn), DENIED, "You may not"),
    "override: no worker asks": (
        policies.check_override, "by.worker", lambda: asks(robot("CLINICIAN")), DENIED, "Only a"),
    "override: asking asks the policy": (
        actions.ask_override, "check_override", lambda: asks(worlds.quinn), DENIED, "You may not"),
    "override: confirming asks the policy": (
        actions.confirm_override, "check_countersign", lambda: confirms(by=worlds.nora), DENIED,
        "A second person"),
    "override: declining asks the policy": (
        actions.decline_override, "check_decline_override", lambda: declines(worlds.quinn), DENIED,
        "You may not"),
    "override: never by who asked": (
        policies.check_countersign, "asked_by_id", lambda: confirms(by=worlds.nora), DENIED,
        "A second person"),
    "override: not by a new colleague": (
        policies.check_countersign, "APPROVER_WAIT", lambda: confirms(by=fresh("CLINICIAN")),
        DENIED, "within 24 hours"),
    "override: by signing anew": (
        policies.check_countersign, "check_proved",
        lambda: confirms(proved_at=AT - timedelta(hours=1)), DENIED, "Prove again"),
    "override: not with the clock set back": (
        policies.check_countersign, "check_clock", lambda: confirms(at=BEFORE), NOT_NOW,
        "set back"),
    "override: only while it waits": (
        policies.check_countersign, "check_open", lambda: confirms(row=decided_override), NOT_NOW,
        "decided this already"),
    "override: an emergency within four hours": (
        policies.check_countersign, "lapses_at", lambda: confirms(row=emergency, at=LATER),
        NOT_NOW, "so it lapsed"),
    # who must approve
    "policy: only who may proposes": (
        policies.check_propose_policy, "check_may", lambda: proposes(worlds.pia), DENIED,
        "You may not set"),
    "policy: one that can be": (
        actions.propose_policy, "check_policy", lambda: proposes(rules=WEAK), NOT_NOW,
        "2 at least"),
    "policy: confirming asks the policy": (
        actions.confirm_policy, "check_confirm_policy",
        lambda: brings_into_force(by=worlds.hana), DENIED, "A second person"),
    "policy: never by who proposed": (
        policies.check_confirm_policy, "proposed_by_id",
        lambda: brings_into_force(by=worlds.hana), DENIED, "A second person"),
    "policy: not by a new administrator": (
        policies.check_confirm_policy, "APPROVER_WAIT",
        lambda: brings_into_force(by=fresh("HOSPITAL_ADMINISTRATOR")), DENIED, "24 hours"),
    "policy: by signing anew": (
        policies.check_confirm_policy, "check_proved",
        lambda: brings_into_force(proved_at=AT - timedelta(hours=1)), DENIED, "Prove again"),
    "policy: only while it waits": (
        policies.check_confirm_policy, "_check_open",
        lambda: brings_into_force(row=worlds.decided), NOT_NOW, "decided this already"),
    "policy: not with the clock set back": (
        actions.confirm_policy, "check_clock", lambda: brings_into_force(at=BEFORE), NOT_NOW,
        "set back"),
    # escalation and alerts
    "rules: only who may proposes": (
        pressing.check_propose, "check_may", lambda: proposes_rules(worlds.pia), DENIED,
        "You may not set escalation"),
    "rules: no worker": (
        pressing.check_propose, "by.worker",
        lambda: proposes_rules(robot("HOSPITAL_ADMINISTRATOR")), DENIED, "Only a person"),
    "rules: those that can be": (
        pressed.propose_rules, "check_rules",
        lambda: proposes_rules(rules=replace(CUT, cuts=(1, 2))), pressing.NotNow, "cut-offs"),
    "rules: confirming asks the policy": (
        pressed.confirm_rules, "check_confirm", lambda: signs_rules(by=worlds.hana), DENIED,
        "A second person"),
    "rules: never by who proposed": (
        pressing.check_confirm, "proposed_by_id", lambda: signs_rules(by=worlds.hana), DENIED,
        "A second person"),
    "rules: not by who has the right newly": (
        pressing.check_confirm, "APPROVER_WAIT",
        lambda: signs_rules(by=fresh("HOSPITAL_ADMINISTRATOR")), DENIED, "24 hours"),
    "rules: by signing anew": (
        pressing.check_confirm, "check_proved",
        lambda: signs_rules(proved_at=AT - timedelta(hours=1)), DENIED, "Prove again"),
    "rules: only while they wait": (
        pressing.check_confirm, "check_open", lambda: signs_rules(row=a_rule_set_in_force),
        pressing.NotNow, "decided this already"),
    "rules: not with the clock set back": (
        pressing.check_confirm, "at < row.proposed_at", lambda: signs_rules(at=BEFORE),
        pressing.NotNow, "set back"),
    # signing
    "signing: only who may": (
        policies.check_reviews, "check_may",
        lambda: approves(by=lambda: worlds.somebody("ben", "BED_MANAGER")), DENIED,
        "You may not review"),
    "signing: no worker": (
        policies.check_reviews, "by.worker", lambda: approves(by=robot("QUALITY_LEAD")), DENIED,
        "Only a person"),
    "signing: no author": (
        policies.check_reviews, "in authors", lambda: approves(by=worlds.pia), DENIED,
        "what they changed"),
    "signing: a clinician is named": (
        policies.check_reviews, "if named reviewer",
        lambda: approves(by=lambda: worlds.somebody("other", "CLINICIAN")), DENIED,
        "when named as reviewer"),
    "signing: in review": (
        policies.check_sign, "SIGNABLE", lambda: approves(version=worlds.draft, by=worlds.quinn),
        NOT_NOW, "only a version in review"),
    "signing: what was read": (
        policies.check_sign, "check_same", lambda: approves(edition=7), NOT_NOW,
        "after you opened it"),
    "signing: a new reviewer waits": (
        actions.approve, "check_waited", lambda: approves(by=fresh("QUALITY_LEAD")), DENIED,
        "24 hours"),
    "signing: by a fresh proof": (
        actions.approve, "check_proved", lambda: approves(proved_at=AT - timedelta(hours=1)),
        DENIED, "Prove again"),
    "signing: not with the clock set back": (
        actions.approve, "check_clock", lambda: approves(at=BEFORE), NOT_NOW, "set back"),
    "signing: checks hold": (
        actions.approve, "check_checks", lambda: approves(at=AT + timedelta(days=365)), NOT_NOW,
        "Required checks fail"),
    # into force
    "in force: only who may": (
        policies.check_activate, "check_may", lambda: activates(by=worlds.quinn), DENIED,
        "You may not activate"),
    "in force: no worker": (
        policies.check_activate, "by.worker", lambda: activates(by=robot("PROTOCOL_OWNER")),
        DENIED, "Only a person"),
    "in force: only what is approved": (
        policies.check_activate, "State.APPROVED", lambda: activates(version=worlds.draft),
        NOT_NOW, "only an approved version"),
    "in force: what was read": (
        actions.activate, "check_same", lambda: activates(edition=7), NOT_NOW,
        "after you opened it"),
    "in force: nothing is lost unseen": (
        actions.activate, "check_current", lambda: activates(version=replaced_meanwhile), NOT_NOW,
        "lost unseen"),
    "in force: by a fresh proof": (
        actions.activate, "check_proved", lambda: activates(proved_at=AT - timedelta(hours=1)),
        DENIED, "Prove again"),
    "in force: not with the clock set back": (
        actions.activate, "check_clock", lambda: activates(at=BEFORE), NOT_NOW, "set back"),
    "in force: required checks passed": (
        actions.activate, "check_checks",
        lambda: activates(at=AT + timedelta(days=365)), NOT_NOW, "Required checks fail"),
    "in force: approvals still count": (
        actions.activate, "check_approved", lambda: activates(version=half_approved), NOT_NOW,
        "Approvals are missing"),
    # editing, roles
    "editing: from what there is": (
        policies.check_edit, "version.edition", lambda: edits(worlds.draft, 9), NOT_NOW,
        "Somebody else saved"),
    "editing: what is approved stays": (
        policies.check_edit, "EDITABLE", lambda: edits(worlds.approved, 1), NOT_NOW,
        "stays as it is"),
    "roles: never by who proposed": (
        accounts.check_approve, "proposed_by_id", lambda: grants(
            lambda: worlds.administrators()[0]), DENIED, "A second person"),
    "roles: not by a new manager": (
        accounts.check_approve, "APPROVER_WAIT", lambda: grants(fresh("SYSTEM_ADMINISTRATOR")),
        DENIED, "24 hours"),
}  # fmt: skip


def met(attempt, kind, said):
    """Whether the attempt meets just this refusal; whatever it wrote is undone."""
    try:
        with transaction.atomic():
            try:
                attempt()
            except Exception as error:  # noqa: BLE001
                return isinstance(error, kind) and said in str(error)
            else:
                raise Undone
    except Undone:
        return False


class Undone(Exception):
    """The attempt got through."""


@pytest.mark.parametrize("guard", IN_CODE)
def test_a_guard_in_the_code(monkeypatch, guard):
    function, statement, world, kind, said = IN_CODE[guard]
    attempt = world()
    assert met(attempt, kind, said)
    without(monkeypatch, function, statement)
    assert not met(attempt, kind, said), "nothing but this guard says so"


def other_hand(state, by):
    return {"state": state, "decided_by": by, "decided_at": AT}


def begun(row, **fields):
    row.pk = None
    for name, value in fields.items():
        setattr(row, name, value)
    return inserted(row)


def an_activation():
    version = a_signed_version()
    return inserted(Activation(
        protocol=version.protocol, version=version, site=site("north"), starts_at=AT,
        under_way="finish", reason="x", activated_at=AT, activated_by=worlds.pia(),
    ))  # fmt: skip


def a_policy():
    return inserted(ApprovalPolicy(
        number=1, content=canonical(WEAK), state="in_force", reason="x", proposed_at=AT,
        proposed_by=worlds.hana(), decided_at=AT, decided_by=worlds.hugo(),
    ))  # fmt: skip


def rules_born_in_force():
    return inserted(RuleSet(
        site=site(), number=1, content="{}", state="in_force", reason="x", proposed_at=AT,
        proposed_by=worlds.hana(), decided_at=AT, decided_by=worlds.hugo(),
    ))  # fmt: skip


IN_DATABASE = {
    (Version, "content"): lambda: updated(worlds.approved(), content="{}"),
    (Version, "state"): lambda: updated(worlds.draft(), state="retired"),
    (Version, "signed"): lambda: updated(worlds.in_review(), state="approved"),
    (Version, "ruled"): lambda: updated(worlds.draft(), state="in_review"),
    (Version, "draft"): lambda: begun(worlds.draft(), number=9, state="active"),
    (Activation, "signed"): an_activation,
    (ApprovalPolicy, "content"): lambda: updated(worlds.proposed(), content="{}"),
    (ApprovalPolicy, "state"): lambda: updated(worlds.decided(), state="declined"),
    (ApprovalPolicy, "proposed"): a_policy,
    (RuleSet, "content"): lambda: updated(a_rule_set(), content="{}"),
    (RuleSet, "state"): lambda: updated(a_rule_set_in_force(), state="declined"),
    (RuleSet, "proposed"): rules_born_in_force,
    (Override, "content"): lambda: updated(overrides.asked(), reason="another"),
    (Override, "decided"): lambda: updated(decided_override(), answer="another"),
    (Override, "state"): lambda: updated(
        overrides.asked(emergency=True), state="asked", decided_at=None
    ),
    (Override, "asked"): lambda: begun(
        overrides.asked(), place="rules/lactate", state="declined", decided_by=worlds.nora(),
        decided_at=AT,
    ),
}  # fmt: skip


@pytest.mark.parametrize("guard", IN_DATABASE, ids=lambda guard: f"{guard[0].__name__}.{guard[1]}")
def test_a_guard_in_the_database(monkeypatch, guard):
    model, name = guard
    text = (getattr(model, "GUARDS", {}) | getattr(model, "BORN", {}))[name][0]
    attempt = IN_DATABASE[guard]()
    assert met(attempt, DATABASE, text)
    without_trigger(monkeypatch, model, name)
    assert not met(attempt, DATABASE, text), "nothing but this trigger says so"


def test_every_trigger_of_protocols_and_rules_is_in_the_table():
    known = {
        (model, name)
        for model in (Version, Activation, ApprovalPolicy, Override, RuleSet)
        for name in (*getattr(model, "GUARDS", {}), *getattr(model, "BORN", {}))
    }
    assert set(IN_DATABASE) == known


def test_a_later_policy_loosens_nothing_only_because_it_was_held_fast(monkeypatch):
    version = worlds.in_review()
    first = worlds.approve(version, worlds.nora())
    worlds.decided(replace(worlds.LOOSE, checks=frozenset()))
    assert deciding.missing([worlds.SHIPPED.needs[3]], [Signature.objects.get()])
    assert first.state == "in_review"
    assert approvals.applying(version).pinned
    monkeypatch.setattr(approvals, "ruling", lambda version: None)
    assert approvals.applying(version).rules.needs[3].groups == ()


@pytest.mark.parametrize("door", ["action", "page", "list"])
def test_every_door_of_an_override_asks_the_same_function(monkeypatch, door):
    row = overrides.asked()

    def closed(by, where):
        raise PermissionDenied("closed here")

    for place in (policies, deviating):
        monkeypatch.setattr(place, "check_override", closed)
    if door == "action":
        with pytest.raises(PermissionDenied, match="closed here"):
            overrides.confirm(row)
    elif door == "page":
        assert pages.act("confirm_override", overrides.noor()).status_code == 403
        assert pages.ask(worlds.nora(), place="rules/lactate").status_code == 403
    else:
        assert "Countersign" not in pages.text(pages.signed_in(overrides.noor()).get(pages.LIST))
