"""What people ask of the board."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carepath.capacity import policies
from carepath.frames import beds, flags

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


class PatientForm(forms.Form):
    """Which patient: by the key the board holds, or by the beginning of their journey's id."""

    patient = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    journey = forms.CharField(label=_("Patient"), min_length=4, max_length=36, required=False)

    def clean(self) -> dict[str, Any]:
        """Return what was said; nobody named is an error."""
        said = super().clean()
        if not self.errors and not said.get("patient") and not said.get("journey"):
            self.add_error("journey", _("Say which patient."))
        return said


class MoveForm(PatientForm):
    """The same, and how many minutes ago it happened."""

    ago = forms.IntegerField(
        label=_("Minutes ago"), min_value=0, max_value=FURTHEST, required=False
    )

    def clean_ago(self) -> timedelta:
        """Return how long ago it happened; nothing said = now."""
        return timedelta(minutes=self.cleaned_data["ago"] or 0)


class FlagForm(PatientForm):
    """What is said of a patient; a discharge may have a time, a barrier needs who sees to it."""

    kind = forms.ChoiceField(choices=list(flags.KINDS.items()))
    due = forms.DateTimeField(label=_("Expected at"), required=False)
    what = forms.ChoiceField(
        label=_("Waits for"), choices=list(flags.BARRIERS.items()), required=False
    )
    owner = forms.CharField(label=_("Who sees to it"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        """Return what was said of its kind; a barrier that nobody sees to is an error."""
        said = super().clean()
        is_barrier = said.get("kind") == flags.BARRIER
        if is_barrier and not (said.get("what") and said.get("owner")):
            self.add_error("owner", _("Say what holds it up, and who sees to it."))
        if not is_barrier:
            said |= {"what": "", "owner": ""}
        if said.get("kind") != flags.DISCHARGE:
            said["due"] = None
        return said


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
