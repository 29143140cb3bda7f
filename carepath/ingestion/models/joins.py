"""Which cases of several sources are one visit: by which rules, and what was found."""

from django.db import models

from carepath.audit.history import Records
from carepath.frames import correlation
from carepath.journeys.models import Journey, Source
from carepath.places.models import Site


class CorrelationRules(models.Model):
    """One version of the rules by which a site's sources are joined; earlier versions stay."""

    RECORD = "governed"

    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    content = models.JSONField()  # frames/correlation.py
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    history = Records()

    class Meta:
        verbose_name_plural = "correlation rules"
        ordering = ["site", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["site", "version"], name="ingestion_rules_once")
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class Apart(models.Model):
    """That a person says a case is part of no other journey: it stays so, whatever comes."""

    RECORD = "governed"
    IDENTIFYING = {"reason"}

    journey = models.OneToOneField(Journey, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    history = Records()

    class Meta:
        verbose_name_plural = "apart"

    def __str__(self) -> str:
        return f"apart {self.journey_id}"


class Correlated(models.Model):
    """What was found of a case: whether it is part of a visit, and by what."""

    RECORD = "operational"
    IDENTIFYING = {"visit"}

    journey = models.OneToOneField(Journey, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    outcome = models.CharField(max_length=12, choices=list(correlation.OUTCOMES.items()))
    visit = models.CharField(max_length=200, blank=True)  # the number it names

    class Meta:
        verbose_name_plural = "correlated"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["source", "outcome"], name="ingestion_correlated_found"),
            models.Index(fields=["source", "visit"], name="ingestion_correlated_visit"),
        ]

    def __str__(self) -> str:
        return self.outcome


class Correlating(models.Model):
    """One row: up to which change of the journeys cases were correlated."""

    RECORD = "operational"

    change = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.change)
