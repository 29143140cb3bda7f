"""The triggers of both databases: one row of the ledger for each change of a governed row."""

from carepath.audit.triggers.installing import (
    differences,
    guards_aside,
    install,
    maintenance,
    row_text,
)

__all__ = ["differences", "guards_aside", "install", "maintenance", "row_text"]
