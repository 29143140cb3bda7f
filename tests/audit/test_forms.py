"""What narrows the ledger is read from the address, field by field."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from carepath.audit import forms

ZONE = ZoneInfo("Europe/Amsterdam")


def test_days_are_whole_days_of_the_zone():
    wanted = forms.Narrow({"since": "2026-03-02", "until": "2026-03-02"}).wanted(ZONE)
    assert wanted.since == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert wanted.until == datetime(2026, 3, 2, 23, tzinfo=UTC)


def test_a_wrong_field_asks_nothing_and_says_so():
    form = forms.Narrow({"since": "soon", "actor": " nora "})
    wanted = form.wanted(ZONE)
    assert (wanted.since, wanted.actor, wanted.target) == (None, "nora", "")
    assert list(form.errors) == ["since"]


def test_the_last_day_is_not_before_the_first():
    form = forms.Narrow({"since": "2026-03-02", "until": "2026-03-01"})
    form.wanted(ZONE)
    assert list(form.errors) == ["until"]


def test_an_alert_needs_words():
    assert not forms.Settling({"reason": ""}).is_valid()
    assert forms.Settling({"reason": "a drill"}).is_valid()
