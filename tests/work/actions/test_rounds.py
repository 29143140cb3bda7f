import sys
from datetime import UTC, datetime, timedelta

from carepath.work import actions

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
calls = []


def good(*, by, at):
    calls.append((by, at))
    return 2


def quiet(*, by, at):
    return None


def poison(*, by, at):
    raise ValueError("no")


def test_one_poison_never_stops_its_neighbours(settings, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "rounds", sys.modules[__name__])
    settings.SWEEPS = [
        "rounds.good",
        "rounds.poison",
        "nowhere.at_all",
        "rounds.quiet",
        "rounds.good",
    ]
    moments = iter(AT + timedelta(seconds=n) for n in range(9))
    calls.clear()
    assert actions.sweep(by="worker:test", now=lambda: next(moments)) == 4
    assert calls == [("worker:test", AT), ("worker:test", AT + timedelta(seconds=4))]
    assert [r.message for r in caplog.records] == ["rounds.poison failed", "nowhere.at_all failed"]


def test_what_the_settings_name_is_there(settings):
    from django.utils.module_loading import import_string

    assert all(callable(import_string(path)) for path in settings.SWEEPS)
    assert callable(import_string(settings.FIRST_STEPS))
    assert callable(import_string(settings.FIRST_TOLD))
