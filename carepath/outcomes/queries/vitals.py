"""Read what was measured."""

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from carepath.frames import vitals
from carepath.journeys.models import Journey
from carepath.outcomes.models import Vital


def of_journey(journey: Journey) -> QuerySet[Vital]:
    """Return the values that stand of a journey's visit, newest first."""
    told = Vital.objects.filter(source=journey.source_id, visit=journey.case_ref)
    return told.filter(retracted=False).order_by("-measured_at", "-id")


def signs(journey: Journey) -> list[Vital]:
    """Return the latest value of each vital sign of a journey, in their usual order.

    Each has `count`: how many values of it there are.
    """
    kind = F("name")
    rank = Window(RowNumber(), partition_by=kind, order_by=["-measured_at", "-id"])
    count = Window(Count("*"), partition_by=kind)
    rows = of_journey(journey).annotate(rank=rank, count=count).filter(rank=1)
    return sorted(rows, key=lambda row: vitals.NAMES.index(row.name))
