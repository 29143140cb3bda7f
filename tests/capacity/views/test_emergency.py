"""The emergency department on the screen."""

from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from carepath.audit.models import AccessRead
from carepath.capacity import actions
from carepath.frames.definitions.capacity import DEFINITIONS
from carepath.journeys.models import Journey, Source
from tests.capacity.queries.test_entry_delays import told
from tests.capacity.small import NOON, hospital
from tests.factories import AT, ben, nora, otto, site

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/capacity/emergency/"


def page(who, url=URL, **query):
    client = Client()
    client.force_login(who)
    return client.get(url, query)


def words_of(response):
    apart = response.content.decode().replace("<t", " <t").replace("<d", " <d")
    return " ".join(unescape(strip_tags(apart)).split())


def test_before_any_bed_is_entered_it_says_what_it_will_show():
    site()
    assert "Beds say which units are an emergency department" in words_of(page(nora()))


def test_noon_in_words_with_what_each_number_is_based_on():
    hospital()
    answer = page(nora(), at=NOON)
    shown, text = words_of(answer), answer.content.decode()
    assert "3 patients are in the emergency department, for 3 staffed spaces" in shown
    assert "1 waits for a bed elsewhere, for 1 h" in shown
    assert "2 in a space, 1 in none; the board has 2 spaces occupied" in shown
    assert "at least 168" in shown and "severely overcrowded" in shown
    assert "area under the curve 0.90" in shown
    assert "Left within 4 hours of arrival 67 % 3 of 5" in shown
    assert "More than 12 hours from the decision to admit 0 (–) 0 of 5" in shown
    assert "More than 12 hours from arrival 1 (33 %) 3 of 5" in shown
    assert "Majors (most of their beds are entered as emergency care)" in shown
    for key in (
        "ed_patients",
        "ed_occupancy",
        "nedocs",
        "ed_longest",
        "ed_within_4h",
        "boarders",
        "ed_12h_from_decision",
        "ed_12h_from_arrival",
        "door_to_doctor",
        "left_unseen",
    ):
        assert f'href="/definitions/{key}/' in text, key
    read = AccessRead.objects.get()
    assert (read.resource, read.count) == ("emergency department", 3)


def test_what_is_younger_than_units_tell_is_provisional():
    hospital()
    told(Source.objects.get(), "ED", 30)
    who = nora()
    for url in ("intensive", "stays", "transfers", "queues"):  # of the units of each
        shown = words_of(page(who, f"/capacity/{url}/"))
        assert ("Provisional" in shown) == (url != "intensive")
    assert "Nothing was told for" in words_of(page(who))
    assert "Provisional: 9 in 10 events of the slowest unit" in words_of(page(who))
    assert "Provisional" not in words_of(page(who, at=NOON))  # long ago: all is known


def test_no_list_tells_who_is_private():
    hospital()
    who, manager = nora(), ben()
    boards = Journey.objects.get(case_ref="boards")
    lists = ("emergency", "transfers"), ("intensive", "transfers")
    actions.put_up(journey=boards, kind="private", by=manager, at=AT)
    steps = Journey.objects.get(case_ref="steps down")
    actions.put_up(journey=steps, kind="private", by=manager, at=AT)
    for hidden, pages in zip((boards, steps), lists, strict=True):
        for url in pages:
            shown = page(who, f"/capacity/{url}/", at=NOON).content.decode()
            assert hidden.short not in shown and hidden.trace_id.hex not in shown, url
            assert "ca-private" in shown
    proof = page(who, "/definitions/boarders/", site="north", at=NOON).content.decode()
    assert "ca-private" in proof and boards.short not in proof


def test_nonsense_is_not_found_and_outsiders_are_refused():
    hospital()
    who = nora()
    assert page(who, days="3").status_code == 404
    assert page(who, at="noon").status_code == 200
    assert page(otto()).status_code == 403


def test_each_definition_leads_back_to_its_page():
    client = Client()
    client.force_login(nora())
    for found in DEFINITIONS:
        text = client.get(f"/definitions/{found.key}/?site=north").content.decode()
        assert "/capacity/" in text.split('id="value-title"')[1] and "?site=north" in text
