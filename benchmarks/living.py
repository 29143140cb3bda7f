"""What is looked at while the invented hospital lives: memory, pages, and how far pages lag."""

import os
import random
import time
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator
from itertools import count
from pathlib import Path
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.request import Request

from benchmarks import visits
from tests.running import Portal, direct, reading

TICKS = os.sysconf("SC_CLK_TCK")
LOOK_S = 0.05
"""So often the database is asked for a new commit: a lag is known to this."""
SEEN, EVERY = "X-CarePath-Seen", "X-CarePath-Every"
Where = dict[str, str]


def memory(portal: Portal) -> dict[str, tuple[float, float]]:
    """Return process -> (resident MB, of it MB of its own, in no file) of the whole portal."""
    leaders = {pid: name for pid, name in _leaders(portal)}
    found: dict[str, tuple[float, float]] = {}
    for pid in sorted(portal.everything()):
        name = leaders.get(pid) or _below(leaders.get(_group(pid), "other"), found)
        if sizes := _sizes(pid):
            found[name] = sizes
    return found


def _below(leader: str, found: Container[str]) -> str:
    """Return the name of the next process of a group."""
    names = (f"{leader} {number}" for number in count(1))
    return next(name for name in names if name not in found)


def _leaders(portal: Portal) -> Iterator[tuple[int, str]]:
    yield portal.process.pid, "up"
    for name in ("broker", "web", "sweep", "worker", "beat", "demo", "mllp", "feeds"):
        if pid := portal.pid(name):
            yield pid, name


def _group(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[2])
    except OSError:
        return 0


def _sizes(pid: int) -> tuple[float, float] | None:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    if "VmRSS" not in told:
        return None
    return tuple(int(told[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))


def cpu(portal: Portal) -> dict[str, float]:
    """Return process -> processor seconds it has used so far."""
    leaders = dict(_leaders(portal))
    found: dict[str, float] = {}
    for pid in portal.everything():
        name = leaders.get(pid) or leaders.get(_group(pid), "other")
        found[name] = found.get(name, 0.0) + _seconds(pid)
    return found


def _seconds(pid: int) -> float:
    try:
        columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(columns[11]) + int(columns[12])) / TICKS


class Pages:
    """Asks for pages as a person does who is signed in."""

    def __init__(self, portal: Portal, log: visits.Log, where: Where) -> None:
        self.base, self.log, self.where = f"http://127.0.0.1:{portal.port}", log, where
        self.home, self._dice, self.failed = portal.home, random.Random(5), []

    def ask(self, address: str, **headers: str):
        """Return (answer, seconds it took); another status than 2xx counts as failed."""
        given = {"Cookie": "=".join(self.log.cookie), **headers}
        began = time.monotonic()
        try:
            with direct.open(Request(self.base + address, headers=given), timeout=60) as answer:
                answer.read()
        except HTTPError as error:
            self.failed.append(f"{address}: {error}")
            answer = error
        return answer, time.monotonic() - began

    def times(self) -> dict[str, float]:
        """Return page -> seconds to its whole answer, each asked once now."""
        listed, journey = self.live()
        wanted = {"list": listed, "open journey": journey}
        wanted |= {"Bottlenecks": listed.replace("journeys", "bottlenecks"), "Beds": "/beds/"}
        return {name: self.ask(address)[1] for name, address in wanted.items()}

    def live(self) -> tuple[str, str]:
        """Return the addresses of the pages that refresh themselves: the list, an open journey."""
        source = self.log.source.replace(" ", "+")
        return f"/journeys/?source={source}", f"/journeys/{self._open_journey()}/"

    def _open_journey(self) -> str:
        query = "select trace_id from journeys_journey where closed_at is null and n_spans > 0"
        with reading(self.home, self.where) as execute:
            (key,) = self._dice.choice(execute(query).fetchall())
        return str(key).replace("-", "")


class Lag:
    """How long a commit takes to be on a page that refreshes itself.

    One thread notes when the number of the latest change rises in the database. Another asks for
    the page as its script does: what it has seen in a header, again so long after each answer as
    the page says. The lag of a change is the time to the first answer that holds it.
    """

    def __init__(self, pages: Pages, address: str) -> None:
        self.pages, self.address = pages, address
        self.commits: list[tuple[float, int]] = []
        self.answers: list[tuple[float, int]] = []
        self.broken: list[str] = []
        self._ended = Event()
        self._threads = [Thread(target=self._told, args=[of]) for of in (self._watch, self._poll)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def seconds(self) -> list[float]:
        """Return the lag of each change that was answered; the last ones may not be."""
        shown = [number for _at, number in self.answers]
        found = ((at, bisect_left(shown, number)) for at, number in self.commits)
        return [self.answers[place][0] - at for at, place in found if place < len(shown)]

    def _told(self, of: Callable[[], None]) -> None:
        try:
            of()
        except Exception as error:
            self.broken.append(f"{of.__name__}: {error!r}")

    def _watch(self) -> None:
        query, latest = "select max(change) from journeys_source", None
        with reading(self.pages.home, self.pages.where) as execute:
            while not self._ended.wait(LOOK_S):
                (number,) = execute(query).fetchone()
                if latest is not None and number > latest:
                    self.commits.append((time.monotonic(), number))
                latest = number

    def _poll(self) -> None:
        answer, _took = self.pages.ask(self.address)
        seen, every = answer.headers[SEEN], int(answer.headers[EVERY])
        while not self._ended.wait(every / 1000):
            headers = {"HX-Request": "true", "X-CarePath-Poll": "1", SEEN: seen}
            answer, _took = self.pages.ask(self.address, **headers)
            seen = answer.headers[SEEN] or seen
            every = int(answer.headers[EVERY] or every)
            self.answers.append((time.monotonic(), int(seen.partition(".")[0])))
