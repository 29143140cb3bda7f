"""Every forecast that was made, as it was told then, and how good they were."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carepath.forecasts.models.slots import Slot
from carepath.journeys.models import MomentField
from carepath.places.models import Site, Unit

FINE, COARSE = 35, 400
"""Days for which every forecast is kept, and for which those of two hours of the day are."""


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


QUEUES = "queues"
"""What a backtest is of, where it is no job that tells something each hour: chances of long waits,
each series some equipment by its key."""


class Backtest(models.Model):
    """How good the forecasts of a series were over the last weeks, made anew each day."""

    RECORD = "operational"

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False)
    job = models.CharField(
        max_length=12, choices=[*Slot.Job.choices, (QUEUES, _("queues"))]
    )  # what was foretold
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
