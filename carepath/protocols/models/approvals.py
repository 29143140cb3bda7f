"""Who must approve changes: the policy as data, and what of it a version was asked under."""

import hashlib

from django.conf import settings
from django.db import models

from carepath.audit.history import Records
from carepath.frames import approvals
from carepath.frames.approvals import Approvals
from carepath.places.models import Site

_MOVES = "'proposed>in_force', 'proposed>declined', 'in_force>replaced'"


class ApprovalPolicy(models.Model):
    """One version of who must approve what, for a site or (null) for all of them.

    It never changes once it was proposed, and it comes into force by a second person alone.
    """

    RECORD = "governed"

    GUARDS = {
        "content": (
            "a policy stays as it was proposed",
            "NEW.content <> OLD.content OR NEW.number <> OLD.number OR NEW.proposed_by_id <> "
            "OLD.proposed_by_id OR COALESCE(NEW.site_id, 0) <> COALESCE(OLD.site_id, 0)",
        ),
        "state": (
            "no policy goes from one state to the other this way",
            f"NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({_MOVES})",
        ),
    }
    BORN = {"proposed": ("a policy begins as a proposal", "NEW.state <> 'proposed'")}

    class State(models.TextChoices):
        PROPOSED = "proposed"
        IN_FORCE = "in_force"
        REPLACED = "replaced"
        DECLINED = "declined"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
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
        verbose_name_plural = "approval policies"
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["site"],
                    condition=models.Q(state=state),
                    name=f"protocols_approvalpolicy_one_{state}",
                )
                for state in ("in_force", "proposed")
            ),
            *(
                models.UniqueConstraint(
                    fields=["state"],
                    condition=models.Q(state=state, site=None),
                    name=f"protocols_approvalpolicy_one_{state}_for_all",
                )
                for state in ("in_force", "proposed")
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_at=None, decided_by=None)
                | (
                    models.Q(state__in=["in_force", "replaced", "declined"])
                    & models.Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="protocols_approvalpolicy_decided_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["in_force", "replaced"])
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="protocols_approvalpolicy_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None)
                | models.Q(decided_at__gte=models.F("proposed_at")),
                name="protocols_approvalpolicy_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return where it holds, its number and the beginning of its hash."""
        return f"{self.site or '*'} {self.name}"

    @property
    def name(self) -> str:
        """Return its number and the beginning of its hash."""
        return f"v{self.number} · {hashlib.sha256(self.content.encode()).hexdigest()[:8]}"

    @property
    def rules(self) -> Approvals:
        """Return the content as a policy."""
        return approvals.read(self.content)


class Ruling(models.Model):
    """The policy under which an edition of a version was asked about: a later one changes nothing.

    No foreign key: it is only added to, like the signatures it counts.
    """

    RECORD, KEPT = "governed", True

    version = models.BigIntegerField()
    edition = models.PositiveIntegerField()
    policy = models.CharField(max_length=160)  # title of the policy as it was then
    content = models.TextField()
    risk = models.CharField(max_length=10)
    approvers = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "edition"], name="protocols_ruling_once"),
            models.CheckConstraint(
                condition=models.Q(approvers__gte=1), name="protocols_ruling_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}.{self.edition} {self.policy}"

    @property
    def rules(self) -> Approvals:
        """Return the content as a policy."""
        return approvals.read(self.content)
