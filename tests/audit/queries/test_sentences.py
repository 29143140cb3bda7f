"""Who may read which part of the ledger and of the read log."""

from uuid import uuid4

import pytest

from carepath.audit import actions, queries
from carepath.audit.models import AccessRead
from tests.factories import AT, ada, ben, first, nora, otto, person

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def ledger():
    lines = [
        ("import:5", "imported", "ingestion.Message:5", "north"),
        ("setup", "granted a role to", "accounts.User:9", ""),
        ("setup", "annotation.written", "journeys.Annotation:1", "north"),
        ("setup", "activated", "protocols.Version:3", "south"),
        ("setup", "declared", "journeys.Source:2", "south"),
    ]
    for actor, verb, target, site in lines:
        with actions.recording_as(actor, at=AT):
            actions.record(verb, target, site=site)


def seen(user, **wanted):
    found = queries.changes(by=user, wanted=queries.Filter(**wanted))
    return [entry.verb for entry in found]


ALL = ["declared", "activated", "annotation.written", "granted a role to", "imported"]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (ada, ALL),
        (first, ["declared", "activated", "granted a role to", "imported"]),
        (lambda: person("pia", "PROTOCOL_OWNER"), ["activated"]),
        (lambda: person("sam", "SYSTEM_ADMINISTRATOR"), ["declared", "granted a role to",
                                                         "imported"]),
        (nora, []),
        (ben, []),
        (otto, []),
        (lambda: person("loc", "AUDITOR", at_site="north"), ["annotation.written", "imported"]),
    ],
)  # fmt: skip
def test_each_sees_as_far_as_their_right(ledger, who, expected):
    assert seen(who()) == expected


def test_ones_own_acts_are_always_seen():
    user = nora()
    with actions.recording_as(user, at=AT):
        actions.record("annotation.written", "journeys.Annotation:1", site="north")
    assert seen(user) == ["annotation.written"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"target": "accounts.User:9"}, ["granted a role to"]),
        ({"actor": "import:5"}, ["imported"]),
        ({"verb": "ANNOT"}, ["annotation.written"]),
        ({"target": "accounts.User:9", "actor": "import:5"}, []),
    ],
)
def test_filters(ledger, wanted, expected):
    assert seen(ada(), **wanted) == expected


def read(user):
    AccessRead.objects.create(
        at=AT, actor=f"user:{user.pk}", route="journeys:index", count=3, outcome="shown",
        request_id=uuid4(),
    )  # fmt: skip


def test_everybody_sees_their_own_reads_and_the_auditor_all():
    one, two, auditor = nora(), ben(), ada()
    read(one)
    read(two)
    assert queries.reads(by=one).count() == 1
    assert queries.reads(by=auditor).count() == 2
    assert queries.reads(by=auditor, actor=f"user:{two.pk}").count() == 1
    assert queries.reads(by=one, actor=f"user:{two.pk}").get().actor == f"user:{one.pk}"
    named = queries.with_names(list(queries.reads(by=auditor)))
    assert [line.who for line in named] == ["ben", "nora"]


def test_targets_are_told_in_words():
    user = nora()
    targets = [f"accounts.User:{user.pk}", "accounts.User:unknown", "journeys.Source:3", "gone.X:1"]
    assert list(queries.target_words(targets).values()) == [
        "nora",
        "unknown",
        "source 3",
        "gone.X:1",
    ]
    assert queries.target_words([""]) == {"": ""}


def test_a_persona_of_the_demo_sees_what_personas_read():
    persona = person("ada@demo", "AUDITOR", at_site="demo", persona_site="demo")
    fellow = person("nora@demo", "CLINICIAN", at_site="demo", persona_site="demo")
    for reader in (nora(), fellow, persona):
        AccessRead.objects.create(
            at=AT, actor=f"user:{reader.pk}", route="x", count=1, outcome="shown",
            request_id=uuid4(),
        )  # fmt: skip
    assert {read.actor for read in queries.reads(by=persona)} == {
        f"user:{fellow.pk}", f"user:{persona.pk}",
    }  # fmt: skip
