"""Versions of FHIR resources, as messages told them."""

from django.db import models

from carepath.ingestion.models.inbox import Message
from carepath.journeys.models import Source


class Resource(models.Model):
    """One version of a FHIR resource, as a message told it; none is ever rewritten.

    `visit` is the number an Encounter goes by; `subject` and `encounter` are the references
    (Patient/p1, Encounter/e1) that others find it by.
    """

    RECORD = "operational"
    IDENTIFYING = {"ident", "content", "subject", "encounter", "visit"}

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="resources")
    kind = models.CharField(max_length=32)
    ident = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    latest = models.BooleanField(default=True)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)  # of the content without what the portal adds
    subject = models.CharField(max_length=200, blank=True)
    encounter = models.CharField(max_length=200, blank=True)
    visit = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "ident", "version"], name="ingestion_resource_once"
            ),
            models.UniqueConstraint(
                fields=["source", "kind", "ident"],
                condition=models.Q(latest=True),
                name="ingestion_resource_latest_once",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "visit"], name="ingestion_resource_visit"),
            models.Index(fields=["source", "kind", "subject"], name="ingestion_resource_subject"),
        ]

    def __str__(self) -> str:
        return f"resource {self.pk}"


class ResourceKey(models.Model):
    """A keyed hash of an identifier that a version of a resource has, to be found by it."""

    RECORD = "operational"

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "digest"], name="ingestion_resource_key_once"
            )
        ]
        indexes = [models.Index(fields=["digest"], name="ingestion_resource_key")]

    def __str__(self) -> str:
        return f"key {self.pk}"
