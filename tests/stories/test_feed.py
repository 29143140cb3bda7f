"""A feed of HL7 v2 in a running portal: what was answered is never lost, whatever is killed.

CAREPATH_KILLS sets how many kills there are (3 by default, 200 in `make soak`), CAREPATH_MESSAGES
how many messages are sent (150, 20,000 in `make soak`), CAREPATH_SEED which ones and who is killed.
"""

import hashlib
import os
import random
import signal
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

import psycopg
import pysqlite3
import pytest

from carepath.formats import mllp
from tests.ingestion.stream import messages
from tests.postgres import Cluster, programs
from tests.running import Portal, eventually, free_port, plain, reading

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("CAREPATH_KILLS", "3"))
MESSAGES = int(os.environ.get("CAREPATH_MESSAGES", "150"))
SEED = int(os.environ.get("CAREPATH_SEED", "5"))
SENDERS = 4
PARTS = ("mllp", "mllp", "feeds", "feeds", "sweep", "worker", "web", "broker")
BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
AWAY = (OSError, psycopg.Error, pysqlite3.Error)
SPANS = """
select j.case_ref, t.name, u.code, s.started_at, s.ended_at, s.attributes
from journeys_span s join journeys_journey j on j.id = s.journey_id
join journeys_stage t on t.id = s.stage_id left join places_unit u on u.id = s.unit_id
where s.retracted_at is null
"""
JOURNEYS = """
select case_ref, opened_at, closed_at, closed_by, n_spans, attributes from journeys_journey
"""


class Sender(threading.Thread):
    """Sends messages in order, each until it is answered, as an interface engine does.

    It rests while `may_send` is not set: what is killed takes longer to come back than to send all.
    """

    def __init__(self, port, raws, may_send):
        super().__init__(daemon=True)
        self.port, self.raws, self.answered = port, raws, 0
        self._line, self._may_send = None, may_send

    def run(self):
        try:
            for raw in self.raws:
                self._may_send.wait()
                while not self._is_taken(raw):
                    time.sleep(0.05)
                self.answered += 1
        finally:
            if self._line is not None:
                self._line.close()

    def _is_taken(self, raw):
        try:
            if self._line is None:
                self._line = socket.create_connection(("127.0.0.1", self.port), timeout=20)
            self._line.sendall(mllp.framed(raw))
            frames, answers = mllp.Frames(), []
            while not answers:
                data = self._line.recv(65536)
                if not data:
                    raise ConnectionResetError
                answers = list(frames.take(data))
        except OSError:
            if self._line is not None:
                self._line.close()
            self._line = None
            return False
        assert b"MSA|AA|" in answers[0]
        return True


class Run:
    """One run of the same messages through a portal, with kills or without."""

    def __init__(self, folder, raws, cluster=None, **more):
        self.raws, self.cluster, port = raws, cluster, free_port()
        self.where = {"DATABASE_URL": cluster.url} if cluster else {}
        folder.mkdir(exist_ok=True)
        self.portal = Portal(folder / "home", MLLP_PORT=str(port), **self.where, **more)
        self.may_send = threading.Event()
        self.senders = [
            Sender(port, raws[place::SENDERS], self.may_send) for place in range(SENDERS)
        ]
        self.killed = []

    def through(self, kills=0):
        """Send everything; return the hash of the state once all took effect."""
        try:
            self.portal.ready(within=120)
            eventually(lambda: self.portal.pid("mllp"), within=60)
            for sender in self.senders:
                sender.start()
            self._kill(kills)
            self.may_send.set()
            for sender in self.senders:
                sender.join(timeout=600)
                assert not sender.is_alive()
            eventually(self._all_took_effect, within=300, every=0.3)
            return self._state()
        finally:
            self.portal.stop()

    def _kill(self, kills):
        """Kill one part after the other, each when so many more messages were answered."""
        dice = random.Random(SEED)
        parts = (*PARTS, "database", "database") if self.cluster else PARTS
        while len(self.killed) < kills:
            due = len(self.raws) * (len(self.killed) + 1) // (kills + 2)
            self.may_send.set()
            eventually(lambda due=due: self._answered() >= due, within=600, every=0.01)
            self.may_send.clear()
            part = dice.choice(parts)
            if self._hit(part):  # and messages are on their way: only then it counts
                self.killed.append((part, self._answered()))

    def _hit(self, part):
        if part == "database":
            self._under_way()
            self.cluster.kill()
            self.cluster.start()
            return True
        pid = eventually(lambda: self.portal.pid(part), within=90)
        self._under_way()
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return True
        return False

    def _under_way(self):
        """Let messages flow, so that what is killed now is killed at work."""
        before = self._answered()
        self.may_send.set()
        eventually(lambda: self._answered() > before, within=120, every=0.001)
        assert any(sender.is_alive() for sender in self.senders), "all was sent before"

    def _answered(self):
        return sum(sender.answered for sender in self.senders)

    def _ask(self, query):
        with reading(self.portal.home, self.where) as execute:
            return execute(query).fetchall()

    def _all_took_effect(self):
        try:
            states = self._ask("select state, count(*) from ingestion_message group by state")
        except AWAY:
            return False
        return states == [("processed", len(self.raws))]

    def _state(self):
        """Nothing lost, nothing twice, and what all of it makes of the visits, as one hash."""
        kept = self._ask("select count(*), count(distinct dedupe_key) from ingestion_message")
        assert kept == [(len(self.raws), len(self.raws))]
        rows = [row for query in (SPANS, JOURNEYS) for row in self._ask(query)]
        lines = sorted("|".join(map(plain, row)) for row in rows)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def storm(tmp_path, make):
    """The same messages through a calm portal and one whose parts are killed."""
    raws = messages(MESSAGES, seed=SEED, begins=BEGINS)
    calm = Run(tmp_path / "calm", raws, make("calm")).through()
    wild = Run(tmp_path / "wild", raws, make("wild"))
    state = wild.through(KILLS)
    print(f"\nseed {SEED}, {MESSAGES} messages, {len(wild.killed)} kills: {wild.killed}")  # noqa: T201
    print(f"calm {calm}\nwild {state}")  # noqa: T201
    assert len(wild.killed) == KILLS
    assert state == calm


def test_answered_is_never_lost_though_processes_are_killed(tmp_path):
    storm(tmp_path, lambda name: None)


def test_nor_though_the_database_is_killed_too(tmp_path):
    if programs() is None:
        reason = "No PostgreSQL whose programs could be run here."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    clusters = []
    try:

        def make(_name):
            clusters.append(Cluster())
            return clusters[-1]

        storm(tmp_path, make)
    finally:
        for cluster in clusters:
            cluster.stop()


def test_without_a_broker_intake_goes_on(tmp_path):
    """A broker away for minutes: nothing of the feed waits for it."""
    nowhere = f"redis://127.0.0.1:{free_port()}/0"  # nobody listens there
    raws = messages(60, seed=SEED, begins=BEGINS)
    assert Run(tmp_path, raws, REDIS_URL=nowhere).through()
