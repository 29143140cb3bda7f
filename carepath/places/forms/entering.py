"""What people type about beds and staff."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 999
SHIFT_NAMES = [("early", _("early")), ("late", _("late")), ("night", _("night"))]


class NumberForm(forms.Form):
    """A new number and why."""

    number = forms.IntegerField(label=_("Number"), min_value=0, max_value=MOST)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class BedsForm(forms.Form):
    """A unit whose beds nobody entered yet."""

    code = forms.CharField(label=_("Unit's short name"), max_length=80)
    name = forms.CharField(label=_("Unit's name"), max_length=120)
    beds = forms.IntegerField(label=_("Open beds"), min_value=0, max_value=MOST)
    physical = forms.IntegerField(label=_("Beds there are"), min_value=0, max_value=MOST)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class StaffForm(forms.Form):
    """A role and shift for which nobody was entered yet."""

    label = forms.CharField(label=_("Role, such as Porters"), max_length=120)
    shift = forms.ChoiceField(label=_("Shift"), choices=SHIFT_NAMES)
    number = forms.IntegerField(label=_("On duty"), min_value=0, max_value=MOST)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, shifts: Sequence[str] = (), **kwargs: Any) -> None:
        """`shifts` are those of the site's calendar; without one the usual names are offered."""
        super().__init__(*args, **kwargs)
        if shifts:
            self.fields["shift"].choices = [(name, name) for name in shifts]


class WhyForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
