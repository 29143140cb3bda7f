"""A moment of the board."""

from datetime import UTC, datetime, timedelta

from carepath.capacity.forms import FlagForm, MomentForm, MoveForm, SayForm


def test_nothing_asked_is_now():
    form = MomentForm({})
    assert form.is_valid()
    assert form.cleaned_data["at"] is None


def test_a_moment_is_read_as_a_browser_writes_it():
    form = MomentForm({"at": "2026-03-02T09:30"})
    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_to_close_a_bed_needs_a_reason():
    assert SayForm({"state": "U"}).is_valid()
    assert SayForm({"state": "C", "reason": "Tap drips"}).is_valid()
    assert "reason" in SayForm({"state": "C", "reason": " "}).errors
    assert "state" in SayForm({"state": "O"}).errors


def test_a_move_happened_now_or_some_minutes_ago():
    form = MoveForm({"journey": "abcd1234"})
    assert form.is_valid()
    assert form.cleaned_data["ago"] == timedelta(0)
    form = MoveForm({"journey": "abcd1234", "ago": "15"})
    assert form.is_valid()
    assert form.cleaned_data["ago"] == timedelta(minutes=15)
    assert set(MoveForm({"journey": "ab", "ago": "-1"}).errors) == {"journey", "ago"}


def test_a_flag_says_what_belongs_to_its_kind():
    form = FlagForm({"patient": "7", "kind": "discharge", "due": "2026-03-02T09:30", "owner": "x"})
    assert form.is_valid()
    assert (form.cleaned_data["owner"], form.cleaned_data["due"].hour) == ("", 9)
    assert "owner" in FlagForm({"patient": "7", "kind": "barrier", "what": "transport"}).errors
    assert "journey" in FlagForm({"kind": "private"}).errors
    assert "kind" in FlagForm({"patient": "7", "kind": "x"}).errors
