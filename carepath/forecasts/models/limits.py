"""Limits of advice of a site as data, each version with who set it and why."""

import hashlib

from django.conf import settings
from django.db import models

from carepath.audit.history import Records
from carepath.frames import advice
from carepath.frames.advice import Limits
from carepath.places.models import Site


class AdviceLimits(models.Model):
    """One version of the limits of a site: it holds until the next is set, and never changes."""

    RECORD = "governed"
    GUARDS = {
        "content": (
            "limits stay as they were set",
            "NEW.content <> OLD.content OR NEW.number <> OLD.number OR NEW.site_id <> OLD.site_id"
            " OR NEW.set_by_id <> OLD.set_by_id",
        ),
        "state": (
            "limits that were replaced do not come back",
            "OLD.state = 'replaced' AND NEW.state <> 'replaced'",
        ),
    }
    BORN = {"in_force": ("limits hold when they are set", "NEW.state <> 'in_force'")}

    class State(models.TextChoices):
        IN_FORCE = "in_force"
        REPLACED = "replaced"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_FORCE)
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = Records()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "advice limits"
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="forecasts_limits_once"),
            models.UniqueConstraint(
                fields=["site"],
                condition=models.Q(state="in_force"),
                name="forecasts_limits_one_in_force",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="forecasts_limits_say_why"),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.name}"

    @property
    def name(self) -> str:
        """Return its number and the beginning of its hash."""
        return f"v{self.number} · {hashlib.sha256(self.content.encode()).hexdigest()[:8]}"

    @property
    def limits(self) -> Limits:
        """Return the content as limits."""
        return advice.read(self.content)
