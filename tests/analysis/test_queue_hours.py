from dataclasses import replace

import numpy as np

from carepath.analysis import queue_hours
from carepath.analysis.looks import SILENT
from carepath.analysis.series import ranks
from carepath.frames.moments import MINUTE
from tests.analysis.troubled import all_series, told


def test_mornings_of_the_ct_and_mondays_of_the_doctor_are_found():
    found = told(queue_hours.looks(all_series(1, planted=True)))
    by_stage = {f.target: f for f in found if f.detector == "queue at certain hours"}
    ct, doctor = by_stage["CT"], by_stage["ED doctor"]
    assert ct.days == (0, 1, 2, 3, 4)
    assert ct.first_hour in range(8, 11) and ct.last_hour in range(12, 16)
    assert doctor.days == (0,)
    assert doctor.first_hour in (8, 9) and doctor.last_hour in range(10, 16)
    for finding in (ct, doctor):
        assert finding.low < finding.effect < finding.high
        assert finding.inside_s > finding.outside_s
        assert finding.hours > 0


def test_calm_queues_are_silent():
    for seed in range(4):
        assert told(queue_hours.looks(all_series(seed)), p=0.003) == []


def test_the_same_data_give_the_same_answer():
    series = [one for one in all_series(1, planted=True) if one.target == "CT"][:1]
    assert queue_hours.looks(series) == queue_hours.looks(series)


def test_there_are_three_looks_a_series_and_none_at_milestone_pairs():
    series = all_series(0)
    waits = [one for one in series if one.kind != "milestone"]
    assert len(queue_hours.looks(series)) == 3 * len(waits)
    assert queue_hours.looks([waits[0].only(waits[0].us < 0)]) == [SILENT] * 3


def test_what_is_there_every_day_is_a_rhythm_and_no_queue():
    consult = [one for one in all_series(1, planted=True) if one.target == "Consult"]
    found = told(queue_hours.looks(consult))[0]
    assert (found.detector, len(found.days)) == ("daily rhythm", 7)


def test_an_evening_longer_at_weekends_too_is_no_queue_of_working_days():
    (lab,) = [one for one in all_series(0) if one.target == "Lab"]
    evening = (lab.hour >= 18) & (lab.hour < 22)
    longer = lab.us + np.where(evening, np.where(lab.weekday < 5, 60, 50), 0) * MINUTE
    found = told(queue_hours.looks([replace(lab, us=longer, rank=ranks(longer))]))
    assert [finding.detector for finding in found] == ["daily rhythm"]
