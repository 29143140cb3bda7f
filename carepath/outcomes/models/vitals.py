"""What was measured of patients."""

from django.db import models
from django.utils.translation import gettext

from carepath.frames import vitals
from carepath.journeys.models import Source


class Vital(models.Model):
    """One value of a vital sign, as last told; of whom, in the words of its source.

    It names visit and patient and holds no journey: whichever journey a visit belongs to, now or
    after a merge, has its values.
    """

    RECORD = "operational"
    IDENTIFYING = {"visit", "patient", "value"}

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    ref = models.CharField(max_length=64)  # what tells it from all others of its source
    visit = models.CharField(max_length=200, blank=True)
    patient = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=40)
    value = models.FloatField()
    unit = models.CharField(max_length=12)
    measured_at = models.DateTimeField()
    written_at = models.DateTimeField()  # when the sender said so: of two words the later counts
    recorded_at = models.DateTimeField()
    retracted = models.BooleanField(default=False)
    message = models.BigIntegerField(null=True)  # inbox row it came with

    class Meta:
        ordering = ["-measured_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "ref"], name="outcomes_vital_once"),
            models.CheckConstraint(
                condition=models.Q(name__in=vitals.NAMES), name="outcomes_vital_name"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "visit", "-measured_at"], name="outcomes_vital_visit")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def printed_unit(self) -> str:
        """Return the unit as people write it."""
        return vitals.PRINTED.get(self.unit, self.unit)

    @property
    def printed_name(self) -> str:
        """Return the name in the reader's language."""
        return gettext(self.name)
