"""What a draft would have said of the last quarter: a check that runs in the background."""

from django.db import models

from carepath.places.models import Site
from carepath.protocols.models.protocols import Version
from carepath.work.models import Waiting


class Replay(Waiting):
    """One run of a content (`sha256`) over the journeys of a site, beside what was in force there.

    `against` is the hash of that version, '' = none was. `result` holds counts alone: the period,
    how many journeys were eligible, each rule's verdicts, and up to which change was read.
    """

    RECORD = "operational"
    IDENTIFYING = {"reason_text", "result"}

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="replays")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    against = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "not_before"], name="protocols_replay_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "site", "sha256", "against"], name="protocols_replay_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(ran_at__isnull=False),
                name="protocols_replay_ran",
            ),
        ]

    def __str__(self) -> str:
        return f"replay {self.pk}"
