"""What messages of feeds tell of, what people say of their words, and whether they rest."""

from django.db import models

from carepath.audit.history import Records
from carepath.formats import hl7words
from carepath.frames import identity
from carepath.ingestion.models.inbox import Message
from carepath.journeys.models import Source


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
