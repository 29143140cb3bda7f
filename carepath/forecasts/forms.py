"""What people ask of the forecast page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class KnownForm(forms.Form):
    """A moment on the site's own clock by which a forecast had been told; nothing = now."""

    known_at = forms.DateTimeField(
        required=False,
        label=_("As known at"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
        ),
    )
