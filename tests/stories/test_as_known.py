"""As it was at any moment, as it was known at any other: what is asked equals a fold
of the messages that had been recorded by then.

CAREPATH_CASES sets at how many pairs of random moments (30 by default, 10,000 for the whole proof).
"""

import os
import random
from datetime import timedelta

import pytest

from carepath.frames.moments import MINUTE, from_us, to_us
from carepath.ingestion import actions
from carepath.ingestion import queries as inbox
from carepath.journeys import queries
from carepath.journeys.models import SpanVersion
from carepath.simulator.admissions import time
from tests.analysis.wards import PLACES, Clerk
from tests.factories import AT, site

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("CAREPATH_CASES", "30"))
STEPS = 40


def at_work(dice):
    """Clerks of one house who have written of some visits, with what they believe."""
    clock = [to_us(AT) // MINUTE]
    clerks = [Clerk(visit=f"V{n}", clock=clock) for n in range(4)]
    for _step in range(STEPS):
        clerk = dice.choice(clerks)
        if dice.random() < 0.2 and clerk.undo():
            continue
        may = clerk.may()
        if may:
            clerk.act(dice.choice(may), dice.choice(PLACES))
    return clerks


def written(dice):
    """What clerks of one house write of some visits, as messages."""
    return [raw(one) for clerk in at_work(dice) for one in clerk.written]


def raw(one):
    def at(place):
        return f"{place.unit}^{place.room}^{place.bed}"

    head = f"MSH|^~\\&|S|F|||{time(one.written)}||ADT^{one.trigger}|{one.control}|P|2.5"
    pv1 = f"PV1|1||{at(one.place)}" + "|" * 16 + one.visit + "|" * 23 + at(one.pending)
    evn = f"EVN||{time(one.written)}||||{time(one.occurred)}"
    return "\r".join([head, evn, "PID|1||P1", pv1]).encode()


def arrived(dice):
    """A feed whose messages came late, twice and in any order, one a minute; when that was over."""
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    raws = written(dice)
    raws += dice.sample(raws, 4)
    order = sorted(range(len(raws)), key=lambda n: n + dice.choice((0, 0, 0, 8, 20)))
    for minute, place in enumerate(order):
        at = AT + timedelta(minutes=minute)
        actions.receive_hl7(raw=raws[place], source=feed, by="test", at=at)
        actions.process_feeds(by="test", at=at)
    return feed, len(order)


@pytest.mark.parametrize("seed", [1, 2] if CASES > 30 else [1])
def test_what_is_asked_equals_a_fold_of_what_was_recorded_by_then(seed):
    dice = random.Random(seed)
    feed, minutes = arrived(dice)
    assert SpanVersion.objects.exists(), "something was known otherwise before"
    seen = set()
    for _case in range(CASES // 2):
        at = from_us(to_us(AT) + dice.randrange(-1, STEPS + 2) * MINUTE + dice.randrange(2))
        known = AT + timedelta(minutes=dice.randrange(-1, minutes + 1), seconds=30)
        folded = inbox.locations(source=feed, at=at, known_at=known)
        asked = queries.places_known(source=feed, at=at, known_at=known)
        assert sorted((o.visit, o.unit, o.room, o.bed, o.since) for o in folded) == sorted(
            (o.case, o.unit, o.room, o.bed, o.since) for o in asked
        ), (at, known)
        counted = queries.counts_known(source=feed, at=at, known_at=known)
        assert sum(counted.values()) == len(folded)
        assert counted == {u: sum(o.unit == u for o in folded) for u in {o.unit for o in folded}}
        seen.add(tuple(sorted(counted.items())))
    assert len(seen) > 5, "the moments differ"
