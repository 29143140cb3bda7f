"""A loop of work ends when asked, also where what is raised is dropped."""

import signal
import sys

import pytest

from carepath.work.management.stopping import until_stopped


@pytest.fixture
def steps():
    before = signal.getsignal(signal.SIGTERM)
    yield until_stopped()
    signal.signal(signal.SIGTERM, before)


def test_a_step_is_left_in_its_middle(steps):
    done = []
    with pytest.raises(SystemExit) as ended:
        for step in steps:
            signal.raise_signal(signal.SIGTERM)
            done.append(step)
    assert ended.value.code == 0 and done == []


class Gone:
    def __del__(self):
        signal.raise_signal(signal.SIGTERM)


def test_where_the_interpreter_drops_it_no_further_step_follows(steps, monkeypatch):
    dropped, done = [], []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: dropped.append(told.exc_type))
    for step in steps:
        Gone()
        done.append(step)
    assert dropped == [SystemExit] and len(done) == 1
