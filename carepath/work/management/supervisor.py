"""Keep the parts of the portal alive, and end them all together."""

import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from carepath.work.management.parts import Part, shorten
from carepath.work.management.tether import adopt_orphans
from carepath.work.management.watch import Watch

CALM_S = 30.0
"""A part that lived so long starts again at once, and its earlier falls are forgotten."""
LONGEST_PAUSE_S = 10.0
STALE_S = 25.0
"""A part that showed no life for so long is replaced."""
DOUBLINGS = 4
"""So often at most the patience doubles with a part that has not shown any life yet."""
STARTING = 2
"""So often it doubles at once: to start takes longer than to go on."""
GRACE_S = 8.0
"""So long a part may take to end by itself."""
WATCHED = {
    "worker": ["worker", "beat"],
    "sweep": ["sweep"],
    "broker": ["broker"],
    "demo": ["demo"],
    "mllp": ["mllp"],
    "feeds": ["feeds"],
}
"""Whose silence is noticed, and who is replaced then: without beat the worker has no pulse."""
PATIENCE = {"demo": 4}
"""How many times as long a part may be silent that nobody waits for."""
AFTER_READY = {"worker", "beat", "demo"}
"""They make work faster, not possible: the page comes first."""
STOP_LAST = "broker"


def pause_s(falls: int) -> float:
    """Return the pause before the start after the n-th fall in a row: 0.2, 0.4 ... 10 s."""
    return min(0.1 * 2 ** min(falls, 12), LONGEST_PAUSE_S)


@dataclass
class Child:
    """A part and the process that runs it now."""

    part: Part
    pid: int = 0  # 0 = none
    started: float = 0.0
    due: float = 0.0
    falls: int = 0
    starts: int = 0
    replaced: int = 0  # in a row, without a sign of life between


class Supervisor:
    """The parent of every process: starts, reaps, replaces, stops."""

    def __init__(
        self,
        parts: list[Part],
        *,
        watch: Watch,
        run: Path,
        say: Callable[[str], object],
        ready: Callable[[], None],
        stale_s: float = STALE_S,
    ):
        self.children = {part.name: Child(part) for part in parts}
        self.watch, self.run_folder, self.say, self.ready = watch, run, say, ready
        self.stale_s = stale_s
        self.stopping = self.told = False
        self._tidied = 0.0

    def run(self) -> None:
        """Keep all parts alive until SIGINT, SIGTERM or SIGHUP; then stop them in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        adopt_orphans()
        self.watch.start()
        try:
            while not self.stopping:
                self.step(time.monotonic())
                time.sleep(0.1)
        finally:
            self.stop()

    def _ask_to_stop(self, number, frame) -> None:
        self.stopping = True

    def step(self, now: float) -> None:
        """Reap, replace what is silent, start what is due, tell when the portal is ready."""
        self.reap(now)
        for name in WATCHED.keys() & self.children.keys():
            self.replace_if_silent(self.children[name], now)
        for child in self.children.values():
            if not child.pid and now >= child.due and self._may_start(child):
                self.start(child, now)
        if self.watch.ready and not self.told:
            self.told = True
            self.ready()
        if now - self._tidied > 10:
            self._tidied = now
            for child in self.children.values():
                shorten(child.part.log)

    def _may_start(self, child: Child) -> bool:
        return self.told or child.part.name not in AFTER_READY

    def start(self, child: Child, now: float) -> None:
        """Start a part and write down its number."""
        child.pid, child.started = child.part.start(), now
        child.starts += 1
        if child.starts > 1:
            self.say(_("%(part)s starts again.") % {"part": child.part.name})
        self._write_down()

    def reap(self, now: float) -> None:
        """Take notice of every process that ended, also of adopted ones."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            for child in self.children.values():
                if child.pid == pid:
                    self._fell(child, os.waitstatus_to_exitcode(status), now)

    def _fell(self, child: Child, code: int, now: float) -> None:
        signal_group(child.pid, signal.SIGKILL)  # what it left behind, such as web workers
        child.falls = 1 if now - child.started > CALM_S else child.falls + 1
        child.pid, child.due = 0, now + pause_s(child.falls)
        if not self.stopping:
            words = {"part": child.part.name, "code": code, "log": child.part.log}
            self.say(_("%(part)s ended (%(code)s); its log: %(log)s") % words)

    def replace_if_silent(self, child: Child, now: float) -> None:
        """Kill a part whose process exists but shows no life; `reap` starts it again.

        One that has shown none since it was started is waited for longer, and twice as long each
        time it was replaced so: on a machine that is very busy it may still be starting, and to
        start it over only adds to that.
        """
        name, doublings = child.part.name, 0
        silent_s = self.watch.silent_s(name, since=child.started)
        if silent_s < now - child.started:
            child.replaced = 0
        else:
            doublings = min(STARTING + child.replaced, DOUBLINGS)
        stale_s = self.stale_s * PATIENCE.get(name, 1) * 2**doublings
        if child.pid and silent_s > stale_s:
            child.replaced += 1
            words = {"part": name, "seconds": round(stale_s)}
            self.say(_("%(part)s showed no life for %(seconds)s s: replaced.") % words)
            for part in WATCHED[name]:
                signal_group(self.children[part].pid, signal.SIGKILL)
            child.started = now  # one kill is enough

    def stop(self) -> None:
        """End everything, the broker last; what does not end by itself is killed."""
        self.stopping = True
        self.say(_("Stopping ..."))
        self.watch.stop()
        for last in (False, True):
            group = [c for c in self.children.values() if (c.part.name == STOP_LAST) is last]
            for child in group:
                signal_group(child.pid, signal.SIGTERM)
                signal_group(child.pid, signal.SIGCONT)
            self._wait(group, GRACE_S)
            for child in group:
                signal_group(child.pid, signal.SIGKILL)
            self._wait(group, GRACE_S)
        (self.run_folder / "parts.json").unlink(missing_ok=True)

    def _wait(self, group: list[Child], seconds: float) -> None:
        end = time.monotonic() + seconds
        while any(child.pid for child in group) and time.monotonic() < end:
            self.reap(time.monotonic())
            time.sleep(0.05)

    def _write_down(self) -> None:
        """Leave who runs what for the Jobs page: {part: [number, starts]}."""
        now = {c.part.name: [c.pid, c.starts] for c in self.children.values() if c.pid}
        draft = self.run_folder / ".parts.json"
        try:
            draft.write_text(json.dumps(now))
            draft.replace(self.run_folder / "parts.json")
        except OSError as error:
            self.say(str(error))


def signal_group(pid: int, number: int) -> None:
    """Send a signal to a part and to all it started; nothing if they are gone."""
    if not pid:
        return
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
