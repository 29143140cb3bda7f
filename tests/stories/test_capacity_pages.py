"""The capacity pages: one truth with the board at every instant, and what each of them says."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.capacity import actions as capacity
from carepath.capacity import queries
from carepath.demo import actions
from tests.capacity.small import NOON, hospital
from tests.demo.worlds import lived
from tests.factories import ben, nora

EVENING = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
PAGES = {
    "emergency": ("3 patients are in the emergency department", "The two 12-hour measures"),
    "intensive": ("1 of 2 staffed beds are occupied", "Who waits to leave"),
    "stays": ("2 of 3 inpatients are in for 7 days or more", "Fit to leave is read from"),
    "transfers": ("3 patients wait to move, the longest for 3 h", "By elapsed time"),
    "queues": ("3 steps wait to begin", "to the microsecond"),
    "measures": ("of the 10 measures", "No record says when ambulances"),
}
"""Page -> what its first line and its content say at noon of the small hospital."""


@pytest.fixture
def invented(db):
    """The invented hospital that lived from midnight to the evening, with its beds."""
    actions.start(seed=3, days=0, at=EVENING, by="test")
    row = lived(EVENING)
    while capacity.project_changed(by="test", at=EVENING):
        continue
    return row.site


@pytest.mark.django_db
def test_every_page_says_what_the_board_says_at_every_instant(invented):
    busiest = Counter()
    for hour in range(1, 19, 2):
        at = EVENING - timedelta(hours=18 - hour)
        board = {one.unit.code: one for one in queries.board(site=invented, at=at) if one.occupied}
        found = queries.record(site=invented, by=accounts.PORTAL, at=at, past=True).lately(0)
        every = queries.attendances(found)
        now = queries.emergency_now(found, every)
        spaces = Counter(found.units[pk].code for pk in every.unit[every.here & every.placed])
        inside = Counter(found.units[pk].code for pk in queries.inpatients(found).unit)
        assert spaces + inside == {code: one.occupied for code, one in board.items()}
        assert now.occupied == now.placed == spaces.total()
        care = queries.intensive_now(found, queries.bed_waits(found))
        assert care.occupied == inside["ICU"]
        asked = queries.requests(site=invented, at=at, past=True).items
        moves = queries.moves(found, queries.bed_waits(found)).items
        assert {one.request.journey_id for one in asked} == {
            one.journey.pk for one in moves[: len(asked)]
        }
        boards = {one.request.journey_id for one in asked if one.source and
                  one.source.pk in found.department.units}  # fmt: skip
        assert now.boarders == len(boards)
        busiest |= Counter(patients=now.patients, boarders=now.boarders, moves=len(moves))
    assert busiest["patients"] > 20 and busiest["boarders"] > 1 and busiest["moves"] > 3
    late = queries.record(site=invented, by=accounts.PORTAL, at=EVENING).lately(1)
    assert all(queue.exact for queue in queries.queues(late, days=1))


@pytest.mark.django_db(databases="__all__")
def test_the_invented_hospital_fills_every_page(invented, django_assert_max_num_queries):
    client = Client()
    client.force_login(nora())
    for name in PAGES:
        with django_assert_max_num_queries(40):
            answer = client.get(f"/capacity/{name}/?site={invented.slug}&at=2026-03-02T15:00")
        shown = strip_tags(answer.content.decode())
        assert answer.status_code == 200 and "No emergency department yet" not in shown
        assert "Not now:" in shown and len(" ".join(shown.split())) > 1_000, name


@pytest.mark.django_db(databases="__all__")
def test_each_page_says_its_answer_and_its_content(client):
    hospital()
    client.force_login(ben())
    for name, (answer, content) in PAGES.items():
        page = client.get(f"/capacity/{name}/?at={NOON}").content.decode()
        line = strip_tags(page.split('id="answer">')[1].split("</p>")[0])
        assert answer in line and content in strip_tags(page), name
        assert page.count('aria-current="page"') == 1, name


@pytest.mark.browser
@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_score_says_what_it_is_worth_and_a_share_opens_to_its_definition(tab):
    hospital()
    page = tab(ben())
    page.goto(f"/capacity/emergency/?at={NOON}")
    page.get_by_role("button", name="What this score is worth").press("Enter")
    assert page.get_by_text("area under the curve 0.90").is_visible()
    page.get_by_role("link", name="67 %").click()
    assert "Exactly 240 minutes is within" in page.inner_text("main")
    page.get_by_role("link", name="Show its page").click()
    assert "3 patients are in the emergency department" in page.inner_text("#answer")
    assert User.objects.count() == 1
