"""Reads of the ledger, of its witnesses and of the read log."""

from carepath.audit.queries.chain import roots, rows, verdict
from carepath.audit.queries.health import Health, alerts, health, oldest_after, ungoverned
from carepath.audit.queries.reading import untold
from carepath.audit.queries.reading import verdict as reads_verdict
from carepath.audit.queries.redacting import redactions, with_decisions
from carepath.audit.queries.sentences import (
    LIMITS,
    PERSON,
    Filter,
    Read,
    changes,
    reads,
    target_words,
    with_names,
)
from carepath.audit.queries.story import differences, label_of, ledger, story
from carepath.audit.queries.witnesses import Finding, compared, unrecorded

__all__ = [
    "LIMITS",
    "PERSON",
    "Filter",
    "Finding",
    "Health",
    "Read",
    "alerts",
    "changes",
    "compared",
    "differences",
    "health",
    "label_of",
    "ledger",
    "oldest_after",
    "reads",
    "reads_verdict",
    "redactions",
    "roots",
    "rows",
    "story",
    "target_words",
    "ungoverned",
    "unrecorded",
    "untold",
    "verdict",
    "with_decisions",
    "with_names",
]
