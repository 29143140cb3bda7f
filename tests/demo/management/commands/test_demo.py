import json
import os
import signal
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from carepath.demo import queries
from carepath.demo.management.commands import demo
from carepath.demo.models import Hospital
from carepath.frames.moments import DAY, HOUR, to_us
from carepath.work.management.home import alone
from tests.demo.worlds import NIGHT, a_hospital, built
from tests.running import ROOT, environment, eventually, manage

pytestmark = pytest.mark.django_db


def run(*words, capsys):
    call_command("demo", *words)
    return capsys.readouterr().out.strip()


def test_it_tells_how_the_hospital_stands(capsys):
    assert run("--status", capsys=capsys) == "There is no invented hospital."
    assert run("--status", "--json", capsys=capsys) == "null"
    a_hospital(Hospital.Phase.BUILDING, target_at=NIGHT, began_at=NIGHT, done=0.25)
    line = run("--status", capsys=capsys)
    assert line.startswith("Invented hospital: building, its clock shows ")
    assert line.endswith("at rate 1. 25 % done.")
    told = json.loads(run("--status", "--json", capsys=capsys))
    assert (told["site"], told["phase"], told["done"]) == ("demo", "building", 0.25)
    assert told["synthetic"] is True
    Hospital.objects.update(reason="It cannot go on.", stuck=True)
    assert run("--status", capsys=capsys).endswith("done. It cannot go on.")
    assert json.loads(run("--status", "--json", capsys=capsys))["stuck"] is True


def test_it_removes_the_hospital_and_says_so(capsys):
    built()
    assert "is removed" in run("--reset", capsys=capsys)
    assert not queries.is_there()
    with pytest.raises(CommandError, match="There is no invented hospital"):
        call_command("demo", "--reset")


def test_it_begins_another_one(capsys):
    built()
    assert "when it starts" in run("--over", "--seed", "9", capsys=capsys)
    row = Hospital.objects.get()
    assert (row.seed, row.phase, row.total) == (9, "building", 0)
    run("--over", "--days", "2", capsys=capsys)
    row = Hospital.objects.get()
    assert row.seed == 1
    assert 2 * DAY <= to_us(row.target_at) - row.starts < 3 * DAY + HOUR


def test_it_says_whether_the_running_portal_builds_it(capsys, home):
    run_folder = home / "run"
    run_folder.mkdir()
    with alone(run_folder / "up.lock", wait=False):
        assert "runs without it" in run("--over", capsys=capsys)
        (run_folder / "parts.json").write_text('{"demo": [1, 1]}')
        assert "builds the new hospital now" in run("--over", "--up", capsys=capsys)


def test_it_does_one_thing_at_a_time():
    with pytest.raises(CommandError):
        call_command("demo")
    with pytest.raises(CommandError):
        call_command("demo", "--reset", "--status")


def test_it_steers_a_hospital_that_lives(capsys):
    row = a_hospital()
    assert "at rate 60" in run("--rate", "60", capsys=capsys)
    run("--happen", "casualties", capsys=capsys)
    assert row.changes.get().what == "casualties"
    assert "jumping" in run("--jump", "hours", capsys=capsys)
    with pytest.raises(CommandError, match="jumping"):
        call_command("demo", "--jump", "hours")
    with pytest.raises(CommandError, match="clock"):
        call_command("demo", "--rate", "7")


@pytest.mark.django_db(transaction=True)
def test_a_step_that_fails_is_told_and_tried_again(caplog):
    a_hospital()

    def broken(**_):
        raise OperationalError("disk I/O error")

    assert demo.stepping(broken) == 2.0
    assert Hospital.objects.get().reason == "OperationalError"
    assert "stumbled" in caplog.text
    assert demo.stepping(lambda **_: 0.5) == 0.5


@pytest.mark.slow
def test_a_driver_ends_when_asked_and_a_second_one_waits_for_it(tmp_path):
    home = tmp_path / "home"
    assert manage("setup", home=home).returncode == 0

    def driver():
        return subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--drive"], cwd=ROOT, env=environment(home)
        )

    first = driver()
    lock = home / "run" / "demo.lock"
    eventually(lambda: lock.exists() and _beats(home))
    second = driver()
    os.kill(first.pid, signal.SIGTERM)
    assert first.wait(timeout=30) == 0
    os.kill(second.pid, signal.SIGKILL)
    assert second.wait(timeout=10) == -signal.SIGKILL


def _beats(home):
    done = manage("shell", "-c", COUNT, home=home)
    return done.stdout.strip().endswith("1")


COUNT = (
    "from carepath.work.models import Heartbeat; "
    "print(Heartbeat.objects.filter(name='demo').count())"
)
