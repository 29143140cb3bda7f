"""What a page says follows from the law that was told, counted again by hand."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.forecasts import actions, queries
from carepath.forecasts.models import Vintage
from carepath.frames.moments import HOUR, to_us
from carepath.journeys.models import Span
from tests.factories import AT
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)


def test_units_stand_by_their_chance_and_the_whole_last():
    where = hospital()
    for hours in (0, 1):
        actions.run_due(by="test", at=AT + hours * H)
    rows = queries.latest(site=where, job="beds", known_at=AT + H)
    found = queries.outlooks(rows)
    assert found[-1].row.series == "" and found[0].worst.chance >= found[1].worst.chance
    one = found[0]
    chances = one.told.demand.beyond(np.full(72, one.row.staffed))[:24]
    assert one.worst.hour == chances.argmax() and one.worst.chance == chances.max()
    assert one.worst_at == AT + H + (one.worst.hour + 1) * H
    likely = [hour for hour, chance in enumerate(chances) if chance >= 0.5]
    assert (one.soonest.hour if one.soonest else None) == (likely[0] if likely else None)
    assert one.soonest_at == (AT + H + (likely[0] + 1) * H if likely else None)
    assert [hour for hour, *_rest in one.ahead] == [8, 24]
    assert all(low <= middle <= high for _hour, middle, low, high in one.ahead)
    assert one.needed == one.row.facts["present"] and one.is_warned in (True, False)
    for reason in queries.reasons(one):
        assert reason.now - reason.before == pytest.approx(reason.total, abs=1e-4)
    assert queries.earlier_at(one.row) == AT
    first = queries.outlooks(queries.latest(site=where, job="beds", known_at=AT))[0]
    assert queries.reasons(first) == [] and queries.earlier_at(first.row) is None


def test_what_came_is_who_was_there():
    where = hospital(weeks=2, until=AT + 4 * H)
    read = queries.read(site=where, now=to_us(AT + 4 * H))
    unit = Span.objects.filter(unit__code="W1").first().unit_id
    ends, level = queries.came(read, [unit], AT, AT + 3 * H + H / 2)
    assert ends == [AT + n * H for n in (1, 2, 3)]
    spans = Span.objects.filter(unit=unit, requested_at__lte=ends[-1])
    there = [one for one in spans if one.ended_at is None or one.ended_at > ends[-1]]
    assert level[-1] == len(there)
    assert queries.came(read, [unit], AT, AT - H)[0] == []
    counts = queries.arrived(read, None, AT, AT + 2 * H)
    low, high = to_us(AT), to_us(AT) + 2 * HOUR
    assert sum(counts) == int(((read.openings.at >= low) & (read.openings.at < high)).sum())


def test_a_night_has_a_range_of_its_own():
    where = hospital()
    actions.run_due(by="test", at=AT)
    told = queries.Told(queries.latest(site=where, job="arrivals", known_at=AT)[0])
    night = queries.tonight(told)
    assert (night.since.hour, night.until.hour) == (19, 7)
    assert night.mean == pytest.approx(told.mean[10:22].sum())
    assert night.low < night.mean < night.high
    assert queries.by_hour(told, 24).shape == (24, 9)


def test_old_or_unknowing_forecasts_are_stale():
    row = Vintage(slot_at=AT, facts={"quiet": False})
    assert not queries.is_stale(row, at=AT + 3 * H)
    assert queries.is_stale(row, at=AT + 3.1 * H)
    assert queries.is_stale(Vintage(slot_at=AT, facts={"quiet": True}), at=AT)


@given(st.lists(st.floats(-60, 60), min_size=3, max_size=3))
def test_the_parts_of_a_change_add_up_as_they_are_printed(parts):
    reason = queries.Reason(AT, 1.0, 1.0 + sum(parts), *parts)
    assert sum(reason.tenths) == pytest.approx(round(reason.total, 1), abs=1e-9)
    for exact, shown in zip(parts, reason.tenths, strict=True):
        assert abs(exact - shown) <= 0.15 + 1e-9, "by less than a tenth more than rounding does"


def test_the_hour_that_changed_most_is_the_one_that_is_told():
    small, large = (queries.Reason(AT, 5, 5 + n, n, 0, 0) for n in (0.3, -2.0))
    assert queries.main_reason([small, large]) == large
    assert queries.main_reason([queries.Reason(AT, 5, 5.05, 0.05, 0, 0)]) is None
    assert queries.main_reason([]) is None
