"""What people type about slots."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from carepath.places.models import Site, Slot, Unit
from carepath.places.models.equipment import MOST_MINUTES


class SlotForm(forms.Form):
    """A slot of a clinic, a scanner or a theatre. Times are read in the site's zone."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Slot.Kind.choices)
    resource = forms.CharField(label=gettext_lazy("Of what, such as Theatre 1"), max_length=80)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Unit"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("no unit"),
    )
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Begins (2026-03-31 07:30)"),
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=MOST_MINUTES)
    taken = forms.BooleanField(label=gettext_lazy("Taken"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(site=site).order_by("name", "code")
