"""When forecasts are made, and every forecast that was made, as it was told then."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from carepath.journeys.models import MomentField
from carepath.places.models import Site, Unit
from carepath.work.models import Waiting

FINE, COARSE = 35, 400
"""Days for which every forecast is kept, and for which those of two hours of the day are."""


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


class Vintage(models.Model):
    """One forecast of one series as it was told: the database lets nobody change it.

    `series` is a unit's code, '' the whole site. `slot_at`, `issued_at` and `data_until` are the
    site's own time, `kept_until` is real: before that moment a row of a real site cannot go.
    `law` holds what `analysis.forecast_packing` packed.
    """

    RECORD = "operational"
    GUARDS = {"never": ("a forecast that was told never changes", "TRUE")}
    BORN = {
        "once": (
            "a forecast that was told never changes",
            "EXISTS (SELECT 1 FROM forecasts_vintage v WHERE v.id = NEW.id"
            " OR v.slot_id = NEW.slot_id AND v.run = NEW.run AND v.series = NEW.series)",
        )
    }
    GONE = {
        "kept": (
            "a forecast stays as long as it is to be kept",
            "OLD.kept_until > {now} AND NOT EXISTS"
            " (SELECT 1 FROM places_site s WHERE s.id = OLD.site_id AND s.synthetic)",
        )
    }

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, db_index=False)
    run = models.PositiveSmallIntegerField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False)
    job = models.CharField(max_length=12, choices=Slot.Job.choices)
    series = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    slot_at = MomentField()
    issued_at = MomentField()
    data_until = MomentField()
    kept_until = MomentField()
    model = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    parameters = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)  # sha256 of what was read
    staffed = models.PositiveSmallIntegerField(null=True)
    facts = models.JSONField(default=dict)  # counts and states that stand beside the law
    law = models.BinaryField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "run", "series"], name="forecasts_vintage_once"
            ),
            models.CheckConstraint(
                condition=models.Q(data_until__lte=models.F("issued_at")),
                name="forecasts_vintage_knows_no_future",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "job", "series", "issued_at"], name="forecasts_vintage_known"
            ),
            models.Index(fields=["kept_until"], name="forecasts_vintage_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.series} {self.issued_at:%Y-%m-%d %H:%M}"


class Backtest(models.Model):
    """How good the forecasts of a series were over the last weeks, made anew each day."""

    RECORD = "operational"

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False)
    job = models.CharField(max_length=12, choices=Slot.Job.choices)  # what was foretold
    series = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    made_at = MomentField()
    first_at = MomentField()
    last_at = MomentField()
    origins = models.PositiveSmallIntegerField()
    told_then = models.PositiveSmallIntegerField()  # of them, as they were told at that time
    result = models.JSONField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "job", "series"], name="forecasts_backtest_once"
            )
        ]
        indexes = [
            models.Index(fields=["site", "job", "series", "-id"], name="forecasts_backtest_latest")
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.series} {self.made_at:%Y-%m-%d}"


class Recommendation(models.Model):
    """That beds of a unit should be opened or closed, and what a person decided about it.

    What it rests on is written down with it, as forecasts go one day. The system advises; nothing
    is opened by itself.
    """

    RECORD = "operational"
    IDENTIFYING = {"reason"}

    class Kind(models.TextChoices):
        OPEN = "open", _("open beds")
        CLOSE = "close", _("close beds")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a decision")
        DEFERRED = "deferred", _("deferred")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        LAPSED = "lapsed", _("lapsed")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="recommendations")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    beds = models.PositiveSmallIntegerField()
    staffed = models.PositiveSmallIntegerField()  # when it was made
    before = models.FloatField()  # chance to be short in the worst hour, as it is
    after = models.FloatField()  # and with so many beds more or fewer
    worst_at = MomentField()
    made_at = MomentField()
    vintage = models.BigIntegerField()  # the forecast it rests on
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    deferred_until = MomentField(null=True)
    decided_at = MomentField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(state__in=["waiting", "deferred"]),
                name="forecasts_one_recommendation_a_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at=None)
                | (~models.Q(state="waiting") & models.Q(decided_at__isnull=False)),
                name="forecasts_recommendation_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["accepted", "rejected", "deferred"])
                | (~models.Q(reason="") & ~models.Q(decided_by="")),
                name="forecasts_recommendation_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="deferred") | models.Q(deferred_until__isnull=False),
                name="forecasts_recommendation_deferred_until",
            ),
            models.CheckConstraint(
                condition=models.Q(beds__gte=1), name="forecasts_recommendation_of_beds"
            ),
        ]
        indexes = [models.Index(fields=["site", "-id"], name="forecasts_recommendation_site")]

    def __str__(self) -> str:
        return f"{self.kind} {self.beds}"

    @property
    def is_open(self) -> bool:
        """Return whether somebody may still decide."""
        return self.state in (self.State.WAITING, self.State.DEFERRED)

    @property
    def state_words(self) -> str:
        """Return what people call its state."""
        return str(self.State(self.state).label)
