from datetime import timedelta

import pytest

from carepath.demo import actions
from carepath.demo.actions import engine
from carepath.demo.models import Hospital
from carepath.frames.moments import MINUTE, to_us
from tests.demo.worlds import NIGHT, begun, built, later, step

pytestmark = pytest.mark.django_db


def test_a_new_hospital_stands_at_its_first_midnight():
    row = begun()
    found = engine.of(row)
    assert found.hospital.now == row.starts
    assert engine.of(row) is found


def test_the_engine_is_kept_as_long_as_it_stands_where_the_row_says():
    row = built()
    first = engine.of(row)
    assert first.hospital.now == row.emitted_until == to_us(NIGHT)
    assert engine.of(row) is first
    engine.forget()
    assert engine.of(row) is not first
    row.emitted_until += MINUTE
    assert engine.of(row).hospital.now == row.emitted_until


def test_a_made_engine_goes_through_what_was_done_since_the_state_was_saved():
    built()
    step(later(seconds=1))
    actions.happen(what="casualties", by="test", at=later(seconds=2))
    actions.happen(what="flu_week", by="test", at=later(seconds=2))
    for second in range(2, 8):
        row = step(later(seconds=second))
    kept = engine.of(row)
    Hospital.objects.update(state_at=row.state_at)
    assert kept.position == 2 > row.state_position
    engine.forget()
    made = engine.of(row)
    assert made is not kept
    until = row.emitted_until + 3 * 60 * MINUTE
    assert made.hospital.run(until).equals(kept.hospital.run(until))


def test_the_state_itself_knows_of_what_was_done_before_it_was_saved():
    built()
    step(later(seconds=1))
    actions.happen(what="casualties", by="test", at=later(seconds=2))
    row = step(NIGHT + timedelta(seconds=70))
    assert row.state_position == 1
    assert row.state_at == NIGHT + timedelta(seconds=70)
    kept = engine.of(row)
    engine.forget()
    assert engine.of(row).hospital.save() == kept.hospital.save()
