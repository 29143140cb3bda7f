"""Controls of approvals: each holds in one world, and names what is wrong in the other."""

import pytest

from tests.compliance.worlds import named


@pytest.mark.parametrize("name", named("approval."))
def test_it_holds(name, holds):
    found = holds(name)
    assert found.applies
    assert found.looked_at > 0
    assert found.wrong == ()


@pytest.mark.parametrize("name", named("approval."))
def test_it_breaks_and_names_what_is_wrong(name, breaks):
    found, wrong = breaks(name)
    assert wrong
    assert list(found.wrong) == wrong
