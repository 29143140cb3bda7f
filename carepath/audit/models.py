"""The ledger's rows. They hold no foreign keys, so that the ledger never blocks the live data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """Who did what, when and why: one sentence of the ledger, never changed."""

    RECORD = "append-only"
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

    RECORD = "append-only"

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


class Change(models.Model):
    """One change of a governed row, written by the database's own triggers and by nothing else.

    `hash` is made as `verifier.py` says, over the hash before it and every column; moments are
    microseconds since 1970 in UTC, as text of moments differs between databases.
    """

    RECORD = "append-only"
    IDENTIFYING = {"actor_name", "reason", "old", "new"}

    seq = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    transaction_id = models.CharField(max_length=32)
    recorded_us = models.BigIntegerField()  # the database's clock
    at_us = models.BigIntegerField()  # the action's own
    actor = models.CharField(max_length=100)
    actor_name = models.CharField(max_length=150)
    authenticated = models.CharField(max_length=10)  # session, token, process
    origin = models.CharField(max_length=120)  # route of the request, or worker
    table_name = models.CharField(max_length=63)
    operation = models.CharField(max_length=6)  # insert, update, delete, adopt
    key = models.CharField(max_length=100)
    old = models.TextField(null=True)  # noqa: DJ001 - null: there was no row
    new = models.TextField(null=True)  # noqa: DJ001 - null: there is none now
    reason = models.CharField(max_length=500)
    change_id = models.UUIDField(db_index=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [models.Index(fields=["table_name", "key", "seq"], name="audit_change_story")]

    def __str__(self) -> str:
        return f"{self.seq} {self.operation} {self.table_name}:{self.key}"


class Check(models.Model):
    """How a part of the ledger stood when it was last looked at: triggers, chain, witnesses."""

    RECORD = "operational"

    name = models.CharField(max_length=20, primary_key=True)
    ok = models.BooleanField()
    at = models.DateTimeField()
    seq = models.BigIntegerField(default=0)  # how far it looked
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Root(models.Model):
    """The root of the tree over the first `seq` rows of the ledger, signed; it goes outside."""

    RECORD = "append-only"

    seq = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    signature = models.CharField(max_length=128)
    key = models.CharField(max_length=16)  # fingerprint of the public key
    before = models.BigIntegerField(default=0)  # rows under the root before, 0: there was none
    proof = models.JSONField(default=list)  # that this root extends the one before

    class Meta:
        ordering = ["-seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.root}"


class Alert(models.Model):
    """Something about the ledger that a person must look at, until they say what it was."""

    RECORD = "operational"
    IDENTIFYING = {"settled_why"}

    class Kind(models.TextChoices):
        UNGOVERNED = "ungoverned", _("ungoverned write")
        UNRECORDED = "unrecorded", _("changed past the ledger")
        DIFFERS = "differs", _("history differs")
        FORGED = "forged", _("history without a change")
        TRIGGERS = "triggers", _("triggers changed")
        CHAIN = "chain", _("chain broken")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    table_name = models.CharField(max_length=63)
    key = models.CharField(max_length=100)
    seq = models.BigIntegerField()  # of the ledger, or of history; 0: of neither
    actor = models.CharField(max_length=100, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=100, blank=True)
    settled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "table_name", "key", "seq"],
                condition=models.Q(settled_at=None) | models.Q(seq__gt=0),
                name="audit_alert_once",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, settled_by="", settled_why="")
                | (
                    models.Q(settled_at__isnull=False)
                    & ~models.Q(settled_by="")
                    & ~models.Q(settled_why="")
                ),
                name="audit_alert_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.table_name}:{self.key} {self.seq}"
