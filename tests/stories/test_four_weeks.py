"""Four weeks of the invented hospital: time in beds adds up to the microsecond, whoever adds it up,
and 500 patients who waited are offered the beds that a plain matcher finds, and no others.

The oracles here read rows of spans, words and beds; they share no code with what they try.
"""

import json
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from carepath.analysis import occupancy
from carepath.capacity import actions as capacity
from carepath.capacity import queries
from carepath.capacity.models import Reservation, Word
from carepath.capacity.queries import bed_time
from carepath.demo import actions
from carepath.frames.bed_needs import WHY_NOT
from carepath.frames.moments import HOUR, from_us, to_us
from carepath.frames.spans import STAY
from carepath.journeys.models import Journey, Span
from carepath.places.models import Bed, OpenBeds
from tests.demo.worlds import lived

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
DAYS, REQUESTS = 28, 500
SINCE = NOW - timedelta(days=DAYS)
ENOUGH = {"ward": ("ward", "high", "intensive"), "high": ("high", "intensive"),
          "intensive": ("intensive",), "emergency": ("emergency",)}  # fmt: skip
"""Care that is asked for -> care that will do."""


@pytest.fixture
def site():
    """The site of a hospital that has lived for four weeks, all of it on the board."""
    actions.start(seed=3, days=DAYS + 1, at=NOW, by="test")
    found = lived(NOW, most=2_000).site
    while capacity.project_changed(by="test", at=NOW):
        continue
    return found


def stays_by_bed(site):
    """(began, ended or None, journey) of every stay, by (unit, bed), from the rows of the spans."""
    found = defaultdict(list)
    rows = Span.objects.filter(source__site=site, kind=STAY, started_at__isnull=False)
    rows = rows.filter(retracted_at=None)
    for span in rows.order_by("started_at"):
        bed = json.loads(span.attributes or "{}").get("bed")
        if bed:
            end = None if span.ended_at is None else to_us(span.ended_at)
            found[span.unit_id, bed].append((to_us(span.started_at), end, span.journey_id))
    return found


def covered(stretches, low, high):
    """Microseconds of [low, high) in which any of some stretches goes on, one by one."""
    edges = sorted({low, high, *(m for one in stretches for m in one[:2] if m and low < m < high)})
    return sum(
        right - left
        for left, right in pairwise(edges)
        if any(since <= left and (end is None or end >= right) for since, end, _who in stretches)
    )


def test_time_in_beds_is_the_integral_of_occupancy_to_the_microsecond(site):
    low, high = to_us(SINCE), to_us(NOW)
    by_bed = stays_by_bed(site)
    units = list(queries.units_with_beds(site=site))
    assert len(units) > 8
    total, every = 0, []
    for unit in units:
        found = queries.occupancy(unit=unit, low=SINCE, high=NOW)
        wanted = sum(covered(each, low, high) for key, each in by_bed.items() if key[0] == unit.pk)
        assert found.occupied.integral(low, high) == wanted, unit
        assert found.checked and found.little.exact, unit
        law = found.little
        assert law.there == wanted == law.stays + law.carried_in - law.carried_out
        assert law.mean * law.window == pytest.approx(wanted, rel=1e-12)
        total, every = total + wanted, [*every, found.occupied]
    assert total > 300 * 24 * HOUR
    moments = np.unique(np.concatenate([one.at for one in every]))
    whole = occupancy.Steps(moments, sum(one.when(moments) for one in every))
    assert whole.integral(low, high) == total
    keys = {unit.pk for unit in units}
    percent, n = bed_time.occupied_percent(keys, low=SINCE, high=NOW)
    staffed = sum(queries.staffed_beds(unit, low)[0].integral(low, high) for unit in units)
    assert percent == pytest.approx(100 * total / staffed, rel=1e-12) and n > 5_000
    for hour in range(0, DAYS * 24, 37):
        at = SINCE + timedelta(hours=hour)
        assert whole.when(np.array([to_us(at)])) == sum(
            one.occupied for one in queries.units_now(site=site, at=at, past=True)
        )


def furnished(site, dice):
    """Say what an invented hospital does not: who is of which sex and must be alone, which beds
    share a room or are kept for a specialty, are closed or dirty, and which are reserved."""
    journeys = list(Journey.objects.filter(site=site))
    for journey in journeys:
        journey.attributes |= {"sex": dice.choice(["F", "M", "female", "m", ""])}
        if dice.random() < 0.15:
            journey.attributes |= {"isolation": "droplet"}
        if dice.random() < 0.3:
            journey.attributes |= {"specialty": dice.choice(["cardiology", "orthopaedics"])}
    Journey.objects.bulk_update(journeys, ["attributes"], batch_size=500)
    each = list(Bed.objects.filter(unit__site=site).order_by("code"))
    for n, bed in enumerate(each):
        bed.room = "" if n % 9 == 0 else f"S{n}" if bed.side_room else f"R{n // 4}"
        bed.specialty = dice.choice(["", "", "", "cardiology", "orthopaedics"])
    Bed.objects.bulk_update(each, ["room", "specialty"])
    words = {}
    for _word in range(2_000):
        bed, since = dice.choice(each), to_us(SINCE) + dice.randrange(DAYS * 24 * 60) * 60_000_000
        state = dice.choice("UUUHCKIO")
        words[bed.pk, since] = Word(bed=bed, state=state, since=from_us(since), said_by="test",
                                    written_at=from_us(since), recorded_at=NOW)  # fmt: skip
    Word.objects.bulk_create(words.values())
    beds, patients = dice.sample(each, 120), dice.sample(journeys, 120)
    Reservation.objects.bulk_create(
        Reservation(bed=bed, journey=who, since_at=since, ended_at=since + timedelta(days=3),
                    by_name="Ben", ended_by="Ben")
        for bed, who in zip(beds, patients, strict=True)
        for since in [SINCE + timedelta(days=dice.random() * DAYS)]
    )  # fmt: skip


