"""End a loop of work when asked: in the middle of a step where that can be, else after it."""

import signal
import sys
from collections.abc import Iterator


def until_stopped() -> Iterator[None]:
    """Listen for SIGTERM from now on; return what yields before each step until it comes.

    Leaving by an exception rolls the work in hand back and gives its lease free. Where the
    interpreter drops what is raised (in what it calls while an object goes, or a database calls
    for a function of its own), the step goes on to its end and none follows.
    """
    asked: list[int] = []

    def stop(number, frame) -> None:
        asked.append(number)
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    return _steps(asked)


def _steps(asked: list[int]) -> Iterator[None]:
    while not asked:
        yield
