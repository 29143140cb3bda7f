"""Huddles: taken once at their times, frozen, and what is said, decided and read."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from carepath.audit.models import Entry
from carepath.capacity import queries as capacity
from carepath.capacity.models import Projected
from carepath.frames.huddles import picture_of
from carepath.outcomes import actions, queries
from carepath.outcomes.models import Decision, Huddle, HuddleTime, Receipt, UnitWord
from carepath.places.models import Unit
from tests.factories import ben, nora, otto, person
from tests.factories import site as a_site
from tests.outcomes import worlds
from tests.outcomes.worlds import AT, DAY, HOUR, MINUTE

pytestmark = pytest.mark.django_db


def minute(north, at=AT):
    """The minute of the day that the wall clock of a site shows."""
    local = at.astimezone(ZoneInfo(north.timezone))
    return local.hour * 60 + local.minute


def held(north):
    """The huddle of a site that holds one at this time of each day."""
    actions.declare_times(site=north, minutes=(minute(north),), by="test", at=AT)
    assert actions.take_huddles(by="sweep", at=AT) == 1
    return Huddle.objects.get(site=north, due_at=AT)


def busy():
    """One patient in a bed, one who waits, and a board that knows it."""
    north = worlds.hospital()
    worlds.lies(worlds.arrives(north, AT - DAY), "W", "W0", AT - DAY)
    worlds.waits(worlds.arrives(north, AT - 2 * HOUR), "W", AT - HOUR)
    settled()
    return north


def settled():
    Projected.objects.update_or_create(pk=1, defaults={"change": 2**40})


def test_it_is_taken_once_at_its_time_by_the_numbers_of_the_board():
    north = busy()
    row = held(north)
    assert actions.take_huddles(by="sweep", at=AT + MINUTE) == 0
    picture = picture_of(row.picture)
    assert [(unit.code, unit.occupied, unit.available, unit.waiting) for unit in picture.units] == [
        ("E", 0, 4, 0),
        ("W", 1, 4, 1),
    ]
    assert (picture.longest, picture.level) == (3_600_000_000, None)
    assert row.taken_at == AT


def test_one_missed_is_taken_as_it_was_for_an_hour():
    north = busy()
    held(north)
    worlds.lies(worlds.arrives(north, AT + 2 * DAY), "W", "W1", AT + 2 * DAY)
    worlds.lies(worlds.arrives(north, AT + 3 * DAY), "W", "W2", AT + 3 * DAY + MINUTE)
    assert actions.take_huddles(by="sweep", at=AT + 2 * DAY + HOUR + MINUTE) == 0
    assert actions.take_huddles(by="sweep", at=AT + 3 * DAY + HOUR) == 1
    row = Huddle.objects.first()
    assert row.due_at == AT + 3 * DAY
    assert picture_of(row.picture).occupied == 2
    assert Huddle.objects.count() == 2


def test_nothing_is_frozen_before_the_board_knows_what_changed(monkeypatch):
    north = busy()
    actions.declare_times(site=north, minutes=(minute(north),), by="test", at=AT)
    Projected.objects.update(change=0)
    assert actions.take_huddles(by="sweep", at=AT) == 0
    monkeypatch.setattr(capacity, "is_behind", lambda: True)
    assert actions.take_huddles(by="sweep", at=AT + 3 * MINUTE) == 0
    monkeypatch.undo()
    assert actions.take_huddles(by="sweep", at=AT + 3 * MINUTE) == 1  # it never comes to rest


@pytest.mark.parametrize("field", ["picture = '{}'", "due_at = taken_at"])
def test_what_it_looked_at_never_changes(field):
    row = held(busy())
    sql = f"UPDATE outcomes_huddle SET {field} WHERE id = %s"
    refused = pytest.raises(IntegrityError, match="never changes")
    with connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(sql, [row.pk])


def test_what_units_say_is_kept_with_what_they_said_before():
    row, ward = held(busy()), Unit.objects.get(code="W")
    said = {"huddle": row, "unit": ward, "by": ben(first_name="Ben"), "at": AT}
    actions.say_of_unit(note=" two go home ", ask="", **said)
    word = actions.say_of_unit(note="one goes home", ask="a porter", **said)
    assert (word.note, word.ask, word.said_by) == ("one goes home", "a porter", "Ben")
    assert UnitWord.objects.get() == word
    assert [one.note for one in word.history.all()] == ["one goes home", "two go home"]
    elsewhere = Unit.objects.create(site=a_site(slug="south", name="South"), code="S")
    with pytest.raises(actions.NoHuddle, match="another site"):
        actions.say_of_unit(note="", ask="", **(said | {"unit": elsewhere}))


def test_a_decision_is_carried_over_until_it_is_done():
    north = busy()
    first, manager = held(north), ben()
    words = {"text": "Open bay 3", "owner": "bed manager", "by": manager, "at": AT}
    row = actions.decide(huddle=first, until=AT + 3 * HOUR, **words)
    with pytest.raises(actions.NoHuddle, match="still to come"):
        actions.decide(huddle=first, until=AT, **words)
    actions.take_huddles(by="sweep", at=AT + DAY)
    second = Huddle.objects.first()
    assert queries.held(second).carried == (row,)
    assert actions.finish_decision(decision=row, by=manager, at=AT + DAY + HOUR)
    assert not actions.finish_decision(decision=row, by=manager, at=AT + DAY + HOUR)
    actions.take_huddles(by="sweep", at=AT + 2 * DAY)
    assert queries.held(Huddle.objects.first()).carried == ()
    assert queries.held(second).carried == (Decision.objects.get(),)  # as it was then
    assert Entry.objects.filter(verb="huddle.decision_done").count() == 1


def test_who_read_it_says_so_once():
    row, nurse = held(busy()), nora()
    assert actions.read(huddle=row, by=nurse, at=AT + MINUTE)
    assert not actions.read(huddle=row, by=nurse, at=AT + HOUR)
    assert Receipt.objects.get().read_at == AT + MINUTE
    assert queries.has_read(row, reader=Receipt.objects.get().reader)


def test_who_may():
    north = busy()
    row, ward = held(north), Unit.objects.get(code="W")
    hana = person("hana", "HOSPITAL_ADMINISTRATOR")
    for who, do in (
        (otto(), lambda by: actions.read(huddle=row, by=by, at=AT)),
        (person("pia", "PROTOCOL_OWNER"), lambda by: actions.hold_now(site=north, by=by, at=AT)),
        (
            person("rod", "READ_ONLY"),
            lambda by: actions.say_of_unit(huddle=row, unit=ward, note="", ask="", by=by, at=AT),
        ),
        (ben(), lambda by: actions.add_time(site=north, minute=1, by=by, at=AT)),
    ):
        with pytest.raises(PermissionDenied):
            do(who)
    at_two = actions.add_time(site=north, minute=120, by=hana, at=AT)
    assert actions.add_time(site=north, minute=120, by=hana, at=AT) == at_two
    assert str(at_two) == "02:00"
    actions.drop_time(row=at_two, by=hana, at=AT)
    assert [time.minute for time in HuddleTime.objects.all()] == [minute(north)]


def test_one_may_be_held_at_any_moment():
    now = {"site": busy(), "by": ben(), "at": AT + timedelta(seconds=17)}
    row = actions.hold_now(**now)
    assert row.due_at == AT.replace(second=0, microsecond=0)
    assert actions.hold_now(**now) == row
