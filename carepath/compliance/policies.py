"""Who may see which rows a control found wrong, and who may run controls now."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from carepath.accounts.permissions import Permission

WIDE = {"", "technical"}
"""Scopes of the right to audit that reach beyond protocols and one's own reads."""


def may_see_rows(by: Any) -> bool:
    """Return whether this person may read the keys of rows that are wrong, and run controls."""
    return bool(WIDE & by.scopes(Permission.AUDIT))


def may_tell(by: Any) -> bool:
    """Return whether this person sees who is told of the ledger, and may change that."""
    return may_see_rows(by) and by.sites_where(Permission.AUDIT) is None


def check_may_tell(by: Any) -> None:
    """Raise a sentence unless this person may change who is told of the ledger."""
    if not may_tell(by):
        raise PermissionDenied(
            _("Who is told of the ledger is kept by an auditor or a system administrator.")
        )


def check_may_run(by: Any) -> None:
    """Raise a sentence unless this person may run controls now."""
    if not may_see_rows(by):
        raise PermissionDenied(_("Controls are run by an auditor or a system administrator."))
