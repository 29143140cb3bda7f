import pytest

from carepath.bottlenecks import queries
from carepath.bottlenecks.queries.measures import Asked
from carepath.frames.definitions import FINDING, IMPORTS, REGISTER
from carepath.journeys import queries as journeys
from tests.bottlenecks.worlds import NOW
from tests.factories import person

ANTIBIOTICS = Asked("ER Sepsis Triage", "IV Antibiotics")


OF_JOURNEYS = [d.key for d in REGISTER if not d.page and d.topic != IMPORTS and d.needs != FINDING]
"""Numbers of a finding are measured where one stands: test_troubles."""


@pytest.mark.parametrize("key", OF_JOURNEYS)
def test_every_number_made_from_journeys_has_a_measure(sepsis_log, key):
    asked = ANTIBIOTICS if REGISTER[key].needs else Asked()
    found = queries.measured(sepsis_log, key, asked)
    assert found.figures[0][1]
    assert len(found.values) == len(found.positions)
    assert found.n <= found.of


def test_numbers_of_imports_are_shown_by_their_reports(sepsis_log):
    assert queries.measured(sepsis_log, "rows_read", Asked()) is None


def test_what_a_definition_needs_and_nobody_gave(sepsis_log):
    beyond = REGISTER["hours_beyond_target"]
    assert queries.missing(sepsis_log, beyond, Asked()) == ("pair_from", "pair_to", "within_s")
    assert queries.missing(sepsis_log, beyond, ANTIBIOTICS) == ()  # the target is declared
    assert queries.missing(sepsis_log, beyond, Asked("CRP", "CRP")) == ("within_s",)
    assert queries.missing(sepsis_log, REGISTER["journeys"], Asked()) == ()


def test_ten_journeys_from_the_middle_and_the_tail(sepsis, nora):
    log = queries.log(by=nora, source="sepsis", now=NOW)
    found = queries.measured(log, "milestone_time", ANTIBIOTICS)
    examples = queries.examples(log, found, by=nora)
    assert [example.tail for example in examples] == [False] * 5 + [True] * 5
    assert examples[2].value == found.figures[0][1] == "1 h 32 min"  # 823 values have a middle one
    for example in examples:
        alone = journeys.spans_of(example.journey)
        assert alone.n_journeys == 1
    assert queries.examples(log, found, by=person("otto")) == []


def test_an_example_recomputes_alone(sepsis, nora):
    log = queries.log(by=nora, source="sepsis", now=NOW)
    found = queries.measured(log, "journey_length", Asked())
    for example in queries.examples(log, found, by=nora):
        spans = journeys.spans_of(example.journey)
        alone = queries.Log(log.source, spans, log.targets, log.period, log.now, object())
        assert queries.measured(alone, "journey_length", Asked()).figures[0][1] == example.value
