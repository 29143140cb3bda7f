"""Who is to be told what, as people type it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carepath.compliance.models import Recipient


class Telling(forms.Form):
    """A person outside, what they are told of, and why."""

    name = forms.CharField(max_length=100)
    address = forms.EmailField(max_length=254)
    topic = forms.ChoiceField(choices=Recipient.Topic.choices)
    reason = forms.CharField(max_length=300)

    def clean_address(self) -> str:
        """Return the address; mail servers of hospitals take plain letters alone."""
        found = self.cleaned_data["address"]
        if not found.isascii():
            raise ValidationError(_("An address has plain letters only."))
        return found


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=300)
