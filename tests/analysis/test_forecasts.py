import time
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import count_law, forecasts
from carepath.frames.moments import DAY
from tests.analysis import rhythms


def said(counts, **more):
    return forecasts.forecast(counts, *rhythms.parted(counts.shape[1], **more))


def test_means_that_repeat_go_on():
    found = said(np.round(rhythms.means(60, level=50)))
    assert found.mean[0] == pytest.approx(rhythms.SHAPE * 50, rel=0.03)
    assert found.dispersion[1][0] == 0
    assert not found.short[0]


def test_the_spread_is_right_at_each_width():
    rng = np.random.default_rng(5)
    days = rng.gamma(1 / 0.006, 0.006, (60, 61 * 7)).repeat(24, axis=1)
    counts = rhythms.drawn(rhythms.means(61, series=60) * days)
    found = said(counts[:, :-168])
    for width, by in ((1, 0.015), (8, 0.035), (24, 0.05)):
        actual = counts[:, -168:].reshape(60, -1, width).sum(2)
        mean, dispersion = found.of_width(width)
        low, high = (count_law.cdf(actual - less, mean, dispersion) for less in (1, 0))
        pit = low + rng.random(low.shape) * (high - low)
        assert np.mean(np.abs(pit - 0.5) <= 0.4) == pytest.approx(0.8, abs=by)


def test_quantiles_are_ordered_whole_and_not_negative():
    counts = rhythms.drawn(rhythms.means(10, level=0.2, series=5))
    found = said(counts).quantiles()
    assert found.shape == (5, 168, 9)
    assert found.dtype == np.int64
    assert (np.diff(found, axis=2) >= 0).all()
    assert found.min() >= 0
    assert said(counts).quantiles((0.5,), width=24).shape == (5, 7, 1)


def test_equal_input_gives_equal_bits_and_series_do_not_touch_each_other():
    counts = rhythms.drawn(rhythms.means(30, series=4))
    one, two, alone = said(counts), said(counts.copy()), said(counts[2:3])
    assert one.mean.tobytes() == two.mean.tobytes()
    assert one.mean[2] == pytest.approx(alone.mean[0], rel=1e-12)


def test_a_feed_that_was_down_or_not_known_pulls_nothing_down():
    counts = rhythms.drawn(rhythms.means(60, series=10))
    whole = said(counts).mean.mean()
    down, unknown = counts.copy(), counts.copy()
    down[:, -60:-12] = 0
    unknown[:, -60:-12] = np.nan
    assert said(down).mean.mean() == pytest.approx(whole, rel=0.03)
    assert said(down).silent.min() >= 48
    assert said(unknown).mean.mean() == pytest.approx(whole, rel=0.03)
    assert not said(unknown).silent.any()


def test_a_level_shift_is_followed_and_does_not_widen_for_half_a_year():
    mean = rhythms.means(60, series=20)
    mean[:, -240:] *= 1.6
    counts = rhythms.drawn(mean)
    found = said(counts)
    assert np.median(found.shifted) == 10
    assert found.mean.mean() == pytest.approx(9.6, rel=0.04)
    calm = said(counts[:, : -6 * 168])
    later = rhythms.drawn(
        np.concatenate([mean, 1.6 * rhythms.means(12, series=20)], axis=1), seed=2
    )
    assert said(later).dispersion[24].mean() < calm.dispersion[24].mean() + 0.005


def test_short_histories_say_so_and_are_cautious():
    counts = rhythms.drawn(rhythms.means(60))
    assert said(counts[:, :24]).short[0]
    assert said(counts[:, : 7 * 168]).short[0]
    assert said(counts[:, : 24 * 10]).dispersion[24][0] == forecasts.CAUTIOUS
    assert not said(counts[:, : 8 * 168]).short[0]


def test_spring_holds_no_hour_and_autumn_two():
    zone = ZoneInfo("America/Chicago")
    counts = rhythms.drawn(rhythms.means(30))
    for day, at, share in ((date(2014, 3, 9), 2, 0), (date(2014, 11, 2), 1, 2)):
        last = (day - date(1970, 1, 1)).days
        monday = last - 6 - 30 * 7
        past, coming = rhythms.parted(30 * 168, first=monday * DAY, zone=zone)
        place = 6 * 24 + at
        found = forecasts.forecast(counts, past, coming).mean[0]
        usual = forecasts.forecast(counts, *rhythms.parted(30 * 168)).mean[0]
        assert found[place] == pytest.approx(share * usual[place], rel=0.02)


