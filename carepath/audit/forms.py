"""What a person narrows the ledger to, and what they say an alert was."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from carepath.audit.queries import Filter


class Narrow(forms.Form):
    """To whom or what, who, what was done, and between which days (both included)."""

    target = forms.CharField(required=False, max_length=120)
    actor = forms.CharField(required=False, max_length=120)
    verb = forms.CharField(required=False, max_length=120)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def clean(self):
        found = super().clean()
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        return found

    def wanted(self, zone: ZoneInfo) -> Filter:
        """Return what is asked for, days as moments in this zone; a wrong field asks nothing."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name) or "" for name in ("target", "actor", "verb")}
        since, until = (self.cleaned_data.get(name) for name in ("since", "until"))
        begins = datetime.combine(since, time.min, zone) if since else None
        ends = datetime.combine(until + timedelta(days=1), time.min, zone) if until else None
        return Filter(**asked, since=begins, until=ends)


class Settling(forms.Form):
    """What an alert was."""

    reason = forms.CharField(max_length=300)


class Asking(forms.Form):
    """Which row's changes are to become unreadable, and why."""

    label = forms.RegexField(r"^[a-z_]+\.[A-Za-z]+$", max_length=63)
    key = forms.CharField(max_length=100)
    reason = forms.CharField(max_length=300)


class Deciding(forms.Form):
    """What a second person says to that."""

    decision = forms.ChoiceField(choices=[("approve", ""), ("decline", "")])
    reason = forms.CharField(max_length=300)
