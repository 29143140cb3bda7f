import zlib

import pytest

from carepath.frames.moments import DAY, HOUR
from carepath.simulator import state
from carepath.simulator.hospital import Hospital
from carepath.simulator.way import Visit
from tests.simulator.worlds import PARAMETERS, STARTS, lived


def test_a_resumed_hospital_saves_the_same_bytes():
    made, _ = lived(7)
    saved = made.save()
    again = Hospital.resume(saved, parameters=PARAMETERS)
    assert again.save() == saved and again.now == made.now
    assert again.establishment() == made.establishment()


def test_the_state_is_small():
    made, _ = lived(7)
    assert len(made.save()) < 100_000


@pytest.mark.parametrize("content", [b"", b"nonsense", zlib.compress(b"[]")])
def test_other_bytes_are_refused(content):
    with pytest.raises(state.StateError):
        Hospital.resume(content, parameters=PARAMETERS)


def test_another_version_is_refused():
    with pytest.raises(state.StateError, match="another version"):
        state.read(zlib.compress(b'{"version": 0}'))


def test_a_visit_comes_back_whole():
    for visit in (Visit("D1", "ed", 5, "P1"), Visit("D1B", "ed", 5, "P1", 1, "x y")):
        assert Visit(*state.visit_row(visit)) == visit
    assert state.read(state.dump({"now": STARTS + DAY + HOUR}))["now"] == STARTS + DAY + HOUR
