"""Spans: one row an event. The row itself is the current version."""

from django.db import models

from carepath.frames.spans import KINDS, PRECISIONS
from carepath.journeys.models.journeys import Journey
from carepath.journeys.models.moment import MomentField
from carepath.journeys.models.sources import Source, Stage
from carepath.places.models import Unit


class Span(models.Model):
    """A stage visit, a stay or a point; open spans are ordinary rows.

    Only two secondary indexes hold every row: a million must load in a minute. `source_ref` is 16
    bytes: half a hash of the case, half of the event, so that one case's rows lie together.
    """

    RECORD = "operational"
    IDENTIFYING = {"source_ref", "parent_ref", "attributes"}

    id = models.BigAutoField(primary_key=True)
    journey = models.ForeignKey(
        Journey, on_delete=models.PROTECT, db_index=False, related_name="spans"
    )
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    source_ref = models.BinaryField(max_length=16)
    parent_ref = models.BinaryField(max_length=16, null=True)  # source_ref of the parent
    kind = models.PositiveSmallIntegerField(choices=enumerate(KINDS))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, db_index=False)
    role = models.CharField(max_length=80, blank=True)
    requested_at = MomentField(null=True)
    started_at = MomentField(null=True)
    ended_at = MomentField(null=True)
    seq = models.BigIntegerField()
    precision = models.PositiveSmallIntegerField(choices=enumerate(PRECISIONS))
    flags = models.IntegerField(default=0)
    attributes = models.TextField(blank=True)  # JSON object, '' = none
    recorded_at = MomentField()  # when we came to know this version
    retracted_at = MomentField(null=True)
    version = models.PositiveSmallIntegerField(default=1)
    message = models.BigIntegerField(null=True)  # inbox row it came from

    class Meta:
        ordering = ["journey", "started_at", "ended_at", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_ref"], name="journeys_span_once"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("started_at")),
                name="journeys_span_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(started_at__isnull=False) | models.Q(requested_at__isnull=False),
                name="journeys_span_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__lt=len(KINDS)), name="journeys_span_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["journey", "started_at"], name="journeys_span_journey"),
            # Few are taken back, so that it costs an import nothing.
            models.Index(
                fields=["retracted_at"],
                condition=models.Q(retracted_at__isnull=False),
                name="journeys_span_retracted",
            ),
        ]

    def __str__(self) -> str:
        return f"span {self.pk}"

    @property
    def status(self) -> str:
        """Return waiting, running, ended, or withdrawn (a request that ended without a start)."""
        if self.started_at is None:
            return "waiting" if self.ended_at is None else "withdrawn"
        return "running" if self.ended_at is None else "ended"


class SpanVersion(models.Model):
    """An earlier version of a span, written only when it was replaced or taken back."""

    RECORD = "operational"
    IDENTIFYING = {"content"}

    span = models.ForeignKey(Span, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    recorded_at = MomentField()
    replaced_at = MomentField()
    content = models.JSONField()  # the columns of the span as they were

    class Meta:
        ordering = ["span", "version"]
        constraints = [
            models.UniqueConstraint(fields=["span", "version"], name="journeys_version_once")
        ]
        indexes = [
            models.Index(fields=["replaced_at", "recorded_at"], name="journeys_version_known")
        ]

    def __str__(self) -> str:
        return f"{self.span_id} v{self.version}"
