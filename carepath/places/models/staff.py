"""Who is on duty in a unit, shift by shift, against how many are needed."""

from django.db import models

from carepath.audit.history import Records
from carepath.places.models.units import Unit


class UnitStaff(models.Model):
    """How many people of a role are present, and how many are needed, in a unit's shift of a day.

    Null = nobody said so, which is not none. `source` is the file it came from, '' = typed.
    """

    RECORD = "operational"  # as OpenBeds

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="staff")
    role = models.CharField(max_length=80)
    shift = models.CharField(max_length=40)
    worked_on = models.DateField()
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)
    history = Records()

    class Meta:
        verbose_name_plural = "unit staff"
        ordering = ["worked_on", "unit", "role", "shift"]
        indexes = [models.Index(fields=["worked_on", "unit"], name="places_unitstaff_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "role", "shift", "worked_on"], name="places_unitstaff_once"
            ),
            models.CheckConstraint(
                condition=models.Q(present__isnull=False) | models.Q(needed__isnull=False),
                name="places_unitstaff_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.shift}"

    @property
    def missing(self) -> int | None:
        """Return how many are needed and not there, below 0 when more are; None = not known."""
        if self.present is None or self.needed is None:
            return None
        return self.needed - self.present
