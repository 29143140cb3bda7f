"""Every read of imports."""

from carepath.ingestion.queries.content import PartStream, head_of, proposal, read_as
from carepath.ingestion.queries.imports import (
    blocking,
    built_on,
    claimable,
    under_way,
    visible,
)
from carepath.ingestion.queries.mappings import Unclear, completed, mappings, newest
from carepath.ingestion.queries.progress import Standing, counts, standing
from carepath.ingestion.queries.report import after_import

__all__ = [
    "PartStream",
    "Standing",
    "Unclear",
    "after_import",
    "blocking",
    "built_on",
    "claimable",
    "completed",
    "counts",
    "head_of",
    "mappings",
    "newest",
    "proposal",
    "read_as",
    "standing",
    "under_way",
    "visible",
]
