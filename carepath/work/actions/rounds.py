"""One look at everything that waits."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


def sweep(*, by: str, now: Callable[[], datetime], only: str = "") -> int:
    """Call each action in settings.SWEEPS, or `only` one of them; return how many rows they worked
    on.

    One that fails is logged and never stops its neighbours. `now` is a clock, not a moment:
    a round may last for minutes.
    """
    paths = [path for path in settings.SWEEPS if only in ("", path)]
    return sum(_swept(path, by=by, at=now()) for path in paths)


def _swept(path: str, *, by: str, at: datetime) -> int:
    try:
        return import_string(path)(by=by, at=at) or 0
    except Exception:
        log.exception("%s failed", path)
        return 0
