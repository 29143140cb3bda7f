"""Levels to come as they were told, and how good they were."""

from django.db import models

from carepath.frames import escalation
from carepath.journeys.models import MomentField
from carepath.places.models import Site


class LevelTold(models.Model):
    """The chance of each level some hours ahead, as it was told once for each forecast of beds: the
    database lets nobody change it.

    `told_at` and `at` are the site's own time, `kept_until` is real: before that moment a row of a
    real site cannot go. `now` is the level shown when it was told, the least it could be where that
    was unknown. Of weeks before anything was told rows are made as it would have been told
    (`told_then` False), with the level that `came` as scored today.
    """

    RECORD = "operational"
    GUARDS = {"never": ("a level that was told never changes", "TRUE")}
    BORN = {
        "once": (
            "a level that was told never changes",
            "EXISTS (SELECT 1 FROM outcomes_leveltold t WHERE t.id = NEW.id"
            " OR t.site_id = NEW.site_id AND t.slot_at = NEW.slot_at AND t.hours = NEW.hours)",
        )
    }
    GONE = {
        "kept": (
            "a level that was told stays as long as it is to be kept",
            "OLD.kept_until > {now} AND NOT EXISTS"
            " (SELECT 1 FROM places_site s WHERE s.id = OLD.site_id AND s.synthetic)",
        )
    }

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="+")
    hours = models.PositiveSmallIntegerField()
    slot_at = MomentField()  # of the forecasts of beds that it follows from
    told_at = MomentField()
    at = MomentField()
    kept_until = MomentField()
    rules = models.CharField(max_length=80)  # name of the rules, '' = as shipped
    now = models.PositiveSmallIntegerField()
    chances = models.JSONField()  # of each level, the first of level 1
    told_then = models.BooleanField(default=True)
    came = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "slot_at", "hours"], name="outcomes_leveltold_once"
            ),
            models.CheckConstraint(
                condition=models.Q(at__gt=models.F("told_at"))
                & models.Q(now__gte=1, now__lte=escalation.LEVELS),
                name="outcomes_leveltold_ahead",
            ),
            models.CheckConstraint(
                condition=models.Q(told_then=True, came=None)
                | models.Q(told_then=False, came__lte=escalation.LEVELS),
                name="outcomes_leveltold_came",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "hours", "at"], name="outcomes_leveltold_due"),
            models.Index(fields=["kept_until"], name="outcomes_leveltold_kept"),
        ]

    def __str__(self) -> str:
        return f"level in {self.hours} h, {self.told_at:%Y-%m-%d %H:%M}"


class LevelProof(models.Model):
    """How good the levels told so many hours ahead were over the last weeks, made anew with each
    that is told: `result` holds what `analysis.level_proof` found."""

    RECORD = "cache"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="+")
    hours = models.PositiveSmallIntegerField()
    made_at = MomentField()
    first_at = MomentField()
    last_at = MomentField()
    told_then = models.PositiveIntegerField(default=0)  # of its pairs, as they were told then
    unknown = models.PositiveIntegerField()  # told, but the level that held is not known
    result = models.JSONField()

    class Meta:
        ordering = ["site", "hours"]
        constraints = [
            models.UniqueConstraint(fields=["site", "hours"], name="outcomes_levelproof_once")
        ]

    def __str__(self) -> str:
        return f"proof of levels in {self.hours} h"
