"""What each run of a control found; never changed, so that a state can be shown as it was."""

from django.db import models


class Run(models.Model):
    """One look of one control: what it looked at and which of that was wrong."""

    RECORD = "append-only"

    class Outcome(models.TextChoices):
        PASSED = "passed"
        FAILED = "failed"
        NOT_APPLICABLE = "not applicable"
        BROKEN = "could not be run"

    control = models.CharField(max_length=60)
    ran_at = models.DateTimeField()
    ran_by = models.CharField(max_length=100)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    looked_at = models.PositiveIntegerField()
    wrong = models.JSONField(default=list)  # keys of our own rows, never what is in them
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["control", "ran_at"], name="compliance_run_control")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="passed") | models.Q(wrong=[]),
                name="compliance_passed_has_nothing_wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.outcome}"
