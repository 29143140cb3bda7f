"""What feeds and people say of beds."""

from datetime import datetime
from typing import Any

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.capacity import policies
from carepath.capacity.actions.naming import beds_named
from carepath.capacity.models import Word
from carepath.frames import beds
from carepath.frames.moments import from_us
from carepath.journeys.models import Source
from carepath.places.models import Bed, Site, Unit


def say(
    said: beds.BedWord,
    *,
    site: Site,
    by: Any,
    at: datetime,
    source: Source | None = None,
    message: int | None = None,
) -> Word:
    """Keep what was said of a bed, once; a bed nobody knew waits to be confirmed.

    Said in any order, the state of a bed is the same: the word of the latest moment counts.
    """
    with audit.recording_as(by, at=at) as act:
        unit, _is_new = Unit.objects.get_or_create(
            site=site, code=said.place.unit, defaults={"name": said.place.unit}
        )
        name = (unit.pk, said.place.room, said.place.bed)
        row, _is_new = Word.objects.get_or_create(
            bed=beds_named({name: at})[name],
            state=said.word.state,
            since=from_us(said.word.since),
            written_at=from_us(said.word.written),
            defaults={
                "recorded_at": at,
                "said_by": act.actor[:150],
                "source": source,
                "message": message,
            },
        )
    return row


def say_of(*, bed: Bed, state: str, by: User, at: datetime, reason: str = "") -> Word:
    """Say of a bed what a person sees, from now on: free, to be cleaned, closed ...

    A later word, of a feed or a person, counts more. ValueError for what no person can say.
    """
    site = bed.unit.site
    policies.check_say(by, site)
    if state not in policies.SAYABLE or (state in policies.NEEDS_REASON and not reason):
        raise ValueError(state)
    now = site.time(at)
    with audit.recording_as(by, at=at, why=reason) as act:
        row = Word.objects.create(
            bed=bed, state=state, since=now, written_at=now, recorded_at=now,
            said_by=act.actor[:150], reason=reason[:200],
        )  # fmt: skip
        audit.record("bed.said", bed, site=site.slug, unit=bed.unit.code, state=state)
    return row
