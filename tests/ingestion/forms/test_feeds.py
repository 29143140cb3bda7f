"""What is typed about feeds: days of the feed's own zone, and words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from carepath.formats.hl7words import Word
from carepath.ingestion.forms import AsideForm, WordForm

BERLIN = ZoneInfo("Europe/Berlin")


def test_days_are_whole_days_of_the_feeds_zone():
    said = {"reason": "charset", "since": "2026-03-29", "until": "2026-03-29"}
    wanted = AsideForm(said).wanted(BERLIN)
    assert (wanted["reason"], wanted["trigger"]) == ("charset", "")
    assert wanted["since"].astimezone(UTC) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert wanted["until"].astimezone(UTC) == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_what_cannot_be_asks_nothing():
    wanted = AsideForm({"since": "soon", "until": "1.2.", "trigger": "Z" * 9}).wanted(BERLIN)
    assert set(wanted.values()) == {"", None}
    form = AsideForm({"since": "2026-03-02", "until": "2026-03-01"})
    assert form.wanted(BERLIN)["until"] is None
    assert form.errors["until"]


def test_a_word():
    form = WordForm({"kind": "charset", "said": "", "means": "8859/1"})
    assert form.is_valid() and form.word == Word("charset", "")
    assert not WordForm({"kind": "place", "means": "x"}).is_valid()
