"""Controls of keeping: each holds in one world, and names what is wrong in the other."""

from datetime import timedelta

import pytest

from carepath.compliance.queries import keeping
from tests.compliance.worlds import named
from tests.factories import AT


@pytest.mark.parametrize("name", named("keeping."))
def test_it_holds(name, holds):
    found = holds(name)
    assert found.applies
    assert found.looked_at > 0
    assert found.wrong == ()


@pytest.mark.parametrize("name", named("keeping."))
def test_it_breaks_and_names_what_is_wrong(name, breaks):
    found, wrong = breaks(name)
    assert wrong
    assert list(found.wrong) == wrong


@pytest.mark.usefixtures("old")
def test_it_says_when_it_was_last_done():
    assert keeping.backed_up(AT + timedelta(days=2)).note == "Never yet."


@pytest.mark.django_db
def test_a_new_portal_has_nothing_to_lose_yet():
    assert not keeping.backed_up(AT).applies
