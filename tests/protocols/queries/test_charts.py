from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from carepath.analysis import conformance
from carepath.analysis.conformance import Judged
from carepath.analysis.shares import share
from carepath.figures.marks import BEGAN, Marker
from carepath.frames.moments import OPEN, to_us
from carepath.places.models import Site
from carepath.protocols.models import Version
from carepath.protocols.queries import charts
from carepath.protocols.queries.adherence import Week
from carepath.protocols.queries.sides import Side

ZONE = ZoneInfo("Europe/Amsterdam")
WEEKS = [Week("2026-03-02", share(1, 2), share(1, 2)), Week("2026-03-09", share(3, 4), share(3, 3))]
AT = datetime(2026, 3, 9, 0, 30, tzinfo=ZONE)
MARKER = Marker(AT, AT, "v2 in force", BEGAN)


def side(number, verdicts, name="North", pk=1):
    n = len(verdicts)
    never = np.full(n, OPEN)
    judged = Judged(np.array(verdicts, np.uint8), never, never, never)
    since = np.full(n, to_us(AT)) + np.arange(n)
    return Side(Version(number=number), Site(pk=pk, name=name), since, judged)


def test_both_shares_are_drawn_and_named_with_the_marker():
    found = charts.trend(WEEKS, [MARKER])
    assert found.summary == (
        "In 2 weeks 4 were satisfied: of 6 triggered (67 %), of 5 measured (80 %). "
        "Marked: 2026-03-09 v2 in force."
    )
    lines = found.traces[2::3]
    assert [line["name"] for line in lines] == ["of all triggered", "of those measured"]
    assert [line["y"] for line in lines] == [[50.0, 75.0], [50.0, 100.0]]
    assert found.traces[0]["y"] == [
        round(100 * share(1, 2).low, 1),
        round(100 * share(3, 4).low, 1),
    ]
    assert found.layout["shapes"][0]["x0"] == "2026-03-09 00:30"
    assert found.layout["annotations"][0]["text"] == "▶ v2 in force"


def test_a_week_in_which_nothing_was_measured_has_no_point_of_that_line():
    found = charts.trend([Week("2026-03-02", share(0, 2), share(0, 0))], [])
    assert [line["y"] for line in found.traces[2::3]] == [[0.0], []]
    assert found.summary.endswith("of 0 measured (0 %).")


def test_nothing_to_draw():
    assert charts.trend([], []) is None
    assert charts.compared([], ZONE, []) is None
    assert charts.trend(WEEKS, []).layout["shapes"] == []


def test_versions_beside_each_other_and_their_sites_where_there_are_some():
    kept, broken = conformance.SATISFIED, conformance.VIOLATED
    one, two = side(1, [kept, broken]), side(2, [kept, kept])
    found = charts.compared([one, two], ZONE, [MARKER])
    assert [(line["name"], line["y"]) for line in found.traces[2::3]] == [
        ("v1", [50.0]), ("v2", [100.0]),
    ]  # fmt: skip
    south = side(2, [kept], "South", 2)
    names = charts.compared([one, south], ZONE, []).traces[2::3]
    assert [line["name"] for line in names] == ["v1, North", "v2, South"]


def test_no_more_lines_than_can_be_told_apart():
    many = [side(number, [conformance.SATISFIED]) for number in range(1, 9)]
    names = [line["name"] for line in charts.compared(many, ZONE, []).traces[2::3]]
    assert names == ["v4", "v5", "v6", "v7", "v8"]
