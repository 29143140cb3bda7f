"""How gunicorn serves the portal. A thread a request: a slow upload holds up nobody else."""

import gc
import os
from threading import Event, Thread

from django.conf import settings
from django.utils.module_loading import import_string

from carepath.ui import clock
from carepath.work.management.memory import give_back
from carepath.work.management.tether import tether

LOOK_EVERY_S = 5.0
GIVE_BACK_EVERY = 12
"""So many looks lie between two times that memory is given back."""
_ended = Event()

worker_class = "gthread"
threads = 8
timeout = 60  # for a worker as a whole: a request may take longer, such as 256 MiB over a thin line
graceful_timeout = 5
keepalive = 5
control_socket_disable = True
worker_tmp_dir = os.environ.get("TMPDIR")


def post_fork(server, worker) -> None:
    """Tie each worker to its master."""
    tether(os.getppid())


def post_worker_init(worker) -> None:
    """Prepare beside the first requests what they would otherwise wait for."""
    Thread(target=_keep_warm, name="warmth", daemon=True).start()


def _keep_warm() -> None:
    look = import_string(settings.WARM_UP)()
    look(at=clock.now())
    settle()
    looks = 0
    while not _ended.wait(LOOK_EVERY_S):
        look(at=clock.now())
        looks += 1
        if looks % GIVE_BACK_EVERY == 0:
            give_back()


def settle() -> None:
    """Leave what the program is made of out of later searches for garbage: each took 0.1 s of a
    processor in the middle of somebody's answer."""
    gc.collect()
    gc.freeze()
