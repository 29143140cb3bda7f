"""When forecasts are made: a row for each hour at which a job is due."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from carepath.journeys.models import MomentField
from carepath.places.models import Site
from carepath.work.models import Waiting


class Slot(Waiting):
    """An hour of a site at which a job is due: the database lets it be there once.

    `slot_at` is the site's own time, moments of work are real. `run` counts how often it was done:
    again when somebody asks for it, or when its site has lived on. What was missed is skipped.
    """

    RECORD = "operational"
    MOST_ATTEMPTS = 4

    class Job(models.TextChoices):
        BEDS = "beds", _("bed demand")
        ARRIVALS = "arrivals", _("arrivals")
        BACKTESTS = "backtests", _("backtests")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")
        FAILED = "failed", _("failed")

    job = models.CharField(max_length=12, choices=Job.choices)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False)
    slot_at = MomentField()
    run = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveSmallIntegerField(default=0)  # pieces of this run, of `total`
    total = models.PositiveSmallIntegerField(default=0)
    read = models.JSONField(default=dict)  # counts, and up to when
    wrote = models.PositiveIntegerField(default=0)
    cpu_ms = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["job", "site", "slot_at"], name="forecasts_slot_once"),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(run__gte=1, ended_at__isnull=False),
                name="forecasts_slot_done_has_run",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="forecasts_slot_waiting"),
            models.Index(fields=["site", "id"], name="forecasts_slot_site"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.slot_at:%Y-%m-%d %H:%M}"

    @property
    def state_words(self) -> str:
        """Return what people call its state."""
        return str(self.State(self.state).label)

    @property
    def took_us(self) -> int | None:
        """Return how long the last run took; None while it was not ended."""
        if self.began_at is None or self.ended_at is None or self.ended_at < self.began_at:
            return None
        return (self.ended_at - self.began_at) // timedelta(microseconds=1)
