"""Rows of holdings."""

from carepath.capacity.models import Holding


def test_what_is_nobodys_is_contested():
    assert Holding(journey_id=None).contested
    assert not Holding(journey_id=1).contested
