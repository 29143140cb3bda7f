"""Rows that wait to be worked on: the row is the truth, a message only a wake-up."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Waiting(models.Model):
    """A row with a state, a lease and a count of attempts."""

    state = models.CharField(max_length=20, default="received")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=100, blank=True)  # host:pid:start of the holder
    not_before = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    reason_text = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True


class Delivery(Waiting):
    """The outbox: a mail to one address, written in the transaction that caused it."""

    RECORD = "operational"
    IDENTIFYING = {"payload", "recipient", "reason_text"}
    MOST_ATTEMPTS = 12

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        IN_DOUBT = "in_doubt", _("in doubt")
        QUARANTINED = "quarantined", _("set aside")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=20)  # mail
    key = models.CharField(max_length=120, unique=True)  # of topic, slot and recipient
    topic = models.CharField(max_length=40, blank=True)  # what it reports, such as ledger.root
    slot = models.CharField(max_length=60, blank=True)  # which of them, such as a row's number
    recipient = models.CharField(max_length=254, blank=True)
    payload = models.JSONField(default=dict)
    repeats = models.PositiveSmallIntegerField(default=0)  # sent again although in doubt
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="work_delivery_waiting"),
            models.Index(fields=["topic", "recipient", "id"], name="work_delivery_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def state_words(self) -> str:
        """Return what people call its state."""
        return str(self.State(self.state).label)


class Heartbeat(models.Model):
    """When a part of the portal last showed that it works, by its name."""

    RECORD = "operational"

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PolicyReport(models.Model):
    """How often browsers saw a page break the content security policy, and with what."""

    RECORD = "operational"

    directive = models.CharField(max_length=40)
    page = models.CharField(max_length=120)  # a route of ours, such as journeys:detail
    blocked = models.CharField(max_length=120)  # a keyword, a route, a static file or a host
    count = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "page", "blocked"], name="work_policyreport_one_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.directive} {self.page}"
