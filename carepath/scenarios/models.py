"""What somebody asked "what if" of, what it was calibrated to, and the runs that answer it."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carepath.journeys.models import MomentField
from carepath.places.models import Site
from carepath.work.models import Waiting

_ONCE = "EXISTS (SELECT 1 FROM {table} o WHERE o.id = NEW.id)"


class Calibration(models.Model):
    """A model of a site as its own history has it: the database lets nobody change it.

    `since` and `until` bound what was read, `made_at` is the site's own time. `read` counts what
    was read and what was left out. `observed` holds the outcomes of the last weeks as they were,
    `held` is a model learnt without those weeks ('' = the record is too short for one).
    """

    RECORD = "operational"
    GUARDS = {"never": ("a calibration never changes", "TRUE")}
    BORN = {"once": ("a calibration never changes", _ONCE.format(table="scenarios_calibration"))}

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    made_at = MomentField()
    since = MomentField()
    until = MomentField()
    method = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=64)  # sha256 of what was read
    read = models.JSONField()
    model = models.TextField()  # as `simulator.flow.model` writes it
    held = models.TextField(blank=True)
    observed = models.JSONField()
    observed_weeks = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__lt=models.F("until"), until__lte=models.F("made_at")),
                name="scenarios_calibration_knows_no_future",
            ),
        ]

    def __str__(self) -> str:
        return f"calibration {self.pk}"


class Scenario(Waiting):
    """A question: changes to a hospital, run beside the same hospital without them.

    Moments of work are real, `asked_on` is the site's own time. `done` counts its pieces that are
    done, of `total`: to read the history, and the runs. `result` is what came out, once all are.
    """

    RECORD = "operational"
    IDENTIFYING = {"name", "changes", "result"}  # a name is free words
    MOST_ATTEMPTS = 4

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=120)
    changes = models.JSONField()
    anew = models.BooleanField(default=False)  # read the history anew, whatever is there
    weeks = models.PositiveSmallIntegerField()
    pairs = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_on = MomentField()
    asked_by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=150)
    calibration = models.ForeignKey(
        Calibration, on_delete=models.PROTECT, null=True, related_name="scenarios"
    )
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)  # the name of who cancelled it
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    cpu_ms = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting", ended_at=None)
                | models.Q(state="failed")
                | models.Q(state__in=["done", "cancelled"], ended_at__isnull=False),
                name="scenarios_scenario_ended",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(calibration__isnull=False),
                name="scenarios_scenario_done_is_calibrated",
            ),
            models.CheckConstraint(
                condition=models.Q(pairs__gte=2, weeks__gte=1), name="scenarios_scenario_of_some"
            ),
            models.CheckConstraint(
                condition=models.Q(state="cancelled") & ~models.Q(ended_by="")
                | ~models.Q(state="cancelled") & models.Q(ended_by=""),
                name="scenarios_scenario_cancelled_by",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="scenarios_scenario_waiting"),
            models.Index(fields=["site", "id"], name="scenarios_scenario_site"),
        ]

    def __str__(self) -> str:
        return f"scenario {self.pk}"

    @property
    def state_words(self) -> str:
        """Return what people call its state: what waits is being run once it has begun."""
        if self.is_open and self.began_at is not None:
            return gettext("being run")
        return str(self.State(self.state).label)

    @property
    def took_us(self) -> int | None:
        """Return for how long somebody waited for its end, in microseconds as pages show durations;
        None where none is known."""
        if self.ended_at is None:
            return None
        return (self.ended_at - self.asked_at) // timedelta(microseconds=1)

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be answered."""
        return self.state == self.State.WAITING


class Run(models.Model):
    """What one draw made of a calibrated hospital: as it is (''), with changes (their sha256), or
    of its last weeks by the model that was learnt without them (HELD).

    Runs are kept by what they are made of, not by who asked: scenarios of one calibration share
    those of the hospital as it is. It never changes: the same place gives the same.
    """

    RECORD = "operational"
    HELD = "held"
    GUARDS = {"never": ("a run never changes", "TRUE")}
    BORN = {"once": ("a run never changes", _ONCE.format(table="scenarios_run"))}

    calibration = models.ForeignKey(
        Calibration, on_delete=models.PROTECT, db_index=False, related_name="runs"
    )
    changes = models.CharField(max_length=64, blank=True)
    weeks = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()  # which draw, from 0 on: the seed of both of a pair
    result = models.JSONField()  # outcome to value, None where there is nothing to tell

    class Meta:
        ordering = ["calibration", "changes", "weeks", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["calibration", "changes", "weeks", "place"], name="scenarios_run_once"
            )
        ]

    def __str__(self) -> str:
        return f"run {self.place}"
