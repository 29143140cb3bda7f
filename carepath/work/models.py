"""Rows that wait to be worked on: the row is the truth, a message only a wake-up."""

from django.db import models


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
    """The outbox: an e-mail, webhook or push, written in the transaction that caused it."""

    RECORD = "operational"
    IDENTIFYING = {"payload", "reason_text"}

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "not_before"], name="work_delivery_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


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
