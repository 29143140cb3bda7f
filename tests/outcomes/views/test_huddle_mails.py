"""Huddles by mail on pages: asked for and ended by a button, ended by the link of a mail."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from carepath.audit.models import Entry
from carepath.outcomes import actions, queries
from carepath.outcomes.models import HuddleReader
from tests.factories import ben, person
from tests.outcomes.actions.test_huddles import busy
from tests.outcomes.worlds import AT

pytestmark = pytest.mark.django_db(databases="__all__")


def signed_in(who):
    client = Client()
    client.force_login(who)
    return client


def pressed(client, name, site="north"):
    return client.post(reverse(f"outcomes:{name}"), {"site": site}, follow=True)


def test_a_person_asks_for_it_and_ends_it():
    busy()
    client = signed_in(ben(email="ben@hospital.example"))
    page = client.get(reverse("outcomes:huddles")).content.decode()
    assert "You do not get huddles by mail." in page and "Between 22:00 and 06:00" in page
    page = pressed(client, "ask_for_huddle_mail").content.decode()
    assert "by mail, at ben@hospital.example." in page and "1 person gets them." in page
    assert "You do not get" in pressed(client, "stop_huddle_mail").content.decode()
    assert not HuddleReader.objects.exists()
    assert pressed(client, "ask_for_huddle_mail", site="nowhere").status_code == 404


def test_without_an_address_it_says_who_enters_one():
    busy()
    client = signed_in(person("nora", "CLINICIAN"))
    assert b"Mail me" not in client.get(reverse("outcomes:huddles")).content
    assert b"Who manages people enters one." in pressed(client, "ask_for_huddle_mail").content
    assert not HuddleReader.objects.exists()


def test_the_link_asks_first_and_needs_no_sign_in():
    north, who = busy(), ben(email="ben@hospital.example")
    actions.ask_for_mail(site=north, by=who, at=AT)
    link = queries.link_of(HuddleReader.objects.get())
    address = reverse("outcomes:leave_huddle_mail", args=[link])
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(address)
    assert b"No more of these mails" in page.content and HuddleReader.objects.exists()
    assert not re.search(rb"\bben\b", page.content)
    # As a mail program does it by itself, and twice.
    for _turn in range(2):
        answer = stranger.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and b"You get no more" in answer.content
    assert not HuddleReader.objects.exists()
    assert Entry.objects.get(verb="huddle.mail_stopped").actor == "huddle mail"
    wrong = reverse("outcomes:leave_huddle_mail", args=["1-1:wrong"])
    for method in (stranger.get, stranger.post):
        assert method(wrong).status_code == 404
