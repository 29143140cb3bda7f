from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from carepath.demo import policies
from carepath.demo.models import Hospital

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("to", "shown", "arrives"),
    [
        ("morning", "2026-03-02T06:00+00:00", "2026-03-02T07:30+00:00"),
        ("morning", "2026-03-02T07:30+00:00", "2026-03-03T07:30+00:00"),
        ("morning", "2026-03-28T12:00+00:00", "2026-03-29T06:30+00:00"),  # summer time begins
        ("hours", "2026-03-28T20:00+00:00", "2026-03-29T04:00+00:00"),
        ("fortnight", "2026-03-20T08:00+00:00", "2026-04-03T08:00+00:00"),
    ],
)
def test_a_jump_leads_to(to, shown, arrives):
    moment = policies.jump_target(to, shown=datetime.fromisoformat(shown), zone=LONDON)
    assert moment == datetime.fromisoformat(arrives)


def test_there_are_no_other_jumps():
    for to in policies.JUMPS:
        policies.jump_target(to, shown=datetime(2026, 3, 2, tzinfo=LONDON), zone=LONDON)
    with pytest.raises(KeyError):
        policies.jump_target("moon", shown=datetime(2026, 3, 2, tzinfo=LONDON), zone=LONDON)


@pytest.mark.parametrize("phase", Hospital.Phase)
def test_only_a_living_hospital_can_be_changed(phase):
    hospital = Hospital(phase=phase)
    if phase == Hospital.Phase.LIVE:
        policies.check_live(hospital)
        return
    with pytest.raises(policies.NotNow) as refused:
        policies.check_live(hospital)
    assert str(refused.value).endswith(".")
