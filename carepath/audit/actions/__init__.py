"""Write the ledger: its two doors, and what looks after it."""

from carepath.audit.actions.doors import (
    Act,
    NoActor,
    acting_as,
    actor_of,
    marks_of,
    record,
    recording_as,
)
from carepath.audit.actions.looking import look_after, look_at_triggers, look_at_witnesses
from carepath.audit.actions.reads import seal_reads, write_read
from carepath.audit.actions.redacting import ask_redaction, decide_redaction
from carepath.audit.actions.sealing import roots_aside, seal, seal_soon, write_roots
from carepath.audit.actions.settling import AlreadySettled, settle

__all__ = [
    "Act",
    "AlreadySettled",
    "NoActor",
    "acting_as",
    "actor_of",
    "ask_redaction",
    "decide_redaction",
    "look_after",
    "look_at_triggers",
    "look_at_witnesses",
    "marks_of",
    "record",
    "recording_as",
    "roots_aside",
    "seal",
    "seal_reads",
    "seal_soon",
    "settle",
    "write_read",
    "write_roots",
]
