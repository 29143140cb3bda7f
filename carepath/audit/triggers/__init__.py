"""The triggers of both databases: one row of the ledger for each change of a governed row."""

from carepath.audit.triggers.installing import (
    differences,
    install,
    maintenance,
    rebuilding,
    row_text,
)

__all__ = ["differences", "rebuilding", "install", "maintenance", "row_text"]
