"""The lease of this process on one message, and the moment, counted on from the door's."""

from datetime import datetime, timedelta
from time import monotonic

from carepath.ingestion.models import Message
from carepath.work import actions as work
from carepath.work.policies import LEASE_S


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
