"""What holds where nobody decided anything."""

import pytest

from carepath.frames.escalation import SHIPPED
from carepath.outcomes import queries
from tests.factories import otto, site

pytestmark = pytest.mark.django_db


def test_what_came_with_the_portal_holds_until_then():
    found = queries.standard(site())
    assert (found.rules, found.name, found.row) == (SHIPPED, "", None)
    assert found.title == "sample set, as shipped"
    assert queries.rule_set(pk=1, by=otto()) is None
    assert not queries.rule_sets(site=site()).exists()
