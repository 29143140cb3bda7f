"""The invented hospital as it stands: how far it has lived, and everything that was done to it."""

from datetime import datetime, timedelta

from django.db import models

from carepath.journeys.models import MomentField, Source
from carepath.places.models import Site


class Hospital(models.Model):
    """The one invented hospital. `starts` and `emitted_until` are its own time, microseconds UTC.

    `state` is the saved engine at `state_at`, after the change numbered `state_position`; what
    happened since follows from it and from the changes applied since.
    """

    RECORD = "operational"

    class Phase(models.TextChoices):
        BUILDING = "building"  # its history is being invented and recorded
        LIVE = "live"
        JUMPING = "jumping"  # the time up to target_at is
        LEAVING = "leaving"  # everything of it is being removed

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="invented")
    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="invented")
    seed = models.BigIntegerField()
    starts = models.BigIntegerField()
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.BUILDING)
    target_at = MomentField(null=True)  # its own time that building or jumping leads to
    began_at = models.DateTimeField(null=True)  # real time at which that began
    done = models.FloatField(default=0)  # share of it, 0 to 1
    cursor = models.BigIntegerField(default=0)  # ranges of whole journeys recorded so far
    total = models.BigIntegerField(default=0)  # ranges there are; 0 = not invented yet
    emitted_until = models.BigIntegerField()
    state = models.BinaryField(null=True)  # null = as it is at `starts`
    state_at = MomentField(null=True)
    state_position = models.PositiveIntegerField(default=0)
    numbered = models.BigIntegerField(default=0)  # messages of admissions so far
    outage_ends_at = MomentField(null=True)  # until then its messages are held back
    reason = models.CharField(max_length=500, blank=True)  # why it does not go on
    stuck = models.BooleanField(default=False)  # it cannot go on by itself
    again = models.BooleanField(default=False)  # another one begins when it has left

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phase__in=["building", "jumping"], target_at__isnull=False)
                | models.Q(phase__in=["live", "leaving"], target_at=None),
                name="demo_hospital_target",
            ),
            models.CheckConstraint(
                condition=models.Q(cursor__lte=models.F("total")), name="demo_hospital_cursor"
            ),
        ]

    def __str__(self) -> str:
        return f"hospital {self.pk}"


class Applied(models.Model):
    """Something done to the hospital: asked by a person, then applied in order of its own time.

    `position` and `at` are null while it waits for the engine's next step.
    """

    RECORD = "operational"

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="changes")
    position = models.PositiveIntegerField(null=True)
    at = MomentField(null=True)
    what = models.CharField(max_length=20, blank=True)  # a key of policies.HAPPENINGS
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True)
    value = models.FloatField(default=0)
    lasts_us = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "applied"
        constraints = [
            models.UniqueConstraint(fields=["hospital", "position"], name="demo_applied_once"),
            models.CheckConstraint(
                condition=models.Q(position=None, at=None)
                | models.Q(position__isnull=False, at__isnull=False),
                name="demo_applied_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.value:g}"

    @property
    def until_at(self) -> datetime | None:
        """Return when it ends on the hospital's clock; None = it stays, or waits to begin."""
        if self.at is None or self.lasts_us is None:
            return None
        return self.at + timedelta(microseconds=self.lasts_us)


class Outgoing(models.Model):
    """A message of the hospital's admissions that is under way: it stays until it is answered.

    One that is entered late, or sent twice, is due later than it is numbered.
    """

    RECORD = "operational"
    IDENTIFYING = {"raw"}

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="outgoing")
    due_at = MomentField()
    number = models.BigIntegerField()
    raw = models.BinaryField()

    class Meta:
        ordering = ["due_at", "id"]
        verbose_name_plural = "outgoing"
        indexes = [models.Index(fields=["hospital", "due_at"], name="demo_outgoing_due")]

    def __str__(self) -> str:
        return f"outgoing {self.pk}"


class Held(models.Model):
    """A message the hospital could not send yet: its line is down."""

    RECORD = "operational"
    IDENTIFYING = {"raw"}

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="held")
    raw = models.BinaryField()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "held"

    def __str__(self) -> str:
        return f"held {self.pk}"
