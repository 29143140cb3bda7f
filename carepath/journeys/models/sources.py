"""Where events come from, and the dictionaries they are written with."""

from django.db import models

from carepath.audit.history import Records
from carepath.frames.mapping import CLOSING_RULES, LAST_EVENT
from carepath.frames.spans import DEPARTMENT, PHASES
from carepath.places.models import Site


class Source(models.Model):
    """A log or feed that journeys come from; its name is unique in the portal."""

    RECORD = "operational"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="sources")
    name = models.CharField(max_length=80, unique=True)
    timezone = models.CharField(max_length=60, default="UTC")
    intervals = models.BooleanField(default=False)  # has start times: waits can be told from care
    closing_rule = models.CharField(max_length=20, default=LAST_EVENT)
    end_stages = models.JSONField(default=list)
    silence_days = models.PositiveIntegerField(default=0)
    last_event_at = models.DateTimeField(null=True)
    change = models.BigIntegerField(default=0)  # of its journeys, the latest
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closing_rule__in=CLOSING_RULES), name="journeys_source_rule"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """A kind of step at one site. The id is the span store's code: append-only, never reused."""

    RECORD = "operational"  # imports add to it

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="stages")
    name = models.CharField(max_length=200)
    label = models.CharField(max_length=200, blank=True)  # local words for it
    phase = models.CharField(max_length=12, default=DEPARTMENT)
    confirmed = models.BooleanField(default=False)  # a person confirmed the phase
    longest_s = models.PositiveIntegerField(null=True, blank=True)  # plausible; null = no limit
    history = Records()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="journeys_stage_once"),
            models.CheckConstraint(
                condition=models.Q(phase__in=PHASES), name="journeys_stage_phase"
            ),
            models.CheckConstraint(
                condition=models.Q(longest_s__isnull=True) | models.Q(longest_s__gte=1),
                name="journeys_stage_longest",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.name


class ChangeClock(models.Model):
    """One row: the number of the latest change to any journey.

    It is raised under its row lock and held to the commit, so change numbers become visible in
    order and no late commit slips under the span store's watermark.
    """

    RECORD = "operational"

    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)
