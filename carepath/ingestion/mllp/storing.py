"""Messages of many connections are stored together: one transaction, one wait for the disk."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import close_old_connections, connections, transaction

from carepath.formats import hl7v2
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message
from carepath.journeys.models import Source
from carepath.ui import clock

log = logging.getLogger(__name__)
MOST = 100
"""Messages stored in one transaction."""
Kept = int | Exception
"""The number of the inbox row that holds a message, or why it could not be stored."""


class Store:
    """Stores what connections bring, in the order in which it came; whoever waits goes together."""

    def __init__(self, source: Source, *, kind: str, types: Collection[str] = ()) -> None:
        self._source, self._kind, self._types = source, kind, tuple(types)
        self._waiting: list[tuple[bytes, asyncio.Future[Kept]]] = []
        self._thread = ThreadPoolExecutor(1, "mllp")
        self._task: asyncio.Task | None = None

    async def keep(self, raws: Sequence[bytes]) -> list[Kept]:
        """Return what became of each message, once all of them are committed or failed."""
        loop = asyncio.get_running_loop()
        futures = [loop.create_future() for _raw in raws]
        self._waiting += zip(raws, futures, strict=True)
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._work())
        return [await future for future in futures]

    async def age(self) -> timedelta:
        """Return how long the oldest message of the feed waits to take effect."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._age)

    async def states(self, pks: Collection[int]) -> dict[int, str]:
        """Return the states of messages of the feed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._states, tuple(pks))

    async def is_read(self, raw: bytes) -> bool:
        """Return whether the feed's words are enough to understand a message."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._is_read, raw)

    async def close(self) -> None:
        """Wait for what is being stored, and close the thread's connections to the database."""
        self._thread.submit(connections.close_all)
        await asyncio.to_thread(self._thread.shutdown)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            raws = [raw for raw, _future in some]
            try:
                done = await loop.run_in_executor(self._thread, self._stored, raws)
            except Exception as error:  # the thread is gone
                done = [error] * len(raws)
            for (_raw, future), kept in zip(some, done, strict=True):
                if not future.cancelled():
                    future.set_result(kept)

    def _stored(self, raws: Sequence[bytes]) -> list[Kept]:
        close_old_connections()
        try:
            return self._committed(raws)
        except Exception as error:
            if len(raws) == 1:
                log.exception("A message could not be stored.")
                return [error]
        log.warning("%s messages could not be stored together: now one by one.", len(raws))
        return [kept for raw in raws for kept in self._stored([raw])]

    def _committed(self, raws: Sequence[bytes]) -> list[Kept]:
        if self._source.site.synthetic:  # its clock may have been set since
            self._source.site.refresh_from_db()
        with transaction.atomic(durable=True):
            found = actions.receive_all_hl7(
                raws=raws,
                source=self._source,
                by=f"feed:{self._source.pk}",
                at=clock.now(),
                kind=self._kind,
                types=self._types,
            )
        return [message.pk for message in found]

    def _age(self) -> timedelta:
        close_old_connections()
        since, now = queries.waiting_since(source=self._source), clock.now()
        return timedelta() if since is None else self._source.site.time(now) - since

    def _is_read(self, raw: bytes) -> bool:
        close_old_connections()
        try:
            queries.heard(raw, self._source)
        except hl7v2.Fault:
            return False
        return True

    def _states(self, pks: Collection[int]) -> dict[int, str]:
        close_old_connections()
        return dict(Message.objects.filter(pk__in=pks).values_list("pk", "state"))
