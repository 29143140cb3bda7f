import pytest

from carepath.demo import actions, queries
from carepath.demo.actions import building, drawn, driving, engine
from carepath.demo.models import Hospital
from carepath.places.models import OpenBeds
from carepath.simulator import state as engine_state
from tests.demo.worlds import NIGHT, begun, built, later, state, step

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


def saved_by_another_version(monkeypatch):
    """A hospital whose state was saved before an update: its driver begins as a new process."""
    row = built()
    with monkeypatch.context() as patch:
        patch.setattr(engine_state, "VERSION", engine_state.VERSION - 1)
        Hospital.objects.update(state=engine_state.dump({}))
    engine.forget()
    return row


def test_a_state_of_another_version_is_told_and_what_is_recorded_stays(monkeypatch, caplog):
    saved_by_another_version(monkeypatch)
    before = state()
    assert rest(later(seconds=1)) == driving.STUCK_S
    status = queries.status(at=NIGHT)
    assert status.stuck and queries.as_dict(status)["stuck"]
    assert "saved by another version" in status.reason
    assert "What is recorded stays until you begin it anew." in status.reason
    assert rest(later(seconds=6)) == driving.STUCK_S
    assert len(caplog.records) == 1
    assert state() == before


def test_one_that_is_stuck_can_begin_anew_with_the_same_patients(monkeypatch):
    row = saved_by_another_version(monkeypatch)
    step(later(seconds=1))
    actions.reset(again=True, by="test", at=NIGHT)
    while Hospital.objects.get().pk == row.pk:
        rest()
    another = Hospital.objects.get()
    assert (another.phase, another.seed, another.again) == ("building", row.seed, False)
    assert not (another.stuck or another.reason)


def test_who_removes_what_was_to_begin_anew_is_rid_of_it():
    built()
    actions.reset(again=True, by="test", at=NIGHT)
    actions.reset(by="test", at=NIGHT)
    while Hospital.objects.exists():
        rest()


def test_a_number_the_hospital_cannot_work_with_is_told_until_it_is_set_back():
    built()
    beds = OpenBeds.objects.get(unit__code="MEA")
    fits, before = (beds.open_beds, beds.physical), state()
    OpenBeds.objects.filter(pk=beds.pk).update(open_beds=900, physical=900)
    assert rest(later(seconds=1)) == driving.STUCK_S
    assert "Medicine A has" in queries.status(at=NIGHT).reason
    assert state() == before
    OpenBeds.objects.filter(pk=beds.pk).update(open_beds=fits[0], physical=fits[1])
    assert rest(later(seconds=6)) == driving.TICK_S
    status = queries.status(at=NIGHT)
    assert (status.reason, status.stuck) == ("", False)


def test_one_begun_by_another_version_says_so_while_it_is_built(monkeypatch):
    monkeypatch.setattr(drawn, "RANGE", 100)
    begun()
    step()
    Hospital.objects.update(total=1_000)
    assert rest() == driving.STUCK_S
    assert "begun by another version" in queries.status(at=NIGHT).reason
