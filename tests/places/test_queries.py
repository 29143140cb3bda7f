"""Reads about places."""

import pytest

from carepath.places import queries
from tests.factories import site

pytestmark = pytest.mark.django_db


def test_sites_are_offered_by_name():
    site("b", name="Zuid")
    site("a", name="Noord")
    assert queries.site_choices() == [("a", "Noord"), ("b", "Zuid")]
