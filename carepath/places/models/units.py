"""Sites and their clocks, their units, and what is open and on duty there."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from carepath.audit.history import Records

RATES = (0, 1, 60)
"""How fast a made-up site's clock may run: paused, as real time, a minute each second."""


class Site(models.Model):
    """A hospital or clinic with its own clock; people see only the sites they hold a role at.

    A made-up site may run ahead of real time, faster, or stand still; any other never does.
    """

    RECORD = "operational"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=60, default="UTC")
    synthetic = models.BooleanField(default=False)
    clock_real = models.DateTimeField(null=True, blank=True)  # null = real time
    clock_shown = models.DateTimeField(null=True, blank=True)  # what its clock showed then
    clock_rate = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(clock_real=None, clock_shown=None, clock_rate=1)
                | models.Q(
                    clock_real__isnull=False, clock_shown__isnull=False, clock_rate__in=RATES
                ),
                name="places_site_clock_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(synthetic=True) | models.Q(clock_real=None),
                name="places_site_clock_made_up",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def time(self, real: datetime) -> datetime:
        """Return what this site's clock shows at a real moment."""
        if self.clock_real is None or self.clock_shown is None:
            return real
        return self.clock_shown + (real - self.clock_real) * self.clock_rate


class Unit(models.Model):
    """A place within a site where patients are: a department, a ward, a clinic."""

    RECORD = "operational"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["site", "code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="places_unit_once_per_site")
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Bed(models.Model):
    """One bed of a unit, as feeds and people call it.

    One that only a feed has named is not confirmed: a person says that it exists.
    """

    RECORD = "operational"  # as OpenBeds

    class Care(models.TextChoices):
        WARD = "ward", _("ward")
        HIGH = "high", _("high dependency")
        INTENSIVE = "intensive", _("intensive care")
        EMERGENCY = "emergency", _("emergency")
        DAY = "day", _("day care")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="each_bed")
    room = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=80)
    care = models.CharField(max_length=12, choices=Care.choices, default=Care.WARD)
    specialty = models.CharField(max_length=80, blank=True)
    side_room = models.BooleanField(default=False)  # a room of its own: may isolate
    confirmed = models.BooleanField(default=False)
    history = Records()

    class Meta:
        ordering = ["unit", "room", "code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "room", "code"], name="places_bed_once")
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.code}".strip()


class OpenBeds(models.Model):
    """How many beds of a unit are open, of how many there are."""

    RECORD = "operational"  # says what is, not what ought to be; its history is kept

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="beds")
    open_beds = models.PositiveSmallIntegerField()
    physical = models.PositiveSmallIntegerField()
    history = Records()

    class Meta:
        verbose_name_plural = "open beds"
        ordering = ["unit"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(open_beds__lte=models.F("physical")),
                name="places_beds_no_more_than_there_are",
            )
        ]

    def __str__(self) -> str:
        return f"{self.open_beds}/{self.physical}"


class StaffOnDuty(models.Model):
    """How many people of a role are on duty in a shift of a site."""

    RECORD = "operational"  # as OpenBeds

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="staff")
    role = models.CharField(max_length=40)
    shift = models.CharField(max_length=20)
    label = models.CharField(max_length=120)
    number = models.PositiveSmallIntegerField()
    history = Records()

    class Meta:
        verbose_name_plural = "staff on duty"
        ordering = ["site", "role", "shift"]
        constraints = [
            models.UniqueConstraint(fields=["site", "role", "shift"], name="places_staff_once")
        ]

    def __str__(self) -> str:
        return self.label
