"""Words that mean nothing yet, and what a meaning would mend: counted, bounded, nothing changed."""

import pytest

from carepath.formats.hl7words import Word
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Meaning, Message
from carepath.ingestion.queries import words
from tests.factories import AT, person, site
from tests.ingestion.messages import a20, adt, oru

pytestmark = pytest.mark.django_db
MOVED = Word("trigger", "Z02")


@pytest.fixture
def feed():
    made = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    come = [adt("Z02", n, "W2", visit=f"V{n % 2}") for n in range(3)]
    come += [adt("Z02", 5, "W2", visit=""), a20(1, "W1^^B1", "ready"), b"nonsense"]
    come += [oru(1, "8867-4||72|slag/min"), adt("S12", 1, "W1").replace(b"ADT", b"SIU")]
    for raw in come:
        actions.receive_hl7(raw=raw, source=made, by="test", at=AT)
    while actions.process_feeds(by="test", at=AT):
        continue
    return made


def test_words_the_most_frequent_first(feed, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = queries.unknown(source=feed)
    assert found.words == (
        (MOVED, 4), (Word("bed", "ready"), 1), (Word("measure", "slag/min"), 1),
    )  # fmt: skip
    assert not found.more


def test_a_preview_says_what_would_be_mended_and_changes_nothing(feed, django_assert_num_queries):
    before = list(Message.objects.values_list("pk", "state", "reason_code"))
    with django_assert_num_queries(4):
        found = queries.preview(source=feed, word=MOVED, means="A02")
    assert (len(found.messages), found.visits) == (3, 2)
    assert found.still == (("missing_visit_id", 1),)
    assert list(Message.objects.values_list("pk", "state", "reason_code")) == before
    assert not Meaning.objects.exists()
    other = queries.preview(source=feed, word=Word("measure", "slag/min"), means="cm")
    assert (other.messages, other.still) == ((), (("unknown_unit", 1),))


def test_only_the_newest_are_read(feed, monkeypatch):
    monkeypatch.setattr(words, "READ_AGAIN", 2)
    found = queries.unknown(source=feed)
    assert (found.looked_at, found.more) == (2, True)


def test_a_meaning_is_found_where_one_may_manage_its_feed(feed):
    sam = person("sam", "SYSTEM_ADMINISTRATOR")
    said = {"word": MOVED, "means": "A02", "reason": "their transfer"}
    made, n = actions.mean(source=feed, by=sam, at=AT, **said)
    actions.process_feeds(by="test", at=AT)
    assert queries.held_meaning(source=feed, word=MOVED) == made
    assert [one.n for one in queries.meanings(source=feed)] == [n]
    assert [one.pk for one in queries.mended(meaning=made, limit=2)] == sorted(
        Message.objects.filter(state="processed").values_list("pk", flat=True)
    )[:2]
    assert queries.one_meaning(made.pk, by=sam).get() == made
    elsewhere = person("sue", "SYSTEM_ADMINISTRATOR", at_site="south")
    assert not queries.one_meaning(made.pk, by=elsewhere).exists()
