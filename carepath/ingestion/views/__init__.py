"""Pages of the inbox."""

from carepath.ingestion.views.imports import cancel, detail, index, retry, undo
from carepath.ingestion.views.mappings import mappings
from carepath.ingestion.views.records import raw
from carepath.ingestion.views.rejected import rejects, rejects_csv
from carepath.ingestion.views.uploads import mapping, upload

__all__ = [
    "cancel",
    "detail",
    "index",
    "mapping",
    "mappings",
    "raw",
    "rejects",
    "rejects_csv",
    "retry",
    "undo",
    "upload",
]
