import pytest

from carepath.ingestion import queries
from tests.ingestion.worlds import imported, log, received

pytestmark = pytest.mark.django_db


def test_before_the_file_is_read_there_is_nothing_to_tell():
    assert queries.report(received()) == queries.Report()


def test_the_report_tells_stages_doubts_and_how_journeys_closed():
    content = log(cases=25) + "c1,Arrive,2026-02-01 01:00:00\nc1,Return,2026-02-05 01:00:00\n"
    report = queries.report(imported(content))
    assert [(name, count) for name, count, _stage in report.stages][:2] == [
        ("Arrive", 26),
        ("Leave", 25),
    ]
    assert {name: stage.phase for name, _n, stage in report.stages}["Return"] == "away"
    assert report.closed == [("closed by rule: at the last event", 25)]
    assert "more than once" in report.doubts[-1][0]
    assert not report.intervals
    assert report.median_us == 20 * 60 * 1_000_000
    assert report.mean_us > report.median_us
    assert report.p95_us is not None


def test_open_journeys_are_told():
    message = imported(log(cases=2), closing_rule="end_stages", end_stages=("Gone",))
    assert queries.report(message).closed == [("open", 2)]
    assert queries.report(message).p95_us is None


def test_clock_hours_that_repeat_or_are_missing_are_told():
    content = (
        "case,activity,time\n"
        "1,A,2026-03-29 02:30:00\n1,B,2026-03-29 05:00:00\n"
        "2,A,2025-10-26 02:30:00\n2,B,2025-10-26 05:00:00\n"
    )
    doubts = dict(queries.report(imported(content)).doubts)
    assert any("spring" in words for words in doubts)
    assert any("autumn" in words for words in doubts)


def test_without_journeys_there_are_no_lengths():
    message = received()
    told = queries.after_import(message.source)
    assert told["durations"] == {"n": 0, "median_s": None, "mean_s": None, "p95_s": None}


def test_visits_longer_than_is_plausible_are_counted_and_lengths_leave_their_journeys_out():
    content = "case,activity,begin,end\n" + "".join(
        f"{case},CT,2026-03-02 10:00:00,2026-03-{day} 11:00:00\n"
        for case, day in (("a", "02"), ("b", "02"), ("c", "09"))
    )
    message = imported(content, time="end", start="begin", longest_s={"CT": 7200})
    report = queries.report(message)
    assert [n for words, n in report.doubts if "plausible" in words] == [1]
    assert report.durations["n"] == 2
    assert report.mean_us == 3600 * 1_000_000
