"""Parse what people ask and write about journeys."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from carepath.journeys.queries.cohorts import CLOSED, OPEN, Cohort
from carepath.places.models import Site, Unit
from carepath.ui.period import Period, PeriodError, parse

CENTURY = 36_525 * 86_400


class CohortForm(forms.Form):
    """Which journeys a list shows; every field may be empty."""

    stage = forms.CharField(required=False, max_length=200, label=_("Stage"), strip=False)
    from_stage = forms.CharField(required=False, max_length=200, label=_("From"), strip=False)
    to_stage = forms.CharField(required=False, max_length=200, label=_("To"), strip=False)
    wait_s = forms.IntegerField(required=False, min_value=0, max_value=CENTURY, label=_("Waited"))
    variant = forms.CharField(required=False, max_length=32, label=_("Variant"))
    ms_from = forms.CharField(required=False, max_length=200, label=_("From"), strip=False)
    ms_to = forms.CharField(required=False, max_length=200, label=_("To"), strip=False)
    beyond_s = forms.IntegerField(
        required=False, min_value=0, max_value=CENTURY, label=_("Took longer than")
    )
    longer_s = forms.IntegerField(
        required=False, min_value=0, max_value=CENTURY, label=_("Longer than")
    )
    up_to_s = forms.IntegerField(required=False, min_value=0, max_value=CENTURY, label=_("Up to"))
    weekday = forms.IntegerField(required=False, min_value=0, max_value=6, label=_("Weekday"))
    hour = forms.IntegerField(required=False, min_value=0, max_value=23, label=_("Hour"))
    state = forms.ChoiceField(
        required=False,
        choices=[("", _("all")), (OPEN, _("open")), (CLOSED, _("closed"))],
        label=_("State"),
    )
    found = forms.CharField(required=False, max_length=36, label=_("Id begins with"))

    def __init__(self, data: Mapping[str, str], *, source: str, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.source, self.zone = source, zone

    def clean_found(self) -> str:
        """Refuse what cannot begin a journey's id."""
        text = self.cleaned_data["found"].strip().lower().replace("-", "")
        if not set(text) <= set("0123456789abcdef"):
            raise ValidationError(_("An id has the digits 0 to 9 and the letters a to f only."))
        return text

    def cohort(self) -> Cohort:
        """Return the cohort of the fields that can be read; `errors` names the others."""
        try:
            period = parse(self.data, self.zone)
        except PeriodError as error:
            period = Period(None, None, self.zone)
            self.add_error(None, str(error))
        given = {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "")
        }
        return Cohort(source=self.source, period=period, **given)


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
