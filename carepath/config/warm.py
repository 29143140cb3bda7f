"""What a web worker prepares while it waits, so that its first visitor does not."""

import logging
from typing import Any

from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver

from carepath.journeys import queries as journeys

log = logging.getLogger(__name__)
PAGES = ("bottlenecks/index.html", "journeys/index.html", "journeys/detail.html")


class Everyone:
    """Sees every site; nothing it is given leaves the process."""

    def sites_where(self, permission: Any) -> None:
        """Return None: every site."""
        return


def warm_up() -> None:
    """Load views, templates and the journeys that a page shows first; a failure is only logged."""
    try:
        assert get_resolver().url_patterns
        for name in PAGES:
            get_template(name)
        source = journeys.default_source(by=Everyone())
        if source is not None:
            journeys.snapshot(by=Everyone(), source=source.name)
    except Exception:
        log.warning("Not warmed up.", exc_info=True)
    finally:
        connections.close_all()
