"""A small invented hospital for tests, without its engine."""

from datetime import timedelta

from carepath.demo.models import Hospital
from carepath.frames.mapping import Mapping
from carepath.frames.moments import to_us
from carepath.journeys import actions as journeys
from carepath.places import actions as places
from tests.factories import AT


def a_hospital(phase=Hospital.Phase.LIVE, **fields):
    """A hospital that has lived until nine o'clock of the test day, on a clock of real time."""
    site = places.declare_made_up(
        slug="demo", name="Invented hospital", timezone="Europe/London",
        units={"ed": "Emergency department"}, by="test", at=AT,
    )  # fmt: skip
    mapping = Mapping(
        case="case", activity="stage", time="ended",
        closing_rule="end_stages", end_stages=("Discharge",),
    )  # fmt: skip
    source = journeys.declare_source(
        name="Invented hospital", site=site, mapping=mapping, intervals=True, by="test", at=AT
    )
    lived = {"seed": 1, "starts": to_us(AT - timedelta(days=2)), "emitted_until": to_us(AT)}
    return Hospital.objects.create(site=site, source=source, phase=phase, **lived | fields)
