import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from carepath.analysis import backtests
from tests.analysis import rhythms

START = datetime(2013, 7, 1)  # noqa: DTZ001 - a wall clock


@pytest.fixture
def table(tmp_path):
    counts = rhythms.drawn(rhythms.means(12))[0]
    path = tmp_path / "series.csv"
    rows = [f"{START + timedelta(hours=h)},{int(count)}" for h, count in enumerate(counts)]
    path.write_text("\n".join(["time,count", *rows, ""]))
    return path


def run(path, *more, first="2013-09-02T00:00", every="192", origins="2"):
    asked = ["--first-origin", first, "--every-hours", every, "--origins", origins, *more]
    out = StringIO()
    call_command("backtest", str(path), *asked, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_scores(table):
    found = json.loads(run(table, "--horizon", "168", "--json"))
    counts = rhythms.drawn(rhythms.means(12))[0]
    place = 63 * 24
    scores = backtests.backtest(counts, rhythms.hours(len(counts)), [place, place + 192], 168)
    assert found["mase"] == scores.hourly.mase
    assert found["wql"] == scores.hourly.wql
    assert found["coverage_80"] == scores.hourly.coverage_80
    assert found["coverage_95"] == scores.hourly.coverage_95
    assert found["mase_scale"] == scores.scale
    assert found["baselines"]["persistence"]["mase"] == scores.baselines["persistence"].mase
    assert (found["origins"], found["horizon"], found["hours"]) == (2, 168, 12 * 168)
    assert len(found["by_day_ahead"]) == 7


def test_the_same_question_has_the_same_answer(table):
    assert run(table, "--json") == run(table, "--json")
    assert run(table, "--json", "--seed", "1") != run(table, "--json")


def test_the_table_names_every_forecaster(table):
    lines = run(table).splitlines()
    assert [line.split("\t")[0] for line in lines[1:6]] == [
        "forecast",
        "forecast, daily totals",
        "seasonal_naive_168",
        "hour_of_week_mean_8w",
        "persistence",
    ]


def test_a_zone_and_special_days_are_used(table, tmp_path):
    days = tmp_path / "days.csv"
    days.write_text("date,name\n2013-07-04,Fourth\n2013-09-04,Fourth\n")
    with_days = run(table, "--holidays", str(days), "--json")
    assert json.loads(with_days)["mase"] != json.loads(run(table, "--json"))["mase"]
    assert json.loads(run(table, "--zone", "America/Chicago", "--json"))["origins"] == 2


def test_real_hours(tmp_path):
    counts = rhythms.drawn(rhythms.means(5))[0]
    path = tmp_path / "series.csv"
    rows = [f"{START + timedelta(hours=h)}+00:00,{int(count)}" for h, count in enumerate(counts)]
    path.write_text("\n".join(["time,count", *rows, ""]))
    zoned = ("--zone", "America/Chicago", "--json")
    one, two = (
        json.loads(run(path, *zoned, first=first, origins="1"))
        for first in ("2013-07-20T05:00Z", "2013-07-20T00:00")
    )
    assert one.pop("first_origin") != two.pop("first_origin")
    assert one == two


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"first": "soon"}, "soon is no time"),
        ({"first": "2013-09-02T00:30"}, "no hour 2013-09-02T00:30"),
        ({"first": "2014-09-02T00:00"}, "no hour 2014-09-02T00:00"),
        ({"first": "2013-07-02T00:00"}, "too short: 24 hours lie before"),
        ({"origins": "40"}, "too short: .* of 40 origins"),
        ({"every": "0"}, "from 1 on"),
    ],
)
def test_what_cannot_be_asked_is_said(table, more, why):
    with pytest.raises(CommandError, match=why):
        run(table, **more)


def test_faults_of_files_and_zones_are_said(table, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nowhere.csv")
    with pytest.raises(CommandError, match="No zone is called Mars/Base"):
        run(table, "--zone", "Mars/Base")
    table.write_text("time,count\n2013-07-01T00:00,-4\n")
    with pytest.raises(CommandError, match="Row 1, column count: -4 is negative"):
        run(table)
