"""Take back what messages say of identities: a wrong merge, by a person, with a reason."""

from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.ingestion import policies, queries
from carepath.ingestion.actions.hl7 import refold
from carepath.ingestion.actions.hold import hold_source
from carepath.ingestion.models import Link, Parting


def part(*, link: Link, reason: str, by: Any, at: datetime) -> Parting:
    """Let a fact about identities count for nothing, however often it is sent; return the record.

    All visits it spoke of are folded anew, so that their histories come apart whole. NotNow if it
    is taken back already, or no reason is given.
    """
    policies.check_part(link, reason=reason, parted=queries.parted(link))
    with audit.acting_as(by, at=at, why=reason) as act:
        hold_source(link.source)
        made = Parting.objects.create(
            source=link.source,
            digest=link.digest,
            reason=reason[:300],
            made_at=link.source.site.time(at),
            made_by=act.actor_name,
        )
        audit.record("identity.parted", made, site=link.source.site.slug, what=str(link))
        _refold(link, at)
    return made


def join_again(*, link: Link, reason: str, by: Any, at: datetime) -> None:
    """Let a fact that a person took back count again; NotNow if it does, or without a reason."""
    parting = queries.parted(link)
    policies.check_join_again(reason=reason, parted=parting)
    with audit.acting_as(by, at=at, why=reason):
        hold_source(link.source)
        audit.record("identity.joined_again", parting, site=link.source.site.slug)
        parting.delete()
        _refold(link, at)


def _refold(link: Link, at: datetime) -> None:
    keys = [key for key in (link.fact.one, link.fact.other) if key is not None]
    visits = queries.concerned(keys, source=link.source)
    visits |= queries.visits_of_people(keys, source=link.source)
    shown = link.source.site.time(at)
    refold({visit: {"": link.message_id} for visit in visits}, source=link.source, at=shown)
