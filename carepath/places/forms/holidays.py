"""What people type about public holidays."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from carepath.places.models.holidays import FIRST, LAST


class HolidayForm(forms.Form):
    """A day, what it is called, and why it is entered or corrected."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        validators=[
            MinValueValidator(FIRST, _("Write a day from 2000-01-01 to 2099-12-31.")),
            MaxValueValidator(LAST, _("Write a day from 2000-01-01 to 2099-12-31.")),
        ],
    )
    name = forms.CharField(label=_("Name, the same each year"), max_length=80)
    reason = forms.CharField(label=_("Reason"), max_length=300)
