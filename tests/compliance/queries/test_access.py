"""Controls of access: each holds in one world, and names what is wrong in the other."""

import pytest

from carepath.compliance.queries import access
from tests.compliance.worlds import named
from tests.factories import AT


@pytest.mark.parametrize("name", named("access."))
def test_it_holds(name, holds):
    found = holds(name)
    assert found.applies
    assert found.looked_at > 0
    assert found.wrong == ()


@pytest.mark.parametrize("name", named("access."))
def test_it_breaks_and_names_what_is_wrong(name, breaks):
    found, wrong = breaks(name)
    assert wrong
    assert list(found.wrong) == wrong


def test_on_one_machine_alone_a_second_factor_may_wait(settings):
    settings.LOOPBACK_ONLY = True
    assert not access.second_factor(AT).applies
