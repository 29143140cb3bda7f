"""Parse what people ask and write about journeys."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carepath.journeys.models import Source
from carepath.journeys.queries import SORTS, stage_names, units
from carepath.journeys.queries.cohorts import CLOSED, OPEN, Cohort
from carepath.places.models import Site, Unit
from carepath.ui.faults import Fault, WrongFilter, faults_of
from carepath.ui.period import Period, PeriodError, parse

CENTURY = 36_525 * 86_400
PAIRS = (
    ("from_stage", "to_stage", "wait_s"),
    ("ms_from", "ms_to", "beyond_s"),
)
"""A way has two ends; the time it may not exceed says nothing without them."""
CARRIED = ("variant", "up_to_s", "weekday", "hour", "sort")
STAGES = ("stage", "from_stage", "to_stage", "ms_from", "ms_to")


def _text(label: str, most: int = 200) -> forms.CharField:
    sentence = format_lazy(_("write at most {most} characters."), most=most)
    errors = {"max_length": sentence}
    return forms.CharField(
        required=False, max_length=most, label=label, strip=False, error_messages=errors
    )


def _whole(label: str, most: int, sentence: str = "") -> forms.IntegerField:
    said = sentence or format_lazy(_("write a whole number from 0 to {most}."), most=most)
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), said)
    return forms.IntegerField(
        required=False, min_value=0, max_value=most, label=label, error_messages=errors
    )


class LengthField(forms.IntegerField):
    """A time as people write it ("90 min", "1 h 30 min", "2 d"), in seconds; a bare number, as in
    the links of the portal, is seconds."""

    UNITS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}
    WRITTEN = re.compile(r"(?:\d{1,9} ?(?:s|min|h|d) ?)+")
    PART = re.compile(r"(\d+) ?(s|min|h|d)")

    def to_python(self, value: Any) -> int | None:
        """Return seconds, None for nothing."""
        text = str(value or "").strip().lower()
        if not self.WRITTEN.fullmatch(text):
            return super().to_python(value)
        return sum(int(count) * self.UNITS[unit] for count, unit in self.PART.findall(text))

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the page shows of it: seconds of a link in words, what was typed as it is."""
        text = str(data or "").strip()
        seconds = text.isdecimal() and len(text) < 12
        return self._written(int(text)) if seconds else data

    def _written(self, seconds: int) -> str:
        """Return seconds to the last one as people write them."""
        parts = []
        for unit, length in reversed(self.UNITS.items()):
            count, seconds = divmod(seconds, length)
            parts += [f"{count} {unit}"] if count else []
        return " ".join(parts) or "0 s"


def _seconds(label: str) -> forms.IntegerField:
    said = _("write a time such as 90 min, 4 h or 2 d, at most a hundred years.")
    return LengthField(
        required=False, min_value=0, max_value=CENTURY, label=label,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
    )  # fmt: skip


