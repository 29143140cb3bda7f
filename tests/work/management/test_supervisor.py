import itertools
import json
import os
import signal
import sys
import time

import pytest

from carepath.work.management import supervisor
from carepath.work.management.parts import Part
from carepath.work.management.watch import Watch
from tests.running import eventually, is_up


class Silence(Watch):
    """A watch that looks at nothing; the test says who shows no life."""

    silent = ()

    def __init__(self):
        super().__init__(port=1, host="", broker_url="")

    def run(self):
        return

    def silent_s(self, name, *, since):
        return 99.0 if name in self.silent else 0.0


@pytest.fixture
def keeper(tmp_path):
    """A supervisor of three parts that sleep; whatever it started is gone in the end."""
    said = []
    code = "import time; time.sleep(60)"
    parts = [
        Part(name, [sys.executable, "-c", code], tmp_path / f"{name}.log")
        for name in ("broker", "web", "worker", "beat")
    ]
    made = supervisor.Supervisor(
        parts, watch=Silence(), run=tmp_path, say=said.append, ready=lambda: said.append("ready")
    )
    made.said = said
    made.watch.start()
    yield made
    made.stop()


def step(keeper, now):
    keeper.step(now)
    return {name: child.pid for name, child in keeper.children.items() if child.pid}


def until_reaped(keeper, name, now):
    pid = keeper.children[name].pid
    eventually(lambda: not is_up(pid), within=10)
    eventually(lambda: keeper.reap(now) or keeper.children[name].pid != pid, within=10)


def test_pauses_grow_and_end():
    pauses = [supervisor.pause_s(n) for n in range(1, 40)]
    assert pauses[:3] == [0.2, 0.4, 0.8]
    assert max(pauses) == pauses[-1] == 10.0
    assert all(a <= b for a, b in itertools.pairwise(pauses))


def test_the_page_comes_first_then_who_makes_it_fast(keeper, tmp_path):
    assert step(keeper, 0.0).keys() == {"broker", "web"}
    assert keeper.said == []
    keeper.watch.ready = True
    step(keeper, 1.0)
    assert keeper.said == ["ready"]
    running = step(keeper, 2.0)
    assert running.keys() == {"broker", "web", "worker", "beat"}
    written = json.loads((tmp_path / "parts.json").read_text())
    assert written == {name: [pid, 1] for name, pid in running.items()}


def test_a_part_that_falls_starts_again_after_a_pause(keeper):
    before = step(keeper, 0.0)["web"]
    os.kill(before, signal.SIGKILL)
    until_reaped(keeper, "web", 1.0)
    assert "web" not in step(keeper, 1.1)
    assert step(keeper, 1.3)["web"] != before
    assert keeper.said[0].startswith("web ended (-9); its log: ")
    assert keeper.said[1] == "web starts again."


def test_falls_in_a_row_are_paused_for_longer_until_a_calm_time(keeper):
    child = keeper.children["web"]
    falls = []
    for now in (0.0, 10.0, 20.0, 90.0):
        keeper.step(now)
        os.kill(child.pid, signal.SIGKILL)
        until_reaped(keeper, "web", now if now < 90 else now + 31)
        falls.append(child.falls)
    assert falls == [1, 2, 3, 1]


def test_a_silent_worker_is_replaced_with_its_clock(keeper):
    keeper.watch.ready = True
    step(keeper, 0.0)
    before = step(keeper, 0.1)
    keeper.watch.silent = ("worker",)  # for 99 s, and it was started 200 s ago
    keeper.step(200.0)
    keeper.watch.silent = ()
    until_reaped(keeper, "worker", 201.0)
    eventually(lambda: not is_up(before["beat"]), within=10)
    after = step(keeper, 260.0)
    assert after["worker"] != before["worker"]
    assert after["beat"] != before["beat"]
    assert after["web"] == before["web"]
    assert "worker showed no life for 25 s: replaced." in keeper.said


def test_a_part_that_is_slow_to_start_is_waited_for_longer_each_time(keeper):
    keeper.watch.ready = True
    step(keeper, 0.0)
    step(keeper, 0.1)
    child = keeper.children["worker"]
    child.started, limits = 0.0, []  # whole seconds add up exactly
    for _ in range(6):
        silence, before = Span(), child.replaced
        keeper.watch.silent_s = silence
        while child.replaced == before and silence.seconds < 999:
            silence.seconds += 1
            keeper.replace_if_silent(child, child.started + silence.seconds)
        limits.append(silence.seconds - 1)
    assert limits == [100, 200, 400, 400, 400, 400]
    silence.seconds = 3  # of a minute: it showed life
    keeper.replace_if_silent(child, child.started + 60)
    assert child.replaced == 0


class Span:
    """So long everybody has been silent."""

    seconds = 0

    def __call__(self, name, *, since):
        return self.seconds


def test_what_a_part_left_behind_ends_with_it(tmp_path):
    code = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen(['/bin/sleep', '60']).pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    log = tmp_path / "web.log"
    part = Part("web", [sys.executable, "-c", code], log)
    keeper = supervisor.Supervisor(
        [part], watch=Silence(), run=tmp_path, say=lambda text: None, ready=lambda: None
    )
    keeper.watch.start()
    keeper.step(0.0)
    inner = int(eventually(lambda: log.exists() and log.read_text().strip(), within=10))
    os.kill(keeper.children["web"].pid, signal.SIGKILL)
    until_reaped(keeper, "web", 1.0)
    eventually(lambda: not is_up(inner), within=10)
    keeper.stop()


def test_stopping_is_in_order_and_complete(keeper, monkeypatch, tmp_path):
    keeper.watch.ready = True
    step(keeper, 0.0)
    running = step(keeper, 0.1)
    asked = []
    send = supervisor.signal_group
    monkeypatch.setattr(
        supervisor, "signal_group", lambda pid, n: asked.append((pid, n)) or send(pid, n)
    )
    begun = time.monotonic()
    keeper.stop()
    first = [pid for pid, number in asked if number == signal.SIGTERM]
    assert first[-1] == running["broker"]
    assert not any(is_up(pid) for pid in running.values())
    assert time.monotonic() - begun < supervisor.GRACE_S
    assert not (tmp_path / "parts.json").exists()


def test_a_group_that_is_gone_takes_no_signal():
    supervisor.signal_group(0, signal.SIGKILL)
    supervisor.signal_group(2**22 + 1, signal.SIGKILL)


def test_nobody_waits_for_the_demo_so_it_may_be_silent_for_longer(keeper, tmp_path):
    code = "import time; time.sleep(60)"
    part = Part("demo", [sys.executable, "-c", code], tmp_path / "demo.log")
    keeper.children["demo"] = supervisor.Child(part)
    keeper.watch.ready = True
    step(keeper, 0.0)
    before = step(keeper, 0.1)["demo"]
    keeper.watch.silent = ("demo",)  # 99 s, and it may be silent for 100
    keeper.step(200.0)
    assert is_up(before)
    keeper.stale_s = 20.0
    keeper.step(201.0)
    eventually(lambda: not is_up(before), within=10)
    assert "demo showed no life for 80 s: replaced." in keeper.said
