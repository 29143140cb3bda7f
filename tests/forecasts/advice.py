"""A small hospital whose second ward is short of beds, with forecasts of proven skill, lived on."""

from datetime import timedelta

from carepath.forecasts import actions
from carepath.forecasts.models import Recommendation
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT, ben
from tests.forecasts.actions.test_recommending import HOUR, proven
from tests.forecasts.worlds import hospital

LATER = timedelta(hours=40)


def short_of_beds(*, later=LATER, **fields):
    """The site: its second ward has 1 open bed of 14 and needs more; all is known for 40 h."""
    where = hospital(weeks=9, until=AT + later, **fields)
    unit = Unit.objects.get(code="W2")
    places.declare_beds(unit=unit, beds=1, physical=14, by="test", at=AT - 30 * 24 * HOUR)
    proven(where)
    return where


def run(hours):
    actions.run_due(by="test", at=AT + hours * HOUR)


def decided(to="accepted"):
    """The only recommendation there is, made and decided an hour later."""
    run(0)
    run(1)
    row = Recommendation.objects.select_related("site", "unit").get()
    who = ben(first_name="Ben", last_name="Smit")
    return actions.decide(
        recommendation=row, to=to, reason="two nurses are free", by=who, at=AT + HOUR + HOUR / 6
    )


def open_all(row, *, hours=1.5):
    """Somebody opens the beds that were advised."""
    unit = Unit.objects.get(pk=row.unit_id)
    places.set_open_beds(
        unit=unit, beds=row.with_it, by="test", at=AT + hours * HOUR, reason="opened"
    )
