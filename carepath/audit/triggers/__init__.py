"""The triggers of both databases: one row of the ledger for each change of a governed row."""

from carepath.audit.triggers.installing import differences, install, maintenance

__all__ = ["differences", "install", "maintenance"]
