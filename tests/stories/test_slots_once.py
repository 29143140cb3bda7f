"""Two beats, workers that are killed, and a clock change: each slot is computed exactly once.

Two sites live through the night in which their clocks are set: one back (25 hours), one on (23).
CAREPATH_HOURS sets how many of their hours there are (8 by default, which hold the change; 26 in
`make soak`: both days whole), CAREPATH_KILLS how many processes are killed (4), CAREPATH_SEED who
and when.
"""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pysqlite3
import pytest

from carepath.frames.moments import from_us
from carepath.ui import clock
from carepath.work.management import broker
from tests.postgres import Cluster, programs
from tests.running import ROOT, environment, eventually, is_up, manage, reading

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("CAREPATH_KILLS", "4"))
HOURS = int(os.environ.get("CAREPATH_HOURS", "8"))
SEED = int(os.environ.get("CAREPATH_SEED", "5"))
HOUR, ZONE = timedelta(hours=1), "Europe/Berlin"
BEGINS = {
    "back": datetime(2026, 10, 24, 22, tzinfo=UTC),  # midnight of a day of 25 hours
    "on": datetime(2026, 3, 28, 23, tzinfo=UTC),  # of one of 23
}
PARTS = {
    "beat 1": ["celery", "--app", "often", "beat", "--scheduler", "celery.beat:Scheduler"],
    "beat 2": ["celery", "--app", "often", "beat", "--scheduler", "celery.beat:Scheduler"],
    "worker 1": ["celery", "--app", "often", "worker", "--pool", "solo", "--hostname", "one@here"],
    "worker 2": ["celery", "--app", "often", "worker", "--pool", "solo", "--hostname", "two@here"],
}
OFTEN = """
from carepath.config.celery import app

app.conf.beat_schedule["look"] |= {"schedule": 0.5, "options": {"expires": 2}}
"""
WORLD = """
from datetime import datetime
from carepath.ui import clock
from tests.forecasts.worlds import hospital

for slug, begins, until in {sites!r}:
    begins, until = map(datetime.fromisoformat, (begins, until))
    hospital(weeks=2, until=until, slug=slug, timezone={zone!r}, synthetic=True,
             clock_real=clock.now(), clock_shown=begins)
"""
SLOTS = """
select s.slug, o.job, o.slot_at, o.state, o.run, o.wrote, o.reason_code
from forecasts_slot o join places_site s on s.id = o.site_id order by o.id
"""
VINTAGES = """
select s.slug, o.job, o.slot_at, v.series, v.run from forecasts_vintage v
join forecasts_slot o on o.id = v.slot_id join places_site s on s.id = o.site_id
"""
HELD = "select count(*) from forecasts_slot where state = 'waiting' and leased_by <> ''"


class Crowd:
    """Two beats and two workers on one broker; whoever is killed is started again."""

    def __init__(self, home, **where):
        self.home, self.folder = home, home.parent
        (self.folder / "often.py").write_text(OFTEN)
        found = broker.embedded(home / "run")
        self.where = where | {
            "CAREPATH_BROKER_URL": found.url,
            "PYTHONPATH": f"{ROOT}:{self.folder}",
        }
        self.running = {"broker": self._started("broker", found.command)}
        for name, words in PARTS.items():
            self.start(name, words)

    def start(self, name, words):
        self.running[name] = self._started(name, [sys.executable, "-m", *words])

    def _started(self, name, command):
        with (self.folder / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=environment(self.home, **self.where), stdout=log, stderr=log
            )

    def kill(self, name):
        one = self.running[name]
        one.send_signal(signal.SIGKILL)
        one.wait(timeout=10)
        self.start(name, PARTS[name])

    def stop(self):
        for one in self.running.values():
            with suppress(ProcessLookupError):
                one.kill()
            one.wait(timeout=10)
        assert not any(is_up(one.pid) for one in self.running.values())


@contextmanager
def writing(home, where):
    """Change the database from outside, as the driver of a made-up site does with its clock."""
    if url := where.get("DATABASE_URL"):
        with psycopg.connect(url, autocommit=True) as connection:
            yield lambda sql, words: connection.execute(sql.replace("?", "%s"), words)
        return
    with closing(pysqlite3.connect(f"{home}/carepath.sqlite3", timeout=30)) as connection:
        yield lambda sql, words: connection.execute(
            sql, [f"{word}".removesuffix("+00:00") for word in words]
        )
        connection.commit()


