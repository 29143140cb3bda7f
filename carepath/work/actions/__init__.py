"""Every write to waiting rows and heartbeats."""

from carepath.work.actions.heartbeats import beat, beating
from carepath.work.actions.leases import (
    LeaseLost,
    claim,
    finish,
    quarantine_poison,
    release,
    renew,
)
from carepath.work.actions.rounds import sweep
from carepath.work.queries import holder, holder_is_dead

__all__ = [
    "LeaseLost",
    "beat",
    "beating",
    "claim",
    "finish",
    "holder",
    "holder_is_dead",
    "quarantine_poison",
    "release",
    "renew",
    "sweep",
]
