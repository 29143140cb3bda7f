from datetime import timedelta

import pytest

from carepath.work import queries
from carepath.work.actions import Report, count_reports, policy_reports
from tests.factories import AT

pytestmark = pytest.mark.django_db(databases="__all__")
INLINE = Report("script-src-elem", "journeys:detail", "inline")
IMAGE = Report("img-src", "journeys:detail", "evil.example")


def test_the_same_report_is_one_row_with_a_count():
    count_reports([INLINE, IMAGE, INLINE], at=AT)
    count_reports([INLINE], at=AT + timedelta(hours=1))
    rows = {row.blocked: row for row in queries.policy_reports()}
    assert {blocked: row.count for blocked, row in rows.items()} == {"inline": 3, "evil.example": 1}
    assert rows["inline"].first_at == AT
    assert rows["inline"].last_at == AT + timedelta(hours=1)
    assert queries.policy_reports().first().blocked == "inline"


def test_what_was_not_seen_for_longest_goes_first(monkeypatch):
    monkeypatch.setattr(policy_reports, "MOST_ROWS", 3)
    for n in range(5):
        later = AT + timedelta(minutes=n)
        count_reports([INLINE, Report("img-src", "portal:home", f"{n}.example")], at=later)
    kept = [row.blocked for row in queries.policy_reports()]
    assert sorted(kept) == ["3.example", "4.example", "inline"]
