"""The picture of a site: what its rows say, now and in a replay alike."""

import math
from importlib import import_module

import numpy as np
import pytest

from carepath.accounts.policies import PORTAL
from carepath.capacity import queries as capacity
from carepath.capacity.models import Projected
from carepath.frames.definitions.pressures import PARAMETERS
from carepath.frames.escalation import SHIPPED
from carepath.frames.moments import to_us
from carepath.ingestion.models import Silence
from carepath.journeys.models import Journey
from carepath.outcomes import queries
from carepath.outcomes.queries import pressures
from tests.outcomes import worlds
from tests.outcomes.worlds import AT, DAY, HOUR, MINUTE

pytestmark = pytest.mark.django_db


def busy():
    """Three of five beds held, one for long; two of four spaces held, one boards for two hours."""
    north = worlds.hospital()
    old = worlds.arrives(north, AT - 9 * DAY)
    worlds.lies(old, "W", "W0", AT - 9 * DAY)
    for bed in ("W1", "W2"):
        who = worlds.arrives(north, AT - 5 * HOUR)
        worlds.lies(who, "E", "E3", AT - 5 * HOUR, AT - 3 * HOUR)
        worlds.lies(who, "W", bed, AT - 3 * HOUR, asked=AT - 4 * HOUR)
        break
    third = worlds.arrives(north, AT - 2 * DAY)
    worlds.lies(third, "W", "W2", AT - 2 * DAY)
    boards = worlds.arrives(north, AT - 6 * HOUR)
    worlds.lies(boards, "E", "E0", AT - 5 * HOUR)
    worlds.waits(boards, "W", AT - 2 * HOUR)
    fresh = worlds.arrives(north, AT - HOUR)
    worlds.lies(fresh, "E", "E1", AT - 50 * MINUTE)
    worlds.waits(worlds.arrives(north, AT - 10 * MINUTE), "E", AT - 5 * MINUTE)
    return north


def test_each_parameter_as_a_person_would_count_it():
    north = busy()
    Silence.objects.create(
        source=worlds.source(north), since_at=AT - HOUR, usual_us=1, found_at=AT - 30 * MINUTE
    )
    found = queries.now(site=north, rules=SHIPPED, at=AT)
    values = dict(found.values)
    assert math.isnan(values.pop("ed_arrivals"))  # nine days of data only
    assert values.pop("long_share") == pytest.approx(100 / 3)
    assert values == {
        "occupancy": 60, "spare": 2, "waiting": 1, "longest_wait": 2, "boarders": 1,
        "ed_occupancy": 75, "ed_waiting": 1, "ed_over_12h": 0, "silent_feeds": 1,
        "ed_within_4h_day": 50,  # one left in 2 h, one is there for 6 h; the others are not decided
    }  # fmt: skip
    assert found.data_at == AT - 5 * MINUTE
    assert (found.score.level, found.score.total) == (1, 3 + 1 + 4 + 1 + 2)


def test_the_page_of_the_emergency_department_says_the_same():
    north = busy()
    found = queries.now(site=north, rules=SHIPPED, at=AT).values
    record = capacity.record(site=north, by=PORTAL, at=AT)
    page = capacity.emergency_now(record, capacity.attendances(record))
    assert (found["boarders"], found["ed_occupancy"]) == (page.boarders, 100 * page.patients / 4)
    board = {one.unit.code: one for one in capacity.board(site=north, at=AT)}
    assert found["occupancy"] == 100 * board["W"].occupied / board["W"].staffed
    assert found["spare"] == board["W"].staffed - board["W"].occupied


def test_now_and_a_replay_are_one_function():
    north = busy()
    found = queries.picture(site=north, low=AT - DAY, high=AT)
    moments = queries.moments(AT - DAY, AT)
    assert (moments[-1], len(moments)) == (to_us(AT), 289)
    replayed = queries.values(found, moments, SHIPPED)
    for place in (100, 200, 250, 288):
        at = worlds.from_us(moments[place])
        known = queries.now(site=north, rules=SHIPPED, at=at).values
        for key in set(known) - {"ed_within_4h_day"}:
            assert replayed[key][place] == pytest.approx(known[key], nan_ok=True), (key, at)


def test_old_data_are_no_data_but_a_silent_feed_is_known():
    north = busy()
    late = AT + 4 * HOUR
    found = queries.now(site=north, rules=SHIPPED, at=late)
    unknown = {key for key, value in found.values.items() if math.isnan(value)}
    assert unknown == set(found.values) - {"silent_feeds"}
    assert found.score.level == 0


def test_while_the_board_is_behind_nothing_is_known(monkeypatch):
    north = busy()
    monkeypatch.setattr(import_module("carepath.capacity.queries.board"), "MANY", 0)
    Projected.objects.update_or_create(pk=1, defaults={"change": 0})
    Journey.objects.update(change=5)
    found = queries.now(site=north, rules=SHIPPED, at=AT)
    assert all(math.isnan(value) for value in found.values.values())


def test_each_parameter_has_a_query_and_a_definition():
    assert list(PARAMETERS) == list(queries.PARAMETERS)
    assert set(pressures.FED_BY_NOBODY) < set(queries.PARAMETERS)


def test_a_site_costs_the_same_questions_however_many_lie_there(django_assert_max_num_queries):
    north = busy()
    for number in range(4, 9):
        worlds.lies(worlds.arrives(north, AT), "W", f"W{number % 2 + 3}", AT - number * HOUR,
                    AT - number * HOUR + MINUTE)  # fmt: skip
    with django_assert_max_num_queries(23):
        queries.now(site=north, rules=SHIPPED, at=AT)


def test_another_site_is_not_counted():
    busy()
    other = worlds.hospital(slug="south")
    found = queries.now(site=other, rules=SHIPPED, at=AT)
    assert found.data_at is None and found.score.level == 0
    empty = queries.values(queries.picture(site=other, low=AT, high=AT), np.array([1]), SHIPPED)
    assert empty["silent_feeds"].tolist() == [0]
