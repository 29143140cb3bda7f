"""Messages of a feed that tell whole steps: many at a time, the latest of each step counts.

What counts of a step is a function of the set of messages about it: the highest number of its
sender, whenever it came. So repeated and late messages end in the same journeys. Only steps that
the messages in hand tell are written: of others nothing new is known. What is said of identities is
kept and shown; it moves no step, as each says whose it is.
"""

from collections.abc import Callable, Sequence
from functools import partial

import polars as pl
from django.db import transaction

from carepath.formats import steps
from carepath.frames.columns import EVENTS
from carepath.ingestion import queries
from carepath.ingestion.actions import hl7
from carepath.ingestion.actions.hold import Hold, hold_source
from carepath.ingestion.models import Message, Told
from carepath.journeys import actions as journeys
from carepath.journeys.models import Source
from carepath.work import actions as work

State = Message.State
Counts = tuple[steps.Step, int]
"""A step, and the inbox row that tells it."""


def reader(source: Source) -> Callable[[bytes], queries.Tale]:
    """Return what reads messages of a feed: the steps one tells, hl7v2.Fault if it cannot."""
    return partial(queries.tale, source=source)


def record(taken: Sequence[tuple[Hold, queries.Tale]]) -> None:
    """Record the steps that claimed messages of one source tell, and say that they are done.

    One transaction: LeaseLost, or whatever else goes wrong, leaves nothing recorded.
    """
    hold = taken[0][0]
    source, at, by = hold.message.source, hold.shown, f"feed:{hold.message.source_id}"
    with transaction.atomic():
        # Two at once: the second waits, and then sees what the first was told.
        hold_source(source)
        pks = [one.message.pk for one, _tale in taken]
        work.finish_all(Message, pks, was=State.RECEIVED, state=State.PROCESSED)
        about = [(one.message, tale) for one, tale in taken if tale.visit]
        told = (Told(message=message, source=source, visit=tale.visit) for message, tale in about)
        Told.objects.bulk_create(told, ignore_conflicts=True)
        hl7.keep_facts([(o.message.pk, fact) for o, tale in taken for fact in tale.facts], source)
        found = _latest(taken, source)
        # What a cancel corrects is taken back first: it may say less than was known before.
        gone = [step.ref for step, _pk in found if not step.stands or step.corrects]
        journeys.strike(refs=gone, source=source, by=by, at=at)
        rows = {step.ref: (step.row, pk) for step, pk in found if step.stands}
        journeys.record(
            events=pl.DataFrame([row for row, _pk in rows.values()], schema=EVENTS, orient="row"),
            source=source,
            by=by,
            at=at,
            brought={ref: pk for ref, (_, pk) in rows.items()},
        )


def _latest(taken: Sequence[tuple[Hold, queries.Tale]], source: Source) -> list[Counts]:
    """Return what counts of each step that these messages tell, in order."""
    mine = {step.ref for _hold, tale in taken for step in tale.steps}
    visits = {tale.visit for _hold, tale in taken}
    found: dict[bytes, Counts] = {}
    for step, pk in queries.steps_told(visits, source=source):
        held = found.get(step.ref)
        if step.ref in mine and (held is None or step.order > held[0].order):
            found[step.ref] = (step, pk)
    return sorted(found.values(), key=lambda one: one[0].order)
