"""Sign: a person who just proved who they are states what they mean about exactly this content."""

from datetime import datetime

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.audit import actions as audit
from carepath.protocols import policies, queries
from carepath.protocols.actions.rows import locked, move
from carepath.protocols.models import Signature, Version


def approve(
    *,
    version: Version,
    edition: int,
    sha256: str,
    by: User,
    at: datetime,
    proved_at: datetime | None,
    reason: str,
) -> Version:
    """Return the version with one more approval; the last one needed makes it approved.

    `edition` and `sha256` name what the signer read: NotNow if it is another by now.
    """
    with audit.acting_as(by, at=at, why=reason):
        row = locked(version)
        wrote = queries.authors(row)
        policies.check_sign(
            by, row, edition=edition, sha256=sha256, authors=wrote,
            named=queries.reviewers(row), signed=queries.signatures(row),
        )  # fmt: skip
        policies.check_waited(by, row.protocol.site, at=at)
        policies.check_proved(proved_at, at=at)
        policies.check_clock(at, queries.last_signed(row))
        policies.check_checks(queries.checks(row, today=queries.today(row.protocol.site, at)))
        sign(row, Signature.Meaning.APPROVED, by=by, at=at, proved_at=proved_at)
        counting = policies.counting(row, queries.signatures(row), wrote)
        enough = not policies.missing(queries.needs(row, queries.risk(row)), counting)
        if enough and row.state == Version.State.IN_REVIEW:
            move(row, Version.State.APPROVED)
    return row


def sign(
    version: Version,
    meaning: str,
    *,
    by: User,
    at: datetime,
    proved_at: datetime,
    place: str = "",
) -> Signature:
    """Return the new signature on a version's present content, chained to the one before it."""
    right = Permission.ACTIVATE if place else Permission.REVIEW
    slug = place or version.protocol.site.slug
    signed = queries.signatures(version)
    found = Signature(
        version=version.pk,
        edition=version.edition,
        content_sha256=version.sha256,
        meaning=meaning,
        place=place,
        signer=by,
        printed_name=by.get_full_name() or by.get_username(),
        roles=[role.name for role in accounts.held_at(by, right, site=slug)],
        proved_at=proved_at,
        at=at,
        previous=signed[-1].digest if signed else "",
    )
    found.digest = found.digest_now()
    found.save(force_insert=True)
    audit.record(
        "protocol.signed",
        version,
        site=slug,
        version=version.title,
        sha256=version.sha256,
        meaning=meaning,
        roles=found.roles,
    )
    audit.seal_soon()
    return found
