import pytest

from carepath.frames.mapping import END_STAGES
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey
from tests.factories import AT
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db


def test_a_new_rule_reaches_every_journey_in_steps():
    source = a_source()
    record(source, event("A", "Triage", 0, 5), event("B", "Triage", 0, 5), event("B", "Go", 6, 7))
    source.closing_rule, source.end_stages = END_STAGES, ["Go"]
    source.save()
    after, steps = 0, 0
    while after is not None:
        after = journeys.reclose(source=source, by="worker:test", at=AT, after=after, limit=1)
        steps += 1
    assert steps == 3
    closed = dict(Journey.objects.values_list("case_ref", "closed_by"))
    assert closed == {"A": "", "B": "end_stages"}
