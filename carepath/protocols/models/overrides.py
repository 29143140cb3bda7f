"""That one patient's journey deviates from a rule or a step: asked by one, agreed by another."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from carepath.audit.history import Records
from carepath.journeys.models import Journey
from carepath.protocols.models.protocols import Protocol
from carepath.protocols.models.reviews import sealed

WITHIN = timedelta(hours=4)
"""How long an emergency holds without a second person."""
_SAME = (
    "journey_id", "protocol_id", "place", "what", "emergency", "reason", "asked_by_id", "asked_at",
)  # fmt: skip
_MOVES = ", ".join(
    f"'{move}'"
    for move in (
        "asked>confirmed", "asked>declined", "asked>withdrawn", "emergency>confirmed",
        "emergency>declined", "emergency>withdrawn", "emergency>lapsed",
    )
)  # fmt: skip


class Override(models.Model):
    """One journey need not follow a rule or a step (`place`, such as rules/lactate).

    It holds once a second person signed, or in an emergency at once for four hours. `digest` seals
    what was asked and who agreed: a row that says something else does not hold.
    """

    RECORD = "governed"
    IDENTIFYING = {"reason", "answer", "printed_name", "roles"}

    GUARDS = {
        "content": (
            "an override stays as it was asked for",
            " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _SAME)
            + " OR COALESCE(NEW.due_at <> OLD.due_at, FALSE)",
        ),
        "decided": (
            "what was decided about an override stays",
            "OLD.state NOT IN ('asked', 'emergency')",
        ),
        "state": (
            "no override goes from one state to the other this way",
            f"NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({_MOVES})",
        ),
    }
    BORN = {
        "asked": (
            "an override begins with one person asking",
            "NEW.state NOT IN ('asked', 'emergency')",
        )
    }

    class State(models.TextChoices):
        ASKED = "asked"
        EMERGENCY = "emergency"
        CONFIRMED = "confirmed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"

    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="overrides")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="overrides")
    place = models.CharField(max_length=80)
    what = models.CharField(max_length=200)  # the rule or step in words, as it was then
    emergency = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(null=True)  # when an emergency lapses
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer = models.CharField(max_length=300, blank=True)
    printed_name = models.CharField(max_length=150, blank=True)
    roles = models.JSONField(default=list)  # of who confirmed, as held then
    proved_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    history = Records()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_at"], name="protocols_override_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "protocol", "place"],
                condition=Q(state__in=["asked", "emergency", "confirmed"]),
                name="protocols_override_once",
            ),
            models.CheckConstraint(
                condition=Q(emergency=False, due_at=None)
                | Q(emergency=True, due_at__gt=F("asked_at")),
                name="protocols_override_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["emergency", "lapsed"]) | Q(emergency=True),
                name="protocols_override_emergency",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "emergency"], decided_at=None, decided_by=None)
                | Q(state="lapsed", decided_at__gte=F("due_at"), decided_by=None)
                | Q(
                    state__in=["confirmed", "declined", "withdrawn"],
                    decided_at__gte=F("asked_at"),
                    decided_by__isnull=False,
                ),
                name="protocols_override_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (~Q(decided_by=F("asked_by")) & Q(proved_at__lte=F("decided_at"))),
                name="protocols_override_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed", emergency=True) | Q(decided_at__lte=F("due_at")),
                name="protocols_override_in_time",
            ),
        ]

    def __str__(self) -> str:
        return f"override {self.pk}"

    @property
    def lapses_at(self) -> datetime | None:
        """Return when it lapses without a second person: never later than the rule says."""
        return min(self.due_at, self.asked_at + WITHIN) if self.due_at else None

    @property
    def is_sealed(self) -> bool:
        """Return whether it says what the second person signed."""
        return self.digest == self.digest_now()

    def holds(self, at: datetime) -> bool:
        """Return whether the journey may deviate at a real moment."""
        if self.state == self.State.EMERGENCY:
            return at < self.lapses_at
        return self.state == self.State.CONFIRMED and self.is_sealed

    def digest_now(self) -> str:
        """Return the SHA-256 over what was asked and who agreed to it."""
        return sealed(self._signed())

    def _signed(self) -> Iterable[str]:
        moments = (self.asked_at, self.due_at, self.decided_at, self.proved_at)
        return (
            str(self.journey_id), str(self.protocol_id), self.place, self.what,
            str(self.emergency), self.reason, str(self.asked_by_id), str(self.decided_by_id),
            self.answer, self.printed_name, ",".join(self.roles),
            *(one.isoformat() if one else "" for one in moments),
        )  # fmt: skip
