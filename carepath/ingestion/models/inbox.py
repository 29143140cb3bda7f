"""The inbox: what came in, byte by byte, and where its work stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carepath.audit.history import Records
from carepath.journeys.models import Source
from carepath.places.models import Site
from carepath.work.models import Waiting


class MappingVersion(models.Model):
    """One version of a named mapping of one site; earlier versions stay."""

    RECORD = "governed"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="mappings")
    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    history = Records()

    class Meta:
        ordering = ["site", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name", "version"], name="ingestion_mapping_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Message(Waiting):
    """One file, or one message of a feed, as it came, before any decoding; never rewritten."""

    RECORD = "operational"

    class State(models.TextChoices):
        RECEIVING = "receiving", _("being received")  # not all bytes are here yet
        DRAFT = "draft", _("waits for its mapping")  # bytes are safe, not confirmed yet
        RECEIVED = "received", _("waiting or at work")
        PROCESSED = "processed", _("imported")
        QUARANTINED = "quarantined", _("set aside")
        IGNORED = "ignored", _("left aside for good")  # a person said why
        UNDOING = "undoing", _("being taken back")
        CANCELLED = "cancelled", _("cancelled")
        UNDONE = "undone", _("undone")

    IDENTIFYING = {"name", "reason_text"}

    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=12, blank=True)  # csv, xes, events, hl7v2, fhir
    trigger = models.CharField(max_length=8, blank=True)  # of HL7 v2, as its head says (MSH-9)
    name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    dedupe_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null frees the key
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=100)
    mapping = models.ForeignKey(MappingVersion, on_delete=models.PROTECT, null=True)
    deliveries = models.PositiveIntegerField(default=1)  # how often the same file came
    last_seen_at = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)  # taken back because it was cancelled

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="ingestion_message_waiting"),
            models.Index(fields=["kind"], name="ingestion_message_kind"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "dedupe_key"], name="ingestion_message_once"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class Part(models.Model):
    """At most 1 MiB of a message's bytes."""

    RECORD = "operational"
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

    RECORD = "operational"

    class Phase(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("reading the file")
        RECORDING = "recording", _("recording journeys")
        UNDOING = "undoing", _("taking back")
        DONE = "done", _("done")

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="progress")
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.WAITING)
    cursor = models.BigIntegerField(default=0)  # ranges of whole journeys recorded so far
    total = models.BigIntegerField(default=0)  # ranges in the staging file
    place = models.CharField(max_length=40, blank=True)  # where the running attempt stands
    last_place = models.CharField(max_length=40, blank=True)  # where the attempt before it ended
    starts = models.PositiveIntegerField(default=0)  # attempts since the last range was recorded
    bytes_read = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    rows_read = models.BigIntegerField(default=0)
    rows_accepted = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)  # known already, or twice in the file
    known = models.BigIntegerField(default=0)  # spans known from other imports
    known_rows = models.BigIntegerField(default=0)  # rows of the file that those stand on
    replaced = models.BigIntegerField(default=0)
    journeys = models.BigIntegerField(default=0)
    spans = models.BigIntegerField(default=0)
    undo_after = models.BigIntegerField(default=0)  # journeys up to this id are taken back
    undo_started_at = models.DateTimeField(null=True)
    undo_finished_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.message_id} {self.phase}"


class Reject(models.Model):
    """One row that could not be used, with its reason; kept to be repaired and sent again."""

    RECORD = "operational"
    IDENTIFYING = {"raw", "detail"}

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="rejects", db_index=False
    )
    row = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=300, blank=True)
    raw = models.TextField(blank=True)  # the record's cells as a JSON list

    class Meta:
        ordering = ["message", "row"]
        constraints = [
            models.UniqueConstraint(fields=["message", "row"], name="ingestion_reject_once")
        ]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"
