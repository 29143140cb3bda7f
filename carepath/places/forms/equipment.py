"""What people type about equipment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from carepath.places.models import Site, Unit

MOST = 9999


class EquipmentForm(forms.Form):
    """How many of a kind there are, where, and what tells that one is in use."""

    kind = forms.CharField(label=gettext_lazy("Kind, such as Ventilator"), max_length=80)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Unit"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("the whole site"),
    )
    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=0, max_value=MOST)
    stage = forms.CharField(
        label=gettext_lazy("Stage that uses one"),
        max_length=200,
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(site=site).order_by("name", "code")


class UseForm(forms.Form):
    """How many are in use now."""

    in_use = forms.IntegerField(label=gettext_lazy("In use"), min_value=0, max_value=MOST)
