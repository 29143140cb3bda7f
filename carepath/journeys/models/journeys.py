"""Journeys (traces) and the patients behind them."""

import uuid

from django.db import models

from carepath.journeys.models.moment import MomentField
from carepath.journeys.models.sources import Source
from carepath.places.models import Site


class Patient(models.Model):
    """A person, by a random key that is stable across sites; pseudonyms are made for display."""

    RECORD = "operational"

    key = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.pk)


class PatientAlias(models.Model):
    """That one source knows a patient by an identifier, kept only as a keyed hash."""

    RECORD = "operational"
    IDENTIFYING = {"digest"}

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="aliases")
    namespace = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["namespace", "digest"], name="journeys_alias_once")
        ]

    def __str__(self) -> str:
        return self.namespace


class Journey(models.Model):
    """One episode of care (a trace). Its id is random, never derived from a patient.

    Recorded bounds win over derived ones. `closed_at` null = open. A close inferred by the source's
    rule is derived at each fold, so that a later export continues the journey.
    """

    RECORD = "operational"
    IDENTIFYING = {"case_ref", "attributes"}

    class ClosedBy(models.TextChoices):
        OPEN = ""
        RECORDED = "recorded"
        LAST_EVENT = "last_event"
        END_STAGES = "end_stages"
        SILENCE = "silence"

    trace_id = models.UUIDField(default=uuid.uuid4, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    case_ref = models.CharField(max_length=200)  # what the source calls it
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True)
    joined_to = models.ForeignKey(  # the visit it is part of; its spans are read with that journey
        "self", on_delete=models.SET_NULL, null=True, related_name="joined"
    )
    recorded_opened_at = MomentField(null=True)
    recorded_closed_at = MomentField(null=True)
    opened_at = MomentField()
    closed_at = MomentField(null=True)
    closed_by = models.CharField(max_length=12, choices=ClosedBy.choices, blank=True)
    last_at = MomentField()
    n_spans = models.PositiveIntegerField()  # 0 = wholly retracted
    attributes = models.JSONField(default=dict)
    change = models.BigIntegerField()

    class Meta:
        ordering = ["-opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "case_ref"], name="journeys_journey_once"),
            models.CheckConstraint(
                condition=models.Q(joined_to__isnull=True) | ~models.Q(joined_to=models.F("id")),
                name="journeys_journey_not_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True)
                | models.Q(closed_at__gte=models.F("opened_at")),
                name="journeys_journey_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(closed_by="")),
                name="journeys_journey_closed_by",
            ),
        ]
        indexes = [models.Index(fields=["change"], name="journeys_journey_change")]

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        """Return the eight characters that people read; the trace id itself is random."""
        return self.trace_id.hex[:8]


class JourneyLink(models.Model):
    """That one journey follows from another: a readmission, a transfer, a merge."""

    RECORD = "operational"

    class Kind(models.TextChoices):
        READMISSION = "readmission"
        TRANSFER = "transfer"
        SAME_PATIENT = "same_patient"

    earlier = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="later_links")
    later = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="earlier_links")
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later", "kind"], name="journeys_link_once"),
            models.CheckConstraint(
                condition=~models.Q(earlier=models.F("later")), name="journeys_link_two_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.kind
