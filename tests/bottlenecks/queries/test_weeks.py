"""Week by week: medians of the pair, from the real log; what came into force is marked."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from carepath.bottlenecks import queries
from carepath.bottlenecks.queries import weeks
from carepath.figures.marks import BEGAN, Marker
from carepath.frames.spans import empty
from carepath.journeys import actions as journeys
from carepath.journeys.models import Annotation
from tests.bottlenecks.worlds import AMSTERDAM, ANTIBIOTICS, a_log, sepsis_rows
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db
PAIR = (ANTIBIOTICS.source, ANTIBIOTICS.target)


def times_by_month(shared):
    """Month of the first triage to the times to the first antibiotics at or after it."""
    found, first = {}, {}
    for case, stage, us, _age in sepsis_rows(shared):
        if stage == PAIR[0]:
            first.setdefault(case, us)
        elif stage == PAIR[1] and case in first and case not in found:
            found[case] = (first[case], us - first[case])
    months = {}
    for us, elapsed in found.values():
        month = datetime.fromtimestamp(us / 1e6, AMSTERDAM).strftime("%Y-%m")
        months.setdefault(month, []).append(elapsed)
    return months


def log_of(source, who=None):
    return queries.log(by=who or nora(), source=source.name, now=int(AT.timestamp() * 1e6))


def test_the_real_log_by_month_recomputes(sepsis_log, sepsis, shared):
    milestone = queries.milestone(sepsis_log, source=PAIR[0], target=PAIR[1])
    assert milestone.n_measured == 823
    found = weeks.trend(log_of(sepsis), weeks.name(PAIR))
    assert found.pair == PAIR and PAIR in found.pairs
    known = {f"{m}-01": v for m, v in times_by_month(shared).items() if len(v) >= weeks.FEWEST}
    by_week = {row[0]: (row[1], row[4]) for row in found.drawing.rows}
    total = sum(n for _median, n in by_week.values())
    small = 823 - sum(len(values) for values in known.values())
    assert total <= 823 and small >= 0
    step = "month" if set(by_week) == set(known) else "week"
    assert step == "week"  # the log spans less than two years
    assert all(n >= weeks.FEWEST for _median, n in by_week.values())


def test_a_long_log_goes_by_month_with_the_same_medians(sepsis, shared, monkeypatch):
    monkeypatch.setattr(weeks, "MOST_WEEKS", 20)
    found = weeks.trend(log_of(sepsis), weeks.name(PAIR)).drawing
    known = {f"{m}-01": v for m, v in times_by_month(shared).items() if len(v) >= weeks.FEWEST}
    assert [row[0] for row in found.rows] == sorted(known)
    for month, median, _interval, _p90, n in found.rows:
        assert n == len(known[month])
        assert median == pytest.approx(np.median(known[month]) / 60e6, abs=0.006)
    assert found.head[1] == "median, min"


def test_a_protocol_that_touches_the_pair_is_marked_another_is_not(sepsis):
    who = nora()

    def mark(text, *stages, kind=Annotation.Kind.BEGAN):
        moment = datetime(2014, 6, 2, 10, tzinfo=AMSTERDAM)
        journeys.annotate(
            site=sepsis.site, unit=None, starts_at=moment, ends_at=moment, text=text, by=who,
            at=AT, kind=kind, stages=stages,
        )  # fmt: skip

    mark("v2 of “Sepsis” in force", PAIR[1])
    mark("v1 of “Stroke” in force", "CT")
    mark("strike", kind=Annotation.Kind.NOTE)
    found = weeks.trend(log_of(sepsis, who), weeks.name(PAIR))
    assert sorted(one.text for one in found.markers) == ["strike", "v2 of “Sepsis” in force"]
    (shape,) = found.drawing.layout["shapes"]
    assert (shape["type"], shape["x0"]) == ("line", "2014-06-02 10:00")
    assert "2014-06-02 v2 of “Sepsis” in force" in found.drawing.summary


def test_an_unknown_pair_shows_the_first_of_the_ranking(sepsis):
    log = log_of(sepsis)
    assert weeks.trend(log, "Nowhere → Never").pair == weeks.trend(log).pair


def test_nothing_to_follow():
    assert weeks.trend(a_log(empty())) is None
    assert weeks.in_words([]) == ""
    at = datetime(2026, 3, 2, tzinfo=AMSTERDAM)
    assert (
        weeks.in_words([Marker(at, at + timedelta(days=1), "x", BEGAN)]) == "Marked: 2026-03-02 x."
    )
