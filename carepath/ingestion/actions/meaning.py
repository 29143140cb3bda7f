"""Say what a word of a feed means, and take that back: messages are read again by it, or not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.formats import hl7v2, hl7words
from carepath.formats.hl7words import Word
from carepath.ingestion import policies, queries
from carepath.ingestion.actions.hl7 import refold
from carepath.ingestion.actions.hold import hold_source
from carepath.ingestion.actions.replaying import read_again
from carepath.ingestion.models import Link, Meaning, Mended, Message, Told
from carepath.journeys.models import Source

AT_ONCE = 200
"""Messages whose effect is taken back in one transaction: others wait no longer for it."""


def mean(
    *, source: Source, word: Word, means: str, reason: str, by: Any, at: datetime
) -> tuple[Meaning, int]:
    """Return what is kept of a word's meaning, and how many messages are read again by it.

    NotNow for a word that is known or has a meaning, and without a reason.
    """
    held = queries.held_meaning(source=source, word=word)
    policies.check_mean(word=word, means=means, reason=reason, held=held)
    understood = queries.preview(source=source, word=word, means=means).messages
    with audit.acting_as(by, at=at, why=reason) as act:
        made = Meaning.objects.create(
            source=source,
            kind=word.kind,
            said=word.said,
            means=means,
            reason=reason[:300],
            made_at=source.site.time(at),
            made_by=act.actor_name,
        )
        audit.record("feed.meaning", made, site=source.site.slug, what=str(made))
        return made, read_again(understood, source=source, why=reason)


def take_back(*, meaning: Meaning, reason: str, by: Any, at: datetime) -> int:
    """Return how many messages are set aside again, as a word they were read by means nothing now.

    The visits they told of are folded anew without them. Some at a time, so that the feed is not
    held up; the meaning goes with the last. What they told of beds and measured values stays until
    it is told anew. NotNow without a reason.
    """
    policies.check_take_back(reason=reason)
    n = 0
    while some := queries.mended(meaning=meaning, limit=AT_ONCE):
        n += _take_back(some, meaning, reason=reason, by=by, at=at)
    with audit.acting_as(by, at=at, why=reason):
        hold_source(meaning.source)
        # What was read by it since is set aside with the next round, else nothing is left.
        n += _set_aside(queries.mended(meaning=meaning, limit=AT_ONCE), meaning, at)
        site = meaning.source.site.slug
        audit.record("feed.meaning_taken_back", meaning, site=site, what=str(meaning), messages=n)
        meaning.delete()
    return n


def _take_back(
    some: Sequence[Message], meaning: Meaning, *, reason: str, by: Any, at: datetime
) -> int:
    with audit.recording_as(by, at=at, why=reason):
        hold_source(meaning.source)
        return _set_aside(some, meaning, at)


def _set_aside(some: Sequence[Message], meaning: Meaning, at: datetime) -> int:
    """Set messages aside again and fold what they told of without them; return how many."""
    if not some:
        return 0
    source, pks = meaning.source, [message.pk for message in some]
    visited: dict[str, dict[str, int]] = {}
    for visit, pk in Told.objects.filter(message__in=pks).values_list("visit", "message"):
        visited[visit] = {"": pk}
    for link in Link.objects.filter(message__in=pks):
        for visit in queries.concerned([link.fact.one], source=source):
            visited.setdefault(visit, {"": link.message_id})
    Told.objects.filter(message__in=pks).delete()
    Link.objects.filter(message__in=pks).delete()
    Mended.objects.filter(message__in=pks).delete()
    code = next(code for code, kind in hl7words.FAULTS.items() if kind == meaning.kind)
    done = Message.objects.filter(pk__in=pks, state=Message.State.PROCESSED)
    n = done.update(
        state=Message.State.QUARANTINED, reason_code=code, reason_text=hl7v2.FAULTS[code]
    )
    refold(visited, source=source, at=source.site.time(at))
    return n
