import gc
import subprocess
import sys
from threading import Event

from carepath.work.management import web


def test_the_server_takes_this_configuration():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--check-config",
            "--config",
            "python:carepath.work.management.web",
            "carepath.config.wsgi:application",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_web_worker_is_tied_to_its_master():
    code = (
        "import ctypes, os\n"
        "from carepath.work.management import web\n"
        "web.post_fork(None, None)\n"
        "kept = ctypes.c_int()\n"
        "ctypes.CDLL(None).prctl(2, ctypes.byref(kept))\n"
        "print(kept.value)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "9\n"
    assert web.threads == 8


def test_a_worker_warms_up_beside_its_first_requests_and_keeps_warm(settings, monkeypatch):
    looks, ended = [], Event()

    def look(*, at):
        looks.append(at)
        if len(looks) == 2:
            ended.set()

    monkeypatch.setattr("carepath.config.warm.begin", lambda: look)
    monkeypatch.setattr(web, "LOOK_EVERY_S", 0)
    monkeypatch.setattr(web, "_ended", ended)
    web.post_worker_init(None)
    try:
        assert ended.wait(timeout=10)
        assert looks[0] <= looks[1]
        assert gc.get_freeze_count() > 10_000, "the program itself is searched no more"
    finally:
        gc.unfreeze()
