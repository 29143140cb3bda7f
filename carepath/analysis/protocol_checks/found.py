"""What a check finds: problems with their place, results with their state, and the ground they
stand on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from carepath.frames.protocol import Document

PASSED, WARNED, FAILED, STALE = "passed", "warned", "failed", "stale"


def gettext_noop(text: str) -> str:
    """Return the text itself; the name marks it for translation."""
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `section` and `id` say where, `text` % `words` what and why."""

    section: str
    id: str
    text: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found: its key and title, and its problems, none = passed; `stale` where it
    looked at something else than what there is now."""

    key: str
    title: str
    required: bool
    problems: tuple[Problem, ...]
    stale: bool = False

    @property
    def state(self) -> str:
        """Return passed, warned, failed, or stale: it speaks of another content."""
        if self.stale:
            return STALE
        if not self.problems:
            return PASSED
        return FAILED if self.required else WARNED


@dataclass(frozen=True, slots=True)
class Ground:
    """What a document is checked against: the day, the roles, stages and levers there are, and the
    other protocols in force by name."""

    today: date
    roles: frozenset[str]
    stages: frozenset[str] = frozenset()
    others: Mapping[str, Document] = field(default_factory=dict)
    levers: frozenset[str] = frozenset()


Check = Callable[[Document, Ground], Iterator[Problem]]


def blocking(results: Iterable[Result]) -> list[Result]:
    """Return the required checks that failed or are stale."""
    return [one for one in results if one.required and one.state in (FAILED, STALE)]
