"""Look from outside whether the parts still work, apart from whether their processes exist."""

import logging
import threading
import time
from collections.abc import Callable
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from django.db import DatabaseError, close_old_connections

from carepath.work import queries
from carepath.work.management import broker

log = logging.getLogger(__name__)
EVERY_S = 2.0
_direct = build_opener(ProxyHandler({}))  # never ask a proxy for our own page


class Watch(threading.Thread):
    """Remember when each part last showed life; asking never blocks, looking may."""

    def __init__(
        self,
        *,
        port: int,
        host: str,
        broker_url: str,
        clock: Callable[[], float] = time.monotonic,
    ):
        super().__init__(name="watch", daemon=True)
        self.broker_url, self.clock = broker_url, clock
        self.page = Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": host})
        self.ready = False
        self.trouble = ""
        self._seen: dict[str, tuple[object, float]] = {}
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look every two seconds, every half second until the portal is ready."""
        while not self._stopped.wait(EVERY_S if self.ready else 0.5):
            close_old_connections()
            self.look()

    def stop(self) -> None:
        """End soon."""
        self._stopped.set()

    def look(self) -> None:
        """Note each heartbeat that changed. What the wall clock says plays no part in it."""
        try:
            for part in queries.heartbeats():
                self.note(part.name, part.at)
        except DatabaseError as error:
            self.forgive(error)
        if self.broker_url and broker.answers(self.broker_url):
            self.note("broker", self.clock())
        if not self.ready:
            self.ready = self._answers()

    def note(self, name: str, value: object) -> None:
        """Remember a sign of life if it is another than the last one."""
        if self._seen.get(name, (None,))[0] != value:
            self._seen[name] = (value, self.clock())

    def silent_s(self, name: str, *, since: float) -> float:
        """Return the seconds since this part showed life or was started, whichever is less."""
        return self.clock() - max(self._seen.get(name, (None, since))[1], since)

    def forgive(self, error: Exception) -> None:
        """Hold no silence against anybody: without a database no heartbeat can be written."""
        log.warning("The database does not answer: %s", error)
        self._seen = {name: (value, self.clock()) for name, (value, _) in self._seen.items()}

    def _answers(self) -> bool:
        try:
            with _direct.open(self.page, timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError) as error:
            body = getattr(error, "read", lambda: b"")().decode(errors="replace")
            self.trouble = body.strip() or str(error)
            return False
