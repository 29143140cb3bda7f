"""The board as it was known: it equals what it showed then, and a plain fold of what was recorded.

CAREPATH_CASES sets at how many pairs of random moments (20 by default, 10,000 for the whole proof).
"""

import os
import random
from datetime import timedelta

import pytest

from carepath.capacity import actions, queries
from carepath.capacity.models import Named, Word
from carepath.capacity.queries import as_known
from carepath.frames import beds
from carepath.frames.adt import Place
from carepath.frames.moments import DAY, MINUTE, from_us, to_us
from carepath.frames.spans import STAY
from carepath.ingestion import actions as inbox
from carepath.journeys.models import Journey, Span, SpanVersion
from carepath.places import actions as places
from carepath.places.models import Bed
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.waiting import waits
from tests.factories import AT
from tests.ingestion.messages import adt
from tests.stories.test_as_known import STEPS, written

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("CAREPATH_CASES", "20"))
SEEDS = range(1, 9) if CASES > 20 else [5]


def minutes(n):
    return AT + timedelta(minutes=n, seconds=30)


def known(n):
    """When all that arrived in a minute has taken effect."""
    return AT + timedelta(minutes=n, seconds=50)


def shown(site, at, **more):
    """What the board shows of each bed, in plain values."""
    return {
        (one.bed.unit.code, one.bed.room, one.bed.code): (
            one.state,
            one.since,
            one.journey and one.journey.case_ref,
            sorted(rival.case_ref for rival in one.rivals),
            one.word and one.word.pk,
        )
        for unit in queries.board(site=site, at=at, **more)
        for one in unit.beds
    }


def said(dice, source, minute):
    """Somebody says something of a bed that is known, dated a while ago."""
    bed = dice.choice(list(Bed.objects.order_by("pk")))
    since = to_us(minutes(minute - dice.choice((0, 0, 3))))
    word = beds.Word(dice.choice("UHCI"), since, since)
    place = Place(bed.unit.code, bed.room, bed.code)
    actions.say(beds.BedWord(place, word), site=source.site, by="test", at=minutes(minute))


def lived(seed):
    """A feed whose messages come late, twice and in any order, one a minute, and what the board
    showed in some of those minutes, of then and of some earlier moment."""
    dice, source = random.Random(seed), feed()
    raws = written(dice)
    order = sorted(range(len(raws)), key=lambda n: n + dice.choice((0, 0, 0, 8, 20)))
    seen = []
    for minute, place in enumerate(order):
        at = minutes(minute)
        inbox.receive_hl7(raw=raws[place], source=source, by="test", at=at)
        inbox.process_feeds(by="test", at=at)
        if minute % 5 == 4 and Bed.objects.exists():
            said(dice, source, minute)
        if minute % 4 == 2:
            for then in (at, minutes(dice.randrange(minute + 1))):
                seen.append((then, known(minute), shown(source.site, then)))
    return source, dice, len(order), seen


def folded(site, at, upto):
    """Who lies in which bed, from the rows and their versions alone."""
    columns = ("journey_id", "unit_id", "attributes", "started_at", "ended_at", "kind")
    rows = [
        ({name: getattr(span, name) for name in columns}, span.recorded_at, span.retracted_at)
        for span in Span.objects.filter(source__site=site)
    ]
    rows += [
        (kept.content, kept.recorded_at, kept.replaced_at) for kept in SpanVersion.objects.all()
    ]
    found = {}
    for content, since, until in rows:
        if content["kind"] != STAY or since > upto or (until and until <= upto):
            continue
        start, end = (_us(content[name]) for name in ("started_at", "ended_at"))
        if start is not None and start <= to_us(at) and (end is None or end > to_us(at)):
            text = content["attributes"]
            if '"bed": "' in text:
                bed = text.split('"bed": "')[1].split('"')[0]
                found.setdefault((content["unit_id"], bed), set()).add(content["journey_id"])
    return found


