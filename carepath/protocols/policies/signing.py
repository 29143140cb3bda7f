"""May this person sign exactly this, and did they just prove who they are."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.places.models import Site
from carepath.protocols.models import Signature, Version
from carepath.protocols.policies.states import SIGNABLE, NotNow, state_name

check_proved = accounts.check_proved


def check_sign(
    by: User,
    version: Version,
    *,
    edition: int,
    sha256: str,
    authors: Collection[int],
    named: Collection[int],
    signed: Iterable[Signature],
) -> None:
    """Raise unless this person may approve exactly this content.

    `authors` are the keys of who changed the version, `named` of who was asked to review it,
    `signed` the signatures there are.
    """
    check_reviews(by, version, authors=authors, named=named)
    if version.state not in SIGNABLE:
        raise NotNow(
            _("%(version)s is %(state)s: only a version in review is approved.")
            % {"version": version, "state": state_name(version.state)}
        )
    check_same(version, edition=edition, sha256=sha256)
    if any(one.signer_id == by.pk and one.counts_for(version) for one in signed):
        raise NotNow(_("You approved this version already."))


def check_reviews(
    by: User, version: Version, *, authors: Collection[int], named: Collection[int]
) -> None:
    """Raise unless this person may say yes or no to this version at all."""
    site = version.protocol.site.slug
    accounts.check_may(by, Permission.REVIEW, site=site)
    if by.worker:
        raise PermissionDenied(_("Only a person can sign."))
    if by.pk in authors:
        raise PermissionDenied(_("Nobody approves what they changed. Ask a colleague."))
    held = accounts.held_at(by, Permission.REVIEW, site=site)
    scopes = {role.value.may[Permission.REVIEW].scope for role in held}
    if scopes == {"if named reviewer"} and by.pk not in named:
        raise PermissionDenied(_("A clinician approves when named as reviewer of the version."))


def check_waited(by: User, site: Site, *, at: datetime) -> None:
    """Raise unless the right to review is a day old: nobody makes a colleague up and approves."""
    since = accounts.holds_since(by, Permission.REVIEW, site=site.slug) or at
    if not site.synthetic and at - since < accounts.APPROVER_WAIT:
        raise PermissionDenied(
            _("You may approve from %(when)s UTC: a new reviewer waits 24 hours.")
            % {"when": (since + accounts.APPROVER_WAIT).strftime("%Y-%m-%d %H:%M")}
        )


def check_clock(at: datetime, last: datetime | None) -> None:
    """Raise if the clock stands before the last signed act: an order of acts must be true."""
    if last is not None and at < last:
        raise NotNow(
            _(
                "The clock says %(now)s UTC, but this was last changed at %(last)s UTC: it was set "
                "back. Nothing is signed until it is right."
            )
            % {"now": _utc(at), "last": _utc(last)}
        )


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def check_same(version: Version, *, edition: int, sha256: str) -> None:
    """Raise unless the version still is what somebody read before they signed."""
    if (edition, sha256) != (version.edition, version.sha256) or not version.is_intact:
        raise NotNow(
            _(
                "The version changed after you opened it, so you would sign something else. "
                "Read what changed and sign again."
            )
        )
