"""The answers that programs get about the flow of journeys."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from carepath.analysis import milestones
from carepath.bottlenecks import queries
from carepath.frames.moments import SECOND

SECONDS = {"allow_null": True, "help_text": _("Seconds.")}


class Marked(serializers.Serializer):
    """Rows of invented data say so; `context` holds the log they are made from."""

    synthetic = serializers.SerializerMethodField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return the fields, the mark last."""
        fields = super().get_fields()
        return fields | {"synthetic": fields.pop("synthetic")}

    def get_synthetic(self, _row: object) -> bool:
        """Return whether the data are invented."""
        return self.context["log"].source.site.synthetic


class DurationOutput(serializers.Serializer):
    """Lengths of closed journeys, in seconds."""

    n = serializers.IntegerField()
    median = serializers.FloatField(**SECONDS)
    mean = serializers.FloatField(**SECONDS)
    p95 = serializers.FloatField(**SECONDS)


class SummaryOutput(Marked):
    """How much there is."""

    source = serializers.CharField()
    journeys = serializers.IntegerField()
    open = serializers.IntegerField()
    spans = serializers.IntegerField()
    stages = serializers.IntegerField()
    variants = serializers.IntegerField()
    duration_s = DurationOutput()


class EdgeOutput(Marked):
    """One hand-over. Plain times are signed where stages overlap; `wait_*` count overlaps as 0."""

    to = serializers.CharField(source="target")
    count = serializers.IntegerField()
    left_out = serializers.IntegerField(
        help_text=_("Of the count, those after a visit longer than is plausible: in no time below.")
    )
    mean_s = serializers.FloatField(**SECONDS)
    median_s = serializers.FloatField(**SECONDS)
    p90_s = serializers.FloatField(**SECONDS)
    p95_s = serializers.FloatField(**SECONDS)
    total_s = serializers.FloatField()
    wait_mean_s = serializers.FloatField(**SECONDS)
    wait_median_s = serializers.FloatField(**SECONDS)
    wait_p90_s = serializers.FloatField(**SECONDS)
    wait_p95_s = serializers.FloatField(**SECONDS)
    wait_total_s = serializers.FloatField()
    overlap_share = serializers.FloatField()
    overlap_median_s = serializers.FloatField(**SECONDS)
    away = serializers.BooleanField(
        help_text=_("Into or out of a stage away from the hospital: never waiting.")
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return the fields; `from` is no name Python allows."""
        return {"from": serializers.CharField(source="source")} | super().get_fields()


class VariantOutput(Marked):
    """One way through; each step lists the stages of one instant (one stage unless folded)."""

    variant = serializers.CharField(source="key")
    steps = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    count = serializers.IntegerField()
    share = serializers.FloatField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return the fields; the stages in a row come beside the steps."""
        stages = serializers.SerializerMethodField()
        return super().get_fields() | {"stages": stages}

    def get_stages(self, variant: queries.Variant) -> list[str]:
        """Return the names of the stages, in order."""
        return [name for step in variant.steps for name in step]


class MeasureOutput(serializers.Serializer):
    """What became of the way between two milestones; shares are null without a target time."""

    n_source = serializers.IntegerField()
    n_measured = serializers.IntegerField()
    n_within = serializers.SerializerMethodField()
    n_without_target = serializers.IntegerField()
    n_target_before = serializers.IntegerField()
    n_open = serializers.IntegerField()
    median_s = serializers.FloatField(**SECONDS)
    p90_s = serializers.FloatField(**SECONDS)
    median_of_all_s = serializers.SerializerMethodField()
    share_of_all = serializers.SerializerMethodField()
    share_of_measured = serializers.SerializerMethodField()
    hours_beyond = serializers.SerializerMethodField()

    def get_n_within(self, found: milestones.Milestone) -> int | None:
        """Return how many were within the target time."""
        return None if found.within_us is None else found.n_within

    def get_median_of_all_s(self, found: milestones.Milestone) -> float | None:
        """Return when half of all with the source had reached the target; null = not reached."""
        median = found.incidence().median if found.n_source else None
        return None if median is None else median / SECOND

    def get_share_of_all(self, found: milestones.Milestone) -> float | None:
        """Return the share within the target time, of all with the source."""
        return None if found.within_us is None else found.share_of_all

    def get_share_of_measured(self, found: milestones.Milestone) -> float | None:
        """Return the share within the target time, of the measured."""
        return None if found.within_us is None else found.share_of_measured.share

    def get_hours_beyond(self, found: milestones.Milestone) -> float | None:
        """Return the patient-hours beyond the target time."""
        return None if found.within_us is None else found.hours_beyond


class GroupOutput(MeasureOutput):
    """The same for one group."""

    key = serializers.CharField()


class MilestoneOutput(MeasureOutput, Marked):
    """The way between two milestones, whole and by group."""

    to = serializers.CharField(source="target")
    within_s = serializers.SerializerMethodField()
    groups = GroupOutput(many=True, required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return the fields; `from` is no name Python allows."""
        return {"from": serializers.CharField(source="source")} | super().get_fields()

    def get_within_s(self, found: milestones.Milestone) -> int | None:
        """Return the target time in seconds."""
        return None if found.within_us is None else found.within_us // SECOND
