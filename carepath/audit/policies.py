"""Who may say what an alert about the ledger was."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

WIDE = {"", "technical"}
"""Limits of the right to audit that reach beyond protocols and one's own acts."""


def may_settle(by: Any) -> bool:
    """Return whether this person sees alerts about the ledger and may settle them."""
    return bool(WIDE & by.scopes("AUDIT")) and by.sites_where("AUDIT") is None


def check_settle(by: Any) -> None:
    """Raise a sentence unless this person may settle alerts."""
    if not may_settle(by):
        raise PermissionDenied(
            _("Alerts of the ledger are settled by an auditor or a system administrator.")
        )
