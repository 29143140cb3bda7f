"""Huddles by mail: asked for, written once to each person, sent for real, and ended."""

import re
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from carepath.audit.models import Entry
from carepath.frames.huddles import Shortage, picture_of
from carepath.outcomes import actions, policies, queries
from carepath.outcomes.actions import huddle_mails
from carepath.outcomes.models import Huddle, HuddleMail, HuddleReader
from carepath.places.models import Site
from carepath.work import actions as work
from carepath.work.actions import relaying
from carepath.work.models import Delivery
from tests.factories import ben, otto, person
from tests.mailservers import serving
from tests.outcomes import worlds
from tests.outcomes.actions.test_huddles import busy, minute
from tests.outcomes.worlds import AT, DAY, HOUR, MINUTE

pytestmark = pytest.mark.django_db
BEN = "ben@hospital.example"


def asked(who=None, **fields):
    """A site with a huddle at this time of each day, and somebody who asked for it by mail."""
    north = busy()
    Site.objects.filter(pk=north.pk).update(**fields)
    north.refresh_from_db()
    actions.declare_times(site=north, minutes=(minute(north),), by="test", at=AT)
    who = who or ben(email=BEN)
    actions.ask_for_mail(site=north, by=who, at=AT - HOUR)
    return north, who


def swept(at):
    """What the sweep does of huddles; how many mails it wrote."""
    actions.take_huddles(by="sweep", at=at)
    return actions.mail_huddles(by="sweep", at=at)


def lines_of(text):
    """Unit to (occupied, staffed, available) as the plain text has them."""
    rows = re.findall(
        r"^(.+): (\d+) of (\d+) staffed beds occupied.*?, (\d+) available", text, re.M
    )
    return {name: tuple(map(int, numbers)) for name, *numbers in rows}


def test_one_mail_says_what_the_page_says_and_no_more_of_them():
    north, _who = asked()
    assert swept(AT) == 1
    assert swept(AT + MINUTE) == 0
    assert queries.readers_by_mail(site=north) == 1
    row, sent = Huddle.objects.get(), Delivery.objects.get()
    assert (sent.recipient, sent.topic, HuddleMail.objects.get().huddle) == (BEN, "huddle", row)
    text, html = sent.payload["text"], sent.payload["html"]
    picture = picture_of(row.picture)
    told = {one.name: (one.occupied, one.staffed, one.available) for one in picture.units}
    whole = (picture.occupied, picture.staffed, picture.available)
    assert lines_of(text) == told | {"Hospital": whole}
    cells = re.findall(r">([^<]+)</th><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td><td[^>]*>(\d+)<", html)
    assert {name: tuple(map(int, each)) for name, *each in cells} == lines_of(text)
    assert sent.payload["subject"] == (
        "North, 2 Mar 2026 10:00: Level unknown: 8 of 9 staffed beds available"
    )
    assert f"huddle {row.pk}," in text and f"/huddle/?site=north&n={row.pk}" in text
    assert "Fewer than 5 patients wait for a bed." in text
    assert "<" not in text and "Invented" not in text + html and "brackets" not in text


def test_the_next_one_says_what_changed():
    asked()
    swept(AT)
    north = Site.objects.get()
    worlds.lies(worlds.arrives(north, AT + HOUR), "W", "W1", AT + HOUR)
    assert swept(AT + DAY) == 1
    text = Delivery.objects.latest("pk").payload["text"]
    assert "Unit W: 2 of 5 staffed beds occupied (+1), 3 available (−1)" in text
    assert "Unit E: 0 of 4 staffed beds occupied (=), 4 available (=)" in text
    assert "than at 2 Mar 2026 10:00" in text


def test_what_is_likely_to_be_short_goes_first_and_silent_feeds_are_named():
    _north, who = asked()
    swept(AT)
    held, reader = queries.held(Huddle.objects.get()), HuddleReader.objects.get(person=who)
    short = Shortage("Ward 3", 6, held.picture.at + 8 * 3_600_000_000, 0.72)
    seen = replace(held.picture, level=3, short=short, silent=("lab", "adt"), units=())
    mail = actions.mail_of(replace(held, picture=seen), reader)
    said = "Level 3: 6 beds short by 18:00, 72 % likely: Ward 3"
    assert mail.subject.endswith(said) and said in mail.text and said in mail.html
    assert "may be old: lab, adt." in mail.text and "may be old: lab, adt." in mail.html
    maybe = replace(seen, short=replace(short, chance=0.4))
    assert "short" not in actions.mail_of(replace(held, picture=maybe), reader).subject


def test_names_are_as_people_wrote_them():
    asked(name="A & B " + "x" * 100)
    worlds.Unit.objects.filter(code="W").update(name="<b>W&</b>")
    assert swept(AT) == 1
    said = Delivery.objects.get().payload
    assert "<b>W&</b>: 1 of 5" in said["text"] and "&lt;b&gt;W&amp;&lt;/b&gt;" in said["html"]
    assert said["subject"].startswith("A & B x") and len(said["subject"]) <= 150


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, 1), ({"email": ""}, 0), ({"is_active": False}, 0), ({"worker": True}, 0),
        ({"email": "no address"}, 0),
    ],
)  # fmt: skip
def test_who_gets_it(fields, written):
    _north, who = asked()
    type(who).objects.filter(pk=who.pk).update(**fields)
    assert swept(AT) == written
    refused = fields == {"email": "no address"}
    assert Delivery.objects.exclude(state="quarantined").count() == written
    assert Delivery.objects.filter(state="quarantined").count() == refused
    assert swept(AT + MINUTE) == 0
    assert Entry.objects.filter(verb="huddle.mail_refused").count() == refused


