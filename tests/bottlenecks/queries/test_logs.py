from datetime import date, timedelta

import pytest

from carepath.bottlenecks import queries
from carepath.frames import moments
from carepath.frames.moments import MINUTE, SECOND
from carepath.journeys.queries import Cohort
from carepath.places.models import Site
from tests.bottlenecks.worlds import NOW, a_log, spans_of
from tests.factories import AT, person, site
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event
from tests.places.worlds import with_shifts

pytestmark = pytest.mark.django_db


def ask(by, **question):
    return queries.log(by=by, **{"source": "log", "now": NOW} | question)


def test_a_log_has_its_sources_journeys_and_targets(sepsis, nora):
    log = ask(nora, source="sepsis")
    assert log.spans.n_journeys == 1050
    assert [target.within_s for target in log.targets] == [3600]
    assert log.zone.key == "Europe/Amsterdam"
    assert not log.intervals
    assert log.target("ER Sepsis Triage", "IV Antibiotics").within_s == 3600
    assert log.target("IV Antibiotics", "ER Sepsis Triage") is None


def test_a_source_of_another_site_is_as_unknown_as_none(nora):
    a_source()
    south = person("sue", "READ_ONLY", at_site="south")
    for who, name in ((south, "log"), (nora, "no log")):
        with pytest.raises(queries.NotThere) as refused:
            ask(who, source=name)
        assert refused.value.field == "source"


def test_a_period_holds_both_of_its_days_on_the_hospitals_clock(nora):
    source = a_source()  # nine o'clock UTC on 2 March 2026 is ten in Amsterdam
    minute = {"before": -601, "first": -600, "last": 839, "after": 840}
    record(source, *(event(case, "Triage", at, at + 1) for case, at in minute.items()))
    day = date(2026, 3, 2)
    assert ask(nora, first=day, last=day).spans.n_journeys == 2
    assert ask(nora, first=day).spans.n_journeys == 3
    assert ask(nora, last=day).spans.n_journeys == 3
    assert ask(nora).spans.n_journeys == 4


def test_an_answer_is_remembered_until_something_changes(nora):
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    assert queries.summary(ask(nora)).journeys == 1
    record(source, event("B", "Triage", 0, 5))
    assert queries.summary(ask(nora)).journeys == 2
    assert ask(nora).key == ask(nora).key


def test_now_matters_only_while_a_journey_is_open(nora):
    source = a_source(closing_rule="end_stages", end_stages=("Bed",))
    record(source, event("A", "Triage", 0, 5), event("A", "Bed", 9, 9))
    assert ask(nora).key == ask(nora, now=NOW + 5 * MINUTE).key
    record(source, event("B", "Triage", 0, 5))
    assert ask(nora).key != ask(nora, now=NOW + 5 * MINUTE).key
    assert ask(nora).key == ask(nora, now=NOW + SECOND).key


def test_a_near_stage_is_suggested():
    log = a_log(spans_of([(0, "Triage"), (MINUTE, "Doctor")]))
    assert log.check_stage("Doctor", "to") == "Doctor"
    with pytest.raises(queries.NotThere, match="Did you mean “Triage”"):
        log.check_stage("Triaje", "from")
    with pytest.raises(queries.NotThere) as refused:
        log.check_stage("X-ray", "from")
    assert "Did you mean" not in str(refused.value)


def test_sites_have_their_own_clock(nora):
    assert site().timezone == "Europe/Amsterdam"
    assert a_log(spans_of([(0, "A")]), zone="Pacific/Auckland").zone.key == "Pacific/Auckland"


def test_a_cohort_narrows_the_log_and_has_answers_of_its_own(sepsis, nora):
    whole = ask(nora, source="sepsis")
    late = Cohort(ms_from="ER Sepsis Triage", ms_to="IV Antibiotics", beyond_s=3600)
    narrowed = ask(nora, source="sepsis", cohort=late)
    assert narrowed.spans.n_journeys == 481
    assert narrowed.key != whole.key
    assert queries.summary(narrowed).journeys == 481
    assert queries.summary(whole).journeys == 1050
    assert ask(nora, source="sepsis", cohort=Cohort(source="other")).key == whole.key


def test_a_log_of_a_made_up_site_is_as_of_its_own_clock(nora):
    source = a_source(closing_rule="end_stages", end_stages=("Bed",))
    record(source, event("A", "Triage", 0, 5))
    hour = timedelta(hours=1)
    Site.objects.filter(pk=source.site_id).update(
        synthetic=True, clock_real=moments.from_us(NOW), clock_shown=moments.from_us(NOW) + hour
    )
    assert ask(nora).now == NOW + 60 * MINUTE


def test_the_night_is_that_of_the_shift_calendar_and_answers_with_another_are_others(nora):
    record(a_source(), event("A", "Triage", 0, 5))
    before = ask(nora)
    with_shifts()
    after = ask(nora, now=moments.to_us(AT))
    assert (before.night, after.night) == ((21, 7), (23, 7))
    assert before.key != after.key
