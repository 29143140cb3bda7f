import pytest

from carepath.demo import actions, queries
from carepath.demo.actions import building, driving, engine
from carepath.demo.models import Hospital
from tests.demo.worlds import NIGHT, begun, built, later, step

pytestmark = pytest.mark.django_db


def rest(at=NIGHT):
    return actions.step(by="worker:demo", at=at)


def test_without_a_hospital_there_is_nothing_to_do():
    assert rest() == driving.TICK_S


def test_each_phase_has_its_own_pace():
    begun()
    assert rest() == driving.BREATH_S
    while Hospital.objects.get().phase == "building":
        rest()
    assert rest(later(seconds=1)) == driving.TICK_S
    actions.reset(by="test", at=NIGHT)
    assert rest() == driving.BREATH_S


def test_one_that_was_overtaken_begins_again_from_the_row(monkeypatch):
    row = begun()
    kept = engine.of(row)

    def overtaken(row, **_):
        raise building.Overtaken("by another")

    with monkeypatch.context() as patch:
        patch.setattr(building, "build", overtaken)
        assert rest() == driving.TICK_S
    assert engine.of(row) is not kept


def test_why_it_does_not_go_on_is_told_until_it_does():
    built()
    actions.stumble(reason="OperationalError")
    assert queries.status(at=NIGHT).reason == "OperationalError"
    step(later(seconds=1))
    assert queries.status(at=NIGHT).reason == ""
