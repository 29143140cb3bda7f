"""Versions as they are now, locked, and their way from state to state."""

from typing import Any

from carepath.audit import actions as audit
from carepath.protocols import policies
from carepath.protocols.models import Version


def locked(version: Version) -> Version:
    """Return the version as it is now, locked to the end of the transaction."""
    found = Version.objects.select_for_update(of=("self",))
    return found.select_related("protocol__site", "parent").get(pk=version.pk)


def move(version: Version, to: str, **detail: Any) -> None:
    """Bring a version into another state and write it down; NotNow where the table forbids it."""
    policies.check_move(version, to)
    before, version.state = version.state, to
    version.save()
    audit.record(
        policies.AUDIT_VERB[to],
        version,
        site=version.protocol.site.slug,
        protocol=version.protocol.name,
        version=version.title,
        before=before,
        **detail,
    )
