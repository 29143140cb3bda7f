"""The triggers of both databases: one row of the ledger for each change of a governed row."""

from carepath.audit.triggers.installing import differences, install, maintenance, row_text

__all__ = ["differences", "install", "maintenance", "row_text"]
