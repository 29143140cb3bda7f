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
    """One response that showed patient data: who saw what, and when.

    Each thread that serves has a chain of its own a day, so that reads never wait for each other;
    where the chains end goes into the ledger each hour (`ReadSeal`).
    """

    RECORD = "append-only"

    chain = models.CharField(max_length=40, blank=True)  # day and thread; '': before there were any
    seq = models.BigIntegerField(default=0)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

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
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "seq"],
                condition=~models.Q(chain=""),
                name="audit_read_one_in_its_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.route} {self.count}"


class ReadSeal(models.Model):
    """Where chains of the read log ended at a moment: as a governed row it stands in the ledger."""

    RECORD = "governed"
    KEPT = True

    at = models.DateTimeField()
    heads = models.TextField()  # a line each: chain, number of its last row, its hash

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Change(models.Model):
    """One change of a governed row, written by the database's own triggers and by nothing else.

    `hash` is made as `verifier.py` says, over the hash before it and every column; moments are
    microseconds since 1970 in UTC, as text of moments differs between databases.
    """

    RECORD = "append-only"
    IDENTIFYING = {"actor_name", "reason", "old", "new"}

    seq = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=32, null=True)  # noqa: DJ001 - null: redacted
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
    reason = models.CharField(max_length=500, null=True)  # noqa: DJ001 - null: redacted
    redaction = models.BigIntegerField(null=True)  # under which its values and reason were blanked
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
        READS = "reads", _("read log broken")

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


class Redaction(models.Model):
    """Somebody asks that all changes of one row, up to a number, become unreadable.

    A change is blanked as a whole: other rows that it changed as well give the same reason.
    """

    RECORD = "governed"
    KEPT = True
    IDENTIFYING = {"why"}
    BORN = {
        "asker": ("who asks is who acts", "NEW.asked_by <> {actor}"),
        "own": (
            "what the ledger says of itself stays",
            "NEW.table_name IN ('audit_redaction', 'audit_redactiondecision', 'audit_readseal')",
        ),
    }

    table_name = models.CharField(max_length=63)
    key = models.CharField(max_length=100)
    until = models.BigIntegerField()
    why = models.CharField(max_length=300)
    asked_by = models.CharField(max_length=100)
    asked_by_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.table_name}:{self.key} {self.until}"


class RedactionDecision(models.Model):
    """A second person agrees, and the database blanks the rows at once; or declines."""

    RECORD = "governed"
    KEPT = True
    IDENTIFYING = {"why"}
    BORN = {
        "decider": ("who decides is who acts", "NEW.decided_by <> {actor}"),
        "two": (
            "two people redact",
            "NOT EXISTS (SELECT 1 FROM audit_redaction r WHERE r.id = NEW.redaction"
            " AND (NOT NEW.approved OR r.asked_by <> NEW.decided_by))",
        ),
    }

    redaction = models.BigIntegerField(unique=True)
    approved = models.BooleanField()
    why = models.CharField(max_length=300)
    decided_by = models.CharField(max_length=100)
    decided_by_name = models.CharField(max_length=150)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.redaction} {'approved' if self.approved else 'declined'}"


class Restatement(models.Model):
    """A row whose newest change was redacted: the ledger says anew what it is, by a trigger."""

    RECORD = "append-only"
    BORN = {
        "redacted": (
            "only a row whose newest change was redacted is restated",
            "NOT EXISTS (SELECT 1 FROM audit_change c WHERE c.redaction = NEW.redaction"
            " AND c.seq = (SELECT max(d.seq) FROM audit_change d"
            " WHERE d.table_name = NEW.table_name AND d.key = NEW.key))",
        ),
    }

    table_name = models.CharField(max_length=63)
    key = models.CharField(max_length=100)
    redaction = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.table_name}:{self.key}"
