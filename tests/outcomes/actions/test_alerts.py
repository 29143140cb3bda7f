"""Alerts from the first bad look to the last word: raised, told, answered, cleared, rated."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from carepath.audit import actions as audit
from carepath.audit.models import Entry
from carepath.frames import escalation
from carepath.frames.escalation import SHIPPED, AlertRule
from carepath.outcomes import actions, queries
from carepath.outcomes.models import Alert, Look, Note, RuleSet, Telling, Watching
from carepath.places.models import Site
from carepath.work import actions as work
from carepath.work.actions import relaying
from carepath.work.models import Delivery
from tests.factories import ben, nora, otto, person
from tests.mailservers import serving
from tests.outcomes import worlds
from tests.outcomes.worlds import AT, HOUR, MINUTE

pytestmark = pytest.mark.django_db
BEDS, CHIEF, QUALITY = "BED_MANAGER", "HOSPITAL_ADMINISTRATOR", "QUALITY_LEAD"


def rule(parameter, raise_at, clear_at, **fields):
    held = AlertRule(parameter, raise_at, clear_at, 5, 5, BEDS, CHIEF, 30, QUALITY)
    return replace(held, **fields)


def hold(north, *alerts, **fields):
    """Rules that hold at a site, as two people brought them into force."""
    rules = replace(SHIPPED, alerts=alerts, **{"quiet": (0, 0)} | fields)
    one, two = (person(f"rules-{n}-{RuleSet.objects.count()}") for n in "ab")
    with audit.acting_as("test", at=AT, why="a world"):
        row = RuleSet(
            site=north, number=1, content=escalation.canonical(rules), reason="a world",
            proposed_at=AT, proposed_by=one,
        )  # fmt: skip
        row.save()
        row.state, row.decided_at, row.decided_by = "in_force", AT, two
        row.save()
    return row


def waiting(north, n, asked):
    """So many wait for a bed of the ward."""
    found = [worlds.arrives(north, asked) for _each in range(n)]
    for who in found:
        worlds.waits(who, "W", asked)
    return found


def test_an_alert_is_raised_once_and_cleared_when_it_was_better_for_a_while():
    north = worlds.hospital()
    hold(north, rule("waiting", 2, 2))
    who = waiting(north, 2, AT)
    worlds.scored(AT, minutes=4)
    assert not Alert.objects.exists()
    worlds.scored(AT + 5 * MINUTE, minutes=20)
    alert = Alert.objects.get()
    assert (alert.raised_at, alert.since_at, alert.value) == (AT + 5 * MINUTE, AT, 2)
    assert dict((one[0], one[1]) for one in alert.evidence)["waiting"] == 2
    waiting(north, 1, AT + 25 * MINUTE)
    worlds.scored(AT + 26 * MINUTE)
    for place, one in enumerate(who):
        worlds.comes(one, "W", f"W{place}", AT + 27 * MINUTE)
    worlds.scored(AT + 27 * MINUTE, minutes=4)
    alert.refresh_from_db()
    assert (alert.worst, alert.cleared_at) == (3, None)
    worlds.scored(AT + 32 * MINUTE, minutes=30)
    alert.refresh_from_db()
    assert alert.cleared_at == AT + 32 * MINUTE
    verbs = Entry.objects.filter(verb__startswith="alert.").order_by("id")
    assert [one.verb for one in verbs] == ["alert.raised", "alert.cleared"]
    with pytest.raises(IntegrityError), transaction.atomic():
        for _twice in range(2):
            Alert.objects.create(
                site=north, parameter="x", rule={}, raised_at=AT, since_at=AT, value=1, worst=1
            )


def test_who_is_told_when_and_that_an_answer_ends_it():
    north = worlds.hospital()
    hold(north, rule("waiting", 2, 2), rule("boarders", 0, 0))
    manager = ben(email="ben@hospital.example")
    person("chief", CHIEF, email="chief@hospital.example")
    person("away", BEDS, email="away@elsewhere.example", at_site="south")
    waiting(north, 2, AT)
    worlds.scored(AT, minutes=5)
    alert = Alert.objects.get(parameter="waiting")
    assert list(alert.tellings.values_list("role", flat=True)) == [BEDS]
    assert set(queries.mine(by=manager)) == set(Alert.objects.all())
    other = Alert.objects.get(parameter="boarders")
    actions.acknowledge(alert=other, by=manager, at=AT + 6 * MINUTE)
    assert not actions.acknowledge(alert=other, by=manager, at=AT + 7 * MINUTE)
    worlds.scored(AT + 6 * MINUTE, minutes=29)
    assert list(alert.tellings.values_list("role", flat=True)) == [BEDS, CHIEF]
    assert list(other.tellings.values_list("role", flat=True)) == [BEDS]
    assert list(queries.mine(by=manager)) == [alert]
    sent = {(one.recipient, one.slot) for one in Delivery.objects.all()}
    assert sent == {
        ("ben@hospital.example", str(alert.pk)), ("ben@hospital.example", str(other.pk)),
        ("chief@hospital.example", str(alert.pk)),
    }  # fmt: skip
    mail = Delivery.objects.filter(slot=str(alert.pk)).first().payload
    assert "Patients waiting for an inpatient bed" in mail["subject"] + mail["text"]
    with pytest.raises(PermissionDenied):
        actions.acknowledge(alert=alert, by=nora(), at=AT)
    assert queries.mine(by=otto()).count() == 0


def test_in_quiet_hours_mail_waits_and_an_invented_hospital_mails_nobody():
    north = worlds.hospital(timezone="UTC")
    hold(north, rule("waiting", 2, 2, then_min=600), quiet=(22, 10))
    ben(email="ben@hospital.example")
    waiting(north, 2, AT)
    worlds.scored(AT, minutes=10)
    assert Telling.objects.get().mailed_at is None and not Delivery.objects.exists()
    Site.objects.update(synthetic=True)
    worlds.scored(AT + HOUR)
    assert not Delivery.objects.exists()
    Site.objects.update(synthetic=False)
    worlds.scored(AT + HOUR + MINUTE)
    assert Telling.objects.get().mailed_at == AT + HOUR + MINUTE
    assert Delivery.objects.count() == 1


@pytest.fixture
def post(settings, monkeypatch):
    """A real mail server that the portal sends by."""
    monkeypatch.setattr(relaying, "_rest", {"until": None, "failures": 0})
    with serving() as found:
        settings.SMTP, settings.MAIL_FROM = found.server, "care@hospital.example"
        yield found


def relayed(post, at):
    """What the mail server has after one round of the sweep."""
    work.relay(by="test", at=at)
    return [to for (to,), _mail in post.got]


@pytest.mark.parametrize("bad", ["no address", "ana@bücher.example", "ana\n@hospital.example"])
def test_an_address_that_is_none_stops_neither_the_score_nor_the_others(post, bad):
    north = worlds.hospital()
    hold(north, rule("waiting", 2, 2, then_min=600), rule("boarders", 0, 0, then_min=600))
    ana = person("ana", BEDS, email=bad)  # the first that is written to
    ben(email="ben@hospital.example")
    waiting(north, 2, AT)
    worlds.scored(AT, minutes=10)
    assert Look.objects.get().seen_at == AT + 10 * MINUTE and Alert.objects.count() == 2
    aside = Delivery.objects.filter(state="quarantined")
    assert [(one.recipient, one.reason_code) for one in aside] == [(bad, "unfit")] * 2
    assert Entry.objects.filter(verb="mail.set_aside").count() == 2, "said once, looked at often"
    assert relayed(post, AT + 11 * MINUTE) == ["ben@hospital.example"] * 2
    type(ana).objects.filter(pk=ana.pk).update(email="ana@hospital.example")
    worlds.scored(AT + 12 * MINUTE, minutes=3)
    later = relayed(post, AT + 15 * MINUTE)
    assert later == ["ben@hospital.example"] * 2 + ["ana@hospital.example"] * 2


def test_an_address_that_the_mail_server_refuses_stops_nobody_and_is_written_to_once_right(post):
    north = worlds.hospital()
    hold(north, rule("waiting", 2, 2, then_min=600))
    ana = person("ana", BEDS, email="left@hospital.example")
    manager = ben(email="ben@hospital.example")
    person("cas", BEDS, email="cas@hospital.example")
    waiting(north, 2, AT)
    post.moods |= {
        "RCPT left@hospital.example": "550 nobody here",
        "RCPT cas@hospital.example": "450 busy",
    }
    worlds.scored(AT, minutes=6)
    assert relayed(post, AT + 6 * MINUTE) == ["ben@hospital.example"]
    states = dict(Delivery.objects.values_list("recipient", "state"))
    assert states == {
        "left@hospital.example": "quarantined", "ben@hospital.example": "sent",
        "cas@hospital.example": "waiting",
    }  # fmt: skip
    del post.moods["RCPT cas@hospital.example"]
    assert relayed(post, AT + 7 * MINUTE)[1:] == ["cas@hospital.example"]
    worlds.scored(AT + 8 * MINUTE)
    assert len(relayed(post, AT + 9 * MINUTE)) == 2, "nothing is sent twice"
    type(ana).objects.filter(pk=ana.pk).update(email="ana@hospital.example")
    worlds.scored(AT + 10 * MINUTE)
    assert relayed(post, AT + 11 * MINUTE)[2:] == ["ana@hospital.example"]
    actions.acknowledge(alert=Alert.objects.get(), by=manager, at=AT + 12 * MINUTE)
    assert not queries.tellings_to_mail(site=north).exists()


def test_beyond_its_share_a_role_is_told_nothing_more_and_the_owner_has_one_note():
    north = worlds.hospital()
    each = ("waiting", "boarders", "ed_waiting", "ed_over_12h")
    hold(north, *(rule(key, 0, 0, then_min=1_000) for key in each), budget=2)
    waiting(north, 1, AT)
    worlds.scored(AT, minutes=9)
    assert Telling.objects.count() == 2 and Alert.objects.count() == 4
    held = list(Alert.objects.filter(held_back=True).order_by("pk"))
    assert [one.parameter for one in held] == list(each[2:])
    assert [(one.owner, one.held_back) for one in Note.objects.order_by("pk")] == [(QUALITY, 1)] * 2
    lead, manager = person("quinn", QUALITY), ben()
    assert queries.notes(by=lead).count() == 2 and queries.notes(by=manager).count() == 0
    note = Note.objects.first()
    assert actions.settle_note(note=note, by=lead, at=AT)
    assert not actions.settle_note(note=note, by=lead, at=AT)
    assert queries.notes(by=lead).count() == 1
    # In the next shift there is room again.
    worlds.scored(AT + 11 * HOUR)
    assert Telling.objects.count() == 4
    assert not Alert.objects.filter(held_back=True).exists()


def test_a_rule_that_is_gone_leaves_no_alert_open():
    north = worlds.hospital()
    row = hold(north, rule("boarders", 0, 0))
    waiting(north, 1, AT)
    worlds.scored(AT, minutes=6)
    assert queries.open_alerts(site=north).count() == 1
    with audit.acting_as("test", at=AT, why="a world"):
        row.state = "replaced"
        row.save()
    worlds.scored(AT + 7 * MINUTE)
    assert Alert.objects.get().cleared_at == AT + 7 * MINUTE
    assert not Watching.objects.filter(is_open=True).exists()


def test_whether_it_was_useful_is_one_word_and_the_last_counts():
    north = worlds.hospital()
    hold(north, rule("waiting", 1, 1))
    waiting(north, 1, AT)
    worlds.scored(AT, minutes=6)
    alert, manager = Alert.objects.get(), ben()
    actions.rate(alert=alert, useful=True, by=manager, at=AT)
    actions.rate(alert=alert, useful=False, by=manager, at=AT)
    assert queries.ratings(site=north) == {"waiting": {False: 1}}
    with pytest.raises(PermissionDenied):
        actions.rate(alert=alert, useful=True, by=nora(), at=AT)
    assert queries.alert(pk=alert.pk, by=otto()) is None
    assert queries.alert(pk=alert.pk, by=manager) == alert
    assert list(queries.alerts(site=north, parameter="boarders")) == []
