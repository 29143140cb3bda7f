"""Who has which bed, made from the stays of journeys, and what was said of beds and moves."""

import uuid
from datetime import datetime

from django.db import models

from carepath.frames import flags, moves
from carepath.frames.beds import SAID
from carepath.frames.moments import to_us
from carepath.journeys.models import Journey, MomentField, Source, Span
from carepath.places.models import Bed, Unit


class Move(models.Model):
    """What a person said of a patient and a bed before a feed did: a source of claims of its own.

    `act` ties what was said together (a swap is two moves). `standing` follows from the feed and is
    made anew with the claims. Undone, it is as if it had never been said; settled, somebody looked
    at one that no message came for.
    """

    RECORD = "operational"

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="moves")
    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=8, choices=list(moves.SAID.items()))
    act = models.UUIDField(default=uuid.uuid4)
    happened_at = MomentField()
    recorded_at = MomentField()
    said_by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=150)
    standing = models.CharField(
        max_length=9, choices=list(moves.STANDINGS.items()), default=moves.AWAITED
    )
    undone_at = MomentField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)
    settled_at = MomentField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(
                fields=["recorded_at"],
                condition=models.Q(undone_at=None, settled_at=None)
                & ~models.Q(standing=moves.TOLD),
                name="capacity_move_waits",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(happened_at__lte=models.F("recorded_at")),
                name="capacity_move_not_ahead",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by="")),
                name="capacity_move_undone_by",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by="")
                | (models.Q(settled_at__isnull=False) & ~models.Q(settled_by="")),
                name="capacity_move_settled_by",
            ),
        ]

    def __str__(self) -> str:
        return f"move {self.pk}"

    @property
    def said(self) -> moves.Move:
        """Return the same as the fold takes it."""
        happened, recorded = to_us(self.happened_at), to_us(self.recorded_at)
        return moves.Move(self.pk, self.kind, happened, recorded, self.bed.unit_id, self.bed_id)

    def stood(self, known_at: datetime) -> bool:
        """Return whether it was said by a moment, and not undone by then."""
        is_undone = self.undone_at is not None and self.undone_at <= known_at
        return self.recorded_at <= known_at and not is_undone


class Flag(models.Model):
    """What people say of a patient on the board: to be discharged (when), held up (by what, who
    sees to it), or private; it stands until it is taken down."""

    RECORD = "operational"
    IDENTIFYING = {"owner"}

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=9, choices=list(flags.KINDS.items()))
    due_at = MomentField(null=True)
    what = models.CharField(max_length=9, choices=list(flags.BARRIERS.items()), blank=True)
    owner = models.CharField(max_length=80, blank=True)
    since_at = MomentField()
    said_by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=150)
    ended_at = MomentField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["since_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "kind"],
                condition=models.Q(ended_at=None, kind__in=flags.ONCE),
                name="capacity_flag_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=flags.BARRIER) & ~models.Q(what="") & ~models.Q(owner="")
                | ~models.Q(kind=flags.BARRIER) & models.Q(what="", owner=""),
                name="capacity_flag_barrier_owned",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by="")
                | models.Q(ended_at__isnull=False, ended_at__gte=models.F("since_at"))
                & ~models.Q(ended_by=""),
                name="capacity_flag_ended_by",
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"


class Claim(models.Model):
    """That a stay, or what a person said of a move, gives a visit a bed; claims may overlap."""

    RECORD = "cache"

    span = models.OneToOneField(Span, on_delete=models.CASCADE, null=True, related_name="+")
    move = models.OneToOneField(Move, on_delete=models.CASCADE, null=True, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="claims")
    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, db_index=False, related_name="claims")
    since = MomentField()
    until = MomentField(null=True)

    class Meta:
        ordering = ["bed", "since", "id"]
        indexes = [
            models.Index(fields=["bed", "since"], name="capacity_claim_bed"),
            models.Index(fields=["until"], name="capacity_claim_until"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(span__isnull=False, move__isnull=True)
                | models.Q(span__isnull=True, move__isnull=False),
                name="capacity_claim_one_origin",
            )
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class Named(models.Model):
    """When it became known that there is a bed which a feed named first."""

    RECORD = "cache"

    bed = models.OneToOneField(Bed, on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = MomentField()

    def __str__(self) -> str:
        return f"named {self.pk}"


class Holding(models.Model):
    """Who has a bed for a while. The database refuses two at once on one bed.

    A stretch that several visits claim is contested: it is nobody's.
    """

    RECORD = "cache"

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, db_index=False, related_name="holdings")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, null=True, related_name="beds")
    since = MomentField()
    until = MomentField(null=True)

    class Meta:
        ordering = ["bed", "since"]
        constraints = [
            models.UniqueConstraint(fields=["bed", "since"], name="capacity_holding_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="capacity_holding_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"holding {self.pk}"

    @property
    def contested(self) -> bool:
        """Return whether several visits claim the bed."""
        return self.journey_id is None


class Request(models.Model):
    """That a patient waits for a bed of a unit: a stay that was asked for and has not begun.

    One that was met or taken back has ended; it is kept, so that any earlier moment can be shown.
    """

    RECORD = "cache"

    span = models.OneToOneField(Span, on_delete=models.CASCADE, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="bed_requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bed_requests")
    asked_at = MomentField()
    ended_at = MomentField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(fields=["asked_at"], name="capacity_request_asked"),
            models.Index(fields=["ended_at"], name="capacity_request_ended"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class Reservation(models.Model):
    """That a bed is kept for a patient; it ends when they come, or when somebody gives it back."""

    RECORD = "operational"

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="reservations")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="reservations")
    since_at = MomentField()
    by_name = models.CharField(max_length=150)
    ended_at = MomentField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-since_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bed"], condition=models.Q(ended_at=None), name="capacity_reserved_once"
            ),
            models.UniqueConstraint(
                fields=["journey"],
                condition=models.Q(ended_at=None),
                name="capacity_one_reservation",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("since_at")),
                name="capacity_reservation_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"reservation {self.pk}"


class Word(models.Model):
    """What a feed or a person said of a bed (HL7 table 0116); each is kept."""

    RECORD = "operational"
    IDENTIFYING = {"reason"}

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, db_index=False, related_name="words")
    state = models.CharField(max_length=1, choices=list(SAID.items()))
    since = MomentField()
    written_at = MomentField()
    recorded_at = MomentField()
    said_by = models.CharField(max_length=150)
    reason = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True)
    message = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["bed", "-since", "-written_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bed", "since", "written_at", "state"], name="capacity_word_once"
            )
        ]

    def __str__(self) -> str:
        return self.state


class Projected(models.Model):
    """One row: up to which change of the journeys claims and holdings were made."""

    RECORD = "operational"

    change = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.change)
