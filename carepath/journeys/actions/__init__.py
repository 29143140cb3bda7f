"""Every write to journeys."""

from carepath.journeys.actions.annotations import annotate, withdraw
from carepath.journeys.actions.forgetting import forget_versions
from carepath.journeys.actions.joining import join
from carepath.journeys.actions.notes import NoteChanged, edit_note, write_note
from carepath.journeys.actions.reclosing import reclose
from carepath.journeys.actions.record import Recorded, record
from carepath.journeys.actions.replacing import replace
from carepath.journeys.actions.retract import retract
from carepath.journeys.actions.sources import SourceElsewhere, declare_source
from carepath.journeys.actions.store import drop_stored, keep_store, refresh_closes, store_changes
from carepath.journeys.actions.striking import strike

__all__ = [
    "join",
    "NoteChanged",
    "Recorded",
    "SourceElsewhere",
    "annotate",
    "declare_source",
    "drop_stored",
    "edit_note",
    "forget_versions",
    "keep_store",
    "reclose",
    "record",
    "refresh_closes",
    "replace",
    "retract",
    "store_changes",
    "strike",
    "withdraw",
    "write_note",
]
