"""Every write of the inbox."""

from carepath.ingestion.actions.confirming import confirm
from carepath.ingestion.actions.feeding import receive_events
from carepath.ingestion.actions.mappings import save_mapping
from carepath.ingestion.actions.processing import process, process_waiting
from carepath.ingestion.actions.receive import discard, store
from carepath.ingestion.actions.taking_back import cancel, retry, undo

__all__ = [
    "cancel",
    "confirm",
    "discard",
    "process",
    "process_waiting",
    "receive_events",
    "retry",
    "save_mapping",
    "store",
    "undo",
]
