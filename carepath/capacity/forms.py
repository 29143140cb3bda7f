"""What people ask of the board."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carepath.capacity import policies
from carepath.frames import beds

FURTHEST = 720
"""Minutes back that a move may be said to have happened."""


class MomentForm(forms.Form):
    """A moment on the site's own clock; nothing = now."""

    at = forms.DateTimeField(
        required=False,
        label=_("As it was at"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
        ),
    )


class MoveForm(forms.Form):
    """Which patient, by the beginning of their journey's id, and how many minutes ago."""

    journey = forms.CharField(label=_("Patient"), min_length=4, max_length=36)
    ago = forms.IntegerField(
        label=_("Minutes ago"), min_value=0, max_value=FURTHEST, required=False
    )

    def clean_ago(self) -> timedelta:
        """Return how long ago it happened; nothing said = now."""
        return timedelta(minutes=self.cleaned_data["ago"] or 0)


class SayForm(forms.Form):
    """What a person sees of a bed; to close one needs a reason."""

    state = forms.ChoiceField(
        label=_("It is"), choices=[(state, beds.SAID[state]) for state in policies.SAYABLE]
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Return what was said; a state that needs a reason without one is an error."""
        said = super().clean()
        if said.get("state") in policies.NEEDS_REASON and not said.get("reason", "").strip():
            self.add_error("reason", _("Say why the bed is closed."))
        return said
