"""The page of the level: what it says, what drives it, and that unknown is never calm."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from carepath.forecasts import actions as forecasts
from carepath.frames.escalation import SHIPPED
from carepath.outcomes.models import Score
from carepath.ui import clock
from tests.factories import ben, otto
from tests.forecasts.worlds import hospital
from tests.outcomes import worlds
from tests.outcomes.queries.test_pressures import busy
from tests.outcomes.worlds import AT, HOUR, MINUTE

pytestmark = pytest.mark.django_db(databases="__all__")


def shows(monkeypatch, at):
    """The clock of sites shows a moment; that of sessions goes on."""
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda site=None: real() if site is None else at)


@pytest.fixture
def page(monkeypatch):
    shows(monkeypatch, AT + MINUTE)
    client = Client()
    client.force_login(ben())

    def get(name="escalation", *args, status=200, **query):
        answer = client.get(reverse(f"outcomes:{name}", args=args), query)
        assert answer.status_code == status
        text = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", text).split())

    return get


def test_before_the_first_score_the_page_teaches(page):
    assert "No level yet" in page()
    worlds.hospital()
    assert "No level yet" in page()


def test_the_level_its_parts_and_where_they_lead(page):
    busy()
    worlds.scored(AT)
    shown = page()
    assert "Level 1: 9 of 44 points" in shown
    assert "Staffed inpatient beds without a patient 2 1 to 5 3 of 4" in shown
    assert "Share that left within 4 hours, last 24 hours 50 % below 60 % 4 of 4" in shown
    assert "Plan the discharges of tomorrow" in shown


def test_unknown_and_stale_are_said_in_the_first_line(page, monkeypatch):
    busy()
    worlds.scored(AT + 4 * HOUR)
    shows(monkeypatch, AT + 4 * HOUR)
    assert "Level unknown, 1 at least: Occupancy of inpatient beds, Staffed" in page()
    shows(monkeypatch, AT + 5 * HOUR)
    assert "Level unknown: nothing was scored since" in page()


def test_the_past_is_scored_by_the_rules_in_force(page):
    busy()
    shown = page("history", days=1)
    assert "Level 1" in shown and "Level unknown" in shown
    assert "by the rules in force" in shown
    page(days=3, status=404)


def test_scores_are_paged(page):
    north = busy()
    for number in range(45):
        at = AT - number * HOUR
        Score.objects.create(
            site=north, since_at=at, seen_at=at, level=1, least=1, total=number, parts=[]
        )
    assert page().count("2026") > 20 and "Earlier" in page()
    assert "Earlier" not in page(after=str(Score.objects.order_by("pk")[5].pk))


def test_an_outsider_is_refused():
    client = Client()
    client.force_login(otto())
    assert client.get(reverse("outcomes:escalation")).status_code == 403


def test_the_level_to_come_is_a_part_of_its_own(page, monkeypatch):
    where = hospital()
    forecasts.run_due(by="test", at=AT)
    parts = [[key, 1.0, 0, 1] for key in SHIPPED.bands]
    Score.objects.create(
        site=where, since_at=AT, seen_at=AT, level=1, shown=1, least=1, total=11, parts=parts
    )
    shown = page("ahead")
    assert "In 8 h" in shown and "In 24 h" in shown and "Level 2" in shown
    assert "held as they are now: Longest wait for an inpatient bed" in shown
    assert "The level to come" in page()
    shows(monkeypatch, AT + 9 * HOUR)
    assert "cannot be told" in page("ahead")
