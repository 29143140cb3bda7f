"""Every write of the inbox."""

from carepath.ingestion.actions.arriving import receive_all_hl7, receive_hl7
from carepath.ingestion.actions.batches import process_feeds
from carepath.ingestion.actions.confirming import confirm
from carepath.ingestion.actions.correlating import (
    correlate_changed,
    let_join,
    save_rules,
    take_apart,
)
from carepath.ingestion.actions.feeding import receive_events
from carepath.ingestion.actions.fhir import Received, receive_fhir
from carepath.ingestion.actions.hl7 import declare_feed
from carepath.ingestion.actions.mappings import save_mapping
from carepath.ingestion.actions.meaning import mean, take_back
from carepath.ingestion.actions.parting import join_again, part
from carepath.ingestion.actions.processing import process, process_waiting
from carepath.ingestion.actions.receive import discard, store
from carepath.ingestion.actions.replaying import ignore, try_again
from carepath.ingestion.actions.silences import settle_silence, watch_feeds
from carepath.ingestion.actions.taking_back import cancel, retry, undo

__all__ = [
    "Received",
    "receive_fhir",
    "correlate_changed",
    "let_join",
    "save_rules",
    "take_apart",
    "mean",
    "take_back",
    "join_again",
    "part",
    "cancel",
    "confirm",
    "declare_feed",
    "discard",
    "ignore",
    "process",
    "process_feeds",
    "process_waiting",
    "receive_all_hl7",
    "receive_events",
    "receive_hl7",
    "retry",
    "settle_silence",
    "watch_feeds",
    "save_mapping",
    "store",
    "try_again",
    "undo",
]
