"""Which scenarios there are, which comes next, and how far one is."""

from datetime import timedelta

import pytest

from carepath.scenarios import policies, queries
from carepath.scenarios.models import Calibration, Scenario
from tests.factories import AT, ben, nora, otto, person, site
from tests.scenarios.worlds import HOUR, LONGER, answered, asked, hospital

pytestmark = pytest.mark.django_db(databases="__all__")


def test_who_sees_a_site_sees_its_scenarios_and_no_model_is_read():
    row = answered(hospital(), by=ben())
    found = queries.scenarios(by=nora()).get()
    assert found == row and "model" not in found.calibration.__dict__
    assert not queries.scenarios(by=otto()).exists()
    assert not queries.scenarios(by=person("eva", "BED_MANAGER", at_site="south")).exists()


def test_the_oldest_of_each_site_comes_next_those_with_least_done_first():
    who = ben()
    rows = [asked(site(slug), by=who) for slug in ("north", "north", "south", "west")]
    Scenario.objects.filter(pk=rows[0].pk).update(done=7)
    assert queries.next_scenarios(2) == [rows[2].pk, rows[3].pk]
    assert queries.next_scenarios(9) == [rows[2].pk, rows[3].pk, rows[0].pk]
    assert queries.waiting_of(site()) == 2


def calibration(**fields):
    said = {
        "site": site(), "made_at": AT, "since": AT - 9 * HOUR, "until": AT - HOUR, "read": {},
        "method": policies.METHOD, "fingerprint": "0", "model": "", "observed": {},
        "observed_weeks": 4,
    }  # fmt: skip
    return Calibration.objects.create(**said | fields)


def test_a_calibration_of_the_day_is_used_again_and_no_other():
    row = asked(site(), by=ben())
    assert queries.calibration_of(row) is None
    for wrong in (
        {"site": site("south")},
        {"method": policies.METHOD + 1},
        {"made_at": AT - policies.FRESH - HOUR, "since": AT - 99 * HOUR, "until": AT - 90 * HOUR},
    ):
        calibration(**wrong)
    assert queries.calibration_of(row) is None
    calibration()
    newest = calibration(made_at=AT - HOUR)
    assert queries.calibration_of(row) == newest
    row.anew = True
    assert queries.calibration_of(row) is None


def test_only_what_rests_on_the_same_can_be_compared():
    where, who = hospital(), ben()
    first = answered(where, by=who)
    second = answered(where, LONGER, by=who)
    answered(where, by=who, weeks=3)
    answered(where, by=who, pairs=4)
    answered(where, by=who, anew=True)
    asked(where, by=who)
    assert list(queries.comparable(first, by=who)) == [second]


def test_how_far_it_is_and_how_long_it_takes_at_the_pace_so_far():
    row = asked(site(), by=ben())
    row.began_at = AT
    nothing = queries.progress(row, at=AT + HOUR)
    assert (nothing.done, nothing.left, nothing.left_us) == (0, None, None)
    row.done, row.total = 20, 80
    found = queries.progress(row, at=AT + timedelta(seconds=30))
    assert found.left == timedelta(seconds=90) and found.left_us == 90_000_000


def test_keys_of_an_address():
    assert queries.ids(["3", "1", "3", "x", "", "9" * 30, "-1"]) == [3, 1]