def test_nobody_asks_without_a_right_or_an_address_and_a_right_that_ends_ends_it():
    north, who = asked()
    with pytest.raises(PermissionDenied):
        actions.ask_for_mail(site=north, by=otto(email="o@hospital.example"), at=AT)
    with pytest.raises(policies.NotNow, match="no e-mail address"):
        actions.ask_for_mail(site=north, by=person("nora", "CLINICIAN"), at=AT)
    assert not actions.ask_for_mail(site=north, by=who, at=AT)  # twice is once
    HuddleReader.objects.create(site=north, person=person("left"), asked_at=AT - HOUR)
    assert [one.person for one in queries.readers_to_mail(_row(north))] == [who]


def _row(north):
    actions.take_huddles(by="sweep", at=AT)
    return Huddle.objects.get(site=north)


def test_an_invented_hospital_says_so_and_is_silent_while_its_clock_runs_fast():
    north, _who = asked(synthetic=True)
    assert swept(AT) == 1
    said = Delivery.objects.get().payload
    assert said["subject"].startswith("[Invented data] North")
    assert all("this hospital does not exist" in said[part] for part in ("text", "html"))
    Site.objects.filter(pk=north.pk).update(
        clock_rate=60, clock_real=AT + DAY, clock_shown=AT + DAY
    )
    assert swept(AT + DAY) == 0 and Huddle.objects.count() == 2


def test_in_quiet_hours_it_waits_for_their_end_and_what_is_long_over_is_not_written(monkeypatch):
    north, _who = asked(timezone="UTC")
    standard = queries.standard(north)
    quiet = replace(standard, rules=replace(standard.rules, quiet=(8, 15)))
    monkeypatch.setattr(queries, "standard", lambda _site: quiet)
    assert swept(AT) == 0
    assert actions.mail_huddles(by="sweep", at=AT + 5 * HOUR + 59 * MINUTE) == 0
    assert actions.mail_huddles(by="sweep", at=AT + 6 * HOUR) == 1
    monkeypatch.undo()
    actions.take_huddles(by="sweep", at=AT + DAY)
    assert actions.mail_huddles(by="sweep", at=AT + DAY + HOUR + MINUTE) == 0
    assert actions.mail_huddles(by="sweep", at=AT + DAY + HOUR) == 1


def test_who_asks_after_it_gets_the_next_one():
    north, _who = asked()
    actions.take_huddles(by="sweep", at=AT)
    late = person("late", "BED_MANAGER", email="late@hospital.example")
    actions.ask_for_mail(site=north, by=late, at=AT + MINUTE)
    assert actions.mail_huddles(by="sweep", at=AT + 2 * MINUTE) == 1
    assert swept(AT + DAY) == 2


def test_a_huddle_that_somebody_holds_in_between_is_not_mailed():
    north, who = asked()
    swept(AT)
    actions.hold_now(site=north, by=who, at=AT + 2 * HOUR)
    assert swept(AT + 2 * HOUR) == 0 and Huddle.objects.count() == 2


def test_the_link_ends_it_and_no_other_does():
    north, who = asked()
    link = queries.link_of(HuddleReader.objects.get())
    assert queries.reader_of(link) == (north, who.pk)
    for wrong in (link[:-1], f"{north.pk}-{who.pk}", "", link.replace("-", "-1", 1), "a:b"):
        assert queries.reader_of(wrong) == (None, 0)
    assert actions.stop_mail(site=north, person=who.pk, by="huddle mail", at=AT)
    assert not actions.stop_mail(site=north, person=who.pk, by="huddle mail", at=AT)
    assert swept(AT) == 0
    verbs = Entry.objects.filter(verb__startswith="huddle.mail").order_by("pk")
    assert [one.verb for one in verbs] == ["huddle.mail_asked", "huddle.mail_stopped"]


def test_a_dead_mail_server_loses_nothing(settings, monkeypatch):
    settings.MAIL_FROM = "care@hospital.example"
    settings.PORTAL_URL = "https://care.example"
    monkeypatch.setattr(relaying, "_rest", {"until": None, "failures": 0})
    asked()
    swept(AT)
    settings.SMTP = {"host": "127.0.0.1", "port": 1, "user": "", "password": ""}
    settings.SMTP |= {"security": "", "ca": ""}
    work.relay(by="sweep", at=AT)
    assert Delivery.objects.get().state == "waiting"
    with serving() as post:
        settings.SMTP = post.server
        work.relay(by="sweep", at=AT + 2 * HOUR)
        ((to, mail),) = post.got
    assert to == (BEN,) and "2 Mar 2026 10:00" in mail["Subject"]
    link = queries.link_of(HuddleReader.objects.get())
    address = f"https://care.example/huddles/mail/{link}/"
    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert address in plain and f'href="{address}"' in html
    assert lines_of(plain)["Hospital"] == (1, 9, 8)


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_two_that_write_at_once_write_one():
    asked()
    actions.take_huddles(by="sweep", at=AT)
    held, reader = queries.held(Huddle.objects.get()), HuddleReader.objects.get()
    both, found = threading.Barrier(2, timeout=10), []

    def write():
        both.wait()
        found.append(huddle_mails._write(held, reader, by="sweep", at=AT + timedelta(seconds=1)))
        connections.close_all()

    threads = [threading.Thread(target=write) for _each in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [False, True]
    assert (Delivery.objects.count(), HuddleMail.objects.count()) == (1, 1)
