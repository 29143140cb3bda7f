"""The screens on the walls of a hospital."""

from django.db import models
from django.db.models import Q

from carepath.places.models import Site


class Screen(models.Model):
    """A screen that signs in by a token of its own: it reads, some units, and is nobody."""

    RECORD = "operational"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="screens")
    name = models.CharField(max_length=60)
    units = models.JSONField(default=list)  # codes; none = every unit that has beds
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=8)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)
    looked_at = models.DateTimeField(null=True)  # to a few minutes
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="portal_screen_revoked_by",
            )
        ]

    def __str__(self) -> str:
        return self.name
