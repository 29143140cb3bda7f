"""Pages of the inbox."""

from carepath.ingestion.views.feeds import feeds, ignore, quarantine, replay
from carepath.ingestion.views.imports import cancel, detail, index, retry, undo
from carepath.ingestion.views.mappings import mappings
from carepath.ingestion.views.records import raw
from carepath.ingestion.views.rejected import rejects, rejects_csv
from carepath.ingestion.views.uploads import mapping, upload

__all__ = [
    "cancel",
    "detail",
    "feeds",
    "index",
    "mapping",
    "mappings",
    "quarantine",
    "raw",
    "rejects",
    "rejects_csv",
    "ignore",
    "replay",
    "retry",
    "undo",
    "upload",
]
