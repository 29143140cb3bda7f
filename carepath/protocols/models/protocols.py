"""Protocols and their versions; who changed a version is its author set."""

from django.conf import settings
from django.db import models

from carepath.audit.history import Records
from carepath.frames import protocol
from carepath.frames.protocol import Document
from carepath.places.models import Site


class Protocol(models.Model):
    """One line of versions, kept at the site whose people write and review it."""

    RECORD = "governed"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="protocols")
    name = models.CharField(max_length=120)
    invented = models.BooleanField(default=False)  # a sample: never for care
    reason = models.CharField(max_length=300)  # why it was begun
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    history = Records()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="protocols_protocol_once")
        ]

    def __str__(self) -> str:
        return self.name


_SIGNERS = (
    "(SELECT count(DISTINCT s.signer_id) FROM protocols_signature s WHERE s.version = NEW.id "
    "AND s.edition = NEW.edition AND s.content_sha256 = NEW.sha256 AND s.meaning = 'approved' "
    "AND s.signer_id NOT IN "
    "(SELECT c.person_id FROM protocols_contribution c WHERE c.version = NEW.id))"
)
"""How many people who did not write it approved exactly this content."""
_RULED = "SELECT {} FROM protocols_ruling r WHERE r.version = NEW.id AND r.edition = NEW.edition"
_ASKED = f"COALESCE(({_RULED.format('r.approvers')}), 1)"
"""How many the policy asks for under which its review was asked for."""
_MOVES = ", ".join(
    f"'{move}'"
    for move in (
        "draft>in_review", "draft>withdrawn", "in_review>draft", "in_review>approved",
        "approved>active", "approved>withdrawn", "active>amended", "active>rolled_back",
        "active>retired", "amended>active",
    )
)  # fmt: skip


class Version(models.Model):
    """A version, named by its number and the SHA-256 of its canonical content.

    `edition` grows with each edit and each return to draft: what was signed before then is void,
    and an edit that began from an older edition is refused.
    """

    RECORD = "governed"

    GUARDS = {
        "content": (
            "what was approved stays as it is",
            "OLD.state NOT IN ('draft', 'in_review') AND (NEW.content <> OLD.content "
            "OR NEW.sha256 <> OLD.sha256 OR NEW.edition <> OLD.edition "
            "OR NEW.number <> OLD.number OR NEW.protocol_id <> OLD.protocol_id)",
        ),
        "state": (
            "no version goes from one state to the other this way",
            f"NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({_MOVES})",
        ),
        "signed": (
            "too few others have signed this content",
            "NEW.state IN ('approved', 'active') AND NEW.state <> OLD.state "
            f"AND {_SIGNERS} < {_ASKED}",
        ),
        "ruled": (
            "no policy was held fast for this review",
            "NEW.state = 'in_review' AND OLD.state <> NEW.state "
            f"AND NOT EXISTS ({_RULED.format('1')})",
        ),
    }
    BORN = {"draft": ("a version begins as a draft", "NEW.state <> 'draft'")}
    """What the database refuses by whatever door; `policies` asks more, and says it better."""

    class State(models.TextChoices):
        DRAFT = "draft"
        IN_REVIEW = "in_review"
        APPROVED = "approved"
        ACTIVE = "active"
        WITHDRAWN = "withdrawn"
        AMENDED = "amended"
        ROLLED_BACK = "rolled_back"
        RETIRED = "retired"

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    edition = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=300)  # why this change
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    history = Records()

    class Meta:
        ordering = ["protocol", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="protocols_version_once"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "draft", "in_review", "approved", "active",
                        "withdrawn", "amended", "rolled_back", "retired",
                    ]
                ),
                name="protocols_version_state",
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="protocols_version_named",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="protocols_version_parent"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the number and the beginning of the hash, as people name a version."""
        return f"v{self.number} · {self.sha256[:8]}"

    @property
    def document(self) -> Document:
        """Return the content as a document."""
        return protocol.read(self.content)

    @property
    def is_intact(self) -> bool:
        """Return whether the content is what its hash says."""
        return protocol.sha256(self.content) == self.sha256


class Contribution(models.Model):
    """That a person changed a version: they never approve it. No foreign key: it is only added to,
    and stays when an invented hospital is removed."""

    RECORD, KEPT = "governed", True

    version = models.BigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"], name="protocols_contribution_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.version}"
