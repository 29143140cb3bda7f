"""A site with a protocol owner, two reviewers and two administrators, and versions on their way."""

from datetime import timedelta

from carepath.accounts.models import Grant, User
from carepath.audit import actions as audit
from carepath.frames.approvals import SHIPPED, Approvals, Need
from carepath.protocols import actions
from carepath.protocols.models import Version
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT, person, site

LONG_AGO = AT - timedelta(days=30)


def somebody(username, *roles, at_site="", since=LONG_AGO, **fields):
    """A person who has held these roles for a month."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = person(username, **fields)
        with audit.acting_as("test", at=since, why="a world for tests"):
            for role in roles:
                Grant.objects.create(
                    user=user, role=role, site=at_site, granted_at=since, granted_by="test"
                )
    return user


def pia():
    return somebody("pia", "PROTOCOL_OWNER", first_name="Pia")


def nora():
    return somebody("nora", "CLINICIAN", first_name="Nora")


def quinn():
    return somebody("quinn", "QUALITY_LEAD", first_name="Quinn")


def administrators():
    return [somebody(name, "SYSTEM_ADMINISTRATOR") for name in ("root", "second")]


def draft(document=SEPSIS, *, by=None, where=None, name="Sepsis", at=AT):
    """The first draft of a protocol by Pia."""
    return actions.begin(
        site=where or site("north"), name=name, document=document, by=by or pia(), at=at,
        reason="a new way",
    )  # fmt: skip


def in_review(document=SEPSIS, *, at=AT, **kwargs):
    """A first version in review, Nora and Quinn named."""
    return ask(draft(document, at=at, **kwargs), at=at)


def ask(version, by=None, *, at=AT):
    return actions.ask_review(
        version=version, reviewers=[nora(), quinn()], by=by or pia(), at=at, reason="please read"
    )


def approve(version, by, *, at=AT, **changes):
    """One approval of the version as it is given."""
    what = {"edition": version.edition, "sha256": version.sha256, "proved_at": at} | changes
    return actions.approve(version=version, by=by, at=at, reason="read it", **what)


def approved(document=SEPSIS, *, at=AT, **kwargs):
    """A first version that Nora and Quinn approved."""
    return both(in_review(document, at=at, **kwargs), at=at)


def both(version, *, at=AT):
    approve(version, nora(), at=at)
    actions.run_replays(by="worker:sweep", at=at)
    return approve(version, quinn(), at=at)


def activate(version, *, by=None, where=None, at=AT, **changes):
    what = {
        "site": where or site("north"), "starts_at": None, "under_way": "finish",
        "edition": version.edition, "sha256": version.sha256, "proved_at": at,
    } | changes  # fmt: skip
    actions.run_replays(by="worker:sweep", at=at)
    return actions.activate(version=version, by=by or pia(), at=at, reason="go", **what)


def active(document=SEPSIS, *, at=AT, **kwargs):
    """The activation of a first version in the north."""
    administrators()
    return activate(approved(document, at=at, **kwargs), at=at)


def amended(running, *, at=AT, **fields):
    """The activation of a second version with a changed first dose, in the place of the first."""
    changed = with_row(running.version.document, "doses", "first", **fields or {"amount": "7.5"})
    second = actions.branch(
        protocol=running.protocol, parent=running.version, by=pia(), at=AT, reason="dose too low",
        document=changed,
    )  # fmt: skip
    return activate(both(ask(second)), at=at)


def again(version):
    """The version as it is stored."""
    return Version.objects.select_related("protocol__site").get(pk=version.pk)


STRICT = Approvals((*SHIPPED.needs[:3], Need(3, SHIPPED.needs[3].groups)), SHIPPED.checks)
"""One more for doses."""
LOOSE = Approvals((Need(1), Need(1), Need(1), Need(2)))


def hana():
    return somebody("hana", "HOSPITAL_ADMINISTRATOR")


def hugo():
    return somebody("hugo", "HOSPITAL_ADMINISTRATOR")


def proposed(rules=STRICT, *, where=None, by=None, at=AT):
    """Another policy for who approves, as Hana proposes it."""
    return actions.propose_policy(
        site=where, rules=rules, by=by or hana(), at=at, reason="after the audit"
    )


def decided(rules=STRICT, *, where=None, at=AT):
    """The same, in force as Hugo confirmed it."""
    row = proposed(rules, where=where, at=at)
    return actions.confirm_policy(policy=row, by=hugo(), at=at, proved_at=at, reason="agreed")
