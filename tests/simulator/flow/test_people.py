import numpy as np
import pytest

from carepath.simulator.flow import people
from carepath.simulator.flow.people import Rows
from tests.simulator.flow import made


def test_with_a_larger_factor_the_same_people_come_and_some_more():
    model = made.model(rate=3.0)
    few, usual, more = (people.emergencies(model, 4, -2, 6, f) for f in (0.7, 1.0, 2.4))
    assert set(few.number) < set(usual.number) < set(more.number)
    for found, factor in ((few, 0.7), (usual, 1.0), (more, 2.4)):
        assert (np.diff(found.at) >= 0).all()
        after = (found.at >= 0).sum() / (4 * 168)
        assert after == pytest.approx(3 * factor, rel=0.1)
    before = [found.at[found.at < 0].tolist() for found in (few, usual, more)]
    assert before[0] == before[1] == before[2]


def test_days_differ_more_where_the_record_says_so():
    calm, wild = made.model(rate=10.0), made.model(rate=10.0)
    object.__setattr__(wild, "dispersion", 0.05)
    found = []
    for model in (calm, wild):
        at = people.emergencies(model, 1, 0, 60, 1.0).at
        days = np.bincount((at // 24).astype(int))
        found.append(days.var() / days.mean() ** 2 - 1 / days.mean())
    assert found[0] == pytest.approx(0, abs=0.004)
    assert found[1] == pytest.approx(0.05, rel=0.3)


def test_rows_are_drawn_from_about_the_same_hour():
    hours = np.arange(0, 168, 0.1)
    rows = Rows(np.arange(len(hours)), hours)
    rng = np.random.default_rng(1)
    at = rng.uniform(-500, 500, 4000)
    found = hours[rows.draw(at, rng.random(4000))]
    away = (found - at + 84) % 168 - 84
    assert np.abs(away).max() < 4 and abs(away.mean()) < 0.2


def test_few_rows_are_drawn_by_the_hour_of_the_day():
    hours = np.arange(0, 168, 1.0)
    rows = Rows(np.arange(168), hours)
    found = hours[rows.draw(np.full(200, 12.0), np.linspace(0, 0.999, 200))]
    assert np.abs(found % 24 - 12).max() <= 3 and len(set(found // 24)) == 7


def of_days(many, hours, weeks=4):
    """Rows of visits of so many days of 24 (or fewer) visits each, at some hours of each day."""
    model = made.model(rate=1.0, weeks=weeks)
    day = np.repeat(np.arange(weeks * 7), many)
    hour = np.tile(hours, weeks * 7)
    object.__setattr__(model, "visit_week", day // 7)
    object.__setattr__(model, "visit_hour", day % 7 * 24 + hour)
    return model, day


def test_visits_of_a_week_repeat_those_of_one_recorded_week_day_by_day_in_order():
    model, day_of = of_days(24, np.arange(24) + 0.5)
    come = people.emergencies(model, 1, -2, 6, 1.0)
    rows = people.repeated_visits(model, come, 1, -2, 6)
    days = (come.at // 24).astype(int)
    weeks = {day // 7: day_of[rows[days == day][0]] // 7 for day in np.unique(days)}
    assert len(set(weeks.values())) > 1
    for day in np.unique(days):
        mine = rows[days == day]
        assert set(day_of[mine]) == {weeks[day // 7] * 7 + day % 7}
        assert (np.diff(mine) >= 0).all()
        times = np.bincount(mine % 24, minlength=24)  # each as often as another, give or take one
        assert times.max() - times.min() <= 1 + (len(mine) % 24 > 0)
    assert abs(np.mean(model.visit_hour[rows] % 24 - come.at % 24)) < 0.5


def test_whoever_else_comes_everybody_repeats_the_same_visit():
    model, _day = of_days(24, np.arange(24) + 0.5)
    found = []
    for factor in (0.7, 1.0, 1.6):
        come = people.emergencies(model, 3, -2, 4, factor)
        rows = people.repeated_visits(model, come, 3, -2, 4)
        found.append(dict(zip(come.number.tolist(), rows.tolist(), strict=True)))
    assert found[0].items() < found[1].items() < found[2].items()


def test_of_days_with_few_visits_any_of_about_the_same_hour_is_repeated():
    model, day_of = of_days(4, np.array([3.0, 9.0, 15.0, 21.0]))
    come = people.emergencies(model, 1, 0, 8, 1.0)
    rows = people.repeated_visits(model, come, 1, 0, 8)
    first = rows[come.at < 24]
    assert len(set(day_of[first])) > 3
    away = (model.visit_hour[rows] - come.at + 12) % 24 - 12
    assert np.abs(away).mean() < 4


def test_planned_days_repeat_days_of_the_same_weekday():
    model = made.model(planned=(9.0, 10.0, 33.0), weeks=3)
    come, rows = people.repeated_days(
        model, model.planned_week, model.planned_hour, 1, -2, 4, people.PLANNED
    )
    assert sorted((come.at % 168).tolist()) == [9.0] * 4 + [10.0] * 4 + [33.0] * 4
    assert come.at.min() == -327.0 and len(set(come.number)) == 12
    assert (model.planned_hour[rows] == come.at % 168).all()
