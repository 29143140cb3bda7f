"""Every control has a world in which it holds and one in which it breaks, and says what to do."""

import pytest

from carepath.compliance.queries import CONTROLS
from tests.compliance.worlds import WORLDS


def test_every_control_has_both_worlds():
    assert set(WORLDS) == set(CONTROLS)


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_what_a_reader_is_told(control):
    assert control.sources
    for text in (control.title, control.rule, control.remedy, control.owner):
        assert str(text).strip()
    assert str(control.rule).endswith(".")
