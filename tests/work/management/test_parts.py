import os
import socket
import sys

from carepath.work.management import parts
from tests.running import eventually


def made(tmp_path, **more):
    defaults = {"root": tmp_path, "home": tmp_path, "socket": 9, "workers": 2}
    return parts.parts(**defaults | {"broker_url": "redis://x", "broker": ["b"]} | more)


def test_the_order_of_start(tmp_path):
    assert [p.name for p in made(tmp_path)] == ["broker", "web", "sweep", "worker", "beat"]


def test_the_driver_of_the_demo_starts_only_where_there_is_one(tmp_path):
    (driver,) = [p for p in made(tmp_path, demo=True) if p.name == "demo"]
    assert driver.command[-2:] == ["demo", "--drive"]
    assert 0 < driver.nice < parts.GIVING_WAY["sweep"]


def test_the_listener_starts_only_where_it_has_a_port(tmp_path):
    (listener,) = [p for p in made(tmp_path, mllp=True) if p.name == "mllp"]
    assert listener.command[-1] == "mllp"
    (reader,) = [p for p in made(tmp_path, mllp=True) if p.name == "feeds"]
    assert (reader.command[-1], reader.nice) == ("feeds", 0)


def test_a_foreign_broker_is_not_started(tmp_path):
    assert [p.name for p in made(tmp_path, broker=[])] == ["web", "sweep", "worker", "beat"]


def test_without_a_broker_there_is_no_celery(tmp_path):
    found = made(tmp_path, broker=[], broker_url="")
    assert [p.name for p in found] == ["web", "sweep"]


def test_only_the_web_server_has_the_listening_socket(tmp_path):
    assert {p.name for p in made(tmp_path) if p.socket is not None} == {"web"}


def test_a_part_writes_its_log_and_sees_its_socket(tmp_path):
    code = (
        "import os, socket; print(os.environ['WORD'], os.getpgrp() == os.getpid(),"
        f" socket.socket(fileno={parts.WEB_FD}).getsockname()[1])"
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        log = tmp_path / "web.log"
        part = parts.Part(
            "web", [sys.executable, "-c", code], log, listening.fileno(), {"WORD": "hello"}
        )
        pid = part.start()
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert log.read_text() == f"hello True {listening.getsockname()[1]}\n"
    assert log.stat().st_mode & 0o777 == 0o600


def test_background_work_gives_way(tmp_path):
    niceness = {p.name: p.nice for p in made(tmp_path)}
    assert niceness == {"broker": 0, "web": 0, "sweep": 10, "worker": 10, "beat": 0}
    log = tmp_path / "sweep.log"
    code = "import os; print(os.nice(0))"
    pid = parts.Part("sweep", [sys.executable, "-c", code], log, nice=3).start()
    os.waitpid(pid, 0)
    assert int(log.read_text()) == min(os.nice(0) + 3, 19)


def test_a_long_log_is_shortened_while_it_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "LOG_CAP", 100)
    log = tmp_path / "web.log"
    code = "import os, time\nwhile True: os.write(1, b'x' * 50); time.sleep(0.01)"
    pid = parts.Part("web", [sys.executable, "-c", code], log).start()
    try:
        eventually(lambda: log.exists() and log.stat().st_size > 150, within=10)
        parts.shorten(log)
        assert log.with_suffix(".log.1").stat().st_size == 100
        assert log.stat().st_size <= 150
        eventually(lambda: log.stat().st_size > 150, within=10)
        assert b"\0" not in log.read_bytes()
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)


def test_a_log_that_is_not_there_is_no_trouble(tmp_path):
    parts.shorten(tmp_path / "none.log")


def test_only_web_workers_give_memory_back_at_once(tmp_path):
    steady = {p.name for p in made(tmp_path) if p.env.items() >= parts.STEADY.items()}
    assert steady == {"web"}
