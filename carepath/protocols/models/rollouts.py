"""Where and when a version is in force, and which journeys follow it."""

from django.conf import settings
from django.db import models

from carepath.audit.history import Records
from carepath.journeys.models import Journey, MomentField
from carepath.places.models import Site
from carepath.protocols.models.protocols import Protocol, Version


class UnderWay(models.TextChoices):
    """What happens to journeys that follow the version before when another comes into force."""

    FINISH = "finish"
    SWITCH = "switch"
    CLINICIAN = "clinician"


class Activation(models.Model):
    """A version in force at a site from a moment on the site's clock; `ends_at` null = still."""

    RECORD = "governed"

    BORN = {
        "signed": (
            "only an active version that was signed for this site is in force there",
            "NOT EXISTS (SELECT 1 FROM protocols_version v JOIN protocols_signature s ON "
            "s.version = v.id AND s.edition = v.edition AND s.content_sha256 = v.sha256 "
            "JOIN places_site p ON p.slug = s.place WHERE v.id = NEW.version_id "
            "AND p.id = NEW.site_id AND v.state = 'active' AND s.meaning = 'activated')",
        ),
    }
    """What the database refuses by whatever door; `policies` asks more, and says it better."""

    class Ended(models.TextChoices):
        NOT = ""
        AMENDED = "amended"
        ROLLED_BACK = "rolled_back"
        STOPPED = "stopped"
        RETIRED = "retired"

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="activations")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="activations")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="activations")
    starts_at = MomentField()
    ends_at = MomentField(null=True)
    ended = models.CharField(max_length=12, choices=Ended.choices, blank=True)
    under_way = models.CharField(max_length=10, choices=UnderWay.choices)
    restores = models.ForeignKey("self", on_delete=models.DO_NOTHING, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    activated_at = models.DateTimeField()
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    history = Records()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "site"],
                condition=models.Q(ends_at=None),
                name="protocols_activation_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None, ended="")
                | (models.Q(ends_at__isnull=False) & ~models.Q(ended="")),
                name="protocols_activation_ended_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")),
                name="protocols_activation_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(under_way__in=["finish", "switch", "clinician"]),
                name="protocols_activation_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.protocol} {self.version} {self.site}"


class Followed(models.Model):
    """Up to which change of the journeys an activation has looked for eligible ones."""

    RECORD = "operational"

    activation = models.OneToOneField(Activation, on_delete=models.PROTECT, related_name="followed")
    change = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.activation_id} {self.change}"


class Assignment(models.Model):
    """That a journey follows a version since it became eligible; later versions leave it alone.

    `until_at` is set when it went over to another version, as declared or as a clinician decided.
    """

    RECORD = "operational"

    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="assignments")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="+")
    activation = models.ForeignKey(Activation, on_delete=models.PROTECT, related_name="assignments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="assignments")
    since_at = MomentField()
    until_at = MomentField(null=True)

    class Meta:
        ordering = ["-since_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "protocol"],
                condition=models.Q(until_at=None),
                name="protocols_assignment_one_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.journey} {self.version}"
