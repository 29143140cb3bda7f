"""Kill whatever runs while the invented hospital is built, lives and jumps: its patients are those
of the engine that nobody killed.

CAREPATH_KILLS sets how many kills there are (3 by default, 50 in `make soak`), KILL_SEED the dice.
A quarter of them lands while it is built, a third while it jumps, the others while it lives.
"""

import hashlib
import json
import os
import random
import signal
import time
from collections import Counter
from datetime import datetime

import pytest
from django.db import connection

from carepath.demo import actions
from carepath.frames.moments import to_us
from carepath.journeys import actions as journeys
from carepath.simulator import hospital as simulator
from carepath.simulator import parameters, plants
from carepath.simulator.changes import KINDS, Change
from tests.factories import AT
from tests.running import Portal, eventually, is_up, manage, plain, reading
from tests.stories.test_kill_storm import tell

KILLS = int(os.environ.get("CAREPATH_KILLS", "3"))
SEED = int(os.environ.get("KILL_SEED", "20260302"))
VICTIMS = ["demo", "demo", "demo", "sweep", "worker", "web", "broker", "up"]
"""The driver is hit more often than others: it does the work."""
DAYS = 4
STATE = {
    "spans": "select j.case_ref, s.source_ref, s.parent_ref, t.name, u.code, s.kind, s.role, "
    "s.requested_at, s.started_at, s.ended_at, s.seq, s.precision, s.flags, s.attributes, "
    "s.retracted_at from journeys_span s join journeys_journey j on j.id = s.journey_id "
    "join journeys_stage t on t.id = s.stage_id left join places_unit u on u.id = s.unit_id "
    "where s.retracted_at is null",  # mistakes of its admissions that were taken back
    "journeys": "select case_ref, opened_at, closed_at, closed_by, last_at, n_spans, attributes "
    "from journeys_journey where n_spans > 0",
    "links": "select e.case_ref, l.case_ref, k.kind from journeys_journeylink k "
    "join journeys_journey e on e.id = k.earlier_id join journeys_journey l on l.id = k.later_id",
}


def state_hash(ask):
    """Return, table by table, how many rows there are and a hash of all, whatever their order."""
    found = {}
    for name, query in STATE.items():
        rows = sorted("\x1f".join(map(plain, row)) for row in ask(query))
        found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16])
    return found


def stage_of(row):
    """Name the work that is under way."""
    phase, _cursor, total, _until = row
    return phase if phase == "live" else f"{phase}, {'recording' if total else 'inventing'}"


