"""Looks at the ledger: whether it records all, and whether what it recorded still stands."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from carepath.audit import database_roles, triggers
from carepath.audit import queries as audit
from carepath.audit.models import Root
from carepath.audit.register import models_of
from carepath.compliance.models import Recipient
from carepath.compliance.queries.found import Found, key, of_rows
from carepath.compliance.queries.recipients import recipients
from carepath.work.models import Delivery

VERIFIED, ROOTED, SETTLED = timedelta(days=1), timedelta(hours=2), timedelta(days=1)
"""How old the last whole check, the newest root of new rows, and an open finding may be."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def guarded(at: datetime) -> Found:
    """Return the triggers that are not as each governed and each kept table asks for."""
    tables = [*models_of("governed"), *models_of("append-only")]
    return Found(len(tables), tuple(triggers.differences()))


def separated(at: datetime) -> Found:
    """Return whether the portal's own login, or anybody else on the machine, could change it."""
    if connection.vendor != "sqlite":
        tables = database_roles.ledger_tables()
        wrong = () if database_roles.is_separated(tables) else ("DATABASE_URL",)
        return Found(len(tables), wrong)
    file = Path(connection.settings_dict["NAME"])
    note = _("An embedded database: whoever runs the portal can change its file.")
    return Found(1, (file.name,) if file.stat().st_mode & OTHERS else (), note)


def verified(at: datetime) -> Found:
    """Return whether the whole chain was checked within a day, and stood."""
    health = audit.health()
    check = health.checks.get("chain")
    said = check.detail.get("verified") if check else None
    since = audit.oldest_after(0) if said is None else datetime.fromisoformat(said)
    is_late = since is not None and since < at - VERIFIED
    if check is not None and not check.ok:
        return Found(health.rows, (f"audit.Change:{check.detail['bad']}",))
    return Found(health.rows, ("chain",) if is_late else (), "" if said else _("Not yet."))


def rooted(at: datetime) -> Found:
    """Return whether what is older than two hours stands under a signed root."""
    health = audit.health()
    covered = health.root.seq if health.root else 0
    due = audit.oldest_after(covered)
    is_late = due is not None and due < at - ROOTED
    return Found(health.rows, ("root",) if is_late else ())


def mailed(at: datetime) -> Found:
    """Return whether the newest root older than two hours reached a mail server."""
    if settings.LOOPBACK_ONLY and not settings.SMTP:
        note = _("The portal listens on this machine only, and mail is not set up.")
        return Found(0, note=note, applies=False)
    root = Root.objects.filter(at__lt=at - ROOTED).order_by("-seq").first()
    if root is None:
        return Found(0, note=_("No root is older than two hours."), applies=False)
    people = recipients().filter(topic=Recipient.Topic.ROOT).count()
    if not people:
        return Found(1, ("compliance.Recipient",), _("Nobody is told of roots."))
    sent = Delivery.objects.filter(topic=Recipient.Topic.ROOT, state=Delivery.State.SENT)
    slot = sent.order_by("-pk").values_list("slot", flat=True).first()
    is_out = slot is not None and int(slot) >= root.seq
    return Found(people, () if is_out else (key(root),))


def reads(at: datetime) -> Found:
    """Return where the read log of these days is broken, or was not told to the ledger in time."""
    found = audit.reads_verdict(since=at)
    late = tuple(key(row) for row in audit.untold(before=at - ROOTED, at=at))
    if not found.chain:
        return Found(found.rows, late)
    return Found(found.rows, (f"audit.AccessRead:{found.chain}:{found.seq}", *late), found.reason)


def settled(at: datetime) -> Found:
    """Return findings about the ledger that nobody explained within a day."""
    late = audit.alerts(is_open=True).filter(found_at__lt=at - SETTLED).order_by("pk")
    return of_rows(audit.alerts().count(), late)
