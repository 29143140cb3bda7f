"""What the messages of a feed say, and what was told of visits, as known at any time."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from carepath.formats import adt, bedstatus, hl7v2, hl7words, identity, oru
from carepath.frames.adt import Admission
from carepath.frames.beds import BedWord
from carepath.frames.identity import Fact
from carepath.frames.vitals import Measured
from carepath.ingestion.models import Meaning, Message, Part, Told
from carepath.ingestion.queries.resources import told_by_encounters
from carepath.journeys.models import Source

HL7 = "hl7v2"
"""What an inbox row of such a feed is called."""
REMEMBERED = 10_000
"""Messages whose reading is kept for a while: each visit is folded again with its next message."""
_LATELY: dict[tuple[str, str, str], list[Admission]] = {}
"""(hash of the bytes, time zone and words of the feed they are read by) to what they say."""


def told_of(visit: str, *, source: Source, known_at: datetime | None = None) -> list[Admission]:
    """Return what had been told of a visit by then, None = by now."""
    return told_of_all([visit], source=source, known_at=known_at).get(visit, [])


def told_of_all(
    visits: Iterable[str], *, source: Source, known_at: datetime | None = None
) -> dict[str, list[Admission]]:
    """Return visit -> what had been told of it by then, None = by now; none left out that was."""
    names = sorted(visits)
    found = _told(Told.objects.filter(source=source, visit__in=names), source, known_at)
    return _with_encounters(found, source, names, known_at)


def _with_encounters(
    found: dict[str, list[Admission]],
    source: Source,
    names: Collection[str] | None,
    known_at: datetime | None,
) -> dict[str, list[Admission]]:
    """Return the same with what Encounters told of these visits, None = of any."""
    told = told_by_encounters(source, visits=names, known_at=known_at)
    for visit, events in told.items():
        found.setdefault(visit, []).extend(events)
    return found


def told_of_every(
    *, source: Source, known_at: datetime | None = None
) -> dict[str, list[Admission]]:
    """Return visit -> what had been told of it by then, for all visits of a feed."""
    found = _told(Told.objects.filter(source=source), source, known_at)
    return _with_encounters(found, source, None, known_at)


def _told(
    rows: QuerySet[Told], source: Source, known_at: datetime | None
) -> dict[str, list[Admission]]:
    if known_at is not None:
        rows = rows.filter(message__received_at__lte=known_at)
    pairs = rows.order_by("message").values_list("message", "message__sha256", "visit")
    read = _read({message: digest for message, digest, _visit in pairs}, source)
    found: dict[str, list[Admission]] = defaultdict(list)
    for message, _digest, visit in pairs:
        found[visit] += [one for one in read[message] if one.visit == visit]
    return found


def _read(digests: dict[int, str], source: Source) -> dict[int, list[Admission]]:
    """Return what these messages say; one that was read lately is not read again."""
    words = words_of(source)
    read_by = source.timezone, repr(words)
    keys = {message: (digest, *read_by) for message, digest in digests.items()}
    lately = {message: _LATELY.get(key) for message, key in keys.items()}
    found = {message: said for message, said in lately.items() if said is not None}
    for message, raw in raws([message for message in keys if message not in found]).items():
        said = heard(raw, source, words=words).admissions
        found[message] = _LATELY[keys[message]] = said
    while len(_LATELY) > REMEMBERED:
        _LATELY.pop(next(iter(_LATELY)), None)
    return found


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says: of visits, of what was measured, of beds, and of identities.

    `by` are the words of its feed that it was understood by.
    """

    admissions: tuple[Admission, ...] = ()
    measured: tuple[Measured, ...] = ()
    beds: tuple[BedWord, ...] = ()
    facts: tuple[Fact, ...] = ()
    by: frozenset[hl7words.Word] = frozenset()


def admissions(raw: bytes, source: Source) -> tuple[Admission, ...]:
    """Return what a message says of visits; hl7v2.Fault if it cannot be used."""
    return heard(raw, source).admissions


def words_of(source: Source) -> hl7v2.Words:
    """Return the words of a feed of which a person said what they mean."""
    rows = Meaning.objects.filter(source=source).order_by("pk")
    return hl7words.places(rows.values_list("kind", "said", "means"))


def heard(raw: bytes, source: Source, *, words: hl7v2.Words | None = None) -> Heard:
    """Return all that a message says, by these words of its feed (None = those that are kept);
    hl7v2.Fault if it cannot be used."""
    message = hl7v2.parse(raw, words_of(source) if words is None else words)
    hl7v2.check_allowed(message)
    said = _heard(message, ZoneInfo(source.timezone))
    by = frozenset(hl7words.word(*one) for one in message.used)
    return replace(said, by=by) if by else said


def _heard(message: hl7v2.Message, zone: ZoneInfo) -> Heard:
    if message.get("MSH", 9) == oru.TYPE:
        found = oru.results(message, zone)
        return Heard(found.reports, found.measured)
    if message.get("MSH", 9, 2) == bedstatus.TRIGGER:
        return Heard(beds=(bedstatus.word(message, zone),))
    told = tuple(adt.admissions(message, zone))
    return Heard(told, facts=tuple(identity.facts(message, zone)))


def raws(messages: Collection[int]) -> dict[int, bytes]:
    """Return the bytes of each of these small messages."""
    parts = Part.objects.filter(message__in=set(messages)).order_by("message", "seq")
    found: dict[int, bytes] = defaultdict(bytes)
    for message, raw in parts.values_list("message", "raw"):
        found[message] += bytes(raw)
    return found


def feed(name: str) -> Source | None:
    """Return the source of this name."""
    return Source.objects.filter(name=name).select_related("site").first()


def same_messages(source: Source, keys: Iterable[str]) -> QuerySet[Message]:
    """Return the messages a feed sent under these keys before."""
    return Message.objects.filter(source=source, dedupe_key__in=sorted(keys)).order_by("pk")
