"""For each control a world in which it holds and one in which it does not: (holds, breaks).

A world is a function of pytest's `settings` that arranges rows; what breaks is named as the control
must name it, by a list of keys.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.db import connection

from carepath.accounts.models import ApiToken, Grant, Proposal, User
from carepath.accounts.roles import Role
from carepath.audit import actions as audit
from carepath.audit import triggers
from carepath.audit.models import Alert, Change, Check, Root
from carepath.audit.triggers import installing
from carepath.compliance import actions as compliance
from carepath.compliance.models import Recipient
from carepath.compliance.queries import ledger
from carepath.frames.moments import from_us
from carepath.protocols.models import Contribution, Override, Signature, Version
from carepath.work.models import Delivery
from tests import logins
from tests.audit.changed import spoiled
from tests.factories import AT, ada, ben, nora, person
from tests.protocols import deviations
from tests.protocols import worlds as protocols

GONE = {
    "sqlite": (
        "DROP TRIGGER carepath_ledger_accounts_grant_delete",
        "carepath_ledger_accounts_grant_delete",
    ),
    "postgresql": (
        "ALTER TABLE accounts_grant DISABLE TRIGGER carepath_ledger_delete",
        "accounts_grant.carepath_ledger_delete",
    ),
}
"""Taking away one trigger, and how it must be named."""


def _key(row):
    return f"{row._meta.label}:{row.pk}"


def _with_factor(settings):
    settings.LOOPBACK_ONLY = False
    nora()
    Authenticator.objects.create(user=User.objects.get(username="nora"), type="totp", data={})
    person("rita", "READ_ONLY")


def _without_factor(settings):
    settings.LOOPBACK_ONLY = False
    worker = person("robot", "CLINICIAN", worker=True)
    gone = person("gone", "CLINICIAN", is_active=False)
    codes = ben()
    Authenticator.objects.create(user=codes, type="recovery_codes", data={})
    assert worker and gone
    return [_key(codes)]


def _long_session(settings, monkeypatch):
    longer = replace(Role.AUDITOR.value, idle_minutes=45)
    monkeypatch.setattr(Role.AUDITOR, "_value_", longer)
    return ["role:AUDITOR"]


def _people_and_workers(settings):
    User.objects.create_user("a-person", password="long enough to be one")
    person("robot", worker=True)


def _worker_with_password(settings):
    robot = User.objects.create_user("robot", password="long enough to be one", worker=True)
    return [_key(robot)]


def _token(user, days=30, **more):
    made = {"created_at": AT, "expires_at": AT + timedelta(days=days), "prefix": "p", "name": "n"}
    digest = f"{user.pk}-{days}-{len(more)}"
    return ApiToken.objects.create(user=user, digest=digest, **made, **more)


def _short_tokens(settings):
    _token(ben())
    _token(ada(), days=900, revoked_at=AT)


def _long_tokens(settings):
    gone = person("gone", is_active=False)
    return [_key(_token(ben(), days=900)), _key(_token(gone))]


def _agreed(user, by, decided_by, outcome="approved"):
    with audit.acting_as("test", at=AT, why="a world for tests"):
        _propose(user, by, decided_by, outcome)


def _propose(user, by, decided_by, outcome):
    Proposal.objects.create(
        user=user, role="CLINICIAN", site="", why="needed", proposed_at=AT, proposed_by=by,
        outcome=outcome, decided_at=AT, decided_by=decided_by,
    )  # fmt: skip


def _agreed_grants(settings):
    one, other = person("one"), person("two")
    _agreed(nora(), one, other)
    given = {"granted_at": AT, "granted_by": "setup", "bootstrap": True}
    with audit.acting_as("test", at=AT, why="a world for tests"):
        Grant.objects.create(user=one, role="AUDITOR", **given)


def _grants_of_one(settings):
    one, own = person("one"), person("own", "CLINICIAN")
    _agreed(own, one, own)
    declined = nora()
    _agreed(declined, one, own, outcome="declined")
    return [_key(grant) for grant in Grant.objects.order_by("pk")]


def _only_active(settings):
    nora()
    person("gone", is_active=False)


def _gone_with_role(settings):
    person("gone", "AUDITOR", is_active=False)
    return [_key(Grant.objects.get())]


def _done(verb, *, days):
    def arrange(settings):
        with audit.recording_as("worker:backup", at=AT - timedelta(days=days)):
            audit.record(verb)
        return [verb]

    return arrange


def _all_guarded(settings):
    triggers.install(at=AT)


def _trigger_gone(settings):
    statement, name = GONE[connection.vendor]
    with triggers.maintenance("default"), connection.cursor() as cursor:
        cursor.execute(statement)
    return [name]


def _own_file(settings):
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).chmod(0o600)
    else:
        logins.made()
        logins.become(logins.APP)


def _open_file(settings):
    if connection.vendor != "sqlite":
        return ["DATABASE_URL"]  # tests sign in as the owner
    file = Path(connection.settings_dict["NAME"])
    file.chmod(0o640)
    return [file.name]


def _chain(*, ok=True, days=0.1, **detail):
    said = {"verified": (AT - timedelta(days=days)).isoformat()} | detail
    Check.objects.update_or_create(name="chain", defaults={"ok": ok, "at": AT, "detail": said})


def _checked(settings):
    _ben_was_granted()
    _chain()


def _chain_broken(settings):
    _chain(ok=False, bad=7)
    return ["audit.Change:7"]


def _ben_was_granted():
    ben()


def _sealed(settings):
    _ben_was_granted()
    last = Change.objects.order_by("-seq").first()
    at = from_us(last.recorded_us)
    Root.objects.create(seq=last.seq, root="0" * 64, at=at, signature="", key="")


def _not_sealed(settings, monkeypatch):
    _ben_was_granted()
    monkeypatch.setattr(ledger, "ROOTED", timedelta(days=-9_999))  # the database's clock is real
    return ["root"]


def _rooted_long_ago(settings):
    settings.LOOPBACK_ONLY = False
    _sealed(settings)
    with triggers.maintenance("default"):
        installing.put("default", wanted=False)
        Root.objects.update(at=AT - timedelta(hours=3))
        installing.put("default")
    with audit.acting_as("test", at=AT, why="a world for tests"):
        Recipient.objects.create(
            name="Rob", address="rob@example.org", topic="ledger.root", added_at=AT
        )
    compliance.mail_out(by="worker:sweep", at=AT)
    return Root.objects.get()


def _mailed(settings):
    _rooted_long_ago(settings)
    Delivery.objects.update(state="sent")


def _not_mailed(settings):
    root = _rooted_long_ago(settings)
    assert Delivery.objects.get().state == "waiting"
    return [_key(root)]


def _read(at=AT):
    return audit.write_read(
        at=at, actor="user:7", route="r", resource="journeys", count=1, outcome="shown"
    )


def _reads_whole(settings):
    _read(AT - timedelta(hours=3))
    audit.seal_reads(by="worker:sweep", at=AT)
    _read()


def _reads_broken(settings):
    late = _read(AT - timedelta(hours=3))
    _read()
    spoiled("UPDATE audit_accessread SET actor = 'user:9' WHERE seq = 2")
    return [f"audit.AccessRead:{late.chain}:2", _key(late)]


def _finding(**fields):
    return Alert.objects.create(kind="chain", table_name="audit_change", key="", seq=1, **fields)


def _explained(settings):
    told = {"settled_at": AT, "settled_by": "user:1", "settled_why": "a drill"}
    _finding(found_at=AT - timedelta(days=3), **told)


def _not_explained(settings):
    return [_key(_finding(found_at=AT - timedelta(days=3)))]


def _in_force(settings):
    protocols.active()


def _approved_by_a_writer(settings):
    running = protocols.active()
    with audit.acting_as("test", at=AT, why="a world for tests"):
        Contribution.objects.create(version=running.version_id, person=protocols.quinn(), at=AT)
    return [_key(Signature.objects.get(signer=protocols.quinn(), meaning="approved"))]


def _altered(row):
    """Change the content as nobody may: with the triggers taken away."""
    with triggers.maintenance("default"):
        installing.put("default", wanted=False)
        Version.objects.filter(pk=row.version_id).update(sha256="0" * 64)


def _in_force_altered(settings):
    running = protocols.active()
    _altered(running)
    return [_key(running)]


def _version_altered(settings):
    running = protocols.active()
    _altered(running)
    return [_key(running.version)]


def _overrides_in_order(settings):
    deviations.confirmed()
    deviations.asked(place="rules/lactate")
    deviations.asked(place="steps/treat", emergency=True)


def _override_of_one(settings):
    """An emergency that nobody ended in time, and a confirmation that nobody signed."""
    before = AT - timedelta(hours=5)
    late = deviations.asked(emergency=True, at=before)
    forged = deviations.asked(place="rules/lactate")
    said = {"decided_at": AT, "proved_at": AT, "digest": "0" * 64}
    with audit.acting_as("test", at=AT, why="a world for tests"):
        Override.objects.filter(pk=forged.pk).update(
            state="confirmed", decided_by=deviations.noor(), **said
        )
    return [_key(late), _key(forged)]


WORLDS = {
    "audit.verified": (_checked, _chain_broken),
    "audit.rooted": (_sealed, _not_sealed),
    "audit.mailed": (_mailed, _not_mailed),
    "audit.reads": (_reads_whole, _reads_broken),
    "audit.settled": (_explained, _not_explained),
    "approval.not-ones-own": (_in_force, _approved_by_a_writer),
    "approval.in-force": (_in_force, _in_force_altered),
    "approval.overrides": (_overrides_in_order, _override_of_one),
    "approval.unaltered": (_in_force, _version_altered),
    "audit.guarded": (_all_guarded, _trigger_gone),
    "audit.separated": (_own_file, _open_file),
    "access.second-factor": (_with_factor, _without_factor),
    "access.sign-out": (lambda settings: None, _long_session),
    "access.own-accounts": (_people_and_workers, _worker_with_password),
    "access.tokens": (_short_tokens, _long_tokens),
    "access.two-people-grant": (_agreed_grants, _grants_of_one),
    "access.the-gone": (_only_active, _gone_with_role),
    "keeping.backed-up": (_done("backed up", days=0.5), _done("backed up", days=2)),
}


def named(beginning):
    """Return the controls whose name begins so."""
    return [name for name in WORLDS if name.startswith(beginning)]
