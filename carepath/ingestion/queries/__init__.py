"""Every read of imports."""

from carepath.ingestion.queries.content import PartStream, Reading, head_of, proposal, read_as
from carepath.ingestion.queries.imports import (
    Totals,
    blocking,
    built_on,
    claimable,
    crowded,
    rule_changed,
    same_file,
    totals,
    under_way,
    visible,
    waiting_events,
)
from carepath.ingestion.queries.mappings import (
    Fit,
    Unclear,
    completed,
    content_for,
    fitting,
    histories,
    names,
    newest,
    saved,
)
from carepath.ingestion.queries.progress import Standing, counts, standing
from carepath.ingestion.queries.raw import Raw, raw
from carepath.ingestion.queries.rejects import (
    cells_of,
    columns,
    reasons,
    rejects,
    repair_lines,
    sentence,
)
from carepath.ingestion.queries.report import Report, after_import, report
from carepath.ingestion.queries.sites import NoSite, site_for, sites_for_import

__all__ = [
    "Fit",
    "NoSite",
    "PartStream",
    "Raw",
    "Reading",
    "Report",
    "Standing",
    "Totals",
    "Unclear",
    "after_import",
    "blocking",
    "built_on",
    "cells_of",
    "claimable",
    "columns",
    "completed",
    "content_for",
    "counts",
    "crowded",
    "fitting",
    "head_of",
    "histories",
    "names",
    "newest",
    "proposal",
    "raw",
    "read_as",
    "reasons",
    "rejects",
    "repair_lines",
    "report",
    "rule_changed",
    "same_file",
    "saved",
    "sentence",
    "site_for",
    "sites_for_import",
    "standing",
    "totals",
    "under_way",
    "visible",
    "waiting_events",
]
