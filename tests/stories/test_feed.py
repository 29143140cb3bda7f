"""A feed of HL7 v2 in a running portal: what was answered is never lost, whatever is killed.

CAREPATH_KILLS sets how many kills there are (6 by default, 50 in `make soak`).
"""

import os
import random
import signal
import time
from contextlib import suppress

import pytest
from hl7.client import MLLPClient

from tests.ingestion.messages import adt
from tests.running import Portal, eventually, free_port, manage

pytestmark = [
    pytest.mark.slow,
    # The foreign sender leaves its sockets to the garbage collector when nobody listens.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
KILLS = int(os.environ.get("CAREPATH_KILLS", "6"))
VISITS = 7 * KILLS


def send(port, raw):
    """Send until it is answered, as an interface engine does."""
    for _attempt in range(600):
        with suppress(OSError), MLLPClient("127.0.0.1", port) as client:
            answer = client.send_message(raw)
            if b"MSA|AA|" in answer:
                return
        time.sleep(0.05)
    raise AssertionError("never answered")


def located(home):
    done = manage("locations", "--at", "2026-03-02T12:00", home=home)
    assert done.returncode == 0, done.stderr
    return sorted(line.split()[:4] for line in done.stdout.splitlines())


def killed_one(portal, dice):
    """Kill a part that runs, the listener most often; True."""
    part = dice.choice(("mllp", "mllp", "sweep", "worker", "web"))
    pid = eventually(lambda: portal.pid(part), within=60)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return True


def test_answered_is_never_lost_though_processes_are_killed(tmp_path):
    dice, port = random.Random(5), free_port()
    portal = Portal(tmp_path / "home", MLLP_PORT=str(port))
    try:
        portal.ready()
        eventually(lambda: portal.pid("mllp"), within=30)
        killed = 0
        for number in range(VISITS):
            visit = f"V{number:03}"
            send(port, adt("A01", 1, "W1", visit=visit, control=f"a{number}", bed=f"B{number}"))
            if number % 7 == 3:
                killed += killed_one(portal, dice)
            send(port, adt("A02", 9, "W2", visit=visit, control=f"b{number}", bed=f"C{number}"))
        wanted = [[f"V{n:03}", "W2", "-", f"C{n}"] for n in range(VISITS)]
        eventually(lambda: located(portal.home) == wanted, within=120)
        assert killed == KILLS
    finally:
        portal.stop()
