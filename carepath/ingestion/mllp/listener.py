"""Takes connections of one feed, and answers each message once it is stored.

What cannot be stored is not answered: its sender repeats it. While the oldest message waits for
too long to take effect nothing is read either, so that the sender's own queue holds what comes.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from carepath.formats import acks, mllp
from carepath.ingestion import queries
from carepath.ingestion.mllp.limits import Full, Limits, Room
from carepath.ingestion.mllp.storing import Kept, Store
from carepath.ingestion.models import Message
from carepath.journeys.models import Source
from carepath.ui import clock

log = logging.getLogger(__name__)
READ = 64 * 1024
LOOK_S = 0.5
"""So often the age of what waits is looked at, and what is to be answered later."""
HANDSHAKE_S = 10.0
ENDING_S = 5.0
_OUTCOMES = {
    Message.State.PROCESSED: acks.GOOD,
    Message.State.QUARANTINED: acks.FAILED,
}


@dataclass(frozen=True, slots=True)
class Answers:
    """How a feed is answered, where senders differ in what they bear.

    `unread`: a message that is kept but cannot be understood gets AE instead of AA; `unstored`: one
    that cannot be stored gets AE instead of no answer. `types` are those of MSH-9 that are taken,
    none = any. `later` is where to (host, port) answers about effects go, None = the same line.
    """

    unread: bool = False
    unstored: bool = False
    types: Collection[str] = ()
    later: tuple[str, int] | None = None


@dataclass(slots=True, eq=False)
class _Line:
    """One connection, and the messages whose effect its sender wants to be told of."""

    writer: asyncio.StreamWriter
    told_later: dict[int, acks.Asked] = field(default_factory=dict)

    async def send(self, answer: bytes) -> None:
        if answer:
            self.writer.write(mllp.framed(answer))
            await self.writer.drain()


class Listener:
    """Takes connections of one feed and answers each message once it is stored."""

    def __init__(
        self,
        source: Source,
        *,
        limits: Limits | None = None,
        answers: Answers | None = None,
        longest_wait: timedelta | None = None,
        kind: str = queries.HL7,
    ) -> None:
        self._source, self._limits = source, limits or Limits()
        self._answers, self._longest = answers or Answers(), longest_wait
        self._room = Room(self._limits)
        self._store = Store(source, kind=kind, types=self._answers.types)
        self._lines: set[_Line] = set()
        self._talking: set[asyncio.Task] = set()
        self._told_later: dict[int, acks.Asked] = {}
        self._may_read = asyncio.Event()
        self._may_read.set()
        self._looking: asyncio.Task | None = None

    @property
    def is_held_back(self) -> bool:
        """Return whether nothing is read, since what came waits too long to take effect."""
        return not self._may_read.is_set()

    async def serve(
        self, host: str, port: int, tls: ssl.SSLContext | None = None
    ) -> asyncio.Server:
        """Return the server, listening."""
        self._looking = asyncio.create_task(self._look())
        patience = {"ssl_handshake_timeout": HANDSHAKE_S} if tls else {}
        return await asyncio.start_server(
            self._connected, host, port, ssl=tls, limit=READ, **patience
        )

    async def close(self) -> None:
        """End every connection once what it brought is stored."""
        if self._looking is not None:
            self._looking.cancel()
        self._may_read.set()
        for line in self._lines:
            line.writer.close()
        ending = {self._looking, *self._talking} - {None}
        if ending:
            await asyncio.wait(ending, timeout=ENDING_S)
        await self._store.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, mine = _Line(writer), asyncio.current_task()
        self._talking.add(mine)
        try:
            with self._room.connection(writer.get_extra_info("peername")[0]):
                self._lines.add(line)
                await self._talk(reader, line)
        except Full as error:
            log.warning("A connection was ended. %s", error)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            log.info("A connection ended.")
        finally:
            self._lines.discard(line)
            self._talking.discard(mine)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, line: _Line) -> None:
        frames, held, data = mllp.Frames(self._limits.frame_bytes), 0, b""
        try:
            while True:
                await self._may_read.wait()
                pause = self._limits.frame_s if frames.held else self._limits.idle_s
                data = await asyncio.wait_for(reader.read(READ), pause)
                if not data:
                    break
                held += len(data)
                self._room.hold(len(data))
                if not await self._take(frames, data, line):
                    break
                self._room.hold(frames.held - held)
                held = frames.held
        except Full:
            beginning = (frames.beginning + data)[: mllp.BEGINNING].lstrip(mllp.START)
            await line.send(acks.too_large(beginning, at=clock.now()))
            raise
        finally:
            self._room.hold(-held)
        if frames.stray:
            log.info("%s bytes between messages were dropped.", frames.stray)

    async def _take(self, frames: mllp.Frames, data: bytes, line: _Line) -> bool:
        """Store and answer what these bytes complete; return False if the connection must end."""
        raws, huge = [], b""
        try:
            for raw in frames.take(data):
                raws.append(raw)
        except mllp.TooBig as error:
            log.warning("A message was too large.")
            huge = error.beginning
        if raws and not await self._answered(raws, await self._store.keep(raws), line):
            return False
        if huge:
            await line.send(acks.too_large(huge, at=clock.now()))
        return not huge

    async def _answered(self, raws: Sequence[bytes], kept: Sequence[Kept], line: _Line) -> bool:
        """Answer messages in order; return False at the first that gets none, as it is not kept."""
        for raw, number in zip(raws, kept, strict=True):
            asked = acks.asked(raw, types=self._answers.types)
            if isinstance(number, Exception) and not self._answers.unstored:
                return False
            if isinstance(number, int) and asked.wants_later():
                later = line.told_later if self._answers.later is None else self._told_later
                later[number] = asked
            outcome = await self._outcome(raw, asked, number)
            await line.send(asked.first(outcome, at=clock.now()))
        return True

    async def _outcome(self, raw: bytes, asked: acks.Asked, kept: Kept) -> acks.Outcome:
        if isinstance(kept, Exception):
            return acks.FAILED
        if asked.fault is None and self._answers.unread and not asked.is_enhanced:
            return acks.GOOD if await self._store.is_read(raw) else acks.FAILED
        return asked.outcome

    async def _look(self) -> None:
        """Look after what waits, until cancelled."""
        while True:
            try:
                await self._hold_back()
                await self._tell_elsewhere()
                for line in list(self._lines):
                    await self._tell(line.told_later, line.send)
            except Exception:
                log.exception("What waits could not be looked at.")
            await asyncio.sleep(LOOK_S)

    async def _hold_back(self) -> None:
        """Stop reading while the oldest message waits too long, go on when it does not."""
        if self._longest is None:
            return
        if await self._store.age() <= self._longest:
            self._may_read.set()
        elif not self.is_held_back:
            log.warning("Messages wait too long: nothing more is read until they do not.")
            self._may_read.clear()

    async def _tell(
        self, told_later: dict[int, acks.Asked], send: Callable[[bytes], Awaitable[None]]
    ) -> None:
        """Tell what became of those messages that took effect or never will."""
        if not told_later:
            return
        states = await self._store.states(told_later)
        for number, state in sorted(states.items()):
            if state in _OUTCOMES:
                await send(told_later[number].later(_OUTCOMES[state], at=clock.now()))
                del told_later[number]

    async def _tell_elsewhere(self) -> None:
        """Tell the same where answers go to another address, whatever became of the lines."""
        if self._answers.later is None or not self._told_later:
            return
        _reader, writer = await asyncio.open_connection(*self._answers.later)
        try:
            await self._tell(self._told_later, _Line(writer).send)
        finally:
            writer.close()
