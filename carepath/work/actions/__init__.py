"""Every write to waiting rows, heartbeats and what browsers report."""

from carepath.work.actions.heartbeats import beat, beating
from carepath.work.actions.leases import (
    LeaseLost,
    claim,
    claim_all,
    finish,
    finish_all,
    quarantine_poison,
    release,
    renew,
)
from carepath.work.actions.mailing import Attachment, Mail, send_mail, written
from carepath.work.actions.outbox import move
from carepath.work.actions.policy_reports import Report, count_reports
from carepath.work.actions.relaying import relay
from carepath.work.actions.rounds import sweep
from carepath.work.queries import holder, holder_is_dead

__all__ = [
    "Attachment",
    "LeaseLost",
    "Mail",
    "Report",
    "beat",
    "beating",
    "claim",
    "claim_all",
    "count_reports",
    "finish",
    "finish_all",
    "holder",
    "holder_is_dead",
    "move",
    "quarantine_poison",
    "relay",
    "release",
    "renew",
    "send_mail",
    "sweep",
    "written",
]
