"""What each run of a control found, never changed, and who outside is told of the ledger."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from carepath.audit.history import Records


class Run(models.Model):
    """One look of one control: what it looked at and which of that was wrong."""

    RECORD = "append-only"

    class Outcome(models.TextChoices):
        PASSED = "passed"
        FAILED = "failed"
        NOT_APPLICABLE = "not applicable"
        BROKEN = "could not be run"

    control = models.CharField(max_length=60)
    ran_at = models.DateTimeField()
    ran_by = models.CharField(max_length=100)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    looked_at = models.PositiveIntegerField()
    wrong = models.JSONField(default=list)  # keys of our own rows, never what is in them
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["control", "ran_at"], name="compliance_run_control")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="passed") | models.Q(wrong=[]),
                name="compliance_passed_has_nothing_wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.outcome}"


class Recipient(models.Model):
    """Somebody who gets mails: about the ledger, so that its roots lie outside the portal, or about
    feeds."""

    RECORD = "governed"

    class Topic(models.TextChoices):
        ROOT = "ledger.root", _("each signed root of the ledger")
        ALERT = "ledger.alert", _("findings in the ledger")
        SILENT = "feed.silent", _("a feed that is silent longer than its habit")

    name = models.CharField(max_length=100)
    address = models.EmailField()
    topic = models.CharField(max_length=40, choices=Topic.choices)
    added_at = models.DateTimeField()
    history = Records()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                Lower("address"),
                "topic",
                name="compliance_recipient_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.topic}"
