"""How a feed of HL7 v2 fares while people read: answers, pages, backlog, on the screen in time?

    python benchmarks/bench_feed.py [--rate 200] [--seconds 300] [--readers 20] [--database sqlite]

The portal is the real one, `manage.py up` with a listener in a new folder, over loopback; on
PostgreSQL in a new database on the server that BENCH_POSTGRES names (postgres://user@host/), with
its own settings for waiting for the disk (SQLite: synchronous FULL). Sixteen senders (as many as
one address may have), each waiting for its answer, bring messages of made-up visits with a fixed
seed at an even pace: a message that is late is sent as soon as its sender is free, and its wait
counts from when it was due. Readers ask for pages about the feed, each a page every three seconds.
Every second one look: how many messages wait, and processor seconds by process. "On the screen" is
from the answer until the inbox row took effect, which is when a page shows it.

Goals: answer p99 0.25 s, page p95 0.5 s, on the screen p99 2 s, and a backlog that does not grow.
"""

import argparse
import os
import random
import socket
import sys
import tempfile
import threading
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import living, visits  # noqa: E402
from benchmarks.bench_import import say  # noqa: E402
from carepath.formats import mllp  # noqa: E402
from tests.ingestion.stream import messages  # noqa: E402
from tests.running import (  # noqa: E402
    Portal,
    direct,
    empty_database,
    eventually,
    free_port,
    reading,
)  # fmt: skip

SENDERS, SEED, READ_EVERY_S = 16, 20260302, 3.0
ACK_S, PAGE_S, SCREEN_S = 0.25, 0.5, 2.0
WARM_UP = 400
"""Messages sent before the clock starts: the first visits are there, and every page was asked."""


class Sender(threading.Thread):
    """Sends every n-th message when it is due, and waits for each answer."""

    def __init__(self, port: int, mine: list[tuple[float, bytes]]) -> None:
        super().__init__()
        self.mine, self.took, self.refused = mine, [], 0
        self._line = socket.create_connection(("127.0.0.1", port), timeout=60)

    def run(self) -> None:
        frames = mllp.Frames()
        for due, raw in self.mine:
            time.sleep(max(0.0, due - time.monotonic()))
            self._line.sendall(mllp.framed(raw))
            answers: list[bytes] = []
            while not answers:
                data = self._line.recv(65536)
                if not data:
                    raise ConnectionResetError
                answers = list(frames.take(data))
            self.took.append(time.monotonic() - due)
            self.refused += b"MSA|AA|" not in answers[0]
        self._line.close()


class Reader(threading.Thread):
    """Asks for a page every few seconds, as a person does who is signed in."""

    def __init__(self, base: str, log: visits.Log, number: int, ends: float) -> None:
        super().__init__()
        self.base, self.log, self.ends = base, log, ends
        self.took: list[float] = []
        self.failed: list[str] = []
        self._dice = random.Random(number)

    def run(self) -> None:
        due = time.monotonic() + self._dice.random() * READ_EVERY_S
        while due < self.ends:
            time.sleep(max(0.0, due - time.monotonic()))
            address = self._address()
            headers = {"Cookie": "=".join(self.log.cookie)}
            try:
                with direct.open(Request(self.base + address, headers=headers), timeout=60) as page:
                    page.read()
            except OSError as error:
                self.failed.append(f"{address}: {error}")
            self.took.append(time.monotonic() - due)
            due = max(due + READ_EVERY_S, time.monotonic())

    def _address(self) -> str:
        turn = self._dice.random()
        if turn < 0.4:
            return f"/journeys/?source={self.log.source.replace(' ', '+')}"
        if turn < 0.8:
            return f"/journeys/{self._dice.choice(self.log.journeys)}/"
        return "/imports/feeds/" if turn < 0.9 else "/beds/"


class Looks(threading.Thread):
    """Looks once a second at what waits."""

    def __init__(self, portal: Portal, where: dict[str, str]) -> None:
        super().__init__()
        self.portal, self.where = portal, where
        self.waiting: list[int] = []
        self._over = threading.Event()

    def run(self) -> None:
        query = "select count(*) from ingestion_message where state = 'received'"
        with reading(self.portal.home, self.where) as execute:
            while not self._over.wait(1.0):
                self.waiting.append(execute(query).fetchone()[0])

    def stop(self) -> None:
        self._over.set()
        self.join()


def bench(home: Path, rate: float, seconds: float, readers: int, where: dict[str, str]) -> bool:
    """Run once; print what was measured and return whether the goals are met."""
    port = free_port()
    portal = Portal(home, MLLP_PORT=str(port), **where)
    try:
        portal.ready(within=120)
        eventually(lambda: portal.pid("mllp"), within=60)
        n = WARM_UP + int(rate * seconds)
        raws = messages(n, seed=SEED, begins=datetime.now(UTC) - timedelta(seconds=5.0 * n))  # noqa: TID251 - no portal here
        _send(port, [(0.0, raw) for raw in raws[:WARM_UP]])
        eventually(lambda: not _waiting(home, where), within=120)
        log = visits.signed_in(home, **where)
        return _measured(portal, port, raws[WARM_UP:], log, rate, seconds, readers, where)
    finally:
        portal.stop()


