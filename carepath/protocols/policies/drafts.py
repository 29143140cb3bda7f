"""May this person write, and is a draft fit to be read by others."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.analysis.protocol_checks import Result, blocking
from carepath.places.models import Site
from carepath.protocols.models import Version
from carepath.protocols.policies.states import EDITABLE, NotNow, state_name


def check_author(by: User, site: Site) -> None:
    """Raise unless this person may write protocols at this site."""
    accounts.check_may(by, Permission.AUTHOR, site=site.slug)


def check_comment(by: User, site: Site) -> None:
    """Raise unless this person may write or review protocols at this site."""
    accounts.check_may(by, Permission.AUTHOR, Permission.REVIEW, site=site.slug)


def check_edit(by: User, version: Version, *, edition: int) -> None:
    """Raise unless this person may change the draft, starting from this edition of it."""
    check_author(by, version.protocol.site)
    if version.state not in EDITABLE:
        raise NotNow(
            _("%(version)s is %(state)s and stays as it is. Open a new draft from it.")
            % {"version": version, "state": state_name(version.state)}
        )
    if edition != version.edition:
        raise NotNow(
            _(
                "Somebody else saved this draft meanwhile. Your changes are not saved: "
                "open the draft again and compare."
            )
        )


def check_current(newer: Version | None) -> None:
    """Raise unless a version knows what was agreed meanwhile: `newer` is what it does not know."""
    if newer is not None:
        raise NotNow(
            _(
                "%(newer)s is not in this version: its changes would be lost unseen. "
                "Bring a draft up to date with it first."
            )
            % {"newer": newer}
        )


def check_checks(results: Iterable[Result]) -> None:
    """Raise the titles of the required checks that fail, if any."""
    failed = blocking(results)
    if failed:
        titles = get_text_list([_(result.title) for result in failed], _("and"))
        raise NotNow(_("Required checks fail: %(checks)s.") % {"checks": titles})
