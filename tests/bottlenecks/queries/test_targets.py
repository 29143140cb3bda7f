import pytest

from carepath.bottlenecks import actions, queries
from carepath.journeys.models import Target
from tests.bottlenecks.worlds import NOW
from tests.factories import AT, person
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(nora):
    source = a_source(phases={"Doctor": "department"})
    record(source, event("A", "Triage", 0, 5), event("A", "Doctor", 9, 20))
    ada = person("ada", "QUALITY_LEAD", first_name="Ada", last_name="Lead")
    for target in ("Doctor", "Gone"):
        actions.set_target(
            source=source,
            from_stage="Triage",
            to_stage=target,
            within_s=3600,
            by=ada,
            at=AT,
            reason="agreed",
        )
    return queries.log(by=nora, source="log", now=NOW)


def test_targets_say_who_set_them_and_how_they_are_met(log):
    met, gone = queries.targets(log)
    assert (met.by, met.at, met.reason) == ("Ada Lead", AT, "agreed")
    assert met.milestone.n_within == 1
    assert gone.milestone is None


def test_stages_to_confirm_come_first(log):
    assert [(s.name, s.confirmed) for s in queries.stages(log)] == [
        ("Triage", False),
        ("Doctor", True),
    ]


def test_a_target_is_found_by_who_sees_its_source(log, nora):
    pk = Target.objects.first().pk
    assert queries.target(pk=pk, by=nora).pk == pk
    assert queries.target(pk=pk, by=person("sue", "READ_ONLY", at_site="south")) is None
