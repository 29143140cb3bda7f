"""What comes through the door is what happened: late, doubled, taken back, cut off or killed."""

import random

import pytest

from carepath.demo import actions
from carepath.demo.actions import engine, line
from carepath.demo.models import Hospital, Outgoing
from carepath.frames.moments import from_us
from carepath.ingestion.models import Message
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey, Span
from carepath.simulator import hospital as simulator
from carepath.simulator import mishaps, parameters, plants
from tests.demo.worlds import NIGHT, built, drained, gone, later, lived

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def accident_prone(monkeypatch):
    """A hospital where far more goes wrong than in the demo."""
    for name in ("LATE", "TWICE", "SAID_AGAIN", "WRONG_BED", "TOO_EARLY", "WRONG_PERSON"):
        monkeypatch.setattr(mishaps, name, 0.2)


def standing():
    """Each span that stands, and each journey that has any."""
    spans = Span.objects.filter(retracted_at=None).values_list(
        "journey__case_ref", "stage__name", "unit__code", "kind", "role", "requested_at",
        "started_at", "ended_at", "seq", "attributes", "source_ref", "parent_ref",
    )  # fmt: skip
    rows = [[bytes(c) if isinstance(c, memoryview) else c for c in row] for row in spans]
    kept = Journey.objects.filter(n_spans__gt=0)
    bounds = kept.values_list("case_ref", "opened_at", "closed_at", "n_spans", "attributes")
    return sorted(map(repr, rows)), sorted(map(repr, bounds))


def truth(until):
    """The same as the engine alone leaves it, recorded whole."""
    row = Hospital.objects.get()
    made = simulator.Hospital(
        parameters=parameters.load(), seed=row.seed, starts=row.starts,
        plants=plants.STANDARD(row.starts),
    )  # fmt: skip
    gone()
    fresh = actions.start(seed=1, days=0, at=NIGHT, by="test")
    found = made.run(until).unique("ref", keep="last", maintain_order=True)
    journeys.record(events=found, source=fresh.source, by="test", at=later(hours=9))
    return standing()


def unreliable(seed):
    """A door that takes some, is cut off before it has answered, or takes none."""
    dice = random.Random(seed)

    def door(source, raws):
        taken = line.by_hand(source, raws[: dice.randrange(len(raws) + 1)], by="t", at=door.at)
        if not taken:
            raise ConnectionResetError
        return dice.randrange(taken + 1)

    return door


def lived_through(minutes, door=None, killed=()):
    for minute in minutes:
        at = later(minutes=minute)
        if door is not None:
            door.at = at
        if minute in killed:
            engine.forget()
        try:
            actions.step(by="worker:demo", at=at, door=door)
        except ConnectionResetError:
            continue


def test_what_came_through_the_door_is_what_happened():
    built()
    lived_through(range(1, 121, 4))
    assert Message.objects.filter(kind="hl7steps").count() > 30
    row = drained(later(hours=3))
    assert not Message.objects.exclude(state="processed").exists()
    assert Span.objects.exclude(retracted_at=None).exists(), "some mistakes were taken back"
    said = standing()
    assert said == truth(row.emitted_until)


def test_a_door_that_fails_and_a_driver_that_is_killed_lose_and_double_nothing():
    built()
    lived_through(range(1, 61, 3), door=unreliable(3), killed=range(1, 61, 9))
    assert Message.objects.filter(deliveries__gt=1).exists(), "answers were lost"
    row = drained(later(hours=2))
    said = standing()
    assert said == truth(row.emitted_until)


def test_before_a_jump_everything_under_way_arrives_and_no_journey_is_there_twice():
    built()
    lived_through(range(1, 31, 3))
    assert Outgoing.objects.exists(), "some messages are late"
    actions.jump(to="hours", by="test", at=later(minutes=31))
    row = lived(later(minutes=31))
    assert not Outgoing.objects.filter(due_at__lte=from_us(row.emitted_until)).exists()
    lived_through(range(33, 51, 3))
    row = drained(later(hours=3))
    said = standing()
    assert said == truth(row.emitted_until)
