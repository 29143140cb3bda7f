"""Equipment and slots that patients wait for: how much there is, how much is taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carepath.audit.history import Records
from carepath.places.models.units import Site, Unit

MOST_MINUTES = 24 * 60


class Equipment(models.Model):
    """How many of a kind a site or one of its units has.

    Where `stage` names a stage of journeys, whoever is in it uses one; else use is entered.
    """

    RECORD = "operational"  # as OpenBeds

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="equipment")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="equipment")
    kind = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=200, blank=True)
    history = Records()

    class Meta:
        verbose_name_plural = "equipment"
        ordering = ["site", "kind", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "unit"], name="places_equipment_once"),
            models.UniqueConstraint(
                fields=["site", "kind"],
                condition=models.Q(unit=None),
                name="places_equipment_once_shared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.unit}" if self.unit_id else self.kind


class EquipmentUse(models.Model):
    """How many of some equipment were in use at a moment, and until the next was said."""

    RECORD = "operational"  # as OpenBeds

    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, related_name="uses")
    seen_at = models.DateTimeField()
    in_use = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=120, blank=True)
    history = Records()

    class Meta:
        ordering = ["equipment", "seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["equipment", "seen_at"], name="places_use_once")
        ]

    def __str__(self) -> str:
        return f"use {self.pk}"


class Slot(models.Model):
    """A stretch of time of a clinic, a scanner or a theatre that one patient can have."""

    RECORD = "operational"  # as OpenBeds

    class Kind(models.TextChoices):
        CLINIC = "clinic", _("clinic")
        IMAGING = "imaging", _("imaging")
        THEATRE = "theatre", _("theatre")
        OTHER = "other", _("other")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slots")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="slots")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    resource = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    taken = models.BooleanField(default=False)
    source = models.CharField(max_length=120, blank=True)
    history = Records()

    class Meta:
        ordering = ["starts_at", "resource"]
        indexes = [models.Index(fields=["site", "starts_at"], name="places_slot_start")]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "resource", "starts_at"], name="places_slot_once"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=MOST_MINUTES),
                name="places_slot_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource}, {self.starts_at:%Y-%m-%d %H:%M}"
