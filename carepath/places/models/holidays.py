"""Public holidays of a site: days that go otherwise than their weekday."""

from datetime import date

from django.db import models

from carepath.audit.history import Records
from carepath.places.models.units import Site

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""Days before and after which nobody means a holiday."""


class Holiday(models.Model):
    """A day that is a public holiday at a site. `source` is the file it came from, '' = typed.

    Its history is on the site's own clock: forecasts take what was known at their hour.
    """

    RECORD = "governed"
    GUARDS = {"site": ("a holiday stays at its site", "NEW.site_id <> OLD.site_id")}

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=120, blank=True)
    history = Records()

    class Meta:
        ordering = ["site", "day"]
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="places_holiday_once"),
            models.CheckConstraint(
                condition=models.Q(day__gte=FIRST, day__lte=LAST), name="places_holiday_day"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="places_holiday_named"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"
