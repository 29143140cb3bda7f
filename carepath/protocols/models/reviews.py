"""What people said of a version: comments on single steps, and signatures bound to its hash."""

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import models

from carepath.audit.history import Records
from carepath.protocols.models.protocols import Version


class Reviewer(models.Model):
    """A person who was asked to review a version."""

    RECORD = "governed"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviewers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    history = Records()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="protocols_reviewer_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.version}"


class Comment(models.Model):
    """A remark on a version or on one of its rows (`place` such as steps/flag); kept like a
    signature."""

    RECORD = "append-only"
    IDENTIFYING = {"text"}

    version = models.BigIntegerField(db_index=True)
    edition = models.PositiveIntegerField()
    place = models.CharField(max_length=80, blank=True)
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Signature(models.Model):
    """That a person signed exactly this content, with what meaning and in which roles.

    It counts only while the version's hash and edition are the ones signed. `proved_at` is when
    the signer last proved who they are. No foreign key: it is only added to, and outlives an
    invented hospital.
    """

    RECORD, KEPT = "governed", True
    IDENTIFYING = {"printed_name", "roles"}

    class Meaning(models.TextChoices):
        APPROVED = "approved"
        ACTIVATED = "activated"

    version = models.BigIntegerField()
    edition = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    meaning = models.CharField(max_length=12, choices=Meaning.choices)
    place = models.CharField(max_length=60, blank=True)  # slug of the site activated for
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=150)
    roles = models.JSONField()  # names of the roles held then
    proved_at = models.DateTimeField()
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)  # digest of the signature before
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "edition", "signer", "meaning"],
                condition=models.Q(meaning="approved"),
                name="protocols_signature_once",
            ),
            models.CheckConstraint(
                condition=models.Q(meaning__in=["approved", "activated"]),
                name="protocols_signature_meaning",
            ),
            models.CheckConstraint(
                condition=models.Q(proved_at__lte=models.F("at")),
                name="protocols_signature_proved_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meaning} {self.content_sha256[:8]}"

    def counts_for(self, version: Version) -> bool:
        """Return whether what was signed is this version as it is now, and the row is intact."""
        return (
            self.version == version.pk
            and self.edition == version.edition
            and self.content_sha256 == version.sha256
            and version.is_intact
            and self.digest == self.digest_now()
        )

    def digest_now(self) -> str:
        """Return the SHA-256 over every field, each with its length in front."""
        fields = (
            str(self.version), str(self.edition), self.content_sha256, self.meaning,
            self.place, str(self.signer_id), self.printed_name, ",".join(self.roles),
            self.proved_at.isoformat(), self.at.isoformat(), self.previous,
        )  # fmt: skip
        return sealed(fields)


def sealed(fields: Iterable[str]) -> str:
    """Return the SHA-256 over fields, each with its length in front: none flows into the next."""
    text = "".join(f"{len(field)}:{field}" for field in fields)
    return hashlib.sha256(text.encode()).hexdigest()