class Matcher:
    """Which beds may be offered at a moment, from who was where: one rule after another."""

    def __init__(self, site):
        self.beds = list(Bed.objects.filter(unit__site=site))
        self.said = dict(Journey.objects.filter(site=site).values_list("pk", "attributes"))
        self.open = dict(OpenBeds.objects.filter(unit__site=site).values_list("unit", "open_beds"))
        self.stays, self.words = stays_by_bed(site), defaultdict(list)
        for word in Word.objects.order_by("since"):
            self.words[word.bed_id].append((to_us(word.since), word.state))
        self.kept = [
            (row.bed_id, to_us(row.since_at), to_us(row.ended_at))
            for row in Reservation.objects.all()
        ]

    def look(self, at):
        """What is true of each bed at a moment."""
        self.inside, self.state, taken = {}, {}, defaultdict(int)
        spoken = {
            bed.unit_id for bed in self.beds for since, _s in self.words[bed.pk] if since <= at
        }
        for bed in self.beds:
            stays = [one for one in self.stays[bed.unit_id, bed.code] if one[0] <= at]
            who = [one[2] for one in stays if one[1] is None or one[1] > at]
            left = max((one[1] for one in stays), default=None) if not who else None
            said = [one for one in self.words[bed.pk] if one[0] <= at]
            since, state = said[-1] if said else (None, None)
            if state and state != "C" and left is not None and since < left:
                state = None
            if state is None:
                long_ago = left is None or (bed.unit_id not in spoken and at - left >= 2 * HOUR)
                state = "U" if long_ago else "H"
            self.inside[bed.pk], self.state[bed.pk] = who, state
            taken[bed.unit_id] += bool(who) or state == "O"
        self.full = {unit for unit, n in taken.items() if n >= self.open[unit]}
        self.reserved = {bed for bed, since, until in self.kept if since <= at < until}

    def sex(self, journey):
        return str(self.said[journey].get("sex") or "")[:1].upper()

    def company(self, bed):
        """The sexes of the others in the room of a bed, where it has one."""
        if not bed.room:
            return []
        mates = [one for one in self.beds if (one.unit_id, one.room) == (bed.unit_id, bed.room)]
        return [self.sex(j) for one in mates if one.pk != bed.pk for j in self.inside[one.pk]]

    def offers(self, request):
        said, sex = self.said[request.journey_id], self.sex(request.journey_id)
        level = {"ward": 0, "emergency": 0, "day": 0, "high": 1, "intensive": 2}
        mine = [bed for bed in self.beds if bed.unit_id == request.unit_id]
        care = min((bed.care for bed in mine), key=level.__getitem__)
        for bed in mine:
            if bed.care not in ENOUGH[care] or bed.unit_id in self.full:
                continue
            if bed.specialty and bed.specialty != said.get("specialty"):
                continue
            if said.get("isolation") and not bed.side_room:
                continue
            others = self.company(bed)
            if others and not bed.side_room and (not sex or set(others) != {sex}):
                continue
            if bed.pk in self.reserved or self.inside[bed.pk] or self.state[bed.pk] not in "UH":
                continue
            yield bed.pk


def test_500_who_waited_are_offered_what_a_plain_matcher_finds(site):
    dice = random.Random(20260302)
    furnished(site, dice)
    plain, asked, offered, refused = Matcher(site), set(), 0, defaultdict(int)
    beds = {bed.pk: bed for bed in plain.beds}
    while len(asked) < REQUESTS:
        at = SINCE + timedelta(minutes=dice.randrange(DAYS * 24 * 60))
        plain.look(to_us(at))
        for one in queries.requests(site=site, at=at, past=True).items:
            if one.request.pk in asked or len(asked) == REQUESTS:
                continue
            asked.add(one.request.pk)
            found = {bed.bed for bed in one.fit.beds}
            assert found == set(plain.offers(one.request)), (one.request.pk, at)
            assert len(found) + sum(n for _code, n in one.fit.others) == len(beds)
            said, sex = one.request.journey.attributes, plain.sex(one.request.journey_id)
            for pk in found:
                bed, others = beds[pk], plain.company(beds[pk])
                assert bed.side_room or all(other == sex for other in others)
                assert bed.side_room or not said.get("isolation")
                assert bed.care in ENOUGH[one.need.care] and not plain.inside[pk]
            offered += len(found)
            for code, n in one.fit.others:
                refused[code] += n
    assert offered > REQUESTS
    never_here = {"other_unit", "less_care"}  # of these it is the unit that is asked for
    assert set(WHY_NOT) - never_here <= set(refused), "every rule had its turn"
