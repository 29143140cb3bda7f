"""What a web worker prepares while nobody waits, so that a visitor need not."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver

from carepath.accounts import policies as accounts
from carepath.bottlenecks import queries as bottlenecks
from carepath.frames.moments import to_us
from carepath.journeys import queries as journeys
from carepath.ui import parameters

log = logging.getLogger(__name__)
PAGES = ("bottlenecks/index.html", "journeys/index.html", "journeys/detail.html")
DRAWN = 0.8
"""The share of hand-overs that the process map shows at first."""


def begin() -> Callable[..., bool]:
    """Load what every request needs; return what to call now and then, `Warmth.keep`."""
    try:
        _loads = get_resolver().url_patterns
        parameters.known()
        for name in PAGES:
            get_template(name)
    except Exception:
        log.warning("Not warmed up.", exc_info=True)
    return Warmth().keep


class Warmth:
    """Answers the first questions about the default source before anyone asks, and again when its
    data changed and then stayed as they are: while they change with each look, nothing is done."""

    def __init__(self) -> None:
        self._seen: object = None
        self._warmed: object = None

    def keep(self, *, at: datetime) -> bool:
        """Look at what is stored and return whether answers were prepared; a failure is logged."""
        try:
            source = journeys.default_source(by=accounts.PORTAL)
            state = source and (source.pk, journeys.latest_change())
            settled = self._seen in (None, state)
            self._seen = state
            if state is None or state == self._warmed or not settled:
                return False
            self._warmed = state
            _answer(source.name, at)
            return True
        except Exception:
            log.warning("Not warmed up.", exc_info=True)
            return False
        finally:
            connections.close_all()


def _answer(source: str, at: datetime) -> None:
    """Ask what the Bottlenecks page asks when it opens."""
    found = bottlenecks.log(by=accounts.PORTAL, source=source, now=to_us(at))
    bottlenecks.findings(found)
    bottlenecks.answer(found)
    bottlenecks.ranking(found)
    bottlenecks.process_map(found, DRAWN)
    bottlenecks.variants(found, stop=0)
    bottlenecks.variants(found, folded=True, stop=1)
    bottlenecks.groups(found)
