"""A file of places, staff, equipment or slots: chosen, looked at, then loaded."""

from base64 import b64decode, b64encode
from binascii import Error
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.frames.sheets import MOST_BYTES


class FileForm(forms.Form):
    """A file to look at."""

    file = forms.FileField(label=gettext_lazy("File (CSV)"), max_length=120)

    def clean_file(self) -> Any:
        """Return the upload; a larger one than anybody keeps by hand is refused unread."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MiB: split it."))
        return file


class LoadForm(forms.Form):
    """The file as it was looked at, and why it is loaded."""

    content = forms.CharField(widget=forms.HiddenInput, max_length=2 * MOST_BYTES)
    name = forms.CharField(widget=forms.HiddenInput, max_length=120)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def clean_content(self) -> bytes:
        """Return the bytes of the file."""
        try:
            return b64decode(self.cleaned_data["content"], validate=True)
        except Error as error:
            raise forms.ValidationError(_("Choose the file again.")) from error


def carried(content: bytes) -> str:
    """Return the bytes of a file as a hidden field carries them."""
    return b64encode(content).decode()
