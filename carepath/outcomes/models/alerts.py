"""Alerts: raised by a rule, told to roles, acknowledged, cleared, and rated by who saw them."""

from django.db import models

from carepath.places.models import Site


class Watching(models.Model):
    """A rule of a site as it stands between two looks (`analysis.alerting.Watch`)."""

    RECORD = "operational"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="+")
    parameter = models.CharField(max_length=40)
    is_open = models.BooleanField(default=False)
    since = models.BigIntegerField(null=True)
    looked = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "watching"
        constraints = [
            models.UniqueConstraint(fields=["site", "parameter"], name="outcomes_watching_once")
        ]

    def __str__(self) -> str:
        return self.parameter


class Alert(models.Model):
    """That a parameter of a site has been bad for a while, until it was better for a while.

    Moments are of the site's clock. `rule` and `evidence` are as they were when it was raised: what
    it was raised by stays readable whatever becomes of the rules.
    """

    RECORD = "operational"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="+")
    parameter = models.CharField(max_length=40)
    rules = models.CharField(max_length=80)
    rule = models.JSONField()  # of frames.escalation.AlertRule
    raised_at = models.DateTimeField()
    since_at = models.DateTimeField()  # since when the value is that bad
    value = models.FloatField()
    worst = models.FloatField()
    evidence = models.JSONField(default=list)  # parts of the score then
    held_back = models.BooleanField(default=False)  # its role had its share of alerts
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=150, blank=True)
    cleared_at = models.DateTimeField(null=True)
    useful = models.BooleanField(null=True)
    rated_at = models.DateTimeField(null=True)
    rated_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "parameter"],
                condition=models.Q(cleared_at=None),
                name="outcomes_alert_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(cleared_at=None)
                | models.Q(cleared_at__gte=models.F("raised_at")),
                name="outcomes_alert_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(acknowledged_at=None, acknowledged_by="")
                | (models.Q(acknowledged_at__isnull=False) & ~models.Q(acknowledged_by="")),
                name="outcomes_alert_acknowledged_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(useful=None, rated_at=None, rated_by="")
                | (models.Q(useful__isnull=False, rated_at__isnull=False) & ~models.Q(rated_by="")),
                name="outcomes_alert_rated_whole",
            ),
        ]
        indexes = [models.Index(fields=["site", "-raised_at"], name="outcomes_alert_site")]

    def __str__(self) -> str:
        return f"alert {self.pk}"


class Telling(models.Model):
    """That a role is told of an alert, once; `mailed_at` = real time at which its mails went into
    the outbox, null = not yet (quiet hours), or nobody is mailed."""

    RECORD = "operational"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="tellings")
    role = models.CharField(max_length=30)
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "role"], name="outcomes_telling_once")
        ]

    def __str__(self) -> str:
        return f"telling {self.pk}"


class Note(models.Model):
    """To the owner of a rule: how many of its alerts were held back in a shift, as a role had its
    share; one note for each rule and shift."""

    RECORD = "operational"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="+")
    parameter = models.CharField(max_length=40)
    owner = models.CharField(max_length=30)
    shift_at = models.DateTimeField()
    held_back = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "parameter", "shift_at"], name="outcomes_note_once"
            )
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
