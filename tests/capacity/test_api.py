"""Beds and units for programs: what the board shows, of the sites one sees, and nobody in it."""

from datetime import timedelta

import pytest
from django.test import Client

from carepath.accounts.models import User
from carepath.capacity import queries
from carepath.capacity.models import Reservation
from carepath.frames.beds import OCCUPIED
from carepath.journeys.models import Journey
from carepath.places.models import Bed, Site
from carepath.ui import clock
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.queries.test_board import minutes, say
from tests.factories import AT, person
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db(databases="__all__")
KEYS = {"next", "previous", "results", "site", "as_of", "known_at", "behind", "synthetic"}


@pytest.fixture
def source():
    found = feed()
    send(
        found,
        adt("A01", 0, "W1", visit="V1", bed="B1"),
        adt("A01", 1, "W1", visit="V2", bed="B2"),
        adt("A03", 30, "W1", visit="V1", bed="B1"),
        adt("A01", 2, "W2", visit="V3", bed="C1"),
    )
    say(found, "B3", OCCUPIED, 5)
    return found


def client(name="ben", *, at_site=""):
    found = Client()
    who = User.objects.filter(username=name).first()
    found.force_login(who or person(name, "BED_MANAGER", at_site=at_site))
    return found


def ask(what, who=None, **query):
    return (who or client()).get(f"/api/v1/{what}/", query)


def test_units_are_what_the_board_says_now_and_then(source):
    found = ask("occupancy").json()
    assert set(found) == KEYS
    assert (found["site"], found["synthetic"], found["known_at"]) == ("north", False, None)
    (one, two) = found["results"]
    assert (one["unit"], one["occupied"], one["said_occupied"], one["beds"]) == ("W1", 1, 1, 3)
    assert (two["unit"], two["occupied"], two["available"]) == ("W2", 1, 0)
    then = ask("occupancy", at=minutes(20).isoformat()).json()["results"]
    board = queries.board(site=source.site, at=minutes(20), past=True)
    assert [(u["unit"], u["occupied"], u["staffed"], u["available"]) for u in then] == [
        (u.unit.code, u.occupied, u.staffed, u.available) for u in board
    ]
    early = AT - timedelta(days=1)
    assert not ask("occupancy", known_at=early.isoformat()).json()["results"], "nothing was known"


def test_beds_say_what_they_are_and_never_who(source):
    kept = Bed.objects.get(code="B1")
    Reservation.objects.create(
        bed=kept, journey=Journey.objects.get(case_ref="V3"), since_at=AT, by_name="Ben"
    )
    answer = ask("beds", unit="W1")
    rows = answer.json()["results"]
    assert [(row["bed"], row["state"], row["reserved"]) for row in rows] == [
        ("B1", "H", True), ("B2", "O", False), ("B3", "o", False),
    ]  # fmt: skip
    assert rows[2]["words"] == "said to be occupied, patient unknown"
    assert rows[1]["since"].startswith(f"{minutes(1):%Y-%m-%dT%H:%M}")
    text = answer.content.decode()
    for journey in Journey.objects.all():
        assert journey.case_ref not in text and journey.trace_id.hex not in text
        assert journey.short not in text
    then = ask("beds", unit="W1", at=minutes(20).isoformat()).json()["results"]
    assert [row["state"] for row in then] == ["O", "O", "o"]


def test_lists_come_in_pages(source, django_assert_max_num_queries):
    first = ask("beds", limit=3).json()
    assert len(first["results"]) == 3 and first["previous"] is None
    rest = client().get(first["next"]).json()
    assert [row["bed"] for row in rest["results"]] == ["C1"] and rest["next"] is None
    who = client()
    ask("beds", who)
    with django_assert_max_num_queries(16):
        ask("beds", who)


def test_an_answer_fits_the_document(source):
    who = client()
    schemas = who.get("/api/v1/schema/?format=json").json()["components"]["schemas"]
    for what, name in (("occupancy", "UnitOut"), ("beds", "BedOut")):
        found = ask(what, who).json()
        assert set(schemas[f"Paginated{name}List"]["properties"]) == KEYS == set(found)
        assert set(schemas[name]["properties"]) == set(found["results"][0])


def test_what_is_asked_wrongly_is_named(source):
    assert ask("beds", unit="W9").status_code == 404
    assert ask("occupancy", site="south").status_code == 404
    assert ask("occupancy", at="soon").status_code == 400
    future = (clock.now() + timedelta(days=1)).isoformat()
    assert ask("occupancy", at=future).status_code == 400
    assert ask("beds", cursor="x").status_code == 400


def test_a_site_one_does_not_see_is_not_there_and_an_invented_one_says_so(source):
    assert ask("occupancy", client("sue", at_site="south")).status_code == 404
    assert Client().get("/api/v1/beds/").status_code in (401, 403)
    Site.objects.filter(pk=source.site.pk).update(synthetic=True)
    found = ask("beds").json()
    assert found["synthetic"] and all(row["synthetic"] for row in found["results"])
