"""Messages of an HL7 v2 feed take effect: the visits they tell of are folded anew."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from carepath.analysis import visit_events
from carepath.capacity import actions as capacity
from carepath.formats import hl7words
from carepath.frames import mapping as mappings
from carepath.frames.adt import Admission
from carepath.frames.identity import Fact
from carepath.ingestion import queries
from carepath.ingestion.actions.hold import Hold, hold_source
from carepath.ingestion.models import Link, Meaning, Mended, Message, Told
from carepath.journeys import actions as journeys
from carepath.journeys.models import Source
from carepath.outcomes import actions as outcomes
from carepath.places.models import Site
from carepath.work import actions as work

State = Message.State


def declare_feed(*, name: str, site: Site, by: Any, at: datetime) -> Source:
    """Return the source of an HL7 v2 feed: its journeys end with the discharge."""
    mapping = mappings.Mapping(
        case="PV1-19",
        activity="MSH-9",
        time="EVN-6",
        timezone=site.timezone,
        closing_rule=mappings.END_STAGES,
        end_stages=(visit_events.DISCHARGE,),
    )
    return journeys.declare_source(
        name=name, site=site, mapping=mapping, intervals=True, by=by, at=at
    )


class LostMeaning(RuntimeError):
    """A person took back what a word means while a message was read by it."""


def reader(source: Source) -> Callable[[bytes], queries.Heard]:
    """Return what reads messages of a feed: what one says, hl7v2.Fault when it cannot be used."""
    return partial(queries.heard, source=source, words=queries.words_of(source))


def record(taken: Sequence[tuple[Hold, queries.Heard]]) -> None:
    """Make claimed messages of a feed take effect, and say that they are done.

    The visits they tell of are folded anew. One transaction: LeaseLost, or whatever else goes
    wrong, leaves nothing recorded.
    """
    source, at = taken[0][0].message.source, taken[0][0].shown
    told = [(hold.message.pk, one) for hold, heard in taken for one in heard.admissions]
    visited: dict[str, dict[str, int]] = defaultdict(dict)
    for pk, one in told:
        visited[one.visit][_name(one)] = pk
    queries.told_of_all(visited, source=source)  # read now, so that the lock is held for less time
    with transaction.atomic():
        # Two that fold a visit at once: the second waits, and then sees what the first was told.
        hold_source(source)
        pks = [hold.message.pk for hold, _said in taken]
        work.finish_all(Message, pks, was=State.RECEIVED, state=State.PROCESSED)
        _index(told, taken, source)
        _understood(taken, source)
        for pk, fact in _facts(taken):
            for visit in queries.concerned([fact.one], source=source):
                visited[visit].setdefault("", pk)
        refold(visited, source=source, at=at)
        for hold, heard in taken:
            _beside(heard, source=source, message=hold.message.pk, at=at)


def _facts(taken: Sequence[tuple[Hold, queries.Heard]]) -> list[tuple[int, Fact]]:
    return [(hold.message.pk, fact) for hold, heard in taken for fact in heard.facts]


def _index(
    told: Sequence[tuple[int, Admission]],
    taken: Sequence[tuple[Hold, queries.Heard]],
    source: Source,
) -> None:
    """Keep which message tells of which visit, patient and account, and of which identities."""
    rows = [
        Told(
            message_id=pk, source=source,
            visit=one.visit, patient=one.patient[:200], account=one.account[:200],
        )
        for pk, one in told
    ]  # fmt: skip
    Told.objects.bulk_create(rows, ignore_conflicts=True)
    keep_facts(_facts(taken), source)


def keep_facts(facts: Sequence[tuple[int, Fact]], source: Source) -> None:
    """Keep what messages say of identities, each with its inbox row."""
    links = [
        Link(
            message_id=pk,
            source=source,
            verb=fact.verb,
            kind=fact.one.kind,
            one=fact.one.number,
            other_kind=fact.other.kind if fact.other else "",
            other=fact.other.number if fact.other else "",
            occurred=fact.occurred,
            written=fact.written,
            control=fact.control[:200],
            digest=fact.digest,
        )
        for pk, fact in facts
    ]
    Link.objects.bulk_create(links, ignore_conflicts=True)


def _understood(taken: Sequence[tuple[Hold, queries.Heard]], source: Source) -> None:
    """Keep by which words of its feed each message was understood; LostMeaning if one has none."""
    by = [(hold.message.pk, word) for hold, heard in taken for word in heard.by]
    if not by:
        return
    held = {hl7words.Word(row.kind, row.said): row for row in Meaning.objects.filter(source=source)}
    if any(word not in held for _pk, word in by):
        raise LostMeaning
    rows = [Mended(message_id=pk, meaning=held[word]) for pk, word in by]
    Mended.objects.bulk_create(rows, ignore_conflicts=True)


def _beside(heard: queries.Heard, *, source: Source, message: int, at: datetime) -> None:
    """Keep what a message says that is no part of a visit: measured values, states of beds."""
    outcomes.observe(heard.measured, source=source, message=message, at=at)
    by = f"feed:{source.pk}"
    for said in heard.beds:
        capacity.say(said, site=source.site, by=by, at=at, source=source, message=message)


def refold(visited: Mapping[str, Mapping[str, int]], *, source: Source, at: datetime) -> None:
    """Make the journeys of these visits what all that was told of them makes.

    `visited` maps each visit to what was just told of it: name of the event to inbox row. A span
    is said to come from the row whose event it began with, one that changed otherwise from the
    newest.
    """
    rows: list[dict[str, Any]] = []
    bounds: dict[str, tuple[int | None, int | None]] = {}
    origins: dict[str, dict[str, int]] = {}
    for one in queries.folded(visited, source=source):
        bounds |= dict.fromkeys(one.others, (None, None))  # their history is the visit's now
        bounds[one.name] = one.visit.opened, one.visit.closed
        rows += visit_events.rows(one.visit, case=one.name, patient=one.patient)
        numbers = (one.name, *one.others)
        origins[one.name] = {
            name: pk for number in numbers for name, pk in visited.get(number, {}).items()
        }
    ids = journeys.replace(
        events=visit_events.frame(rows),
        bounds=bounds,
        source=source,
        by=f"feed:{source.pk}",
        at=at,
        brought={row["ref"]: _origin(row["cause"], origins[row["case"]]) for row in rows},
    )
    capacity.project(ids.values())


def _name(one: Admission) -> str:
    """Return what a stretch that this event began is named after."""
    return one.digest if one.report is None else one.report.order


def _origin(cause: str | None, told: Mapping[str, int]) -> int:
    return told[cause] if cause in told else max(told.values())
