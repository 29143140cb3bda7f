"""Run controls, and tell people outside what the ledger says of itself."""

from carepath.compliance.actions.mailing import mail_out
from carepath.compliance.actions.recipients import AlreadyTold, add_recipient, remove_recipient
from carepath.compliance.actions.running import EVERY, run, run_due

__all__ = [
    "EVERY",
    "AlreadyTold",
    "add_recipient",
    "mail_out",
    "remove_recipient",
    "run",
    "run_due",
]
