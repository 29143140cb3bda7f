"""Words for cohorts, lists and lines."""

from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils.html import strip_tags

from carepath.analysis import waits
from carepath.frames.moments import HOUR, MINUTE, to_us
from carepath.journeys.queries import Cohort, Listing
from carepath.journeys.views import wording
from tests.factories import AT

ZONE = ZoneInfo("Europe/Amsterdam")


def listing(n=5, everything=9, n_open=0, median=3 * HOUR, days=0):
    start = to_us(AT)
    return Listing(
        rows=[], after="", n=n, all=everything, n_open=n_open, median_us=median, first=start,
        last=start + days * 24 * HOUR, intervals=True, stages=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "cohort", "sentence"),
    [
        (listing(0, 0), Cohort(), "No journeys in this source and period."),
        (
            listing(5, 5),
            Cohort(),
            "5 journeys began on 2 Mar 2026; half of the closed ones took longer than 3 h.",
        ),
        (listing(1, 1), Cohort(), "1 journey began on 2 Mar 2026."),
        (
            listing(5, 5, 2, days=3),
            Cohort(),
            "5 journeys began from 2 Mar 2026 to 5 Mar 2026; half of the closed ones took longer "
            "than 3 h. 2 are still open.",
        ),
        (
            listing(4, 9, 4, None),
            Cohort(state="open", longer_s=7200),
            "4 of 9 journeys took longer than 2 h in all and are open.",
        ),
    ],
)
def test_the_answer(found, cohort, sentence):
    assert strip_tags(wording.answer(found, cohort, ZONE)) == sentence


def test_each_number_of_the_answer_opens_and_names_are_never_markup():
    said = wording.answer(listing(5, 9, 2), Cohort(stage="<b>"), ZONE, scope={"stage": "<b>"})
    for key in ("journeys", "journey_length", "open_journeys"):
        assert f'href="/definitions/{key}/?stage=%3Cb%3E"' in said
    assert "passed through &lt;b&gt;" in said


@pytest.mark.parametrize(
    ("cohort", "text"),
    [
        (Cohort(stage="Lab"), "passed through Lab"),
        (Cohort(from_stage="A", to_stage="B"), "went straight from A to B"),
        (
            Cohort(from_stage="A", to_stage="B", wait_s=60),
            "took longer than 1 min straight from A to B",
        ),
        (Cohort(ms_from="A", ms_to="B"), "came from A to B"),
        (Cohort(ms_from="A", ms_to="B", beyond_s=60), "took longer than 1 min from A to B"),
        (Cohort(variant="00ff00ff00ff"), "followed variant 00ff00ff"),
        (Cohort(up_to_s=60), "took at most 1 min in all"),
        (Cohort(weekday=6), "began on a Sunday"),
        (Cohort(hour=7), "began between 07:00 and 07:59"),
        (Cohort(state="closed"), "are closed"),
        (Cohort(found="3f"), "have an id that begins with 3f"),
    ],
)
def test_each_condition_has_words(cohort, text):
    assert [words for words, _fields in wording.conditions(cohort)] == [text]


def test_a_chip_takes_off_all_fields_of_its_condition():
    query = QueryDict("source=log&ms_from=A&ms_to=B&beyond_s=60&after=5_5")
    chips = wording.chips(Cohort(ms_from="A", ms_to="B", beyond_s=60), query)
    assert [chip.without for chip in chips] == ["?source=log"]


def line(kind, name="Bed", relation=waits.BEFORE, cause=""):
    return waits.Segment(0, MINUTE, kind, name, relation, cause)


@pytest.mark.parametrize(
    ("found", "intervals", "name"),
    [
        (line(waits.STAGE, relation=waits.IN), True, "Bed"),
        (line(waits.WAIT, cause="unexplained"), True, "wait for Bed"),
        (line(waits.WAIT, cause="porter"), True, "wait for Bed (porter)"),
        (line(waits.GAP), True, "gap before Bed"),
        (line(waits.GAP, "", waits.CLOSE), True, "gap before the close"),
        (line(waits.GAP, "", waits.NEXT), True, "gap before the next step"),
        (line(waits.BETWEEN), False, "before Bed"),
        (line(waits.AWAY, "Return"), False, "away, Return"),
        (line(waits.AWAY, ""), False, "away"),
    ],
)
def test_each_line_has_a_name(found, intervals, name):
    assert wording.line_name(found, intervals=intervals) == name


def test_days_and_phases_have_names():
    assert (wording.weekdays()[0], len(wording.weekdays())) == ("Monday", 7)
    assert wording.phases()["ward"] == "ward"
    assert wording.time(5400) == "1 h 30 min"
