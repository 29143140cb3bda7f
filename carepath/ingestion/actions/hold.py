"""What is held: the lease of this process on one message, its moment, and a source for a write."""

from datetime import datetime, timedelta
from time import monotonic

from carepath.ingestion.models import Message
from carepath.journeys.models import Source
from carepath.work import actions as work
from carepath.work.policies import LEASE_S


def hold_source(source: Source) -> None:
    """Let who else writes to this source wait, and see what was written: inside a transaction."""
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)


class Stopped(RuntimeError):
    """A person cancelled the import while it was worked on."""


class Hold:
    """A claimed message. Every write for it goes through `keep` in the same transaction."""

    def __init__(self, message: Message, *, at: datetime) -> None:
        self.message = message
        self._at, self._began = at, monotonic()

    @property
    def now(self) -> datetime:
        """Return the moment: the door's `at` and the time that passed since."""
        return self._at + timedelta(seconds=monotonic() - self._began)

    @property
    def shown(self) -> datetime:
        """Return the same moment as its site's clock shows it."""
        return self.message.site.time(self.now)

    def keep(self, *, progress: bool = False) -> None:
        """Renew the lease; LeaseLost if another process has it, Stopped if a person cancelled."""
        pk = self.message.pk
        work.renew(Message, pk, at=self.now, seconds=LEASE_S, progress=progress)
        state = Message.objects.values_list("state", flat=True).get(pk=pk)
        if state != self.message.state:
            raise Stopped(f"{self.message} became {state}.")