def test_special_days_are_learnt_by_kind_and_left_out_of_the_rest():
    first = rhythms.MONDAY // DAY
    special = {first + day: 1 + day % 2 for day in range(30, 400, 30)} | {first + 424: 1}
    mean = rhythms.means(60)
    for day, kind in special.items():
        row = (day - first) * 24
        mean[:, row : row + 24] *= 0.5 if kind == 1 else 1.5
    found = said(rhythms.drawn(mean, dispersion=0), special=special)
    plain = said(rhythms.drawn(rhythms.means(60), dispersion=0))
    assert found.mean[0, 96:120].sum() / plain.mean[0, 96:120].sum() == pytest.approx(0.5, abs=0.06)
    assert found.mean[0, :96].sum() == pytest.approx(plain.mean[0, :96].sum(), rel=0.03)


def test_a_holiday_with_history_is_foretold_better_than_as_an_ordinary_day():
    first, weeks, share = rhythms.MONDAY // DAY, 105, 0.65
    days = [first + 2, first + 367, first + 732]  # the same holiday in three years
    mean = rhythms.means(weeks, series=12)
    for day in days:
        mean[:, (day - first) * 24 : (day - first + 1) * 24] *= share
    counts = rhythms.drawn(mean)
    rows = (days[-1] - first) * 24  # midnight before the third
    names = dict.fromkeys(days, 1)
    errors = {}
    for known in ({}, names):
        parts = rhythms.parted(rows, horizon=48, special=known)
        found = forecasts.forecast(counts[:, :rows], *parts)
        came = counts[:, rows : rows + 24].sum(1)
        errors[bool(known)] = np.abs(found.mean[:, :24].sum(1) - came).mean()
    assert errors[True] < 0.5 * errors[False]
    assert [one[1].alike for one in found.lessons] == [1] * 12  # two years reach back to one
    assert {(one[1].others, one[1].begun) for one in found.lessons} == {(0, False)}
    np.testing.assert_allclose([one[1].factor for one in found.lessons], share, atol=0.15)
    usual = forecasts.forecast(counts[:, :rows], *rhythms.parted(rows, horizon=48))
    assert usual.lessons == ({},) * 12


def test_a_holiday_without_history_is_an_ordinary_day_or_goes_as_the_others_did():
    first = rhythms.MONDAY // DAY
    mean, rows = rhythms.means(20), 15 * 168
    others = {first + 30: 2, first + 60: 3}
    for day in others:
        mean[:, (day - first) * 24 : (day - first + 1) * 24] *= 0.5
    counts = rhythms.drawn(mean, dispersion=0)[:, :rows]
    alone, beside = (
        forecasts.forecast(counts, *rhythms.parted(rows, special=known | {first + 106: 1}))
        for known in ({}, others)
    )
    assert alone.lessons[0] == {1: forecasts.Lesson(1.0, 0, 0, False)}
    usual = forecasts.forecast(counts, *rhythms.parted(rows))
    np.testing.assert_array_equal(alone.mean, usual.mean)
    lesson = beside.lessons[0][1]
    assert (lesson.alike, lesson.others, lesson.begun) == (0, 2, False)
    came = sum(counts[0, (day - first) * 24 : (day - first + 1) * 24].sum() for day in others)
    assert lesson.factor == pytest.approx((came + 50) / (2 * 144 + 50), rel=0.08)


def test_hours_of_today_that_are_over_are_no_history_and_count_so_far():
    first = rhythms.MONDAY // DAY
    rows = 15 * 168 + 12
    counts = rhythms.drawn(rhythms.means(16), dispersion=0)[:, :rows]
    counts[:, -12:] = 0
    lesson = forecasts.forecast(counts, *rhythms.parted(rows, special={first + 105: 4})).lessons[0][
        4
    ]
    assert (lesson.alike, lesson.others, lesson.begun) == (0, 0, True)
    assert lesson.factor < 0.9
    quiet = np.full((1, rows), np.nan)
    quiet[:, 24 * 60 :] = counts[:, 24 * 60 :]
    unheard = forecasts.forecast(
        quiet, *rhythms.parted(rows, special={first + 30: 4, first + 106: 4})
    ).lessons[0][4]
    assert unheard.alike == 0  # that day nothing was known of this series


def test_a_place_without_arrivals_expects_none():
    found = said(np.zeros((1, 4000)))
    assert found.mean.max() == 0
    assert found.quantiles().max() == 0


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        (np.full((1, 400), -1.0), "0 or more"),
        (np.full((1, 400), np.inf), "0 or more"),
        (np.full((1, 400), np.nan), "24 hours"),
        (np.ones((1, 23)), "24 hours"),
    ],
)
def test_what_is_no_series_is_refused(counts, why):
    with pytest.raises(ValueError, match=why):
        said(counts)


def test_counts_and_hours_belong_together():
    with pytest.raises(ValueError, match="each series and hour"):
        forecasts.forecast(np.ones((1, 30)), *rhythms.parted(31))


@pytest.mark.slow
def test_two_hundred_series_of_a_year_take_two_seconds():
    counts = rhythms.drawn(np.tile(rhythms.means(53, series=200), 1)[:, :8760])
    begun = time.process_time()
    said(counts).quantiles((0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975))
    assert time.process_time() - begun < 2
