"""Messages of feeds, worked on many at a time; one that fails never stops its neighbours."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from carepath.formats import hl7v2, steps
from carepath.ingestion import queries
from carepath.ingestion.actions import fhir, hl7, stepping
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.actions.settling import UNUSABLE, all_set_aside, settled
from carepath.ingestion.models import Message
from carepath.journeys.models import Source
from carepath.work import actions as work
from carepath.work.policies import LEASE_S

logger = logging.getLogger(__name__)
CRASHED = "parser_error"
FEEDS_S = 1.0
"""How long feeds are worked on at a time: what else waits is not to wait for long."""
AT_ONCE = (100, 10, 1)
"""How many are taken together that were tried never, once, or more often: whatever ends this
process again and again is soon alone, and its neighbours are done."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How messages of one kind are worked on.

    `reader` returns what reads messages of a source: it returns what the bytes say, or raises what
    makes them unusable. `record` makes several of one source, with what they say, take effect and
    finishes them, in one transaction. `small` says that many of them may be in memory at once; else
    the reader gets no bytes.
    """

    reader: Callable[[Source], Callable[[bytes], Any]]
    record: Callable[[Sequence[tuple[Hold, Any]]], None]
    small: bool = True


KINDS = {
    queries.HL7: Kind(hl7.reader, hl7.record),
    steps.KIND: Kind(stepping.reader, stepping.record),
    queries.FHIR: Kind(fhir.reader, fhir.record, small=False),
}
"""Kinds of messages whose order of arrival plays no part; every other is worked on one by one."""


def process_feeds(*, by: Any, at: datetime) -> int:
    """Work on the messages of feeds that wait, oldest first, for a second; return how many.

    What comes meanwhile is left for the next look: many together cost far less than one by one.
    """
    began, done, upto = monotonic(), 0, queries.last_received()
    while (since := monotonic() - began) < FEEDS_S:
        taken = _taken(at + timedelta(seconds=since), upto)
        if not taken:
            break
        _work_on(taken)
        done += len(taken)
    return done


def work_alone(hold: Hold, _step: Callable[[], None]) -> None:
    """Read and record one claimed message; what goes wrong is raised."""
    kind, pk = KINDS[hold.message.kind], hold.message.pk
    raw = queries.raws([pk]).get(pk, b"") if kind.small else b""
    kind.record([(hold, kind.reader(hold.message.source)(raw))])


def _taken(at: datetime, upto: int) -> list[Hold]:
    """Claim messages that may be worked on together; return them, none if none waits."""
    pks = queries.next_together(KINDS, at_once=AT_ONCE, at=at, upto=upto)
    ours = work.claim_all(Message, pks, at=at, seconds=LEASE_S, states=[Message.State.RECEIVED])
    found = Message.objects.filter(pk__in=ours).select_related("site", "source").order_by("pk")
    return [Hold(message, at=at) for message in found]


def _work_on(taken: Sequence[Hold]) -> None:
    """Work on claimed messages of one source and kind together; one by one if that fails."""
    kind = KINDS[taken[0].message.kind]
    raws = queries.raws([hold.message.pk for hold in taken]) if kind.small else {}
    said_by = kind.reader(taken[0].message.source)
    read, unusable = [], []
    for hold in taken:
        try:
            said = said_by(raws.get(hold.message.pk, b""))
        except UNUSABLE as error:
            unusable.append((hold, getattr(error, "code", "mapping"), str(error)))
        except Exception:
            logger.exception("import %s could not be read", hold.message.pk)
            unusable.append((hold, CRASHED, hl7v2.FAULTS[CRASHED]))
        else:
            read.append((hold, said))
    if unusable:
        all_set_aside(unusable)
    try:
        if read:
            kind.record(read)
    except Exception:
        if len(read) > 1:
            logger.exception("%s messages failed together: now one by one", len(read))
        for hold, said in read:
            settled(hold, lambda one=(hold, said): kind.record([one]))
