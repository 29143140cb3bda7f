"""A rule by version and site: each version by its own words, each site by who may see it."""

from datetime import timedelta

import pytest

from carepath.frames.moments import to_us
from carepath.protocols import queries
from tests.factories import AT, site
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens, source
from tests.protocols.worlds import activate, active, amended, nora

pytestmark = pytest.mark.django_db
DAY = 24 * 60
NOW = to_us(AT + timedelta(days=40))


def treated(case, flag, after):
    return [
        event(case, "Sepsis flag", flag, flag),
        event(case, "Antibiotics", flag + after, flag + after + 1),
    ]


def sides(running, *places):
    found = [site(name) for name in places or ["north"]]
    now = {one.pk: NOW for one in found}
    return [
        (one.site.slug, one.version.number, one.judged.of_triggered[:2])
        for one in queries.sides(running.protocol, "within-hour", found, by=nora(), now=now)
    ]


def test_each_version_in_the_journeys_that_follow_it():
    first = active()
    happens(*treated("a", 5, 30), *treated("b", 6, 90))
    follow()
    assert sides(first) == [("north", 1, (1, 2))]
    amended(first, at=AT + timedelta(days=1))
    happens(*treated("c", 2 * DAY, 10))
    follow(AT + timedelta(days=3))
    assert sides(first) == [("north", 1, (1, 2)), ("north", 2, (1, 1))]


def test_sites_beside_each_other():
    first = active()
    activate(first.version, where=site("south"))
    happens(*treated("a", 5, 30))
    happens(*treated("s", 5, 90), where=source("south"))
    follow()
    assert sides(first, "north", "south") == [("north", 1, (1, 1)), ("south", 1, (0, 1))]
    assert sides(first, "south") == [("south", 1, (0, 1))]


def test_nobody_follows_it_or_no_version_has_the_rule():
    first = active()
    assert sides(first) == []
    happens(*treated("a", 5, 30))
    follow()
    now = {site("north").pk: NOW}
    assert queries.sides(first.protocol, "nowhere", [site("north")], by=nora(), now=now) == []


def test_the_same_number_of_questions_however_many_journeys_and_versions():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(running):
        with CaptureQueriesContext(connection) as found:
            sides(running)
        return len(found)

    first = active()
    happens(*treated("a", 5, 30))
    follow()
    asked(first)
    few = asked(first)
    amended(first, at=AT + timedelta(days=1))
    happens(*(one for n in range(20) for one in treated(f"c{n}", 2 * DAY + n, 10)))
    follow(AT + timedelta(days=3))
    assert len(sides(first)) == 2
    assert asked(first) <= few + 1  # the excuses of a version more
