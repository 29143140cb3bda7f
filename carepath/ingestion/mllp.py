"""The listener for HL7 v2 over MLLP: a message is on disk before its sender is answered.

What cannot be stored is not answered: its sender repeats it. Reading stops meanwhile, so that the
sender's own queue holds what comes after.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from threading import Barrier

from django.db import close_old_connections, connections, transaction

from carepath.formats import hl7v2, mllp
from carepath.ingestion import actions, queries
from carepath.journeys.models import Source
from carepath.ui import clock

log = logging.getLogger(__name__)
READ = 64 * 1024
THREADS = 4
"""Messages stored at a time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Who may connect ('' networks = everybody), how many at once, and how long one may rest."""

    allowed: tuple[str, ...] = ()
    connections: int = 64
    idle_s: float = 3600.0

    def admits(self, address: str) -> bool:
        """Return whether this address may connect."""
        networks = map(ip_network, self.allowed)
        return not self.allowed or any(ip_address(address) in network for network in networks)


class Listener:
    """Takes connections of one feed and answers each message once it is stored."""

    def __init__(
        self,
        source: Source,
        *,
        limits: Limits,
        stored: Callable[[], None] = lambda: None,
        kind: str = queries.HL7,
    ) -> None:
        self._source, self._limits, self._stored, self._kind = source, limits, stored, kind
        self._pool = ThreadPoolExecutor(THREADS, "mllp")
        self._open = 0

    async def serve(
        self, host: str, port: int, tls: ssl.SSLContext | None = None
    ) -> asyncio.Server:
        """Return the server, listening."""
        return await asyncio.start_server(self._connected, host, port, ssl=tls, limit=READ)

    async def close(self) -> None:
        """Wait for what is being stored, and close each thread's connections to the database."""
        all_there = Barrier(THREADS)
        for _thread in range(THREADS):
            self._pool.submit(_close, all_there)
        await asyncio.to_thread(self._pool.shutdown)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("peername")[0]
        if self._open >= self._limits.connections or not self._limits.admits(address):
            log.warning("A connection was refused.")
            writer.close()
            return
        self._open += 1
        try:
            await self._talk(reader, writer)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            log.info("A connection ended.")
        finally:
            self._open -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = mllp.Frames()
        while data := await asyncio.wait_for(reader.read(READ), self._limits.idle_s):
            try:
                for raw in frames.take(data):
                    if not await self._answered(raw, writer):
                        return
            except mllp.TooBig as error:
                log.warning("A message was too large.")
                await self._send(hl7v2.refusal(error.beginning, at=clock.now()), writer)
                return
        if frames.stray:
            log.info("%s bytes between messages were dropped.", frames.stray)

    async def _answered(self, raw: bytes, writer: asyncio.StreamWriter) -> bool:
        """Store a message, then answer; return False if it could not be stored."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._pool, self._store, raw)
        except Exception:
            log.exception("A message could not be stored; its sender is not answered.")
            return False
        await self._send(hl7v2.answer(raw, at=clock.now()), writer)
        return True

    def _store(self, raw: bytes) -> None:
        close_old_connections()
        at = clock.now()
        with transaction.atomic(durable=True):
            by = f"feed:{self._source.pk}"
            actions.receive_hl7(raw=raw, source=self._source, by=by, at=at, kind=self._kind)
            transaction.on_commit(self._stored)

    async def _send(self, answer: bytes, writer: asyncio.StreamWriter) -> None:
        if answer:
            writer.write(mllp.framed(answer))
            await writer.drain()


def _close(all_there: Barrier) -> None:
    """Close this thread's connections, once every thread of the pool has come to do so."""
    all_there.wait()
    connections.close_all()