def set_clocks(home, where, hour):
    """Let both sites' clocks show a minute past a real hour of their night."""
    for slug, begins in BEGINS.items():
        shown = begins + hour * HOUR + timedelta(minutes=1)
        with writing(home, where) as execute:
            execute(
                "update places_site set clock_real = ?, clock_shown = ? where slug = ?",
                (clock.now(), shown, slug),
            )


def asked(home, where, query):
    with reading(home, where) as execute:
        return execute(query).fetchall()


def is_done(home, where, hour):
    """Whether every job of this hour came to an end at both sites."""
    try:
        rows = asked(home, where, SLOTS)
    except (psycopg.Error, pysqlite3.Error):
        return False
    ended = Counter(
        (slug, from_us(at)) for slug, job, at, state, *_ in rows
        if job != "backtests" and state != "waiting"
    )  # fmt: skip
    return all(ended[slug, begins + hour * HOUR] == 2 for slug, begins in BEGINS.items())


def is_held(home, where, *, within):
    """Whether somebody has a slot in hands within so many seconds; returns as soon as it is so."""
    with suppress(AssertionError):
        return bool(eventually(lambda: asked(home, where, HELD)[0][0], within=within, every=0.01))
    return False


def lived(home, where):
    """Go through the hours one by one and kill meanwhile; return who was killed, and how many of
    them while a slot was in somebody's hands."""
    dice, killed, held = random.Random(SEED), [], 0
    at_hours = sorted(dice.randrange(HOURS) for _ in range(KILLS))
    crowd = Crowd(home, **where)
    try:
        for hour in range(HOURS):
            set_clocks(home, where, hour)
            for _ in range(at_hours.count(hour)):
                name = dice.choice((*PARTS, "worker 1", "worker 2"))
                held += is_held(home, where, within=dice.uniform(0.1, 10))
                crowd.kill(name)
                killed.append(name)
            eventually(lambda hour=hour: is_done(home, where, hour), within=240, every=0.2)
    finally:
        crowd.stop()
    return killed, held


def through(tmp_path, where):
    home = tmp_path / "home"
    done = manage("setup", home=home, **where)
    assert done.returncode == 0, done.stderr
    (home / "run").mkdir(exist_ok=True)
    sites = [
        (slug, f"{begins:%Y-%m-%dT%H:%M}+00:00", f"{begins + HOURS * HOUR:%Y-%m-%dT%H:%M}+00:00")
        for slug, begins in BEGINS.items()
    ]
    done = manage("shell", "-c", WORLD.format(sites=sites, zone=ZONE), home=home, **where)
    assert done.returncode == 0, done.stderr
    killed, held = lived(home, where)
    print(f"\nseed {SEED}, {HOURS} hours, killed: {killed}, {held} in the middle of a slot")  # noqa: T201
    judge(asked(home, where, SLOTS), asked(home, where, VINTAGES))


def walls(moments):
    """What the clock on the wall shows at each."""
    return [moment.astimezone(ZoneInfo(ZONE)) for moment in moments]


def judge(slots, vintages):
    """No slot is missing, none is there twice, each was done once and told its series once."""
    told = Counter((slug, job, from_us(at)) for slug, job, at, _series, _run in vintages)
    assert len({(slug, job, from_us(at), series) for slug, job, at, series, _ in vintages}) == len(
        vintages
    )
    assert {run for *_, run in vintages} == {1}
    for slug, begins in BEGINS.items():
        due = [begins + hour * HOUR for hour in range(HOURS)]
        for job in ("beds", "arrivals"):
            mine = [row for row in slots if row[:2] == (slug, job)]
            assert sorted(from_us(row[2]) for row in mine) == due
            assert [row[3:] for row in mine if row[3] != "done" or row[4] != 1] == []
            assert [row[5] for row in mine] == [told[slug, job, from_us(row[2])] for row in mine]
            assert min(row[5] for row in mine) > 0
        day = Counter(one.hour for one in walls(due) if one.date() == walls(due)[0].date())
        assert day[2] == {"back": 2, "on": 0}[slug]
        assert sum(day.values()) == min(HOURS, {"back": 25, "on": 23}[slug])
        nights = Counter(row[2] for row in slots if row[:2] == (slug, "backtests"))
        assert set(nights.values()) == {1}


def test_each_slot_is_computed_once(tmp_path):
    through(tmp_path, {})


def test_each_slot_is_computed_once_on_postgresql(tmp_path):
    if programs() is None:
        reason = "No PostgreSQL whose programs could be run here."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    cluster = Cluster()
    try:
        through(tmp_path, {"DATABASE_URL": cluster.url})
    finally:
        cluster.stop()
