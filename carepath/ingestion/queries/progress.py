"""How far an import is, as people and programs are told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from carepath.frames.moments import SECOND
from carepath.ingestion.models import Message, Progress
from carepath.ingestion.policies import UNFINISHED
from carepath.journeys.models import Journey

READING_SHARE = 0.3
"""Share of the whole time that reading takes, about; the rest is recording."""
_TOO_EARLY = 0.03
"""Below this share done, what is left is not estimated."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Phase in words, share done (0 to 1), seconds passed and about left (None = not known).

    `undo_s` are the seconds that taking it back took.
    """

    phase: str
    done: float
    passed_s: float
    left_s: float | None
    is_over: bool
    undo_s: float = 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.done)

    @property
    def passed_us(self) -> int:
        return round(self.passed_s * SECOND)

    @property
    def undo_us(self) -> int:
        return round(self.undo_s * SECOND)

    @property
    def left_us(self) -> int | None:
        return None if self.left_s is None else round(self.left_s * SECOND)


def standing(message: Message, *, at: datetime) -> Standing:
    """Return how far the import is."""
    progress = message.progress
    if message.state not in UNFINISHED:
        passed = _seconds(progress.started_at, progress.finished_at)
        undo = _seconds(progress.undo_started_at, progress.undo_finished_at)
        return Standing(str(message.get_state_display()), 1.0, passed, None, True, undo)
    done, undoing = _done(message, progress), message.state == Message.State.UNDOING
    passed = _seconds(progress.undo_started_at if undoing else progress.started_at, at)
    left = None if done < _TOO_EARLY or undoing else passed * (1 - done) / done
    return Standing(str(_phase(message, progress)), done, passed, left, False)


def _phase(message: Message, progress: Progress) -> str:
    if message.state == Message.State.UNDOING:
        return Progress.Phase.UNDOING.label
    return progress.get_phase_display()


def _done(message: Message, progress: Progress) -> float:
    if message.state == Message.State.UNDOING:
        return _taken_back(message, progress)
    if progress.phase == Progress.Phase.READING:
        return READING_SHARE * progress.bytes_read / max(1, message.size)
    if progress.phase == Progress.Phase.RECORDING:
        return READING_SHARE + (1 - READING_SHARE) * progress.cursor / max(1, progress.total)
    return 0.0


def _taken_back(message: Message, progress: Progress) -> float:
    ids = Journey.objects.filter(source=message.source_id).aggregate(a=Min("pk"), z=Max("pk"))
    if not ids["a"]:
        return 1.0
    width = ids["z"] - ids["a"] + 1
    return min(1.0, max(0, progress.undo_after - ids["a"] + 1) / width)


def _seconds(start: datetime | None, end: datetime | None) -> float:
    return max(0.0, (end - start).total_seconds()) if start and end else 0.0


COUNTS = ("rows_read", "rows_accepted", "rows_rejected", "duplicates", "journeys", "spans")


def counts(message: Message) -> dict[str, object]:
    """Return number, state and counts of an import, as the command line and the API tell them."""
    told = {name: getattr(message.progress, name) for name in COUNTS}
    return {"import": message.pk, "state": message.state} | told
