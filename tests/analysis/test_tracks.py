from carepath.analysis import tracks
from carepath.analysis.segments import Visit
from carepath.frames.moments import OPEN
from tests.analysis.worlds import build


def test_a_plain_log_is_its_own_track():
    spans = build([([Visit("A", 0, 5), Visit("B", 5, 9)], 0, 9)])
    track = tracks.track(spans)
    assert track.start is spans.start
    assert track.journey.tolist() == [0, 0]


def test_stays_requests_and_the_future_are_left_out():
    visits = [Visit("A", 0, 5), Visit("ward", 1, 9), Visit("B", 20, 30), Visit("C", requested=3)]
    spans = build([(visits, 0, OPEN), ([], 0, 5), ([Visit("A", 2, 3)], 2, 3)], stays={"ward"})
    now = tracks.track(spans, now=10)
    assert [spans.stages[code] for code in now.stage] == ["A", "A"]
    assert now.offsets.tolist() == [0, 1, 1, 2]
    assert tracks.track(spans).n == 3
    assert tracks.track(spans, tracks.LOCATION).start.tolist() == [1]


def test_stages_without_phase_are_not_away():
    spans = build([], stages=["A", "B"], phases={"B": "away"})
    assert tracks.away(spans).tolist() == [False, True]
    assert not tracks.away(build([], stages=["A"])).any()
