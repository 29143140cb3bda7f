"""What is recorded of a site, and which of its units are of what kind."""

import random
from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.capacity.queries.record import named
from carepath.frames.moments import MINUTE, to_us
from carepath.ingestion import actions as inbox
from carepath.places.models import Bed, Unit
from tests.capacity.actions.test_projecting import feed
from tests.capacity.queries.test_as_known import known, minutes
from tests.capacity.small import hospital
from tests.factories import AT, ben, person, site
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record
from tests.stories.test_as_known import written

pytestmark = pytest.mark.django_db


def test_units_are_what_most_of_their_beds_are_entered_as():
    north = site()
    for code, cares in (("A", "ward ward emergency"), ("B", "ward intensive"), ("C", "day")):
        unit = Unit.objects.create(site=north, code=code, name="Emergency")
        for n, care in enumerate(cares.split()):
            Bed.objects.create(unit=unit, code=str(n), care=care)
    found = queries.care_of_units(site=north)
    assert {Unit.objects.get(pk=pk).code: care for pk, care in found.items()} == {
        "A": "ward", "B": "intensive", "C": "day",
    }  # fmt: skip


def test_a_record_knows_the_department_and_who_was_there_lately():
    north = hospital()
    found = queries.record(site=north, by=ben(), at=AT + timedelta(minutes=120))
    codes = {found.units[pk].code for pk in found.department.units}
    assert (codes, {found.units[pk].code for pk in found.department.doors}) == ({"MAJ"}, {"ED"})
    assert {found.units[pk].code for pk in found.of_care("intensive", "ward")} == {"ICU", "MEA"}
    assert (found.unit(-1), found.spans.n_journeys, found.lately(1).spans.n_journeys) == (
        None,
        9,
        8,
    )
    journeys = named(found.spans, range(3))
    assert [journeys[n].pk for n in range(3)] == found.spans.journey_id[:3].tolist()
    assert (found.newest, found.silent) == (to_us(AT) + 100 * MINUTE, None)
    empty = queries.record(site=north, by=person("otto"), at=AT)
    assert (empty.spans.n_journeys, empty.newest, empty.silent) == (0, None, None)


def test_a_site_is_silent_for_longer_than_its_habit():
    source = declared()
    for n in range(30):  # every ten minutes something
        record(source, event(f"J{n}", "Step", 10 * n, 10 * n))
    who, last = ben(), AT + timedelta(minutes=290)
    for later, silent in ((15, None), (20, None), (21, 21 * MINUTE)):
        found = queries.record(site=source.site, by=who, at=last + timedelta(minutes=later))
        assert (found.newest, found.silent) == (to_us(last), silent)
    then = queries.record(site=source.site, by=who, at=last + timedelta(days=1), past=True)
    assert (then.newest, then.silent) == (None, None)


def test_what_is_recorded_as_known_then_is_what_the_board_knew():
    dice, source = random.Random(5), feed()
    order = sorted(range(len(raws := written(dice))), key=lambda n: n + dice.choice((0, 0, 8, 20)))
    for minute, place in enumerate(order):
        at = minutes(minute)
        inbox.receive_hl7(raw=raws[place], source=source, by="test", at=at)
        inbox.process_feeds(by="test", at=at)
    who, lay, otherwise = ben(), set(), 0
    for _case in range(40):
        asked = {"at": minutes(dice.randrange(60)), "known_at": known(dice.randrange(len(order)))}
        units = queries.board(site=source.site, **asked)
        on_board = {
            patient.pk
            for one in (bed for unit in units for bed in unit.beds)
            for patient in one.rivals or filter(None, (one.journey,))
        }
        then = inside(queries.record(site=source.site, by=who, past=True, **asked))
        assert then == on_board, asked
        asked.pop("known_at")
        otherwise += then != inside(queries.record(site=source.site, by=who, past=True, **asked))
        lay |= then
    assert len(lay) > 2 and otherwise > 3, "what is known now differs"


def inside(found):
    every = queries.inpatients(found)
    return set(found.spans.journey_id[every.journey].tolist())
