"""What people say about journeys: targets, notes and annotations, each with its history."""

from django.conf import settings
from django.db import models

from carepath.audit.history import Records
from carepath.journeys.models.journeys import Journey
from carepath.journeys.models.sources import Source
from carepath.places.models import Site, Unit


class Target(models.Model):
    """From the first `source_stage` to the first `target_stage` at or after it, within seconds."""

    RECORD = "governed"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="targets")
    from_stage = models.CharField(max_length=200)
    to_stage = models.CharField(max_length=200)
    within_s = models.PositiveIntegerField()
    history = Records()

    class Meta:
        ordering = ["source", "from_stage", "to_stage"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "from_stage", "to_stage"], name="journeys_target_once"
            ),
            models.CheckConstraint(
                condition=models.Q(within_s__gt=0), name="journeys_target_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"


class Note(models.Model):
    """A remark on one journey; edited by version, never lost."""

    RECORD = "operational"
    IDENTIFYING = {"text"}

    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    written_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(max_length=4000)
    history = Records()

    class Meta:
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Annotation(models.Model):
    """What was going on in a unit (or the whole site) during a period: charts show the mark.

    A note is a person's; other kinds are written down by a higher storey when something comes into
    force or goes, and are never taken back. `stages` names what it concerns, none = everything.
    """

    RECORD = "operational"
    IDENTIFYING = {"text", "stages"}

    class Kind(models.TextChoices):
        NOTE = "note"
        BEGAN = "began"
        ENDED = "ended"
        ROLLED_BACK = "rolled_back"
        STOPPED = "stopped"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="annotations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.NOTE)
    stages = models.JSONField(default=list, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    history = Records()

    class Meta:
        ordering = ["-starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["note", "began", "ended", "rolled_back", "stopped"]),
                name="journeys_annotation_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")),
                name="journeys_annotation_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"annotation {self.pk}"
