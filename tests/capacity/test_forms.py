"""A moment of the board."""

from datetime import UTC, datetime

from carepath.capacity.forms import MomentForm


def test_nothing_asked_is_now():
    form = MomentForm({})
    assert form.is_valid()
    assert form.cleaned_data["at"] is None


def test_a_moment_is_read_as_a_browser_writes_it():
    form = MomentForm({"at": "2026-03-02T09:30"})
    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
