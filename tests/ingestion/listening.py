"""A listener for HL7 v2 in a thread of its own, and a plain socket that sends to it."""

import asyncio
import socket
import threading
from contextlib import contextmanager

from carepath.formats import mllp as framing
from carepath.ingestion import actions
from carepath.ingestion.mllp import Listener
from tests.factories import AT, site
from tests.running import free_port


@contextmanager
def listening(tls=None, **more):
    """A listener in a thread of its own; its port."""
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    loop, port = asyncio.new_event_loop(), free_port()
    door = Listener(feed, **more)
    server = loop.run_until_complete(door.serve("127.0.0.1", port, tls))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(ended(door), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def ended(door):
    await door.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)


class Sender:
    """A plain socket: bytes out, whole answers in."""

    def __init__(self, port):
        self.line = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._frames, self._answers = framing.Frames(), []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.close()

    def send(self, data):
        self.line.sendall(data)

    def answer(self):
        """The code and number of the next answer, '' when the connection has ended."""
        while not self._answers:
            data = self.line.recv(65536)
            if not data:
                return ""
            self._answers += self._frames.take(data)
        return self._answers.pop(0).decode().split("\r")[1].removeprefix("MSA|")
