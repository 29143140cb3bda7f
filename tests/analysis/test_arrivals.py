from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np

from carepath.analysis import arrivals
from carepath.analysis.segments import Visit
from tests.analysis.worlds import build


def test_arrivals_of_the_real_log_by_hour_and_weekday(sepsis, sepsis_truth):
    week = arrivals.by_weekday_hour(sepsis, ZoneInfo("Europe/Amsterdam"))
    hours = sepsis_truth["arrivals_per_hour_of_day"]
    days = sepsis_truth["arrivals_per_weekday_mon0"]
    assert week.counts.sum(axis=0).tolist() == [hours[str(hour)] for hour in range(24)]
    assert week.counts.sum(axis=1).tolist() == [days[str(day)] for day in range(7)]
    assert week.left_out == 0


def test_times_known_to_the_day_say_nothing_about_the_hour():
    spans = build([([Visit("A", 0, 0)], 0, 9), ([Visit("A", 5, 5)], 5, 9), ([], 7, 9)])
    spans = replace(spans, precision=np.array([3, 1], np.uint8))
    week = arrivals.by_weekday_hour(spans, ZoneInfo("UTC"))
    assert (int(week.counts.sum()), week.left_out) == (2, 1)
    assert week.counts[3, 0] == 2
