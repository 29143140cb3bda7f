"""Parse what people type: periods, pairs of stages, target times and traits of stages."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.bottlenecks import queries
from carepath.bottlenecks.actions import Traits
from carepath.frames.spans import AWAY, DEPARTMENT, WARD, WITH_PATIENT
from carepath.journeys.models import Stage
from carepath.ui import period
from carepath.ui.faults import WrongFilter, faults_of

UTC = ZoneInfo("UTC")
FIRST_SHARE, LEAST_SHARE = 80, 20
Days = tuple[date | None, date | None]


def days(text: str) -> Days:
    """Return (first, last) of a period: 2014, 2014-03, 2014-03-09 or two of these around a slash.

    Either side of the slash may be empty: no limit. ValidationError for anything else.
    """
    before, slash, after = text.partition("/")
    if not slash:
        first, last = _whole(before)
    else:
        first, last = _side(before)[0], _side(after)[1]
    if first and last and last < first:
        raise ValidationError(_("The period ends before it begins."))
    return first, last


def _side(text: str) -> Days:
    return _whole(text) if text.strip() else (None, None)


def _whole(text: str) -> tuple[date, date]:
    """Return the first and last day of a year, a month or a day."""
    parts = text.strip().split("-")
    try:
        if len(parts) == 1 and len(parts[0]) == 4:
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if len(parts) == 2:
            year, month = int(parts[0]), int(parts[1])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        sentence = _("Write a period as 2014, 2014-03, 2014-03-09 or 2014-03-09/2014-04-30.")
        raise ValidationError(sentence) from error
    return day, day


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page's address asks: '' and None = not said. `share` of the map in percent, `pair`
    ("A → B") whose trend is drawn."""

    source: str
    first: date | None
    last: date | None
    phase: str
    share: int
    whole: bool
    pair: str = ""

    @property
    def drawn(self) -> float:
        """Return the share of hand-overs that the map draws, 0 to 1."""
        return self.share / 100


class ViewForm(forms.Form):
    """Which part of the log the page shows: the phase of its ranking, the share of its map."""

    phase = forms.ChoiceField(
        required=False,
        choices=[("", ""), (DEPARTMENT, ""), (WARD, "")],
        label=gettext_lazy("Phase"),
        error_messages={"invalid_choice": gettext_lazy("choose department, ward or nothing.")},
    )
    share = forms.IntegerField(
        required=False,
        min_value=LEAST_SHARE,
        max_value=100,
        label=gettext_lazy("Share drawn"),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            format_lazy(
                gettext_lazy("write a whole number of percent from {least} to 100."),
                least=LEAST_SHARE,
            ),
        ),
    )


def asked(values: Mapping[str, str]) -> Asked:
    """Return what an address asks; PeriodError where its period cannot be read, WrongFilter where
    its phase or share cannot."""
    found, view = period.parse(values, UTC), ViewForm(values)
    if faults := faults_of(view):
        raise WrongFilter(faults)
    return Asked(
        source=values.get("source", "").strip(),
        first=found.first,
        last=found.last,
        phase=view.cleaned_data["phase"],
        share=view.cleaned_data["share"] or FIRST_SHARE,
        whole=values.get("whole") == "1",
        pair=values.get("pair", ""),
    )


def measured(values: Mapping[str, str], page: Asked) -> queries.Asked:
    """Return what an address asks a definition about: a pair, a time, a finding, a journey."""
    within = values.get("within_s", "")
    return queries.Asked(
        source=values.get("pair_from", ""),
        target=values.get("pair_to", ""),
        within_s=int(within) if within.isdecimal() and 0 < len(within) < 10 else None,
        drawn=page.drawn,
        finding=values.get("finding", ""),
        journey=values.get("journey", "").strip(),
        phase=page.phase,
    )


MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400
UNITS = (
    (MINUTE_S, gettext_lazy("minutes")),
    (HOUR_S, gettext_lazy("hours")),
    (DAY_S, gettext_lazy("days")),
)
LONGEST_S = 3_660 * DAY_S
PHASES = (
    (DEPARTMENT, gettext_lazy("department")),
    (WARD, gettext_lazy("ward")),
    (AWAY, gettext_lazy("away from the hospital")),
    (WITH_PATIENT, gettext_lazy("where the patient is")),
)


class ReasonForm(forms.Form):
    """Why something governed changes."""

    reason = forms.CharField(label=gettext_lazy("Reason"), min_length=3, max_length=100)


class TargetForm(ReasonForm):
    """A pair of stages and the time within which the second should follow the first."""

    from_stage = forms.ChoiceField(label=gettext_lazy("From"))
    to_stage = forms.ChoiceField(label=gettext_lazy("To"))
    amount = forms.IntegerField(label=gettext_lazy("Within"), min_value=1, max_value=100_000)
    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), choices=UNITS, coerce=int)
    field_order = ("from_stage", "to_stage", "amount", "unit", "reason")

    def __init__(self, data: Mapping[str, str] | None = None, *, stages: Sequence[str]) -> None:
        super().__init__(data)
        choices = [("", _("choose a stage")), *((stage, stage) for stage in stages)]
        self.fields["from_stage"].choices = self.fields["to_stage"].choices = choices

    def clean(self) -> dict[str, Any]:
        """Put the target time in seconds; it is at most ten years."""
        values = super().clean()
        if not self.errors:
            values["within_s"] = values.pop("amount") * values.pop("unit")
            if values["within_s"] > LONGEST_S:
                self.add_error("amount", _("Choose at most ten years."))
        return values


class StagesForm(ReasonForm):
    """Where the patient is during each stage of a site and, in a log with start times (`timed`),
    how many hours a visit lasts at most."""

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        stages: Sequence[Stage],
        timed: bool,
    ) -> None:
        super().__init__(data)
        self.stages, self.timed = stages, timed
        for stage in stages:
            self.fields[f"phase-{stage.pk}"] = _phase_field(stage)
            if timed:
                self.fields[f"longest-{stage.pk}"] = _longest_field(stage)

    @property
    def rows(self) -> list[tuple[Stage, forms.BoundField, forms.BoundField | None]]:
        """Return each stage with its fields."""
        return [
            (stage, self[f"phase-{stage.pk}"], self[f"longest-{stage.pk}"] if self.timed else None)
            for stage in self.stages
        ]

    @property
    def traits(self) -> dict[str, Traits]:
        """Return what was said of each stage, by name."""
        return {
            stage.name: Traits(self.cleaned_data[f"phase-{stage.pk}"], self._longest(stage))
            for stage in self.stages
        }

    def _longest(self, stage: Stage) -> int | None:
        if not self.timed:
            return stage.longest_s
        hours = self.cleaned_data[f"longest-{stage.pk}"]
        return None if hours is None else round(hours * HOUR_S)


def _phase_field(stage: Stage) -> forms.ChoiceField:
    label = _("Phase of %(stage)s") % {"stage": stage.name}
    return forms.ChoiceField(
        label=label,
        choices=PHASES,
        initial=stage.phase,
        widget=forms.Select(attrs={"class": "bn-phase", "aria-label": label}),
    )


def _longest_field(stage: Stage) -> forms.FloatField:
    label = _("Longest plausible visit of %(stage)s, in hours") % {"stage": stage.name}
    return forms.FloatField(
        label=label,
        required=False,
        initial=None if stage.longest_s is None else f"{stage.longest_s / HOUR_S:g}",
        min_value=1 / 60,
        max_value=LONGEST_S / HOUR_S,
        widget=forms.NumberInput(attrs={"class": "bn-longest", "aria-label": label, "step": "any"}),
    )
