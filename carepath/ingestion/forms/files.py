"""What people type about a file: which site, and how its columns are read."""

from collections.abc import Mapping as Dictionary
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.frames.mapping import (
    CLOSING_RULES,
    ENCODINGS,
    END_STAGES,
    LAST_EVENT,
    SILENCE,
    Mapping,
    MappingError,
    from_dict,
)
from carepath.frames.proposal import Proposal
from carepath.frames.spans import AWAY, DEPARTMENT, PHASES, WARD, WITH_PATIENT
from carepath.frames.stagewords import phases_of
from carepath.places.models import Site

FIRST_COLUMNS = ("case", "activity", "time", "start")
MORE_COLUMNS = ("requested", "lifecycle", "instance", "event_id", "unit", "role", "patient")
LABELS = {
    "case": gettext_lazy("Case (one journey)"),
    "activity": gettext_lazy("Activity (stage)"),
    "time": gettext_lazy("Time it ended"),
    "start": gettext_lazy("Time it began"),
    "requested": gettext_lazy("Time it was requested"),
    "lifecycle": gettext_lazy("Start or complete"),
    "instance": gettext_lazy("Pairs start and complete"),
    "event_id": gettext_lazy("Identifier of the row"),
    "unit": gettext_lazy("Unit"),
    "role": gettext_lazy("Role"),
    "patient": gettext_lazy("Patient"),
}
PHASE_WORDS = {
    DEPARTMENT: gettext_lazy("department"),
    WARD: gettext_lazy("ward"),
    AWAY: gettext_lazy("away from the hospital"),
    WITH_PATIENT: gettext_lazy("where the patient is"),
}
DELIMITERS = ((",", ","), (";", ";"), ("\t", gettext_lazy("tab")), ("|", "|"))
CLOSING_WORDS = {
    LAST_EVENT: gettext_lazy("Every journey is closed at its last event"),
    END_STAGES: gettext_lazy("A journey is closed at one of these stages"),
    SILENCE: gettext_lazy("A journey is closed after days without an event"),
}
NO_ZONE = gettext_lazy(
    "Choose the zone of the clock that wrote these times: read in another, all are hours off."
)
_AS_IT_STANDS = "UTC"
_EMPTY_TARGETS = 2


