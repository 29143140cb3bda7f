"""How much a station could do is seen in what it did."""

import numpy as np
import pytest

from carepath.accounts.policies import PORTAL
from carepath.journeys import queries as journeys
from carepath.scenarios.queries import stations
from carepath.simulator.flow import Scans
from tests.scenarios.worlds import CT, hospital

MONDAY, SATURDAY = 0, 5 * 24


def scans(*times, station=0):
    started, ended = np.array(times, float).T
    n = len(times)
    return Scans(np.arange(n), np.full(n, station), started, started, ended)


def test_as_many_at_once_as_were_seen_at_that_hour_of_a_weekday_or_weekend():
    at_once = (8.2, 8.9), (8.5, 9.5), (8.8, 8.95)
    others = (24 + 9.1, 24 + 9.2), (SATURDAY + 8, SATURDAY + 9)
    found = stations.servers(scans(*at_once, *others), 1)[0]
    for day in range(5):
        assert found[day * 24 + 8] == 3 and found[day * 24 + 9] == 1
    assert found[SATURDAY + 8] == found[SATURDAY + 32] == 1
    assert found.sum() == 5 * 4 + 2  # closed at all other hours


def test_one_that_ends_as_another_begins_is_not_at_once():
    assert stations.servers(scans((8.0, 8.5), (8.5, 9.0)), 1)[0][8] == 1


def test_what_never_began_or_never_ended_opens_no_hour():
    times = scans((8.0, np.nan), (np.nan, np.nan))
    assert stations.servers(times, 2).sum() == 0 and stations.servers(times, 2).shape == (2, 168)


@pytest.mark.django_db
def test_the_stages_that_equipment_is_entered_for_are_stations():
    where = hospital(weeks=4)
    spans = journeys.snapshot(by=PORTAL, site=where.slug).spans
    assert stations.there(site=where, spans=spans) == {CT: 2}
    assert stations.there(site=hospital(weeks=4, slug="south", scans=False), spans=spans) == {}
    rows = np.ones(spans.n_journeys, bool)
    found = stations.read(spans, {}, lambda moments: moments / 3.6e9, 0, 10**6, rows)
    assert found.servers.shape == (0, 168) and not len(found.scans.case)
