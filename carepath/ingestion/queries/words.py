"""Words of a feed: of which nobody said yet what they mean, and what saying it would mend."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from carepath.accounts.permissions import Permission
from carepath.formats import hl7v2, hl7words
from carepath.formats.hl7words import Word
from carepath.ingestion.models import Meaning, Mended, Message
from carepath.ingestion.queries.feeds import set_aside
from carepath.ingestion.queries.visits import HL7, heard, raws, words_of
from carepath.journeys.models import Source

READ_AGAIN = 2_000
"""Newest messages set aside for a word that are read for a page; of more it says so."""
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words that messages were set aside for, with how many, the most frequent first; of the newest
    `looked_at` alone if there are `more`."""

    words: tuple[tuple[Word, int], ...]
    looked_at: int
    more: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a meaning would mend: these messages, which tell of so many visits; and why those that
    have the word would still be set aside (code, number)."""

    messages: tuple[int, ...]
    visits: int
    still: tuple[tuple[str, int], ...]
    looked_at: int
    more: bool


def meanings(*, source: Source) -> QuerySet[Meaning]:
    """Return what a person said of the words of a feed, by kind and word, each with the number of
    messages understood by it (`n`)."""
    return Meaning.objects.filter(source=source).annotate(n=Count("mended"))


def one_meaning(pk: int, *, by: Any) -> QuerySet[Meaning]:
    """Return the meaning of this key, if this person may manage its feed."""
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    found = Meaning.objects.filter(pk=pk).select_related("source__site")
    return found if sites is None else found.filter(source__site__slug__in=sites)


def held_meaning(*, source: Source, word: Word) -> Meaning | None:
    """Return what was said of a word, None if nothing was."""
    return Meaning.objects.filter(source=source, kind=word.kind, said=word.said).first()


def mended(*, meaning: Meaning, limit: int) -> list[Message]:
    """Return some of the messages that were understood by a meaning, oldest first."""
    rows = Mended.objects.filter(meaning=meaning).select_related("message").order_by("message_id")
    return [row.message for row in rows[:limit]]


def unknown(*, source: Source) -> Unknown:
    """Return the words for which messages of a feed are set aside."""
    pks, more = _newest(source, list(hl7words.FAULTS))
    words = words_of(source)
    found = Counter(word for _pk, word in _at_fault(pks, source, words) if word is not None)
    ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return Unknown(tuple(ranked), len(pks), more)


def preview(*, source: Source, word: Word, means: str) -> Preview:
    """Return what saying that a word means this would mend; nothing is changed."""
    codes = [code for code, kind in hl7words.FAULTS.items() if kind == word.kind]
    pks, more = _newest(source, codes)
    words = dict(words_of(source))
    place = hl7words.PLACES[word.kind]
    then = words | {place: {**words.get(place, {}), word.said: means}}
    mine = [pk for pk, found in _at_fault(pks, source, words) if found == word]
    understood, visits, still = [], set(), Counter()
    for pk, raw in _raws(mine):
        try:
            said = heard(raw, source, words=then)
        except hl7v2.Fault as fault:
            still[fault.code] += 1
            continue
        understood.append(pk)
        visits |= {one.visit for one in said.admissions}
    return Preview(tuple(understood), len(visits), tuple(still.most_common()), len(pks), more)


def _newest(source: Source, codes: list[str]) -> tuple[list[int], bool]:
    rows = set_aside(source=source).filter(kind=HL7, reason_code__in=codes)
    pks = list(rows.values_list("pk", flat=True)[: READ_AGAIN + 1])
    return pks[:READ_AGAIN], len(pks) > READ_AGAIN


def _at_fault(
    pks: list[int], source: Source, words: hl7v2.Words
) -> Iterator[tuple[int, Word | None]]:
    """Yield each message with the word it fails for now, None = it would be read, or fails for
    what no word mends."""
    for pk, raw in _raws(pks):
        try:
            heard(raw, source, words=words)
        except hl7v2.Fault as fault:
            yield pk, hl7words.at_fault(raw, fault, words)
        else:
            yield pk, None


def _raws(pks: list[int]) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(pks), _AT_ONCE):
        yield from raws(pks[start : start + _AT_ONCE]).items()
