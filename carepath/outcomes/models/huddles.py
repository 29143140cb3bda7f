"""Huddles: what people looked at, what each unit said, what was decided, and who read it."""

from django.db import models

from carepath.accounts.models import User
from carepath.audit.history import Records
from carepath.places.models import Site, Unit

DAY_MINUTES = 24 * 60


class HuddleTime(models.Model):
    """A time of the day at which a site holds a huddle, in minutes of its own wall clock."""

    RECORD = "operational"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="+")
    minute = models.PositiveSmallIntegerField()
    history = Records()

    class Meta:
        ordering = ["site", "minute"]
        constraints = [
            models.UniqueConstraint(fields=["site", "minute"], name="outcomes_huddle_time_once"),
            models.CheckConstraint(
                condition=models.Q(minute__lt=DAY_MINUTES), name="outcomes_huddle_time_of_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minute // 60:02}:{self.minute % 60:02}"


class Huddle(models.Model):
    """The hospital at one moment, as it was found (`frames.huddles.Picture`): it never changes."""

    RECORD = "operational"
    GUARDS = {"frozen": ("what a huddle looked at never changes", "TRUE")}

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="huddles")
    due_at = models.DateTimeField()  # on the site's clock
    taken_at = models.DateTimeField()  # when it was written down, by ours
    picture = models.JSONField()

    class Meta:
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "due_at"], name="outcomes_huddle_once")
        ]

    def __str__(self) -> str:
        return f"huddle {self.pk}"


class UnitWord(models.Model):
    """What a unit says in a huddle: how it stands, and what it asks of the others."""

    RECORD = "operational"
    IDENTIFYING = {"note", "ask"}

    huddle = models.ForeignKey(
        Huddle, on_delete=models.PROTECT, db_index=False, related_name="words"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    ask = models.CharField(max_length=300, blank=True)
    said_by = models.CharField(max_length=150)
    said_at = models.DateTimeField()
    history = Records()

    class Meta:
        ordering = ["huddle", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["huddle", "unit"], name="outcomes_unit_word_once")
        ]

    def __str__(self) -> str:
        return f"word {self.pk}"


class Decision(models.Model):
    """What was decided in a huddle, by whom it is done and until when; open until it is done."""

    RECORD = "operational"
    IDENTIFYING = {"text"}

    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="decisions")
    text = models.CharField(max_length=300)
    owner = models.CharField(max_length=120)
    until_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()
    done_by = models.CharField(max_length=150, blank=True)
    done_at = models.DateTimeField(null=True)
    history = Records()

    class Meta:
        ordering = ["until_at", "id"]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Receipt(models.Model):
    """That somebody read what a huddle said and decided."""

    RECORD = "operational"

    huddle = models.ForeignKey(
        Huddle, on_delete=models.PROTECT, db_index=False, related_name="receipts"
    )
    reader = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["read_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["huddle", "reader"], name="outcomes_receipt_once")
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"


class HuddleReader(models.Model):
    """Somebody who asked to get each huddle of a site by mail, until they say otherwise."""

    RECORD = "operational"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["site", "id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "person"], name="outcomes_huddle_reader_once")
        ]

    def __str__(self) -> str:
        return f"reader {self.pk}"


class HuddleMail(models.Model):
    """That the mail of a huddle to a person was written into the outbox."""

    RECORD = "operational"

    huddle = models.ForeignKey(
        Huddle, on_delete=models.PROTECT, db_index=False, related_name="mails"
    )
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["huddle", "id"]
        constraints = [
            models.UniqueConstraint(fields=["huddle", "person"], name="outcomes_huddle_mail_once")
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
