"""A hospital with too few open beds in one ward, about which there is something to advise."""

import pytest

from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT
from tests.forecasts.advice import HOUR, proven
from tests.forecasts.worlds import hospital


@pytest.fixture
def where():
    """A hospital whose second ward has 1 open bed of 14, with forecasts of proven skill."""
    found = hospital(weeks=9, until=AT + 12 * HOUR)
    unit = Unit.objects.get(code="W2")
    places.declare_beds(unit=unit, beds=1, physical=14, by="test", at=AT)
    proven(found)
    return found
