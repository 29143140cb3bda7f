"""The inbox: what came in, byte by byte, and where its work stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carepath.audit.history import Records
from carepath.formats import hl7words
from carepath.frames import correlation, identity
from carepath.journeys.models import Journey, Source
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


class Told(models.Model):
    """That a message of a feed tells of a visit; a swap tells of two."""

    RECORD = "operational"
    IDENTIFYING = {"visit", "patient", "account"}

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="told")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    visit = models.CharField(max_length=200)
    patient = models.CharField(max_length=200, blank=True)  # as the message names them
    account = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "told"
        ordering = ["message"]
        constraints = [
            models.UniqueConstraint(fields=["message", "visit"], name="ingestion_told_once")
        ]
        indexes = [
            models.Index(fields=["source", "visit"], name="ingestion_told_visit"),
            models.Index(fields=["source", "patient"], name="ingestion_told_patient"),
            models.Index(fields=["source", "account"], name="ingestion_told_account"),
        ]

    def __str__(self) -> str:
        return f"message {self.message_id}"


class Link(models.Model):
    """What a message of a feed says of identities: one row a fact (`frames/identity.py`)."""

    RECORD = "operational"
    IDENTIFYING = {"one", "other", "control"}

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="links")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    verb = models.CharField(max_length=10, choices=[(verb, verb) for verb in identity.VERBS])
    kind = models.CharField(max_length=12)
    one = models.CharField(max_length=200)
    other_kind = models.CharField(max_length=12, blank=True)
    other = models.CharField(max_length=200, blank=True)
    occurred = models.BigIntegerField()  # microseconds UTC
    written = models.BigIntegerField()
    control = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=32)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "digest"], name="ingestion_link_once")
        ]
        indexes = [
            models.Index(fields=["source", "one"], name="ingestion_link_one"),
            models.Index(fields=["source", "other"], name="ingestion_link_other"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.verb}"

    @property
    def fact(self) -> identity.Fact:
        """Return what it says."""
        other = identity.Key(self.other_kind, self.other) if self.other_kind else None
        one = identity.Key(self.kind, self.one)
        return identity.Fact(self.verb, one, other, self.occurred, self.written, self.control)


class Parting(models.Model):
    """That a person took back what messages say of identities: it counts for nothing."""

    RECORD = "governed"
    IDENTIFYING = {"reason"}

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    digest = models.CharField(max_length=32)  # of the fact, however often it is sent
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    history = Records()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "digest"], name="ingestion_parting_once")
        ]

    def __str__(self) -> str:
        return f"parting {self.pk}"


class Meaning(models.Model):
    """That a person says what a word of a feed is to be read as (`formats/hl7words.py`)."""

    RECORD = "governed"
    IDENTIFYING = {"reason"}

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=list(hl7words.KINDS.items()))
    said = models.CharField(max_length=40, blank=True)  # of a charset '' = none is named
    means = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    history = Records()

    class Meta:
        ordering = ["kind", "said"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "said"], name="ingestion_meaning_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.said or '-'} = {self.means}"


class Mended(models.Model):
    """That a message was understood by what a person said of a word; so it can be taken back."""

    RECORD = "operational"

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="mended", db_index=False
    )
    meaning = models.ForeignKey(Meaning, on_delete=models.PROTECT, related_name="mended")

    class Meta:
        verbose_name_plural = "mended"
        ordering = ["message"]
        constraints = [
            models.UniqueConstraint(fields=["message", "meaning"], name="ingestion_mended_once")
        ]

    def __str__(self) -> str:
        return f"message {self.message_id}"


class CorrelationRules(models.Model):
    """One version of the rules by which a site's sources are joined; earlier versions stay."""

    RECORD = "governed"

    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    content = models.JSONField()  # frames/correlation.py
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    history = Records()

    class Meta:
        verbose_name_plural = "correlation rules"
        ordering = ["site", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["site", "version"], name="ingestion_rules_once")
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class Apart(models.Model):
    """That a person says a case is part of no other journey: it stays so, whatever comes."""

    RECORD = "governed"
    IDENTIFYING = {"reason"}

    journey = models.OneToOneField(Journey, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    history = Records()

    class Meta:
        verbose_name_plural = "apart"

    def __str__(self) -> str:
        return f"apart {self.journey_id}"


class Correlated(models.Model):
    """What was found of a case: whether it is part of a visit, and by what."""

    RECORD = "operational"
    IDENTIFYING = {"visit"}

    journey = models.OneToOneField(Journey, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    outcome = models.CharField(max_length=12, choices=list(correlation.OUTCOMES.items()))
    visit = models.CharField(max_length=200, blank=True)  # the number it names

    class Meta:
        verbose_name_plural = "correlated"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["source", "outcome"], name="ingestion_correlated_found"),
            models.Index(fields=["source", "visit"], name="ingestion_correlated_visit"),
        ]

    def __str__(self) -> str:
        return self.outcome


class Silence(models.Model):
    """That a feed rested longer than is its habit, until it spoke again; told once.

    A person may say that it is known why: then it is told no longer, and ends all the same.
    """

    RECORD = "operational"
    IDENTIFYING = {"settled_why"}

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    since_at = models.DateTimeField()  # when the last message came
    usual_us = models.BigIntegerField()  # how long it rests at most in 99 of 100 cases
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # when it spoke again
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(ended_at=None),
                name="ingestion_silence_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, settled_by="", settled_why="")
                | (
                    models.Q(settled_at__isnull=False)
                    & ~models.Q(settled_by="")
                    & ~models.Q(settled_why="")
                ),
                name="ingestion_silence_settled_whole",
            ),
        ]
        indexes = [models.Index(fields=["source", "ended_at"], name="ingestion_silence_open")]

    def __str__(self) -> str:
        return f"silence {self.pk}"


class Listening(models.Model):
    """One row: when it was last looked whether feeds are silent."""

    RECORD = "operational"

    looked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.looked_at)


class Correlating(models.Model):
    """One row: up to which change of the journeys cases were correlated."""

    RECORD = "operational"

    change = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.change)


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


class Resource(models.Model):
    """One version of a FHIR resource, as a message told it; none is ever rewritten.

    `visit` is the number an Encounter goes by; `subject` and `encounter` are the references
    (Patient/p1, Encounter/e1) that others find it by.
    """

    RECORD = "operational"
    IDENTIFYING = {"ident", "content", "subject", "encounter", "visit"}

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="resources")
    kind = models.CharField(max_length=32)
    ident = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    latest = models.BooleanField(default=True)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)  # of the content without what the portal adds
    subject = models.CharField(max_length=200, blank=True)
    encounter = models.CharField(max_length=200, blank=True)
    visit = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "ident", "version"], name="ingestion_resource_once"
            ),
            models.UniqueConstraint(
                fields=["source", "kind", "ident"],
                condition=models.Q(latest=True),
                name="ingestion_resource_latest_once",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "visit"], name="ingestion_resource_visit"),
            models.Index(fields=["source", "kind", "subject"], name="ingestion_resource_subject"),
        ]

    def __str__(self) -> str:
        return f"resource {self.pk}"


class ResourceKey(models.Model):
    """A keyed hash of an identifier that a version of a resource has, to be found by it."""

    RECORD = "operational"

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "digest"], name="ingestion_resource_key_once"
            )
        ]
        indexes = [models.Index(fields=["digest"], name="ingestion_resource_key")]

    def __str__(self) -> str:
        return f"key {self.pk}"
