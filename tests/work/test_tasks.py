import subprocess
import sys

import pytest

from carepath.config.celery import app
from carepath.work import tasks
from carepath.work.management import broker
from carepath.work.models import Heartbeat
from tests.running import ROOT, environment, eventually


@pytest.mark.django_db
def test_a_pulse_comes_back_as_a_row():
    tasks.pulse()
    assert [part.name for part in Heartbeat.objects.all()] == ["worker"]


@pytest.mark.django_db(transaction=True)
def test_a_look_is_one_round_that_shows_life(settings):
    settings.SWEEPS = []
    tasks.look(unknown="ignored")
    assert [part.name for part in Heartbeat.objects.all()] == ["worker"]


LEFT = []


def work(*, by, at):
    return LEFT.pop() if LEFT else 0


@pytest.fixture
def sent(tmp_path, settings, monkeypatch):
    """A function that returns what a real broker was told: (task, what, seconds from now or 0)."""
    monkeypatch.setitem(sys.modules, "long", sys.modules[__name__])
    found = broker.embedded(tmp_path)
    settings.SWEEPS, settings.CELERY_BROKER_URL = ["long.work", "nowhere.at_all"], found.url
    monkeypatch.setattr(app.conf, "broker_url", found.url)
    monkeypatch.setattr(app, "_pool", None)  # an earlier message may have opened lines to another
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    with subprocess.Popen(found.command, stdout=subprocess.DEVNULL) as process:
        eventually(lambda: broker.answers(found.url), within=10)
        yield lambda: _taken(found.url)
        process.kill()


def _taken(url):
    with app.connection(url) as connection, connection.SimpleQueue("celery") as queue:
        found = []
        while True:
            try:
                message = queue.get(block=False)
            except queue.Empty:
                return found
            message.ack()
            _words, what, _more = message.payload
            found.append((message.headers["task"].rpartition(".")[2], what, message.headers["eta"]))


@pytest.mark.django_db(transaction=True)
def test_long_work_is_gone_on_with_by_a_message_a_round_until_nothing_is_left(sent):
    LEFT[:] = [1, 2]
    tasks.wake("long.work")
    for pauses in [0, 0, 0, *range(1, tasks.MOST_PAUSES + 1)]:
        ((task, what, eta),) = sent()
        assert (task, what["only"], what.get("pauses", 0)) == ("go_on", "long.work", pauses)
        assert bool(eta) == bool(pauses)
        tasks.go_on(**what)
    assert sent() == [] and LEFT == []


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
