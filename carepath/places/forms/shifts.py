"""What people type about the shifts of a day."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.analysis import shifts

SHIFT_LETTERS = 20
ROWS = 6
"""Shifts a day can have; more nobody works."""


class CalendarForm(forms.Form):
    """From when on which shifts there are: some rows of name, beginning and end, one the night."""

    since_on = forms.DateField(
        label=gettext_lazy("Valid from"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    whole_day = forms.BooleanField(
        label=gettext_lazy("The shifts cover the whole day"), required=False
    )
    night = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, choices=[(n, n) for n in range(ROWS)]
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(ROWS):
            self.fields[f"name_{n}"] = forms.CharField(max_length=SHIFT_LETTERS, required=False)
            for edge in ("begins", "ends"):
                # Typed: a browser's own picker shows hours as its own country does.
                widget = forms.TimeInput(format="%H:%M")
                self.fields[f"{edge}_{n}"] = forms.TimeField(widget=widget, required=False)

    def clean(self) -> dict[str, Any]:
        """Return the cleaned values with `hours`, the shifts; a fault is a sentence each."""
        cleaned = super().clean()
        found = [self._row(cleaned, n) for n in range(ROWS)]
        cleaned["hours"] = hours = [one for one in found if one is not None]
        if not self.errors:
            for fault in shifts.faults(hours, whole_day=cleaned["whole_day"]):
                self.add_error(None, _(shifts.FAULTS[fault.code]) % fault.params)
        return cleaned

    def _row(self, cleaned: dict[str, Any], n: int) -> shifts.Hours | None:
        name = cleaned.get(f"name_{n}", "")
        begins, ends = cleaned.get(f"begins_{n}"), cleaned.get(f"ends_{n}")
        if not name and begins is None and ends is None:
            return None
        if not name or begins is None or ends is None:
            said = _("Row %(n)s: write a name, a beginning and an end, or leave all three empty.")
            self.add_error(None, said % {"n": n + 1})
            return None
        return shifts.Hours(name, _minute(begins), _minute(ends), cleaned.get("night") == n)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as the page shows them."""
        night = self["night"].value()
        return [
            {
                "n": n,
                "name": self[f"name_{n}"],
                "begins": self[f"begins_{n}"],
                "ends": self[f"ends_{n}"],
                "night": night is not None and str(night) == str(n),
            }
            for n in range(ROWS)
        ]


def begun(calendar: shifts.Calendar | None) -> dict[str, Any]:
    """Return what the form begins with: the shifts in force, so that one changes what differs."""
    if calendar is None:
        return {"whole_day": True}
    first: dict[str, Any] = {"whole_day": calendar.whole_day}
    for n, one in enumerate(calendar.hours[:ROWS]):
        first |= {
            f"name_{n}": one.name,
            f"begins_{n}": _time(one.begins),
            f"ends_{n}": _time(one.ends),
        }
        if one.night:
            first["night"] = n
    return first


def _minute(found: time) -> int:
    return found.hour * 60 + found.minute


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
