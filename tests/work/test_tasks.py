import subprocess
import sys

import pytest

from carepath.config.celery import app
from carepath.work import tasks
from carepath.work.models import Heartbeat
from tests.running import ROOT, environment


@pytest.mark.django_db
def test_a_pulse_comes_back_as_a_row():
    tasks.pulse()
    assert [part.name for part in Heartbeat.objects.all()] == ["worker"]


@pytest.mark.django_db(transaction=True)
def test_a_look_is_one_round_that_shows_life(settings):
    settings.SWEEPS = []
    tasks.look(unknown="ignored")
    assert [part.name for part in Heartbeat.objects.all()] == ["worker"]


def test_without_a_broker_nobody_is_woken(settings):
    settings.CELERY_BROKER_URL = ""
    tasks.wake()


def test_a_broker_that_is_down_never_fails_the_caller(tmp_path):
    code = "import django; django.setup(); from carepath.work import tasks; tasks.wake()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(
            tmp_path,
            CAREPATH_BROKER_URL="redis://127.0.0.1:1/0",
            DJANGO_SETTINGS_MODULE="carepath.config.settings",
        ),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No wake-up sent" in done.stderr


def test_the_tasks_are_known_by_name():
    assert {"carepath.work.tasks.look", "carepath.work.tasks.pulse"} <= set(app.tasks)
