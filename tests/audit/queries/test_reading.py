from datetime import timedelta

import pytest

from carepath.audit import actions
from carepath.audit.queries import reading
from tests.factories import AT

pytestmark = pytest.mark.django_db(databases="__all__")


def read(at):
    return actions.write_read(
        at=at, actor="user:7", route="r", resource="journeys", count=1, outcome="shown"
    )


def test_ends_are_of_recent_days_and_what_was_told_is_known():
    read(AT - timedelta(days=9))
    first, last = read(AT), read(AT)
    assert reading.ends(at=AT) == {first.chain: (2, last.hash)}
    actions.seal_reads(by="worker:sweep", at=AT)
    assert reading.told(since=AT) == {first.chain: 2}
    assert reading.told(since=AT + timedelta(seconds=1)) == {}


def test_recent_days_are_checked_alone_or_all():
    read(AT - timedelta(days=9))
    read(AT)
    assert reading.verdict(since=AT).rows == 1
    assert reading.verdict().rows == 2
    assert len(list(reading.rows())) == 2
    assert '"outcome": "shown"' in reading.line(next(reading.rows()))


def test_what_the_ledger_was_not_told_in_time_is_named():
    first = read(AT - timedelta(hours=3))
    assert reading.untold(before=AT - timedelta(hours=2), at=AT) == [first]
    actions.seal_reads(by="worker:sweep", at=AT)
    read(AT)
    assert reading.untold(before=AT - timedelta(hours=2), at=AT) == []
