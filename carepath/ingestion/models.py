"""The inbox: what came in, byte by byte, and where its work stands."""

from django.db import models
from simple_history.models import HistoricalRecords

from carepath.journeys.models import Source
from carepath.places.models import Site
from carepath.work.models import Waiting


class MappingVersion(models.Model):
    """One version of a named mapping; earlier versions stay."""

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="ingestion_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Message(Waiting):
    """One file (later also one message) as it came, before any decoding; never rewritten."""

    class State(models.TextChoices):
        DRAFT = "draft"  # bytes are safe, the mapping is not confirmed yet
        RECEIVED = "received"
        PROCESSED = "processed"
        QUARANTINED = "quarantined"
        CANCELLED = "cancelled"
        UNDOING = "undoing"
        UNDONE = "undone"

    IDENTIFYING = {"name"}

    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=12)  # csv, xes
    name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    dedupe_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null frees the key
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=100)
    mapping = models.ForeignKey(MappingVersion, on_delete=models.PROTECT, null=True)
    cancel_asked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "not_before"], name="ingestion_message_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["source", "dedupe_key"], name="ingestion_message_once")
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class Part(models.Model):
    """At most 1 MiB of a message's bytes."""

    IDENTIFYING = {"raw"}

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="parts")
    seq = models.PositiveIntegerField()
    raw = models.BinaryField()

    class Meta:
        ordering = ["message", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["message", "seq"], name="ingestion_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.seq}"


class Progress(models.Model):
    """How far the work on a file is; it moves in the same transaction as the work itself."""

    class Phase(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        RECORDING = "recording"
        DONE = "done"

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="progress")
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.WAITING)
    cursor = models.BigIntegerField(default=0)  # next row of the staging file
    total = models.BigIntegerField(default=0)  # rows of the staging file
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    rows_read = models.BigIntegerField(default=0)
    rows_accepted = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    journeys = models.BigIntegerField(default=0)
    spans = models.BigIntegerField(default=0)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.message_id} {self.phase}"


class Reject(models.Model):
    """One row that could not be used, with its reason; kept to be repaired and sent again."""

    IDENTIFYING = {"raw"}

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="rejects")
    row = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=300, blank=True)
    raw = models.TextField()

    class Meta:
        ordering = ["message", "row"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"
