"""The history of a protocol: order, branches, what was rebased, where it was in force, in pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carepath.protocols import actions, queries
from carepath.protocols.models import Version
from carepath.protocols.queries import histories
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT
from tests.protocols.worlds import active, amended, draft, nora, pia

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def branch(parent, **fields):
    changed = with_row(parent.document, "doses", "first", **fields or {"amount": "6"})
    return actions.branch(
        protocol=parent.protocol, parent=parent, by=pia(), at=AT, reason="a try", document=changed
    )


def numbers(found):
    return [entry.version.number for entry in found.entries]


def test_newest_first_with_a_lane_for_each_branch():
    first = draft()
    branch(first)
    branch(first)
    found = queries.graph(first.protocol)
    assert (numbers(found), found.lanes, found.total, found.before) == ([3, 2, 1], 2, 3, "")
    assert [entry.row.lane for entry in found.entries] == [0, 1, 0]


def test_a_rebased_draft_stands_above_what_it_comes_from_now():
    running = active()
    old = branch(running.version)
    second = amended(running, at=LATER).version
    assert (old.number, second.number) == (2, 3)
    conflicts = queries.rebase(old, {}).merged.conflicts
    answers = {one.key: "ours" for one in conflicts}
    actions.rebase(version=old, edition=old.edition, answers=answers, by=pia(), at=LATER)
    found = queries.graph(running.protocol)
    assert numbers(found) == [2, 3, 1]
    assert found.entries[0].earlier == (1,)
    assert found.entries[0].row.out == ((0, False), (1, True))


def test_it_says_who_brought_it_into_force_where_and_when():
    first = active()
    second = amended(first, at=LATER)
    actions.roll_back(activation=second, by=nora(), at=LATER + timedelta(hours=1), reason="harm")
    newest, oldest = queries.graph(first.protocol).entries
    (force,) = newest.activations
    assert (force.starts_at, force.ended, force.activated_by) == (LATER, "rolled_back", pia())
    assert [one.ended for one in oldest.activations] == ["", "amended"]
    assert oldest.others == 0


def test_no_more_times_in_force_than_a_row_can_hold(monkeypatch):
    monkeypatch.setattr(histories, "SHOWN", 1)
    first = active()
    second = amended(first, at=LATER)
    actions.roll_back(activation=second, by=nora(), at=LATER + timedelta(hours=1), reason="harm")
    oldest = queries.graph(first.protocol).entries[1]
    assert (len(oldest.activations), oldest.others) == (1, 1)


def many(first, n):
    rows = [
        Version(
            protocol=first.protocol, number=number, parent=first, content=first.content,
            sha256=first.sha256, reason="one of many", created_at=AT, created_by=pia(),
        )
        for number in range(2, n + 1)
    ]  # fmt: skip
    from carepath.audit import actions as audit

    with audit.acting_as(pia(), at=AT, why="many"):
        for row in rows:
            row.save()


def test_two_hundred_versions_come_in_pages_at_the_same_cost():
    def asked(**how):
        with CaptureQueriesContext(connection) as found:
            queries.graph(first.protocol, **how)
        return len(found)

    first = draft(SEPSIS)
    few = asked()
    many(first, 200)
    assert asked() <= few
    seen, before = [], ""
    while True:
        page = queries.graph(first.protocol, before=before)
        assert len(page.entries) <= histories.PAGE
        seen += numbers(page)
        before = page.before
        if not before:
            break
    assert seen == list(range(200, 0, -1))
    assert page.total == 200
    assert numbers(queries.graph(first.protocol, before="nonsense"))[0] == 200
