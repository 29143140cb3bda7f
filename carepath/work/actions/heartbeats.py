"""Show that a part of the portal works."""

from datetime import datetime

from carepath.work.models import Heartbeat


def beat(name: str, *, at: datetime, detail: str = "") -> None:
    """Write that this part worked at that moment."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at, detail=detail[:200])],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "detail"],
    )
