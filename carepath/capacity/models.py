"""Who has which bed, made from the stays of journeys, and what was said of beds."""

from django.db import models

from carepath.frames.beds import SAID
from carepath.journeys.models import Journey, MomentField, Source, Span
from carepath.places.models import Bed, Unit


class Claim(models.Model):
    """That a stay names a bed; claims may overlap."""

    RECORD = "cache"

    span = models.OneToOneField(Span, on_delete=models.CASCADE, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="claims")
    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, db_index=False, related_name="claims")
    since = MomentField()
    until = MomentField(null=True)

    class Meta:
        ordering = ["bed", "since", "id"]
        indexes = [
            models.Index(fields=["bed", "since"], name="capacity_claim_bed"),
            models.Index(fields=["until"], name="capacity_claim_until"),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class Named(models.Model):
    """When it became known that there is a bed which a feed named first."""

    RECORD = "cache"

    bed = models.OneToOneField(Bed, on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = MomentField()

    def __str__(self) -> str:
        return f"named {self.pk}"


class Holding(models.Model):
    """Who has a bed for a while. The database refuses two at once on one bed.

    A stretch that several visits claim is contested: it is nobody's.
    """

    RECORD = "cache"

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, db_index=False, related_name="holdings")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, null=True, related_name="beds")
    since = MomentField()
    until = MomentField(null=True)

    class Meta:
        ordering = ["bed", "since"]
        constraints = [
            models.UniqueConstraint(fields=["bed", "since"], name="capacity_holding_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="capacity_holding_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"holding {self.pk}"

    @property
    def contested(self) -> bool:
        """Return whether several visits claim the bed."""
        return self.journey_id is None


class Request(models.Model):
    """That a patient waits for a bed of a unit: a stay that was asked for and has not begun.

    One that was met or taken back has ended; it is kept, so that any earlier moment can be shown.
    """

    RECORD = "cache"

    span = models.OneToOneField(Span, on_delete=models.CASCADE, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="bed_requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bed_requests")
    asked_at = MomentField()
    ended_at = MomentField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(fields=["asked_at"], name="capacity_request_asked"),
            models.Index(fields=["ended_at"], name="capacity_request_ended"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class Reservation(models.Model):
    """That a bed is kept for a patient; it ends when they come, or when somebody gives it back."""

    RECORD = "operational"

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="reservations")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="reservations")
    since_at = MomentField()
    by_name = models.CharField(max_length=150)
    ended_at = MomentField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-since_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bed"], condition=models.Q(ended_at=None), name="capacity_reserved_once"
            ),
            models.UniqueConstraint(
                fields=["journey"],
                condition=models.Q(ended_at=None),
                name="capacity_one_reservation",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("since_at")),
                name="capacity_reservation_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"reservation {self.pk}"


class Word(models.Model):
    """What a feed or a person said of a bed (HL7 table 0116); each is kept."""

    RECORD = "operational"
    IDENTIFYING = {"reason"}

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, db_index=False, related_name="words")
    state = models.CharField(max_length=1, choices=list(SAID.items()))
    since = MomentField()
    written_at = MomentField()
    recorded_at = MomentField()
    said_by = models.CharField(max_length=150)
    reason = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)
    message = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["bed", "-since", "-written_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bed", "since", "written_at", "state"], name="capacity_word_once"
            )
        ]

    def __str__(self) -> str:
        return self.state


class Projected(models.Model):
    """One row: up to which change of the journeys claims and holdings were made."""

    RECORD = "operational"

    change = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.change)
