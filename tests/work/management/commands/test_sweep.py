import signal
import sqlite3
import subprocess
import sys

import pytest
from django.core.management import call_command

from carepath.work.models import Heartbeat
from tests.running import ROOT, environment, eventually, manage

rounds = []


def noted(*, by, at):
    rounds.append((by, at.tzinfo is not None))
    return 1


@pytest.mark.django_db
def test_once_is_one_round(settings):
    settings.SWEEPS = [f"{__name__}.noted"]
    sys.modules.setdefault(__name__, sys.modules[noted.__module__])
    rounds.clear()
    call_command("sweep", once=True)
    assert rounds == [("worker:sweep", True)]
    assert not Heartbeat.objects.exists()


@pytest.mark.embedded
def test_it_shows_life_and_ends_when_asked(tmp_path):
    home = tmp_path / "home"
    assert manage("setup", home=home).returncode == 0
    with subprocess.Popen(
        [sys.executable, "manage.py", "sweep"],
        cwd=ROOT,
        env=environment(home),
        stderr=subprocess.DEVNULL,
    ) as process:

        def beats():
            with sqlite3.connect(f"file:{home}/carepath.sqlite3?mode=ro", uri=True) as database:
                return database.execute("select name from work_heartbeat").fetchall()

        try:
            assert eventually(beats, within=30) == [("sweep",)]
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()
