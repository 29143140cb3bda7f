"""A site is scored once a minute; a row is kept for each change, and unknown is never lower."""

from dataclasses import replace

import pytest

from carepath.audit.models import Entry
from carepath.frames.escalation import SHIPPED
from carepath.outcomes import queries
from carepath.outcomes.models import Alert, Look, Score
from carepath.places.models import Bed, Site, Unit
from tests.factories import person, site
from tests.outcomes import worlds
from tests.outcomes.queries.test_pressures import busy
from tests.outcomes.worlds import AT, DAY, HOUR, MINUTE

pytestmark = pytest.mark.django_db


def test_one_row_for_each_change_of_points_and_the_last_look_on_it():
    north = busy()
    worlds.scored(AT, minutes=10)
    (row,) = Score.objects.all()
    assert (row.since_at, row.seen_at, row.level) == (AT, AT + 10 * MINUTE, 1)
    assert row.data_at == AT - 5 * MINUTE
    for number in (3, 4):
        worlds.lies(worlds.arrives(north, AT), "W", f"W{number}", AT + 11 * MINUTE)
    worlds.scored(AT + 11 * MINUTE, minutes=2)
    last, first = queries.scores(site=north)
    assert first.seen_at == AT + 10 * MINUTE and last.since_at == AT + 11 * MINUTE
    assert dict((one[0], one[3]) for one in last.parts)["occupancy"] == 8
    assert last.total == first.total + 8 + 1 - 1  # full, no bed is left, fewer long stays
    assert queries.latest_score(north) == last


def test_within_a_minute_and_on_a_clock_that_stands_nothing_is_scored():
    north = busy()
    worlds.scored(AT)
    assert worlds.actions.score_sites(by="test", at=AT + 59 * MINUTE / 60) == 0
    assert worlds.actions.score_sites(by="test", at=AT - HOUR) == 0
    Site.objects.filter(pk=north.pk).update(
        synthetic=True, clock_real=AT, clock_shown=AT, clock_rate=0
    )
    assert worlds.actions.score_sites(by="test", at=AT + DAY) == 0
    Site.objects.filter(pk=north.pk).update(clock_rate=60)
    assert worlds.actions.score_sites(by="test", at=AT + 4 * MINUTE / 60) == 0
    assert worlds.actions.score_sites(by="test", at=AT + 5 * MINUTE / 60) == 1
    assert Look.objects.get().seen_at == AT + 5 * MINUTE


def test_a_site_that_cannot_be_scored_stops_no_other(caplog):
    busy()
    Site.objects.update(timezone="Nowhere/At all")
    south = site("south", timezone="UTC")
    Bed.objects.create(unit=Unit.objects.create(site=south, code="S", name="S"), code="S1")
    sites = list(queries.scored_sites())
    assert [one.timezone for one in sites] == ["Nowhere/At all", "UTC"]
    assert worlds.actions.score_sites(by="test", at=AT) == 1
    assert Look.objects.get(looked_at=AT).site.timezone == "UTC"
    assert "The site north could not be scored" in caplog.text


def test_missing_data_make_the_level_unknown_and_the_ledger_says_so():
    busy()
    worlds.scored(AT)
    worlds.scored(AT + 4 * HOUR)
    row = Score.objects.first()
    assert (row.level, row.least) == (0, 1)
    said = Entry.objects.filter(verb="escalation.level").order_by("id")
    assert [one.detail["level"] for one in said] == [1, 0]
    assert Alert.objects.count() == 0


def test_a_site_without_beds_is_not_scored_and_old_scores_go():
    site("bare")
    assert queries.scored_sites() == []
    north = busy()
    assert queries.scored_sites() == [north]
    worlds.scored(AT - 401 * DAY)
    worlds.scored(AT)
    assert [row.since_at for row in Score.objects.all()] == [AT]


def test_what_is_shown_turns_when_it_has_held_and_each_turn_is_a_row_in_the_ledger():
    north = busy()
    worlds.scored(AT, minutes=5)
    hana, hugo = (person(name, "HOSPITAL_ADMINISTRATOR") for name in ("hana", "hugo"))
    said = {"at": AT + 5 * MINUTE, "reason": "try"}
    Site.objects.update(synthetic=True)  # a new administrator of a real one waits a day
    north.refresh_from_db()
    tight = worlds.actions.propose_rules(
        site=north, rules=replace(SHIPPED, cuts=(1, 2, 33)), by=hana, **said
    )
    worlds.actions.confirm_rules(row=tight, by=hugo, proved_at=said["at"], **said)
    worlds.scored(AT + 6 * MINUTE, minutes=9)
    row = queries.latest_score(north)
    assert (row.level, row.shown, row.toward) == (3, 1, 3)
    assert row.turning_at == AT + 6 * MINUTE
    assert queries.level_now(site=north, at=AT + 15 * MINUTE).level == 1
    worlds.scored(AT + 16 * MINUTE)
    row = queries.latest_score(north)
    assert (row.shown, row.toward, row.turning_at, row.since_at) == (3, None, None, row.seen_at)
    told = Entry.objects.filter(verb="escalation.level").order_by("id")
    assert [(one.detail["was"], one.detail["level"]) for one in told] == [(0, 1), (1, 3)]
