"""What people type about feeds: which messages they look for, and what a word means."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from carepath.formats import hl7words


class AsideForm(forms.Form):
    """Which of the messages set aside are looked for; days are both included."""

    reason = forms.CharField(required=False, max_length=40)
    number = forms.CharField(required=False, max_length=200)
    trigger = forms.CharField(required=False, max_length=8)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        """Return what was typed; days in the wrong order are told."""
        found = super().clean()
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        return found

    def wanted(self, zone: ZoneInfo) -> dict[str, Any]:
        """Return what is asked for, days as moments in this zone; a wrong field asks nothing."""
        self.is_valid()
        said = self.cleaned_data
        asked = {name: said.get(name) or "" for name in ("reason", "number", "trigger")}
        since, until = said.get("since"), said.get("until")
        begins = datetime.combine(since, time.min, zone) if since else None
        ends = datetime.combine(until + timedelta(days=1), time.min, zone) if until else None
        return {**asked, "since": begins, "until": ends}


class WordForm(forms.Form):
    """A word of a feed, and what it is to be read as."""

    kind = forms.ChoiceField(choices=list(hl7words.KINDS.items()))
    said = forms.CharField(required=False, max_length=40)
    means = forms.CharField(max_length=20)
    reason = forms.CharField(required=False, max_length=300)

    @property
    def word(self) -> hl7words.Word:
        """Return the word."""
        return hl7words.Word(self.cleaned_data["kind"], self.cleaned_data["said"])
