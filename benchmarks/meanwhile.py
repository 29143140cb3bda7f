"""Ask the portal for pages while it imports a second log through its own inbox."""

import json
import random
import tempfile
import time
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request
from uuid import uuid4

import numpy as np

from benchmarks import bench_import, visits
from benchmarks.bench_import import say
from tests.running import Portal, direct, manage

EVERY_S = 0.2
P99_S, MAX_S = 0.5, 2.0
MAPPING = {"case": "case", "activity": "activity", "time": "time", "timezone": "UTC"}
NEWS = "second"


class Visitor:
    """Asks for a page each fifth of a second, whether or not the one before has come."""

    def __init__(self, port: int, log: visits.Log) -> None:
        self.base, self.log = f"http://127.0.0.1:{port}", log
        self.times: dict[str, list[float]] = defaultdict(list)
        self.failed: list[str] = []
        self.slowest: list[tuple[float, float, str]] = []
        self._began = time.monotonic()
        self._dice = random.Random(7)
        self._pool = ThreadPoolExecutor(32)
        self._asked: list[Future] = []

    def visit(self, seconds: float, importing: int | None) -> None:
        """Ask for this long."""
        due, end = time.monotonic(), time.monotonic() + seconds
        while due < end:
            time.sleep(max(0.0, due - time.monotonic()))
            kind, address, part = self._next(importing)
            self._asked.append(self._pool.submit(self._ask, kind, address, part, due))
            due += EVERY_S

    def end(self) -> None:
        """Wait for what was asked."""
        self._pool.shutdown()
        for one in self._asked:
            one.result()

    def _next(self, importing: int | None) -> tuple[str, str, bool]:
        """Return (kind, address, whether as a fragment); one in ten asks about what arrives."""
        log, dice = self.log, self._dice
        turn = dice.random()
        if turn < 0.25:
            return "list", visits.lists(log, dice), False
        if turn < 0.50:
            return "journey", visits.journeys(log, dice), False
        if turn < 0.65:
            return "bottlenecks", f"/bottlenecks/?source={log.source}", False
        if turn < 0.80:
            return "fragment", visits.fragments(log, dice), True
        if turn < 0.90 and importing:
            return "progress", f"/api/v1/imports/{importing}/", False
        news = log._replace(source=NEWS) if importing else log
        if dice.random() < 0.5:
            return "list of news", f"/journeys/?source={news.source}", False
        return "fragment of news", visits.fragments(news, dice), True

    def _ask(self, kind: str, address: str, part: bool, due: float) -> None:
        headers = {"Cookie": "=".join(self.log.cookie)} | ({"HX-Request": "true"} if part else {})
        try:
            with direct.open(Request(self.base + address, headers=headers), timeout=60) as answer:
                answer.read()
        except OSError as error:
            if getattr(error, "code", 0) != 404 or NEWS not in address:  # not there yet
                self.failed.append(f"{address}: {error}")
                return
        took = time.monotonic() - due
        self.times[kind].append(took)
        self.slowest = sorted([*self.slowest, (took, due - self._began, address)])[-20:]


def bench(home: Path, events: int, verbose: bool, **more: str) -> bool:
    """Import while pages are asked for; tell the times and return whether the goals are met."""
    log, token = visits.signed_in(home, **more), _token(home, more)
    portal = Portal(home, **more)
    try:
        portal.ready()
        visitor = Visitor(portal.port, log)
        visitor.visit(8, None)  # a portal in use: not the first look after its start
        visitor.times.clear()
        visitor.slowest.clear()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "second.csv")
            bench_import.write_log(path, events, seed=random.randrange(2**31))
            sent = visitor._pool.submit(_send, portal.port, token, path)
            visitor.visit(2, None)
            number = sent.result()["id"]
        began, state = time.monotonic(), ""
        while state not in ("processed", "quarantined") and time.monotonic() - began < 900:
            visitor.visit(2, number)
            state = _state(portal.port, token, number)["state"]
        took = time.monotonic() - began
        visitor.end()
    finally:
        portal.stop()
    return _told(visitor, state, took, verbose)


def _told(visitor: Visitor, state: str, took: float, verbose: bool) -> bool:
    every = np.array([one for times in visitor.times.values() for one in times])
    p50, p99 = np.percentile(every, (50, 99))
    good = state == "processed" and not visitor.failed and p99 <= P99_S and every.max() <= MAX_S
    say(f"second import {state} after {took:.0f} s; meanwhile {len(every)} requests, "
          f"{len(visitor.failed)} failed")  # fmt: skip
    for kind, times in sorted(visitor.times.items()):
        say(f"  {kind:18} n {len(times):4}  p50 {np.median(times):6.3f}   "
              f"p99 {np.percentile(times, 99):6.3f}   max {max(times):6.3f} s")  # fmt: skip
    words = "goals met" if good else "GOALS MISSED"
    say(f"  {'all':18} n {len(every):4}  p50 {p50:6.3f}   p99 {p99:6.3f} (goal {P99_S})   "
        f"max {every.max():6.3f} s (goal {MAX_S})   {words}")  # fmt: skip
    for took, due, address in visitor.slowest if verbose else ():
        say(f"  {took:6.3f} s, asked {due:5.1f} s after the first  {address}")
    for line in visitor.failed[: 20 if verbose else 3]:
        say(f"  failed: {line}")
    return bool(good)


def _token(home: Path, more: dict[str, str]) -> str:
    words = ["create_token", "--user", visits.PERSON, "--scope", "see,import", "--days", "1"]
    done = manage(*words, home=home, **more)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def _send(port: int, token: str, path: Path) -> dict:
    """Send the log as a program would, and return what the portal answered."""
    mark = uuid4().hex
    fields = {"source": NEWS, "mapping": json.dumps(MAPPING)}
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="second.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    body = head.encode() + path.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
    return _json(Request(f"http://127.0.0.1:{port}/api/v1/imports/", body, headers), token)


def _state(port: int, token: str, number: int) -> dict:
    return _json(Request(f"http://127.0.0.1:{port}/api/v1/imports/{number}/"), token)


def _json(request: Request, token: str) -> dict:
    request.add_header("Authorization", f"Bearer {token}")
    with direct.open(request, timeout=120) as answer:
        return json.load(answer)
