"""Who may say what an alert about the ledger was."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

WIDE = {"", "technical"}
"""Limits of the right to audit that reach beyond protocols and one's own acts."""


def may_settle(by: Any) -> bool:
    """Return whether this person sees alerts about the ledger and may settle them."""
    return bool(WIDE & by.scopes("AUDIT")) and by.sites_where("AUDIT") is None


class NotNow(ValueError):
    """What cannot be done with a request as it stands; the text says why."""


def may_decide(by: Any) -> bool:
    """Return whether this person may agree that changes become unreadable: an auditor of all."""
    return "" in by.scopes("AUDIT") and by.sites_where("AUDIT") is None


def check_may_decide(by: Any) -> None:
    """Raise a sentence unless this person may decide about a redaction."""
    if not may_decide(by):
        raise PermissionDenied(_("Redactions are decided by an auditor."))


def check_decides(actor: str, asked: Any, *, approve: bool) -> None:
    """Raise NotNow if who asked would agree to it as well."""
    if approve and actor == asked.asked_by:
        raise NotNow(_("Another person than the one who asked must agree."))


def check_settle(by: Any) -> None:
    """Raise a sentence unless this person may settle alerts."""
    if not may_settle(by):
        raise PermissionDenied(
            _("Alerts of the ledger are settled by an auditor or a system administrator.")
        )
