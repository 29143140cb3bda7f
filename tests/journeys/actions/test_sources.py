import pytest

from carepath.audit.models import Entry
from carepath.frames.mapping import Mapping, Target
from carepath.journeys import actions as journeys
from carepath.journeys.models import Stage
from tests.factories import AT, site

pytestmark = pytest.mark.django_db


def declared(name="log", at_site="north", intervals=False, stages=(), **mapping):
    return journeys.declare_source(
        name=name,
        site=site(at_site),
        mapping=Mapping(case="c", activity="a", time="t", **mapping),
        intervals=intervals,
        stages=stages,
        by="worker:test",
        at=AT,
    )


def phases():
    return dict(Stage.objects.values_list("name", "phase"))


def test_a_source_takes_its_zone_and_closing_rule_from_the_mapping():
    source = declared(timezone="Europe/Amsterdam", closing_rule="silence", silence_days=3)
    assert (source.timezone, source.closing_rule, source.silence_days) == (
        "Europe/Amsterdam",
        "silence",
        3,
    )
    assert Entry.objects.filter(verb="source.declared").count() == 1


def test_start_times_once_seen_are_not_forgotten():
    assert declared(intervals=True).intervals
    assert declared(intervals=False).intervals


def test_stages_of_a_log_get_a_phase_by_name_that_waits_for_a_person():
    declared(stages=["ER Triage", "Admission NC", "Return ER", "Release A"])
    assert phases() == {
        "ER Triage": "department",
        "Admission NC": "ward",
        "Return ER": "away",
        "Release A": "ward",
    }
    assert not Stage.objects.filter(confirmed=True).exists()


def test_a_phase_that_the_mapping_names_is_confirmed_and_stays():
    declared(phases={"Return ER": "department"})
    declared(stages=["Return ER"])
    assert phases() == {"Return ER": "department"}
    assert Stage.objects.get().confirmed


def test_the_longest_plausible_visit_that_a_mapping_names_is_set_with_a_sentence():
    declared(longest_s={"CT": 3600})
    declared(longest_s={"CT": 3600})
    declared(longest_s={})
    assert Stage.objects.get().longest_s == 3600
    assert not Stage.objects.get().confirmed
    assert Entry.objects.filter(verb="stage.limit").count() == 1


def test_targets_are_added_and_changed_but_never_dropped():
    declared(targets=(Target("A", "B", 60), Target("A", "C", 60)))
    source = declared(targets=(Target("A", "B", 90),))
    assert dict(source.targets.values_list("to_stage", "within_s")) == {"B": 90, "C": 60}


def test_a_name_belongs_to_one_site():
    declared()
    with pytest.raises(journeys.SourceElsewhere):
        declared(at_site="south")
