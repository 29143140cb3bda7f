"""Escalation rules of a site as data, and the scores made with them."""

import hashlib

from django.conf import settings
from django.db import models

from carepath.audit.history import Records
from carepath.frames import escalation
from carepath.frames.escalation import Rules
from carepath.places.models import Site

_MOVES = "'proposed>in_force', 'proposed>declined', 'in_force>replaced'"


class RuleSet(models.Model):
    """One version of the rules of a site: bands, cut-offs, cards and alerts.

    It never changes once it was proposed, and it comes into force by a second person alone.
    """

    RECORD = "governed"

    GUARDS = {
        "content": (
            "rules stay as they were proposed",
            "NEW.content <> OLD.content OR NEW.number <> OLD.number OR NEW.proposed_by_id <> "
            "OLD.proposed_by_id OR NEW.site_id <> OLD.site_id",
        ),
        "state": (
            "no rules go from one state to the other this way",
            f"NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({_MOVES})",
        ),
    }
    BORN = {"proposed": ("rules begin as a proposal", "NEW.state <> 'proposed'")}

    class State(models.TextChoices):
        PROPOSED = "proposed"
        IN_FORCE = "in_force"
        REPLACED = "replaced"
        DECLINED = "declined"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    history = Records()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="outcomes_ruleset_once"),
            *(
                models.UniqueConstraint(
                    fields=["site"],
                    condition=models.Q(state=state),
                    name=f"outcomes_ruleset_one_{state}",
                )
                for state in ("in_force", "proposed")
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_at=None, decided_by=None)
                | (
                    models.Q(state__in=["in_force", "replaced", "declined"])
                    & models.Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="outcomes_ruleset_decided_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["in_force", "replaced"])
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="outcomes_ruleset_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None)
                | models.Q(decided_at__gte=models.F("proposed_at")),
                name="outcomes_ruleset_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.name}"

    @property
    def name(self) -> str:
        """Return its number and the beginning of its hash."""
        return f"v{self.number} · {hashlib.sha256(self.content.encode()).hexdigest()[:8]}"

    @property
    def rules(self) -> Rules:
        """Return the content as rules."""
        return escalation.read(self.content)


class Look(models.Model):
    """When a site was scored last: `looked_at` in real time, `seen_at` on its own clock; and up to
    which hour before that levels were made as they would have been told."""

    RECORD = "operational"

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    back_to_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"look {self.pk}"


class Score(models.Model):
    """A level and what made it, from `since_at` until the next; on the clock of the site.

    A row is kept for each change of a level, of the one shown or of a parameter's points; `seen_at`
    is the last look that found it so, and `parts` the numbers of that look. `shown` is the level
    that pages show (`analysis.held_level`); it turns `toward` another since `turning_at`.
    """

    RECORD = "operational"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False, related_name="+")
    rules = models.CharField(max_length=80)  # name of the rules, '' = as shipped
    since_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    data_at = models.DateTimeField(null=True)  # when something was last heard of
    level = models.PositiveSmallIntegerField()  # 0 = unknown
    least = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    parts = models.JSONField(default=list)  # [key, value, band, points] each
    shown = models.PositiveSmallIntegerField(default=0)
    toward = models.PositiveSmallIntegerField(null=True)
    turning_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-since_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__gte=models.F("since_at")), name="outcomes_score_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(level__lte=escalation.LEVELS, least__gte=1),
                name="outcomes_score_level",
            ),
            models.CheckConstraint(
                condition=models.Q(level=0) | models.Q(level=models.F("least")),
                name="outcomes_score_never_lower",
            ),
            models.CheckConstraint(
                condition=models.Q(shown__lte=escalation.LEVELS)
                & (
                    models.Q(toward=None, turning_at=None)
                    | models.Q(toward__isnull=False, turning_at__isnull=False)
                ),
                name="outcomes_score_turns_whole",
            ),
        ]
        indexes = [models.Index(fields=["site", "-since_at"], name="outcomes_score_site")]

    def __str__(self) -> str:
        return f"score {self.pk}"
