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
from carepath.work.actions.policy_reports import Report, count_reports
from carepath.work.actions.rounds import sweep
from carepath.work.queries import holder, holder_is_dead

__all__ = [
    "LeaseLost",
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
    "quarantine_poison",
    "release",
    "renew",
    "sweep",
]
