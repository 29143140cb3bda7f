"""The ledger's rows. They hold no foreign keys, so that the ledger never blocks the live data."""

from django.db import models


class Entry(models.Model):
    """Who did what, when and why: one sentence of the ledger, never changed."""

    IDENTIFYING = {"actor_name", "why", "detail"}

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=100)  # user:7, import:12, worker:sweep
    actor_name = models.CharField(max_length=150)
    verb = models.CharField(max_length=60)
    target = models.CharField(max_length=120, blank=True)  # journeys.Span:5
    site = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=500, blank=True)
    detail = models.JSONField(default=dict)
    change_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["target", "id"], name="audit_entry_target")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(actor=""), name="audit_entry_has_actor"),
            models.CheckConstraint(condition=~models.Q(verb=""), name="audit_entry_has_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.target}"


class AccessRead(models.Model):
    """One response that showed patient data: who saw what, and when."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    route = models.CharField(max_length=120)
    resource = models.CharField(max_length=200, blank=True)  # internal keys only
    count = models.IntegerField()
    outcome = models.CharField(max_length=20)  # shown, refused
    request_id = models.UUIDField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["actor", "id"], name="audit_read_actor")]

    def __str__(self) -> str:
        return f"{self.actor} {self.route} {self.count}"