class UploadForm(forms.Form):
    """A file and, where there are several, its site."""

    file = forms.FileField(label=gettext_lazy("File"), max_length=200)
    site = forms.ModelChoiceField(
        Site.objects.none(), label=gettext_lazy("Site"), to_field_name="slug", empty_label=None
    )

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        if len(sites) == 1:
            self.fields["site"].widget = forms.HiddenInput()
            self.fields["site"].initial = sites[0].slug


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class MappingForm(forms.Form):
    """How a file is read; everything is filled in already, from a proposal or a saved mapping."""

    source = forms.CharField(label=gettext_lazy("Name of the log"), max_length=80)
    mapping_name = forms.CharField(
        label=gettext_lazy("Save this mapping as"), max_length=80, required=False
    )
    time_format = forms.CharField(
        label=gettext_lazy("Format of times"), max_length=60, required=False
    )
    timezone = forms.CharField(
        label=gettext_lazy("Time zone of the clock"), max_length=60, required=False
    )
    delimiter = forms.ChoiceField(label=gettext_lazy("Columns are separated by"), required=False)
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"), choices=[(name, name) for name in ENCODINGS]
    )
    closing_rule = forms.ChoiceField(
        label=gettext_lazy("When is a journey over?"),
        choices=[(rule, CLOSING_WORDS[rule]) for rule in CLOSING_RULES],
        widget=forms.RadioSelect,
    )
    silence_days = forms.IntegerField(
        label=gettext_lazy("Days without an event"), min_value=1, max_value=3650, required=False
    )

    def __init__(
        self, *args: Any, proposal: Proposal, content: Dictionary[str, Any], **kwargs: Any
    ) -> None:
        """`content` holds fields of a mapping as plain types: what the form begins with."""
        super().__init__(*args, **kwargs)
        self.proposal, self.content = proposal, content
        for role in (*FIRST_COLUMNS, *MORE_COLUMNS):
            self.fields[role] = _column(role, proposal.columns)
        for name, words in (
            ("case_attributes", gettext_lazy("Columns about the case")),
            ("event_attributes", gettext_lazy("Columns about the event")),
        ):
            self.fields[name] = forms.MultipleChoiceField(
                label=words,
                choices=[(column, column) for column in proposal.columns],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["delimiter"].choices = _with(DELIMITERS, content.get("delimiter", ","))
        for name, value in content.items():
            if name in self.fields:
                # A 0 in a field that begins at 1 would stop the browser from sending the form.
                self.fields[name].initial = None if value == 0 else value
        if proposal.choices.get("time_format"):
            choices = [(form, form) for form in proposal.choices["time_format"]]
            self.fields["time_format"].widget = forms.Select(
                choices=_with(choices, content.get("time_format", ""))
            )
        else:
            self.fields["time_format"].widget.attrs["placeholder"] = "ISO 8601"
        self.fields["timezone"].widget.attrs["list"] = "zones"
        for bound in self.fields.values():
            _dress(bound)

    # -- what the template asks for ---------------------------------------------------------------

    def first_columns(self) -> list[forms.BoundField]:
        """Return the fields nearly every log needs."""
        return [self[role] for role in FIRST_COLUMNS]

    def more_columns(self) -> list[forms.BoundField]:
        """Return the fields for richer logs."""
        return [self[role] for role in MORE_COLUMNS]

    def attribute_columns(self) -> list[forms.BoundField]:
        """Return the fields of columns that are kept as they are."""
        return [self["case_attributes"], self["event_attributes"]]

    @property
    def needs_more(self) -> bool:
        """Tell whether a field that is folded away has an error."""
        folded = {*MORE_COLUMNS, "delimiter", "encoding", "case_attributes", "event_attributes"}
        return bool(folded & set(self.errors))

    @property
    def wrong_fields(self) -> list[forms.BoundField]:
        """Return the fields with an error, in the order of the page."""
        return [self[name] for name in self.fields if name in self.errors]

    def phases(self, stages: Dictionary[str, int]) -> list[dict[str, Any]]:
        """Return each stage with its count and phase: as chosen, as saved, else as proposed.

        Stages away from the hospital stand first: they decide what counts as waiting.
        """
        chosen = phases_of(stages) | dict(self.content.get("phases", {})) | self._posted_phases()
        return [
            {"stage": stage, "count": count, "phase": chosen[stage], "choices": PHASE_WORDS.items()}
            for stage, count in sorted(stages.items(), key=lambda pair: _rank(chosen, *pair))
        ]

    def targets(self) -> list[dict[str, Any]]:
        """Return the rows of targets: as typed, else saved ones in use, suggestions, empty rows."""
        if self.is_bound:
            return self._posted_targets()
        saved = [_target_row(target, used=True) for target in self.content.get("targets", ())]
        pairs = {(row["source"], row["target"]) for row in saved}
        rows = saved + [
            _target_row(vars_of(target), used=False)
            for target in self.proposal.targets
            if (target.source, target.target) not in pairs
        ]
        return rows + [{"source": "", "target": "", "minutes": "", "used": False}] * _EMPTY_TARGETS

    def mapping_begun(self) -> Mapping:
        """Return the mapping that the form begins with; MappingError if it is none yet.

        While no zone is chosen, times are taken as they stand.
        """
        zone = self.content.get("timezone") or _AS_IT_STANDS
        return from_dict(dict(self.content) | {"timezone": zone})

    @property
    def zone_is_open(self) -> bool:
        """Tell whether the zone of the clock is still to be chosen."""
        return not self["timezone"].value()

    # -- what was typed ---------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Build the mapping; an error stands at the field it is about."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            cleaned["mapping"] = self.mapping(cleaned)
        except MappingError as error:
            field, _colon, words = str(error).partition(": ")
            self.add_error(field if field in self.fields else None, words or str(error))
        if self.zone_is_open:
            self.add_error("timezone", NO_ZONE)
        return cleaned

    def mapping(self, cleaned: Dictionary[str, Any]) -> Mapping:
        """Return the mapping that the form describes; MappingError names a wrong field."""
        kept = {name: value for name, value in self.content.items() if name not in self.fields}
        typed = {
            name: cleaned[name]
            for name in self.fields
            if name not in ("source", "mapping_name", "silence_days")
        }
        typed["event_attributes"] = [
            name for name in typed["event_attributes"] if name not in typed["case_attributes"]
        ]
        attributes = {*typed["case_attributes"], *typed["event_attributes"]}
        numbers = [name for name in kept.get("numeric_attributes", ()) if name in attributes]
        return from_dict(
            kept
            | typed
            | {
                "timezone": cleaned["timezone"] or _AS_IT_STANDS,
                "delimiter": cleaned["delimiter"] or ",",
                "numeric_attributes": numbers,
                "silence_days": cleaned.get("silence_days") or 0,
                "end_stages": self.data.getlist("end_stage"),
                "phases": self._posted_phases(),
                "targets": self._used_targets(),
            }
        )

    def _posted_phases(self) -> dict[str, str]:
        if not self.is_bound:
            return {}
        pairs = zip(self.data.getlist("stage"), self.data.getlist("phase"), strict=False)
        return {stage: phase for stage, phase in pairs if phase in PHASES}

    def _posted_targets(self) -> list[dict[str, Any]]:
        used = set(self.data.getlist("target_used"))
        names = ("target_source", "target_target", "target_minutes")
        rows = zip(*(self.data.getlist(name) for name in names), strict=False)
        return [
            {"source": source, "target": target, "minutes": minutes, "used": str(place) in used}
            for place, (source, target, minutes) in enumerate(rows)
        ]

    def _used_targets(self) -> list[dict[str, Any]]:
        found = []
        for row in self._posted_targets():
            if not row["used"]:
                continue
            if not row["source"] or not row["target"]:
                raise MappingError(_("targets: choose both stages of a target that is used."))
            try:
                seconds = round(float(row["minutes"].replace(",", ".")) * 60)
            except ValueError as error:
                raise MappingError(_("targets: the time is a number of minutes.")) from error
            if not 1 <= seconds <= 2**31 - 1:
                raise MappingError(_("targets: the time is a number of minutes above zero."))
            found.append({"source": row["source"], "target": row["target"], "within_s": seconds})
        return found


def _rank(phases: Dictionary[str, str], stage: str, count: int) -> tuple[int, int, str]:
    return (AWAY, WARD, WITH_PATIENT, DEPARTMENT).index(phases[stage]), -count, stage


@cache
def zones() -> tuple[str, ...]:
    """Return the names of time zones, by name."""
    return tuple(sorted(available_timezones()))


def vars_of(target: Any) -> dict[str, Any]:
    """Return a target as plain types."""
    return {"source": target.source, "target": target.target, "within_s": target.within_s}


def _target_row(target: Dictionary[str, Any], *, used: bool) -> dict[str, Any]:
    minutes = target["within_s"] / 60
    return {
        "source": target["source"],
        "target": target["target"],
        "minutes": f"{minutes:g}",
        "used": used,
    }


def _column(role: str, columns: tuple[str, ...]) -> forms.ChoiceField:
    needed = role in ("case", "activity", "time")
    none = [("", _("– choose –") if needed else _("– none –"))]
    choices = none + [(name, name) for name in dict.fromkeys(columns)]
    return forms.ChoiceField(label=LABELS[role], choices=choices, required=needed)


def _with(choices: Any, value: str) -> list[tuple[str, Any]]:
    return list(choices) if value in dict(choices) else [*choices, (value, value)]


def _dress(field: forms.Field) -> None:
    widget = field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        widget.attrs["class"] = "form-check-input"
    elif isinstance(widget, forms.Select):
        widget.attrs["class"] = "form-select"
    else:
        widget.attrs["class"] = "form-control"
