"""What people ask of the board."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MomentForm(forms.Form):
    """A moment on the site's own clock; nothing = now."""

    at = forms.DateTimeField(
        required=False,
        label=_("As it was at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