def _measured(portal, port, raws, log, rate, seconds, readers, where) -> bool:
    used, began = living.cpu(portal), time.monotonic() + 1.0
    looks = Looks(portal, where)
    base = f"http://127.0.0.1:{portal.port}"
    reading_pages = [Reader(base, log, number, began + seconds) for number in range(readers)]
    for thread in (looks, *reading_pages):
        thread.start()
    senders = _send(port, [(began + place / rate, raw) for place, raw in enumerate(raws)])
    took = time.monotonic() - began
    for reader in reading_pages:
        reader.join()
    drained = time.monotonic()
    eventually(lambda: not _waiting(portal.home, where), within=300, every=0.2)
    looks.stop()
    spent = {name: s - used.get(name, 0.0) for name, s in living.cpu(portal).items()}
    acks = np.array([one for sender in senders for one in sender.took])
    pages = np.array([one for reader in reading_pages for one in reader.took] or [0.0])
    failed = [line for reader in reading_pages for line in reader.failed]
    refused = sum(sender.refused for sender in senders)
    say(
        f"{len(acks):,} messages in {took:.0f} s ({len(acks) / took:.0f}/s), {refused} not accepted"
    )
    good = _told("answer", acks, 99, ACK_S) & _told("page", pages, 95, PAGE_S)
    good &= _told("on screen", _screen(portal.home, where), 99, SCREEN_S)
    good &= _backlog(looks.waiting, rate, time.monotonic() - drained)
    _cpu(spent, len(acks))
    for line in failed[:3]:
        say(f"  failed: {line}")
    return good and not failed and not refused


def _send(port: int, due: list[tuple[float, bytes]]) -> list[Sender]:
    senders = [Sender(port, due[place::SENDERS]) for place in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return senders


def _told(name: str, found: np.ndarray, percent: int, goal: float) -> bool:
    p50, p95, p99 = np.percentile(found, (50, 95, 99))
    good = bool({95: p95, 99: p99}[percent] <= goal)
    say(f"  {name:10} n {len(found):6}   p50 {p50:6.3f}   p95 {p95:6.3f}   p99 {p99:6.3f}   "
        f"max {found.max():6.3f} s   {'goal met' if good else 'GOAL MISSED'} "
        f"(p{percent} {goal} s)")  # fmt: skip
    return good


def _backlog(waiting: list[int], rate: float, drained_s: float) -> bool:
    """Tell how many waited in each tenth of the time; it grows if it does by two seconds' worth."""
    tenths = [int(np.median(part)) for part in np.array_split(waiting, 10) if len(part)]
    third = max(1, len(waiting) // 3)
    grows = np.median(waiting[-third:]) - np.median(waiting[:third]) > 2 * rate
    say(f"  waiting, by tenths of the time: {tenths}; the rest took effect {drained_s:.1f} s after "
        f"the last page   {'BACKLOG GROWS' if grows else 'goal met'}")  # fmt: skip
    return not grows


def _cpu(spent: dict[str, float], n: int) -> None:
    parts = ", ".join(f"{name} {1000 * s / n:.2f}" for name, s in sorted(spent.items()) if s > 0.05)
    say(f"  processor ms a message: {parts}; in all {1000 * sum(spent.values()) / n:.2f}")


def _waiting(home: Path, where: dict[str, str]) -> int:
    query = "select count(*) from ingestion_message where state = 'received'"
    with reading(home, where) as execute:
        return execute(query).fetchone()[0]


def _screen(home: Path, where: dict[str, str]) -> np.ndarray:
    """Return the seconds from a message's arrival until a span it brought was recorded."""
    query = (
        "select m.received_at, min(s.recorded_at) from ingestion_message m "
        "join journeys_span s on s.message = m.id group by m.id, m.received_at order by m.id"
    )
    with reading(home, where) as execute:
        rows = execute(query).fetchall()[WARM_UP:]
    return np.array([us / 1e6 - _moment(at).timestamp() for at, us in rows] or [0.0])


def _moment(at: str | datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)


def main() -> int:
    asking = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asking.add_argument("--rate", type=float, default=200)
    asking.add_argument("--seconds", type=float, default=300)
    asking.add_argument("--readers", type=int, default=20)
    asking.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    asked = asking.parse_args()
    server, good = os.environ.get("BENCH_POSTGRES"), True
    for name in ("sqlite", "postgresql"):
        if asked.database not in (name, "both") or (name == "postgresql" and not server):
            continue
        say(f"{name}: {asked.rate:.0f} messages a second for {asked.seconds:.0f} s, "
            f"{asked.readers} readers")  # fmt: skip
        base = empty_database(server) if name == "postgresql" else nullcontext(("", ""))
        with base as (owner, _app), tempfile.TemporaryDirectory() as folder:
            where = {"DATABASE_URL": owner} if owner else {}
            good &= bench(Path(folder, "home"), asked.rate, asked.seconds, asked.readers, where)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