class Storm:
    """A portal whose processes are killed, started again by hand only where nobody else could."""

    def __init__(self, home, where):
        self.home, self.where, self.dice, self.kills = home, where, random.Random(SEED), 0
        self.portal, self.hits = None, Counter()

    def start(self):
        more = {"CAREPATH_DEMO": "on"}
        self.portal = Portal(self.home, **more, **self.where).ready(within=240)

    def run(self, *words):
        done = manage("demo", *words, home=self.home, **self.where)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, query):
        with reading(self.home, self.where) as execute:
            return execute(query).fetchall()

    def row(self):
        """Phase, share done, and how far it has lived."""
        columns = "phase, cursor, total, emitted_until"
        return self.ask(f"select {columns} from demo_hospital")[0]

    def kill(self, within=1.5):
        """Kill one process at a random moment; a dead supervisor is started again."""
        time.sleep(self.dice.uniform(0.05, within))
        name = self.dice.choice(VICTIMS)
        pid = self.portal.process.pid if name == "up" else self.portal.pid(name)
        if not pid or not is_up(pid):
            return
        where = self.row()
        os.kill(pid, signal.SIGKILL)
        self.kills += 1
        self.hits[stage_of(where)] += 1
        tell(f"kill {self.kills}: {name} {pid} at {where}")
        if name == "up":
            self.portal.process.wait(timeout=10)
            eventually(lambda: not self.portal.everything(), within=30)
            self.start()

    def kill_until(self, kills):
        """Kill until there were so many, as long as it lives."""
        while self.kills < kills and self.row()[0] == "live":
            self.kill()

    def kill_on_the_way(self, phase):
        """Kill at once, or when a random share of the ranges is recorded."""
        share = self.dice.uniform(-0.5, 1.0)
        eventually(lambda: self.has_come(phase, share), within=300, every=0.02)
        self.kill(within=0.3)

    def has_come(self, phase, share):
        """Whether this share of the ranges is recorded, or the phase is over."""
        now, cursor, total, _until = self.row()
        return now != phase or share < 0 or (total > 0 and cursor >= share * total)

    def builds(self, kills):
        """Kill so often while it is built, if that takes long enough."""
        while self.kills < kills and self.row()[0] == "building":
            self.kill_on_the_way("building")

    def jumps(self, kills):
        """Let its clock jump, again and again, until so many kills landed on the way."""
        while self.jumps_lack(kills):
            eventually(self.follows, within=600, every=1.0)
            self.run("--jump", "fortnight")
            while self.jumps_lack(kills) and self.row()[0] == "jumping":
                self.kill_on_the_way("jumping")

    def jumps_lack(self, kills):
        """Whether there were fewer kills on the way, or none while it was being recorded."""
        inventing, recording = self.hits["jumping, inventing"], self.hits["jumping, recording"]
        return inventing + recording < kills or not recording

    def follows(self):
        """Whether it lives and has caught up with its clock, so that it does not jump by itself."""
        status = json.loads(self.run("--status", "--json"))
        return status["phase"] == "live" and status["behind_s"] < 60

    def lives(self):
        eventually(lambda: self.row()[0] == "live", within=600, every=0.5)

    def settled(self):
        """Wait until everything up to the paused clock is recorded."""
        shown = json.loads(self.run("--rate", "0", "--json"))["shown_now"]
        until = to_us(datetime.fromisoformat(shown))
        waits = (
            "select (select count(*) from ingestion_message where state = 'received') "
            "+ (select count(*) from demo_outgoing) + (select count(*) from demo_held)"
        )
        eventually(
            lambda: self.row()[3] == until and self.ask(waits)[0][0] == 0, within=600, every=0.5
        )


def calm(seed, starts, until, changes):
    """Return the state the engine alone leaves: same seed, same changes, nobody killed."""
    row = actions.start(seed=seed, days=DAYS, at=AT, by="test")
    found = simulator.Hospital(
        parameters=parameters.load(), seed=seed, starts=starts, plants=plants.STANDARD(starts)
    )
    for at, kind, name, value, lasts in changes:
        frame = found.run(at)
        if kind in KINDS:
            found.apply(Change(at, kind, name, value, lasts and at + lasts))
        record(frame, row)
    record(found.run(until), row)
    with connection.cursor() as cursor:
        return state_hash(lambda query: cursor.execute(query) and cursor.fetchall())


def record(frame, row):
    journeys.record(events=frame, source=row.source, by="test", at=AT)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_storm_of_kills_leaves_the_patients_of_a_calm_hospital(tmp_path, database):
    tell(f"seed {SEED}, {KILLS} kills")
    storm = Storm(tmp_path / "home", database())
    assert manage("setup", home=storm.home, **storm.where).returncode == 0
    storm.run("--over", "--seed", "7", "--days", str(DAYS))
    storm.start()
    try:
        storm.builds((KILLS + 1) // 4)
        storm.lives()
        storm.run("--rate", "60")
        storm.kill_until(KILLS // 2)
        storm.run("--happen", "casualties")
        storm.run("--happen", "feed_outage")
        storm.kill()
        storm.run("--rate", "1")  # no jump of its own may come between
        storm.jumps(KILLS // 3)
        storm.run("--rate", "60")
        while storm.kills < KILLS:
            storm.kill()
        storm.lives()
        storm.settled()
        changes = storm.ask(
            "select at, kind, name, value, lasts_us from demo_applied order by position"
        )
        seed, starts, until = storm.ask("select seed, starts, emitted_until from demo_hospital")[0]
        left = state_hash(storm.ask)
    finally:
        storm.portal.stop()
    assert [kind for _at, kind, *_rest in changes] == ["casualties", "outage"]
    assert left == calm(seed, starts, until, changes)
    tell(f"{storm.kills} kills: {dict(storm.hits)}")
    tell(f"the state is that of the calm run: {left}")
