"""Every read of imports."""

from carepath.ingestion.queries.content import PartStream, head_of, proposal, read_as
from carepath.ingestion.queries.imports import (
    blocking,
    built_on,
    claimable,
    crowded,
    under_way,
    visible,
)
from carepath.ingestion.queries.mappings import Unclear, completed, mappings, newest
from carepath.ingestion.queries.progress import Standing, counts, standing
from carepath.ingestion.queries.rejects import cells_of, columns, reasons, rejects, repair_lines
from carepath.ingestion.queries.report import after_import
from carepath.ingestion.queries.sites import NoSite, site_for, sites_for_import

__all__ = [
    "NoSite",
    "PartStream",
    "Standing",
    "Unclear",
    "after_import",
    "blocking",
    "built_on",
    "cells_of",
    "claimable",
    "columns",
    "crowded",
    "completed",
    "counts",
    "head_of",
    "mappings",
    "newest",
    "proposal",
    "read_as",
    "reasons",
    "rejects",
    "repair_lines",
    "site_for",
    "sites_for_import",
    "standing",
    "under_way",
    "visible",
]