def _us(moment):
    return moment if moment is None or isinstance(moment, int) else to_us(moment)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_board_as_known_is_what_it_showed_then_and_a_fold_of_what_was_recorded(seed):
    source, dice, n, seen = lived(seed)
    assert SpanVersion.objects.exists()
    for at, upto, then in seen:
        assert shown(source.site, at, known_at=upto) == then, (at, upto)
    names = dict(Journey.objects.values_list("pk", "case_ref"))
    units = dict(Bed.objects.values_list("unit__code", "unit"))
    states = set()
    for _case in range(max(20, CASES // len(SEEDS))):
        at = from_us(to_us(AT) + dice.randrange(STEPS + 2) * MINUTE + dice.randrange(2))
        upto = known(dice.randrange(n))
        found = shown(source.site, at, known_at=upto)
        wanted = folded(source.site, at, upto)
        lying = {
            (units[unit], bed): {who} if who else set(rivals)
            for (unit, _room, bed), (_state, _since, who, rivals, _word) in found.items()
            if who or rivals
        }
        assert lying == {key: {names[pk] for pk in who} for key, who in wanted.items()}
        assert {key[2] for key in found} >= {bed for _unit, bed in wanted}
        states |= {one[0] for one in found.values()}
    assert len(states) > 3, "the moments differ"
    whole = {(key[0], key[2]) for key in shown(source.site, minutes(n))}
    assert whole == {(unit, bed) for unit, bed in Bed.objects.values_list("unit__code", "code")}


def test_what_goes_on_for_long_is_exact_however_far_back():
    source = feed()
    send(
        source, adt("A01", 0, "W1", visit="V1", bed="B1"), adt("A03", 3, "W1", visit="V1", bed="B1")
    )
    send(
        source, adt("A01", 5, "W1", visit="V2", bed="B1"), adt("A01", 1, "W1", visit="V3", bed="B2")
    )
    far = from_us(to_us(AT) + as_known.FLOORS[1] + DAY)
    assert shown(source.site, far, known_at=far) == shown(source.site, far)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(as_known, "FEW", 0)  # as a large hospital asks
        assert shown(source.site, far, known_at=far) == shown(source.site, far)
    assert [one[1].minute for one in shown(source.site, far).values()] == [5, 1]


def test_a_bed_is_shown_from_when_it_was_known():
    source = feed()
    send(source, adt("A01", 0, "W1", bed="B1"))
    assert Named.objects.get().at - AT < timedelta(seconds=30)
    ward = Bed.objects.get().unit
    places.declare_each_bed(unit=ward, codes=["B2"], care="ward", by="test", at=minutes(9))
    Bed.objects.bulk_create([Bed(unit=ward, code="B3")])  # from before it was kept when
    each = Bed.objects.all()
    early, late = (as_known.beds(each, known_at=minutes(n)) for n in (5, 10))
    assert sorted(bed.code for bed in early) == ["B1", "B3"]
    assert sorted(bed.code for bed in late) == ["B1", "B2", "B3"]
    assert not Word.objects.exists()


def test_requests_are_those_that_were_known():
    source = feed()
    request = waits(source)
    site, before = source.site, AT + timedelta(hours=2)
    later = AT + timedelta(hours=3)
    # Told at three hours: the bed was reached after half an hour.
    content = {
        "journey_id": request.journey_id, "unit_id": request.unit_id, "attributes": "",
        "requested_at": to_us(request.asked_at), "started_at": None, "ended_at": None, "kind": STAY,
    }  # fmt: skip
    SpanVersion.objects.create(
        span=request.span, version=1, recorded_at=AT, replaced_at=later, content=content
    )
    request.span.started_at, request.span.recorded_at = AT + timedelta(minutes=30), later
    request.span.version = 2
    request.span.save()
    actions.project([request.journey_id])
    at = AT + timedelta(hours=1)
    assert not queries.requests(site=site, at=at, past=True).items
    (one,) = queries.requests(site=site, at=at, known_at=before).items
    assert (one.request.journey, one.request.asked_at) == (request.journey, request.asked_at)
    assert one.source.code == "ED"
    assert not queries.requests(site=site, at=at, known_at=later).items
    assert not queries.requests(site=site, at=request.asked_at - timedelta(minutes=1),
                                known_at=before).items  # fmt: skip


def test_occupancy_is_that_which_was_known():
    source = feed()
    for minute, raw in ((0, adt("A01", 0, "W1", bed="B1")), (58, adt("A03", 30, "W1", bed="B1"))):
        inbox.receive_hl7(raw=raw, source=source, by="test", at=AT + timedelta(minutes=minute))
        inbox.process_feeds(by="test", at=AT + timedelta(minutes=minute))
    unit = Bed.objects.get().unit
    window = {"unit": unit, "low": AT, "high": AT + timedelta(hours=1)}
    assert queries.occupancy(**window).weighted == 50
    found = queries.occupancy(**window, known_at=AT + timedelta(minutes=50))
    assert (found.weighted, found.checked, found.little.exact) == (100, True, True)
    assert queries.occupancy(**window, known_at=AT + timedelta(minutes=59)).weighted == 50
