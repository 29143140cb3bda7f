"""What a word of a feed means: messages that waited for it are read, and taken back whole."""

import pytest
from django.db.models import ProtectedError

from carepath.audit.models import Entry
from carepath.formats.hl7words import Word
from carepath.ingestion import actions, queries
from carepath.ingestion.actions import hl7, meaning
from carepath.ingestion.models import Link, Meaning, Mended, Message, Told
from carepath.ingestion.policies import NotNow
from carepath.journeys.models import Journey, Span
from tests.factories import AT, person, site
from tests.ingestion.messages import a20, adt

pytestmark = pytest.mark.django_db
MOVED = Word("trigger", "Z02")


@pytest.fixture
def feed():
    return actions.declare_feed(name="adt", site=site(), by="test", at=AT)


@pytest.fixture
def sam():
    return person("sam", "SYSTEM_ADMINISTRATOR")


def take(feed, *raws):
    for raw in raws:
        actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
    while actions.process_feeds(by="test", at=AT):
        continue
    return states()


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def mean(feed, sam, word=MOVED, means="A02", reason="their own transfer"):
    made, n = actions.mean(source=feed, word=word, means=means, reason=reason, by=sam, at=AT)
    while actions.process_feeds(by="test", at=AT):
        continue
    return made, n


def units():
    stays = Span.objects.filter(kind=1, retracted_at=None).order_by("started_at")
    return [one.unit.code for one in stays if one.unit]


def test_what_waited_for_a_word_is_read_as_if_it_had_come_so(feed, sam):
    come = adt("A01", 1, "W1"), adt("Z02", 9, "W2"), adt("Z03", 20, "W3"), b"nonsense"
    assert take(feed, *come) == ["processed", *["quarantined"] * 3]
    made, n = mean(feed, sam)
    assert n == 1
    assert states() == ["processed", "processed", "quarantined", "quarantined"]
    assert set(units()) == {"W1", "W2"}
    assert take(feed, adt("Z02", 30, "W4", control="later"))[-1] == "processed"
    assert Mended.objects.filter(meaning=made).count() == 2
    entry = Entry.objects.get(verb="feed.meaning")
    assert (entry.detail["what"], entry.why) == ("Z02 = A02", "their own transfer")
    (visit,) = queries.folded(["V1"], source=feed)
    assert [stay.place.unit for stay in visit.visit.stays] == ["W1", "W2", "W4"]


def test_taken_back_its_messages_wait_and_visits_are_as_without_them(feed, sam, monkeypatch):
    monkeypatch.setattr(meaning, "AT_ONCE", 1)
    take(
        feed, adt("A01", 1, "W1"), adt("Z02", 9, "W2"), adt("Z02", 9, "W5", visit="V2", control="2")
    )
    made, n = mean(feed, sam)
    assert (n, Told.objects.count()) == (2, 3)
    assert actions.take_back(meaning=made, reason="wrong", by=sam, at=AT) == 2
    assert states() == ["processed", "quarantined", "quarantined"]
    assert (Meaning.objects.count(), Mended.objects.count(), Told.objects.count()) == (0, 0, 1)
    assert units() == ["W1"]
    assert Journey.objects.get(case_ref="V2").n_spans == 0
    entry = Entry.objects.get(verb="feed.meaning_taken_back")
    assert (entry.detail["what"], entry.detail["messages"]) == ("Z02 = A02", 2)
    mean(feed, sam, reason="right after all")
    assert set(units()) == {"W1", "W2", "W5"}


def test_a_merge_in_a_word_of_its_own_is_undone_with_it(feed, sam):
    merge = adt("Z40", 30, "W1", rest="MRG|p2^^^HOSP")
    other = adt("A01", 9, "W2", visit="V2").replace(b"p1", b"p2")
    take(feed, adt("A01", 1, "W1"), other, merge)
    made, _n = mean(feed, sam, Word("trigger", "Z40"), "A40")
    patients = set(Journey.objects.values_list("patient", flat=True))
    assert (Link.objects.count(), len(patients)) == (1, 1)
    actions.take_back(meaning=made, reason="wrong", by=sam, at=AT)
    patients = set(Journey.objects.values_list("patient", flat=True))
    assert (Link.objects.count(), len(patients)) == (0, 2)


def test_a_state_of_a_bed_in_words_of_its_own(feed, sam):
    assert take(feed, a20(1, "W1^^B1", "ready")) == ["quarantined"]
    assert mean(feed, sam, Word("bed", "ready"), "U")[1] == 1
    assert states() == ["processed"]


@pytest.mark.parametrize(
    ("word", "means", "reason"),
    [
        (MOVED, "A02", " "),
        (MOVED, "A99", "a reason"),
        (Word("trigger", "A01"), "A03", "what is known keeps its meaning"),
        (Word("place", "W1"), "W2", "no such kind"),
    ],
)
def test_what_may_not_be_said(feed, sam, word, means, reason):
    with pytest.raises(NotNow):
        mean(feed, sam, word, means, reason)
    assert not Meaning.objects.exists()


def test_a_word_has_one_meaning_at_a_time_and_losing_it_needs_a_reason(feed, sam):
    made, _n = mean(feed, sam)
    with pytest.raises(NotNow):
        mean(feed, sam, means="A01")
    with pytest.raises(NotNow):
        actions.take_back(meaning=made, reason="", by=sam, at=AT)


def test_a_message_read_while_its_word_lost_its_meaning_is_not_recorded_by_it(feed, sam):
    made, _n = mean(feed, sam)
    read = hl7.reader(feed)
    actions.take_back(meaning=made, reason="wrong", by=sam, at=AT)
    held = actions.receive_hl7(raw=adt("Z02", 9, "W2"), source=feed, by="test", at=AT)
    with pytest.raises(hl7.LostMeaning):
        hl7._understood([(hl7.Hold(held, at=AT), read(adt("Z02", 9, "W2")))], feed)
    take(feed)
    assert states() == ["quarantined"]


def test_a_meaning_in_use_cannot_go_alone(feed, sam):
    take(feed, adt("Z02", 9, "W2"))
    made, _n = mean(feed, sam)
    with pytest.raises(ProtectedError):
        made.delete()
