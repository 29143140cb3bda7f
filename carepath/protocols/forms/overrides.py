"""What people type about one patient's journey that deviates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from carepath.protocols.forms.acts import ReasonForm


class OverrideForm(ReasonForm):
    """What a journey deviates from, why, and whether it cannot wait for a second person."""

    place = forms.CharField(label=_("From what"), max_length=80)
    emergency = forms.BooleanField(
        label=_("Emergency: it holds at once, for four hours unless a second person confirms"),
        required=False,
    )


class CountersignForm(ReasonForm):
    """That a second person agrees: its meaning is chosen, never given."""

    meaning = forms.ChoiceField(
        label=_("What your signature means"),
        choices=[
            ("", _("Choose …")),
            ("confirmed", _("I agree that this journey deviates, and take responsibility")),
        ],
    )
    field_order = ("meaning", "reason")