class CohortForm(forms.Form):
    """Which journeys a page is about; every field may be empty. `faults` says what is wrong."""

    stage = _text(_("Passed through"))
    from_stage = _text(_("Straight from"))
    to_stage = _text(_("Straight to"))
    wait_s = _seconds(_("Straight, took longer than"))
    variant = forms.RegexField(
        r"^[0-9a-f]*$",
        required=False,
        max_length=32,
        label=_("Variant"),
        error_messages={"invalid": _("a variant is named by digits and the letters a to f.")},
    )
    ms_from = _text(_("Milestone: first"))
    ms_to = _text(_("Milestone: to first"))
    beyond_s = _seconds(_("Milestones, took longer than"))
    longer_s = _seconds(_("Longer than"))
    up_to_s = _seconds(_("Up to"))
    weekday = _whole(_("Weekday"), 6)
    hour = _whole(_("Hour"), 23)
    unit = _text(_("Unit"), 80)
    asked_days = forms.RegexField(
        r"^[0-6](,[0-6]){0,6}$",
        required=False,
        label=_("Asked for on"),
        error_messages={"invalid": _("write weekdays from 0 (Monday) to 6, such as 0,1,2,3,4.")},
    )
    asked_hours = forms.RegexField(
        r"^([01]?\d|2[0-3])-([01]?\d|2[0-4])$",
        required=False,
        label=_("Asked for from hour to hour"),
        error_messages={"invalid": _("write two hours of the day, such as 8-12 or 21-7.")},
    )
    state = forms.ChoiceField(
        required=False,
        choices=[("", _("all")), (OPEN, _("open")), (CLOSED, _("closed"))],
        label=_("State"),
        error_messages={"invalid_choice": _("choose open, closed or nothing.")},
    )
    found = _text(_("Id begins with"), 36)

    def __init__(self, data: Mapping[str, str], *, source: str, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.source, self.period = source, Period(None, None, zone)
        self.fields["from"] = forms.CharField(required=False, label=_("Opened from"))
        self.fields["to"] = forms.CharField(required=False, label=_("Opened to"))

    def clean_found(self) -> str:
        """Refuse what cannot begin a journey's id."""
        text = self.cleaned_data["found"].strip().lower().replace("-", "")
        if not set(text) <= set("0123456789abcdef"):
            raise ValidationError(_("an id has the digits 0 to 9 and the letters a to f only."))
        return text

    def clean_asked_days(self) -> tuple[int, ...]:
        """Return the weekdays, each once, Monday first."""
        return tuple(sorted({int(day) for day in self.cleaned_data["asked_days"] if day != ","}))

    def clean_asked_hours(self) -> tuple[int, int] | None:
        """Return the first hour, and the one up to which."""
        first, dash, last = self.cleaned_data["asked_hours"].partition("-")
        return (int(first), int(last)) if dash else None

    def clean(self) -> dict[str, Any]:
        """Read the period; refuse half of a pair."""
        values = super().clean()
        try:
            self.period = parse(self.data, self.period.zone)
        except PeriodError as error:
            self.add_error(error.field, error.sentence)
        for *ends, limit in PAIRS:
            missing = [name for name in ends if not values.get(name) and not self.has_error(name)]
            if len(missing) == 1 or (missing and values.get(limit) is not None):
                for name in missing:
                    self.add_error(name, _("choose a stage here too, or take the other parts off."))
        return values

    def refuse_unit(self) -> None:
        """Say that there is no such unit."""
        if not self.has_error("unit"):
            self.add_error("unit", _("there is no such unit here; choose one of the list."))

    def refuse(self, stages: Collection[str]) -> None:
        """Say of each field that holds one of these stages that there is no such stage."""
        for name in STAGES:
            if self.data.get(name) in stages and not self.has_error(name):
                self.add_error(name, _("there is no such stage here; choose one of the list."))

    @property
    def faults(self) -> list[Fault]:
        """Return what is wrong, in the order of the fields."""
        return faults_of(self)

    @property
    def narrowing(self) -> dict[str, str]:
        """Return what the address asks beside its source, as another address can hold it."""
        names = [*CohortForm.base_fields, "from", "to"]
        return {name: self.data[name] for name in names if self.data.get(name)}

    def cohort(self) -> Cohort:
        """Return the cohort that the fields ask for; WrongFilter where one cannot be read."""
        if self.faults:
            raise WrongFilter(self.faults)
        values = {name: self.cleaned_data[name] for name in CohortForm.base_fields}
        given = {name: value for name, value in values.items() if value not in (None, "", ())}
        return Cohort(source=self.source, period=self.period, **given)


class ListForm(CohortForm):
    """The same for the list of journeys: also its order, and where its page begins."""

    sort = forms.ChoiceField(
        required=False,
        choices=[(way + name, name) for name in SORTS for way in ("", "-")],
        label=_("Order"),
        error_messages={
            "invalid_choice": format_lazy(_("order by {names}."), names=", ".join(SORTS))
        },
    )
    after = forms.RegexField(
        r"^-?\d{1,19}_\d{1,19}$",
        required=False,
        label=_("Page"),
        error_messages={"invalid": _("there is no such page; begin with the first.")},
    )

    @property
    def carried(self) -> list[forms.BoundField]:
        """Return the fields that no control shows and that a new choice must not drop."""
        return [self[name] for name in CARRIED if self.data.get(name)]

    @property
    def asks_for_more(self) -> bool:
        """Return whether any filter that is folded away is given."""
        names = [name for way in PAIRS for name in way] + ["asked_days", "asked_hours"]
        return any(self.data.get(name) for name in names)

    @property
    def order(self) -> str:
        """Return the order that is asked for, newest first without one."""
        return self.data.get("sort") or SORTS[0]


def list_form(values: Mapping[str, str], source: Source) -> ListForm:
    """Return what an address asks of a source; its `faults` say what cannot be read."""
    form = ListForm(values, source=source.name, zone=ZoneInfo(source.timezone))
    asked = {values[name] for name in STAGES if values.get(name)}
    form.refuse(asked.difference(stage_names(source=source)) if asked else ())
    if values.get("unit") and values["unit"] not in units(source=source):
        form.refuse_unit()
    return form


class NoteForm(forms.Form):
    """The text of a note, and the version an edit was made from."""

    text = forms.CharField(
        max_length=4000,
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"required": _("Write something, or leave the note as it was.")},
    )
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class AnnotationForm(forms.Form):
    """What was going on, where, from when to when (on the site's clock)."""

    text = forms.CharField(
        max_length=200,
        label=_("What was going on"),
        widget=forms.TextInput(
            attrs={"class": "form-control", "placeholder": _("norovirus, bay 3 closed")}
        ),
    )
    place = forms.ChoiceField(label=_("Where"), widget=forms.Select(attrs={"class": "form-select"}))
    starts = forms.DateTimeField(
        label=_("From"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}),
    )
    ends = forms.DateTimeField(
        label=_("To"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}),
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, sites: list[Site]) -> None:
        super().__init__(data)
        self.places: dict[str, tuple[Site, Unit | None]] = {}
        choices = []
        for site in sites:
            units = list(site.units.all())
            self.places |= {f"{site.pk}": (site, None)}
            self.places |= {f"{site.pk}-{unit.pk}": (site, unit) for unit in units}
            whole = (f"{site.pk}", _("%(site)s, the whole site") % {"site": site})
            choices += [whole, *((f"{site.pk}-{unit.pk}", f"{site}, {unit}") for unit in units)]
        self.fields["place"].choices = choices

    def clean(self) -> dict[str, Any]:
        """Read both moments on the clock of the chosen site; the end must not come first."""
        values = super().clean()
        if self.errors:
            return values
        values["site"], values["unit"] = self.places[values["place"]]
        zone = ZoneInfo(values["site"].timezone)
        for name in ("starts", "ends"):
            values[name] = civil(values[name], zone)
        if values["ends"] < values["starts"]:
            self.add_error("ends", _("Choose a moment after the beginning."))
        elif values["ends"] - values["starts"] > timedelta(days=3660):
            self.add_error("ends", _("An annotation covers at most ten years."))
        return values


def civil(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what a person typed as a moment on this zone's clock."""
    return moment.replace(tzinfo=zone)
