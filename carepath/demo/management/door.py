"""The door the invented hospital's admissions use: a listener for HL7 v2 on this machine alone, and
a sender that keeps one connection to it, as two systems of a hospital would.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress

from carepath.formats import mllp, steps
from carepath.ingestion.management import address
from carepath.ingestion.mllp import Limits, Listener
from carepath.journeys.models import Source

log = logging.getLogger(__name__)
HOST = "127.0.0.1"
ANSWER_S = 10.0
"""A message that is not answered within this time is sent again."""
_READ = 64 * 1024


class Door:
    """Sends messages to a listener of its own; both begin when there is something to send."""

    def __init__(self) -> None:
        self._source: int | None = None
        self._open: _Open | None = None
        self._line: socket.socket | None = None

    def __call__(self, source: Source, raws: Sequence[bytes]) -> int:
        """Send messages in order and return how many were answered, from the first.

        OSError if not one of them was; the connection begins anew with the next call.
        """
        if self._open is None or self._source != source.pk:
            self.close()
            self._open, self._source = _Open(source), source.pk
            address.say(HOST, self._open.port)
        answered = 0
        try:
            line = self._connected()
            line.sendall(b"".join(map(mllp.framed, raws)))
            frames = mllp.Frames()
            while answered < len(raws):
                data = line.recv(_READ)
                if not data:
                    raise ConnectionResetError("The listener ended the connection.")
                answered += sum(1 for _answer in frames.take(data))
        except OSError:
            self._hang_up()
            if not answered:
                raise
        return answered

    def close(self) -> None:
        """End the connection and the listener."""
        self._hang_up()
        if self._open is not None:
            self._open.close()
            self._open = None
            address.forget()

    def _connected(self) -> socket.socket:
        if self._line is None:
            self._line = socket.create_connection((HOST, self._open.port), timeout=ANSWER_S)
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            with suppress(OSError):
                self._line.close()
            self._line = None


class _Open:
    """A listener in a thread, on a port of its own choice."""

    def __init__(self, source: Source) -> None:
        self._loop = asyncio.new_event_loop()
        self._listener = Listener(source, limits=Limits(connections=4), kind=steps.KIND)
        serving = self._listener.serve(HOST, 0, None)
        self._server = self._loop.run_until_complete(serving)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, name="door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take nothing more in, wait for what is being stored, and end the thread."""
        self._loop.call_soon_threadsafe(self._server.close)
        asyncio.run_coroutine_threadsafe(self._listener.close(), self._loop).result(ANSWER_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_S)
        self._loop.close()
