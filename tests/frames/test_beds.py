"""Beds: what may be said of one."""

from carepath.frames.beds import ASSUMED, CONTESTED, FOUND, SAID, UNNAMED, Holding


def test_what_is_found_and_never_said():
    assert set(FOUND) - set(SAID) == {CONTESTED, ASSUMED, UNNAMED}
    assert "".join(SAID) == "CHIKOU"  # HL7 table 0116


def test_what_several_visits_hold_is_contested():
    assert Holding(0, None, (1, 2)).contested
    assert not Holding(0, None, (1,)).contested
