"""Verdicts in journeys: whom they are about, by week, before and since, replayed over a quarter."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from carepath.analysis import conformance
from carepath.frames.moments import to_us
from carepath.frames.protocol import Document
from carepath.protocols import actions, queries
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT, site
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.worlds import active, draft, nora, pia, somebody

pytestmark = pytest.mark.django_db
DAY = 24 * 60
NOW = to_us(AT + timedelta(days=40))


def treated(case, flag, drug):
    return [event(case, "Sepsis flag", flag, flag), event(case, "Antibiotics", drug, drug + 1)]


def judged(version, whom=queries.PINNED, by=None):
    return queries.adherence(version, site=site("north"), by=by or nora(), now=NOW, whom=whom)


def test_pinned_and_all_eligible():
    happens(*treated("before", -DAY, -DAY + 30))
    running = active()
    happens(*treated("a", 5, 30), *treated("b", 5, 300), event("other", "Triage", 5, 6))
    follow()
    assert judged(running.version).n == 2
    found = judged(running.version, queries.ALL)
    assert found.n == 3
    line = found.line("within-hour")
    assert (line.counts["satisfied"], line.counts["violated"]) == (2, 1)
    assert found.line("nowhere") is None
    assert line.undecided == 0


def test_who_does_not_see_the_site_sees_no_journey():
    happens(*treated("a", 5, 30))
    south = somebody("south", "CLINICIAN", at_site="south")
    assert judged(draft(), queries.ALL, by=south).n == 0


def test_week_by_week_and_around_a_moment():
    happens(*treated("a", 5, 30), *treated("b", 6, 300), *treated("c", 8 * DAY, 8 * DAY + 10))
    found = judged(draft(), queries.ALL)
    line = found.line("within-hour")
    weeks = queries.weeks(found.since, line.judged, ZoneInfo("Europe/Amsterdam"))
    assert [(week.monday, week.of_triggered[:2]) for week in weeks] == [
        ("2026-03-02", (1, 2)), ("2026-03-09", (1, 1)),
    ]  # fmt: skip
    split = queries.around(found, line, to_us(AT + timedelta(days=7)))
    assert (split.before.of_triggered[:2], split.after.of_triggered[:2]) == ((1, 2), (1, 1))


def test_cases_are_paged_and_chosen_by_verdict():
    happens(*(e for n in range(60) for e in treated(f"c{n}", n, n + 300)))
    found = judged(draft(), queries.ALL)
    line = found.line("within-hour")
    first = queries.cases(found, line, verdicts=(conformance.VIOLATED,))
    rest = queries.cases(found, line, verdicts=(conformance.VIOLATED,), after=first.after)
    assert (len(first.items), len(rest.items), rest.after) == (50, 10, "")
    assert first.items[0].journey.case_ref == "c59"
    assert first.items[0].due - first.items[0].trigger == 3600 * 1_000_000
    assert queries.cases(found, line, verdicts=(conformance.SATISFIED,)).items == []


def test_deadlines_of_every_rule_come_in_pages_the_least_time_left_first():
    happens(*(event(f"c{n}", "Sepsis flag", n, n) for n in range(15)))
    now = to_us(AT + timedelta(minutes=20))
    found = queries.adherence(
        draft(), site=site("north"), by=nora(), now=now, whom=queries.ALL
    )  # fmt: skip
    first = queries.due(found, size=20)
    rest = queries.due(found, size=20, after=first.after)
    assert (len(first.items), len(rest.items), rest.after) == (20, 10, "")
    both = [*first.items, *rest.items]
    assert len({(one.journey.pk, one.rule.id) for one in both}) == 30
    assert [one.left for one in both] == sorted(one.left for one in both)
    assert (both[0].journey.case_ref, both[0].rule.id) == ("c0", "within-hour")
    assert both[0].left == both[0].due - now == 40 * 60 * 1_000_000


def test_nothing_is_due_where_no_rule_is():
    found = queries.adherence(
        draft(Document(title="Empty")), site=site("north"), by=nora(), now=NOW, whom=queries.ALL
    )
    assert list(queries.due(found).items) == []


def test_a_replay_looks_at_the_last_quarter_beside_the_version_in_force():
    running = active()
    happens(*treated("a", 5, 50), *treated("old", -200 * DAY, -200 * DAY + 10))
    tighter = with_row(SEPSIS, "rules", "within-hour", within_s=1800)
    second = actions.branch(
        protocol=running.protocol, parent=running.version, by=pia(), at=AT, reason="x",
        document=tighter,
    )  # fmt: skip
    found = queries.replay(second, site=site("north"), by=nora(), now=NOW)
    assert (found.mine.n, found.read, found.others.version) == (1, 1, running.version)
    (mine, theirs), _lactate = found.lines
    assert (mine.counts["violated"], theirs.counts["satisfied"]) == (1, 1)


def test_what_is_in_force_is_not_set_beside_itself():
    running = active()
    assert queries.replay(running.version, site=site("north"), by=nora(), now=NOW).others is None


def test_a_replay_without_journeys_says_nothing_happened():
    found = queries.replay(draft(), site=site("north"), by=nora(), now=NOW)
    assert (found.mine.n, found.read, found.others) == (0, 0, None)
    assert [theirs for _mine, theirs in found.lines] == [None, None]


def test_sites_where_adherence_can_be_looked_at():
    running = active()
    site("south")
    assert queries.sites_of(running.protocol, by=nora()) == [site("north")]
