"""Who left the hospital since a moment."""

from dataclasses import dataclass
from datetime import datetime

from carepath.capacity.models import Claim
from carepath.places.models import Bed, Site


@dataclass(frozen=True, slots=True)
class Discharges:
    """How many left a bed and the hospital in a while, and how many of them before its noon."""

    n: int
    before_noon: int


def discharges(*, site: Site, since: datetime, noon: datetime, until: datetime) -> Discharges:
    """Return who left in (since, until]: their journey ended then, after a bed that was neither
    emergency nor day care. Deaths and transfers to other hospitals count too."""
    rows = Claim.objects.filter(
        until__gt=since, until__lte=until, bed__unit__site=site,
        journey__closed_at__gt=since, journey__closed_at__lte=until,
    ).exclude(bed__care__in=[Bed.Care.EMERGENCY, Bed.Care.DAY])  # fmt: skip
    ended = dict(rows.order_by("pk").values_list("journey", "journey__closed_at"))
    return Discharges(len(ended), sum(at <= noon for at in ended.values()))
