"""Real processes, really killed."""

import os
import re
import signal
import socket

import pytest
from django.contrib.auth.hashers import check_password

from tests.running import Portal, eventually, is_up, manage, reading

pytestmark = pytest.mark.slow
STALE = ("--stale-seconds", "8")


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("up") / "home", *STALE).ready()
    eventually(lambda: portal.pid("worker") and portal.pid("beat"))
    yield portal
    portal.stop()


def test_the_first_start_tells_address_and_account_once(portal):
    text = portal.text()
    assert text.count("Sign in as admin with the password ") == 1
    assert text.count(f"CarePath is ready at http://localhost:{portal.port}/\n") == 1
    assert text.startswith("Starting: the address comes in a moment.\nSign in as admin with ")
    assert portal.get("/healthz") == portal.get("/readyz") == 200
    assert portal.home.stat().st_mode & 0o777 == 0o700
    private = [path for path in portal.home.rglob("*") if path.lstat().st_mode & 0o077]
    assert private == []


@pytest.mark.parametrize("part", ["web", "sweep", "worker", "beat", "broker"])
def test_a_killed_part_is_back(portal, part):
    before = eventually(lambda: portal.pid(part))
    os.kill(before, signal.SIGKILL)
    eventually(lambda: portal.pid(part) not in (0, before))
    assert not is_up(before)
    eventually(lambda: portal.get("/readyz") == 200)


def test_a_worker_that_stopped_consuming_is_replaced(portal):
    before = eventually(lambda: portal.pid("worker"))
    os.kill(before, signal.SIGSTOP)
    eventually(lambda: portal.pid("worker") not in (0, before), within=120)
    # 8 s, or longer where it was stopped before its first sign of life
    assert re.search(r"worker showed no life for \d+ s: replaced\.", portal.text())


def test_a_second_start_on_the_same_home_is_one_sentence(portal):
    done = manage("up", "--port", "1", home=portal.home)
    assert done.returncode == 1
    assert done.stderr == (
        f"CommandError: CarePath already runs from {portal.home}: "
        f"http://localhost:{portal.port}/ (process {portal.process.pid}).\n"
    )


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = manage("up", home=tmp_path / "home", PORT=port)
    assert done.returncode == 1
    assert done.stderr == (
        f"CommandError: Port {port} is taken by another program: set PORT to another one.\n"
    )


def test_a_start_that_is_killed_before_it_told_the_password_tells_another(tmp_path):
    first = Portal(tmp_path / "home")
    eventually(lambda: "Starting" in first.text() or first.process.poll() is not None, within=120)
    first.process.kill()
    first.process.wait(timeout=20)
    eventually(lambda: not first.everything(), within=60)
    assert "password" not in first.text(), "it was told before the portal was of any use"
    second = Portal(tmp_path / "home").ready()
    password = re.search(r"Sign in as admin with the password (\S+)", second.text())[1]
    assert second.stop() == 0
    with reading(tmp_path / "home", {}) as ask:
        query = "SELECT password FROM accounts_user WHERE username = 'admin'"
        assert check_password(password, ask(query).fetchone()[0])
    third = Portal(tmp_path / "home").ready()
    assert third.stop() == 0 and "password" not in third.text()


@pytest.fixture
def own(tmp_path):
    """A portal for one test alone."""
    portal = Portal(tmp_path / "home", CAREPATH_WEB_WORKERS="2")
    yield portal.ready()
    portal.stop()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_nobody_behind(own, number):
    # supervisor, broker, web and its two, sweep, worker, beat
    eventually(lambda: len(own.everything()) >= 8 and own.pid("worker") and own.pid("beat"))
    family = own.everything()
    assert own.stop(number) == 0
    assert [pid for pid in family if is_up(pid)] == []


def test_a_killed_supervisor_leaves_nobody_behind(own):
    family = own.everything()
    assert len(family) >= 6
    own.process.kill()
    eventually(lambda: not any(is_up(pid) for pid in family), within=60)
    assert own.everything() == set()
    again = Portal(own.home).ready()
    assert again.stop() == 0
