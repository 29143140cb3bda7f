from dataclasses import replace

import numpy as np
import pytest

from carepath.analysis import percentiles
from carepath.bottlenecks.queries import measures
from carepath.bottlenecks.queries.logs import NotThere
from carepath.bottlenecks.queries.measures import Asked
from carepath.frames.moments import HOUR, MINUTE, UNKNOWN
from carepath.ui import words
from tests.bottlenecks.worlds import a_log, spans_of

THREE = spans_of(
    [(0, "A"), (HOUR, "B"), (3 * HOUR, "A")],
    [(0, "A"), (2 * HOUR, "B")],
    [(0, "A")],
    closed=[3 * HOUR, 2 * HOUR, None],
)


def measured(key, spans=THREE, **more):
    return measures.MEASURES[key](a_log(spans, **more), Asked())


def first(found):
    return found.figures[0][1]


@pytest.mark.parametrize(
    ("key", "number"),
    [("journeys", "3"), ("open_journeys", "1"), ("spans", "6"), ("stages", "2"), ("variants", "2")],
)
def test_counts(key, number):
    assert first(measured(key, now=5 * HOUR)) == number


def test_the_values_make_the_number():
    found = measured("spans")
    assert found.values.tolist() == [3, 2, 1]
    assert first(found) == str(found.values.sum())
    assert measured("stages").values.tolist() == [2, 2, 1]


def test_lengths_leave_open_journeys_out_and_say_so():
    found = measured("journey_length", now=5 * HOUR)
    assert (found.n, found.of) == (2, 3)
    assert first(found) == words.duration(round(np.median(found.values)))
    assert "1 open" in found.left_out[0]


def test_open_journeys_count_until_now():
    found = measured("open_journeys", now=5 * HOUR)
    assert found.values.tolist() == [5 * HOUR]
    assert found.positions.tolist() == [2]


def test_the_percentile_counts_shorter_journeys():
    spans = spans_of(*([(0, "A"), (n * MINUTE, "B")] for n in range(1, 5)))
    assert measured("comparable_percentile", spans).values.tolist() == [0, 25, 50, 75]


def test_a_journey_that_is_not_there_has_no_place(db):
    spans = spans_of([(0, "A"), (HOUR, "B")])
    for trace in ("no trace id", "0" * 32):
        with pytest.raises(NotThere) as refused:
            measures.MEASURES["comparable_percentile"](a_log(spans), Asked(journey=trace))
        assert refused.value.field == "journey"


def test_hours_between_and_away_add_up_by_journey():
    spans = spans_of([(0, "A"), (HOUR, "B"), (9 * HOUR, "Return ER")])
    between, away = measured("hours_between", spans), measured("hours_away", spans)
    assert (first(between), first(away)) == ("1.0 h", "8.0 h")
    assert between.values.sum() + away.values.sum() == 9 * HOUR


def test_what_was_asked_for_is_waiting_and_other_gaps_are_not():
    spans = spans_of([(0, HOUR, "A"), (4 * HOUR, 5 * HOUR, "B")], intervals=True)
    spans = replace(spans, requested=np.array([UNKNOWN, 3 * HOUR]))
    assert first(measured("hours_waiting", spans)) == "1.0 h"
    assert first(measured("hours_between", spans)) == "2.0 h"


def test_attribution_names_what_time_was():
    spans = spans_of([(0, HOUR, "A"), (3 * HOUR, 4 * HOUR, "B")], intervals=True)
    assert dict(measured("attribution", spans).figures) == {
        "Care": "2.0 h",
        "Unexplained gaps": "2.0 h",
    }


def test_variants_count_who_follows_the_same_way():
    spans = spans_of(*[[(0, "A"), (HOUR, "B")]] * 3, [(0, "B")])
    assert measured("variants", spans).values.tolist() == [3, 3, 3, 1]
    assert first(measured("folded_variants", spans)) == "2"


def test_arrivals_are_journeys():
    assert first(measured("arrivals")) == "3"


def test_every_and_spread():
    assert measures.every(a_log(THREE)).tolist() == [0, 1, 2]
    told = dict(measures.spread(percentiles.summary(np.array([60_000_000]), 1_000_000)))
    assert (told["Median"], told["90 % within"]) == ("1 min", "–")
