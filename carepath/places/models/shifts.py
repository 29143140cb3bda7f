"""The shift calendar of a site: which shifts its days have, from a day on."""

from django.db import models

from carepath.audit.history import Records
from carepath.places.models.units import Site


class ShiftCalendar(models.Model):
    """The shifts of each day of a site from `since_on` until the next calendar takes over.

    `shifts` is a list of {name, begins, ends, night} as in `analysis.shifts.Hours`.
    """

    RECORD = "operational"  # as OpenBeds

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="calendars")
    since_on = models.DateField()
    whole_day = models.BooleanField(default=True)  # false = hours without a shift are meant
    shifts = models.JSONField()
    history = Records()

    class Meta:
        ordering = ["site", "-since_on"]
        constraints = [
            models.UniqueConstraint(fields=["site", "since_on"], name="places_calendar_once")
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.since_on}"
