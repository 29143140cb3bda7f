"""Replay drafts over the last quarter in the background, and keep what came out."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.audit import actions as audit
from carepath.frames.moments import to_us
from carepath.protocols import queries
from carepath.protocols.models import Protocol, Replay, Version
from carepath.protocols.queries.replays import DONE, FAILED, LEFT, WAITING, WORKING
from carepath.work.actions import leases

log = logging.getLogger(__name__)
LEASE_S = 120
AGAIN = timedelta(minutes=1)
"""How long a run that failed rests; one that was tried too often stays failed."""
SOME = 5
"""Runs of one round."""


def ask_replay(version: Version, *, at: datetime) -> None:
    """Ask for a run of this content at its site and where the protocol is in force; one that was
    asked for already is not asked for again."""
    for site in queries.sites_to_read(version):
        Replay.objects.get_or_create(
            version=version, site=site, sha256=version.sha256,
            against=queries.in_force_at(version, site), defaults={"asked_at": at},
        )  # fmt: skip


def ask_replays(protocol: Protocol, *, at: datetime) -> None:
    """Ask anew for every version somebody works on: what is in force is another one now."""
    for version in protocol.versions.filter(state__in=WORKING).select_related("protocol__site"):
        ask_replay(version, at=at)


def run_replays(*, by: Any, at: datetime) -> int:
    """Run what waits; return how many came to an end. Called by the sweep, each second."""
    for version in queries.unread():
        with audit.recording_as(by, at=at):
            ask_replay(version, at=at)
    leases.quarantine_poison(Replay, at=at, states=[WAITING], into=FAILED)
    waiting = Replay.objects.filter(state=WAITING).order_by("pk").values_list("pk", flat=True)
    return sum(_run(pk, by=by, at=at) for pk in list(waiting[:SOME]))


def replay_now(version: Version, *, at: datetime) -> None:
    """Run at once what would else wait: for a world that is made whole in one transaction."""
    ask_replay(version, at=at)
    waiting = Replay.objects.filter(version=version, sha256=version.sha256, state=WAITING)
    for row in waiting.select_related("version__protocol__site", "site"):
        found = _outcome(row, at)
        waiting.filter(pk=row.pk).update(state=DONE, ran_at=at, result=found)


def _outcome(row: Replay, at: datetime) -> dict[str, Any]:
    now = to_us(row.site.time(at))
    return queries.outcome(row.version, site=row.site, by=accounts.PORTAL, now=now)


def _run(pk: int, *, by: Any, at: datetime) -> bool:
    if not leases.claim(Replay, pk, at=at, seconds=LEASE_S, states=[WAITING]):
        return False
    row = Replay.objects.select_related("version__protocol__site", "site").get(pk=pk)
    version = row.version
    if version.sha256 != row.sha256:  # saved anew meanwhile: another run waits for that content
        leases.finish(Replay, pk, state=LEFT)
        return False
    try:
        found = _outcome(row, at)
    except Exception:
        log.exception("The replay %s could not be run", pk)
        leases.release(
            Replay, pk, not_before=at + AGAIN, reason_code="failed",
            reason_text=_("It could not be run; it is tried again."),
        )  # fmt: skip
        return False
    with audit.recording_as(by, at=at):
        leases.finish(Replay, pk, state=DONE, ran_at=at, result=found)
    return True
