"""Pages of the inbox."""

from carepath.ingestion.views.feeds import (
    feeds,
    ignore,
    message,
    quarantine,
    replay,
    settle_silence,
)
from carepath.ingestion.views.identities import identities, join_again, part
from carepath.ingestion.views.imports import cancel, detail, index, retry, undo
from carepath.ingestion.views.joins import joined, joins, let_join, take_apart
from carepath.ingestion.views.mappings import mappings
from carepath.ingestion.views.records import raw
from carepath.ingestion.views.rejected import rejects, rejects_csv
from carepath.ingestion.views.uploads import mapping, upload
from carepath.ingestion.views.words import mean, take_back, words

__all__ = [
    "cancel",
    "detail",
    "feeds",
    "identities",
    "index",
    "join_again",
    "joined",
    "joins",
    "let_join",
    "mapping",
    "mappings",
    "mean",
    "message",
    "part",
    "quarantine",
    "raw",
    "rejects",
    "rejects_csv",
    "ignore",
    "replay",
    "retry",
    "settle_silence",
    "take_apart",
    "take_back",
    "undo",
    "upload",
    "words",
]
