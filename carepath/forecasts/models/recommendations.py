"""What was recommended, what a person decided about it, and what happened then."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from carepath.journeys.models import MomentField
from carepath.places.models import Site, Unit

_PROMISE = (
    *("unit_id", "kind", "beds", "staffed", "before", "after", "worst_at", "made_at", "vintage"),
    *("short_before", "short_after", "lacks_before", "lacks_after"),
    *("nights", "bed_hours", "staff_hours", "cost", "limits", "considered"),
    *("giver_staffed", "giver_before", "giver_after", "about", "inputs"),
    *("state", "decided_at", "decided_by", "reason"),
)
_CHANGED = " OR ".join(f'NEW."{name}" <> OLD."{name}"' for name in _PROMISE)


SIGNS = {"open": 1, "move": 1, "close": -1, "sooner": 0, "hours": 0}
"""How many beds more a unit has with each that is advised, by kind."""


class Recommendation(models.Model):
    """What a unit should do about its beds or discharges, and what a person decided about it.

    What it rests on is written down with it, as forecasts go one day. The system advises; nothing
    is opened by itself.
    """

    RECORD = "operational"
    IDENTIFYING = {"reason", "considered", "inputs"}  # the latter hold nobody, but could
    GUARDS = {
        "promise": (
            "what was decided stays as it was promised",
            f"OLD.state IN ('accepted', 'rejected', 'lapsed') AND ({_CHANGED})",
        )
    }

    class Kind(models.TextChoices):
        OPEN = "open", _("open beds")
        CLOSE = "close", _("close beds")
        MOVE = "move", _("move staff")
        SOONER = "sooner", _("bring discharges forward")
        HOURS = "hours", _("open longer")

    class Why(models.TextChoices):
        """Why something else is not what is advised."""

        IDLE = "idle", _("removes nothing")
        FEWER = "fewer", _("the next one is worth it too")
        UNUSED = "unused", _("its last bed would be used too little, by this forecast or the last")
        SPARES = "spares", _("the next bed is hardly used either")
        CLOSES = "closes", _("its last bed is used too much to be closed")
        CALM = "calm", _("no warning stands: staff is moved only then")
        OPENS = "opens", _("beds can be opened: staff is moved only where they cannot")
        KEEPS = "keeps", _("it keeps its staff, by the limits")
        WARNED = "warned", _("it is warned of itself")
        UNSURE = "unsure", _("its forecasts are not good enough to act on")
        RESTS = "rests", _("it was part of other advice a short while ago")
        HARMS = "harms", _("no number of beds helps without harm to the unit that gives")
        LESS = "less", _("removes less in all than what is advised")
        STANDS = "stands", _("what is advised already stays as long as it helps")
        STAYING = "staying", _("too few are nearly sure to leave today")
        ENOUGH = "enough", _("fewer hours are enough")
        NOHELP = "nohelp", _("spares less waiting than an hour for each")
        HARDLY = "hardly", _("others would wait in too few of the hours that it frees")
        LONGER = (
            "longer",
            _("more is missing than some hours of a bed: it is not advised beside this"),
        )

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a decision")
        DEFERRED = "deferred", _("deferred")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        LAPSED = "lapsed", _("lapsed")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="recommendations")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    about = models.CharField(max_length=80, blank=True)  # '' = beds, else what else of the unit
    beds = models.PositiveSmallIntegerField()  # patients, where discharges are brought forward
    staffed = models.PositiveSmallIntegerField()  # when it was made
    before = models.FloatField()  # chance to be short in the worst hour, as it is
    after = models.FloatField()  # and with so many beds more or fewer
    before_low = models.FloatField(null=True)  # what 8 of 10 units told alike came to
    before_high = models.FloatField(null=True)
    after_low = models.FloatField(null=True)
    after_high = models.FloatField(null=True)
    nights = models.PositiveIntegerField(default=0)  # that were told a chance like `before`
    bed_hours = models.PositiveIntegerField(default=0)  # staffed in addition, or fewer to close
    staff_hours = models.FloatField(default=0)
    cost = models.FloatField(default=0)  # 0 = nobody said what a bed costs
    giver = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="recommended_to_give"
    )  # whose staff is moved
    giver_staffed = models.PositiveSmallIntegerField(default=0)
    giver_before = models.FloatField(default=0)  # its chance to be short, as it is
    giver_after = models.FloatField(default=0)  # and without so many beds
    limits = models.CharField(max_length=80, blank=True)  # their version, '' = as shipped
    inputs = models.JSONField(default=dict)  # numbers that it was made of, by kind
    considered = models.JSONField(default=list)  # alternatives, best first, with it among them
    short_before = models.FloatField(default=0)  # beds expected to be missing in the worst hour
    short_after = models.FloatField(default=0)
    lacks_before = models.FloatField(default=0)  # bed-hours expected to be missing until until_at
    lacks_after = models.FloatField(default=0)
    worst_at = MomentField()
    after_at = MomentField(null=True)  # the worst hour with so many beds more or fewer
    until_at = MomentField(null=True)  # the end of the hours it speaks of
    made_at = MomentField()
    vintage = models.BigIntegerField()  # the forecast it rests on
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    deferred_until = MomentField(null=True)
    decided_at = MomentField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    done_at = MomentField(null=True)  # when its beds were opened or closed by it

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "about"],
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
                condition=models.Q(kind="move", giver__isnull=False)
                | (~models.Q(kind="move") & models.Q(giver=None)),
                name="forecasts_recommendation_giver",
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("unit")),
                name="forecasts_recommendation_of_another",
            ),
            models.CheckConstraint(
                condition=models.Q(beds__gte=1), name="forecasts_recommendation_of_beds"
            ),
        ]
        indexes = [models.Index(fields=["site", "-id"], name="forecasts_recommendation_site")]

    def __str__(self) -> str:
        return f"{self.kind} {self.beds}"

    @property
    def with_it(self) -> int:
        """Return the beds that would be staffed with it."""
        return self.staffed + self.more

    @property
    def more(self) -> int:
        """Return how many beds more its unit would have, below 0 for fewer."""
        return SIGNS[self.kind] * self.beds

    @property
    def removed(self) -> float:
        """Return by how many bed-hours fewer are expected to be missing with it."""
        return self.lacks_before - self.lacks_after

    @property
    def worth(self) -> float:
        """Return the same for each bed-hour that is staffed, in addition or by others' staff."""
        return self.removed / self.bed_hours if self.bed_hours else 0.0

    @property
    def is_longer(self) -> bool:
        """Return whether it opens a scanner, a clinic or a theatre longer (`beds` are hours)."""
        return self.kind == self.Kind.HOURS

    @property
    def is_sooner(self) -> bool:
        """Return whether it brings discharges forward, and opens or closes no bed."""
        return self.kind == self.Kind.SOONER

    @property
    def is_open(self) -> bool:
        """Return whether somebody may still decide."""
        return self.state in (self.State.WAITING, self.State.DEFERRED)

    @property
    def state_words(self) -> str:
        """Return what people call its state."""
        return str(self.State(self.state).label)


