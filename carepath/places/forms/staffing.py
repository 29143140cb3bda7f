"""What people type about the staff of a unit."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.places.forms.entering import MOST
from carepath.places.models import Site, Unit


class UnitStaffForm(forms.Form):
    """How many of a role are there and needed in a unit's shift of a day, and why."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=gettext_lazy("choose one")
    )
    role = forms.CharField(label=gettext_lazy("Role, such as Ward nurses"), max_length=80)
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    shift = forms.CharField(label=gettext_lazy("Shift"), max_length=40)
    present = forms.IntegerField(
        label=gettext_lazy("There"), min_value=0, max_value=MOST, required=False
    )
    needed = forms.IntegerField(
        label=gettext_lazy("Needed"), min_value=0, max_value=MOST, required=False
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(
        self, *args: Any, site: Site, shifts: list[str] | None = None, **kwargs: Any
    ) -> None:
        """`shifts` are offered where the day has a calendar; else any name may be typed."""
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(site=site).order_by("name", "code")
        self.fields["unit"].to_field_name = "code"
        if shifts:
            self.fields["shift"].widget = forms.Select(choices=[(name, name) for name in shifts])

    def clean(self) -> dict[str, Any]:
        """Return the cleaned values; one of the two numbers must be there."""
        cleaned = super().clean()
        if cleaned.get("present") is None and cleaned.get("needed") is None and not self.errors:
            self.add_error("present", _("Write how many are there, needed, or both."))
        return cleaned
