"""Tell people outside: each signed root of the ledger, and what was found wrong with it.

A root that lies in somebody's mailbox is out of reach of whoever could change the database.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.audit import queries as ledger
from carepath.audit.actions.sealing import public_key
from carepath.audit.models import Root
from carepath.audit.queries import chain
from carepath.compliance import queries
from carepath.compliance.models import Recipient
from carepath.work import actions as work
from carepath.work.actions import Attachment, Mail

MOST_HASHES = 2_000
"""More rows since the root before, and their hashes stay in the file alone: a mail stays small."""
SHOWN = 20
SOME = 50
"""Roots written for one person in one round."""


def mail_out(*, by: Any, at: datetime) -> int:
    """Write the mails that are due; return how many."""
    people = queries.recipients().filter(topic__in=WRITERS)  # of the rest its own storey tells
    return sum(_told(person, by=by, at=at) for person in people)


def _told(person: Recipient, *, by: Any, at: datetime) -> int:
    told = queries.last_told(person)
    mails = list(WRITERS[person.topic](told))
    if not mails:
        return 0
    with audit.recording_as(by, at=at):
        for slot, mail in mails:
            work.send_mail(mail=mail, to=person.address, topic=person.topic, slot=str(slot), at=at)
    return len(mails)


def _roots(told: int | None) -> list[tuple[int, Mail]]:
    """Return the mails of the roots since the one told of last; at first, of the newest alone."""
    found = Root.objects.order_by("seq")
    if told is None:
        newest = found.last()
        return [(newest.seq, _root(newest))] if newest else []
    return [(root.seq, _root(root)) for root in found.filter(seq__gt=told)[:SOME]]


def _root(row: Root) -> Mail:
    file = Attachment(f"root-{row.seq}.ndjson", attached(row), "application/x-ndjson")
    return work.written("compliance/emails/root", {"root": row}, file)


def attached(row: Root) -> str:
    """Return the file that goes with a mail: one line, which `verifier.py` reads by itself."""
    is_small = row.seq - row.before <= MOST_HASHES
    hashes = chain.hashes(after=row.before, until=row.seq) if is_small else []
    return json.dumps(asdict(replace(chain.of_row(row, hashes), key=public_key()))) + "\n"


def _alerts(told: int | None) -> list[tuple[int, Mail]]:
    """Return one mail about all that was found since the last one."""
    found = ledger.alerts(is_open=True).filter(pk__gt=told or 0)
    newest = found.first()
    if newest is None:
        return []
    said = {"alerts": list(found[:SHOWN]), "n": found.count()}
    return [(newest.pk, work.written("compliance/emails/alert", said))]


WRITERS: dict[str, Callable[[int | None], list[tuple[int, Mail]]]] = {
    Recipient.Topic.ROOT: _roots,
    Recipient.Topic.ALERT: _alerts,
}