class Outcome(models.Model):
    """What happened in the hours a recommendation spoke of, looked at once: it never changes.

    Hours end at `since_at` + 1 h to `until_at`, on the site's clock. `other_*` is how short it
    would have been the other way: without the beds where it was carried out, else with them.
    """

    RECORD = "operational"
    GUARDS = {"never": ("what happened never changes", "TRUE")}
    GONE = {
        "kept": (
            "what happened is kept",
            "NOT EXISTS (SELECT 1 FROM places_site s WHERE s.id = OLD.site_id AND s.synthetic)",
        )
    }

    recommendation = models.OneToOneField(
        Recommendation, on_delete=models.PROTECT, related_name="outcome"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, db_index=False)
    judged_at = MomentField()
    since_at = MomentField()
    until_at = MomentField()
    carried_out = models.BooleanField()  # so many beds were staffed as it advised
    staffed = models.PositiveSmallIntegerField()  # in the hour that was said to be the worst
    fell_short = models.BooleanField(null=True)  # in that hour; null = it was over already
    largest = models.PositiveSmallIntegerField()  # beds
    largest_at = MomentField()
    short_hours = models.PositiveSmallIntegerField()
    bed_hours = models.PositiveIntegerField()
    other_largest = models.PositiveSmallIntegerField()
    other_hours = models.PositiveSmallIntegerField()
    other_bed_hours = models.PositiveIntegerField()
    giver_largest = models.PositiveSmallIntegerField(null=True)  # beds short where staff came from
    giver_hours = models.PositiveSmallIntegerField(null=True)  # hours short there
    left = models.PositiveSmallIntegerField(null=True)  # of those present, by inputs["left_at"]
    course = models.JSONField()  # [needed, staffed] at the end of each hour

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at__gt=models.F("since_at"))
                & models.Q(judged_at__gte=models.F("until_at")),
                name="forecasts_outcome_of_the_past",
            )
        ]
        indexes = [models.Index(fields=["site", "-id"], name="forecasts_outcome_site")]

    def __str__(self) -> str:
        return f"outcome {self.recommendation_id}"

    @property
    def hours(self) -> int:
        """Return how many hours it tells of."""
        return len(self.course[0])

    @property
    def is_final(self) -> bool:
        """Return whether its hours are over and it was written down."""
        return self.pk is not None
