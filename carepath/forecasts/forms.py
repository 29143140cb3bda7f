"""What people type about the limits of advice, and why."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.frames.advice import MOST_BEDS, Limits
from carepath.places.models import OpenBeds

SHARES = ("opens", "holds", "raises", "clears", "hastens")
NUMBERS = {
    "opens": gettext_lazy("Open beds that are used for, % of a day"),
    "holds": gettext_lazy("Close beds that are used for less than, % of the time"),
    "raises": gettext_lazy("Warn from a chance of, %"),
    "clears": gettext_lazy("Clear below, %"),
    "runs": gettext_lazy("In so many forecasts in a row"),
    "rest": gettext_lazy("Forecasts of rest after a warning"),
    "cool_h": gettext_lazy("Hours of rest after advice that was not accepted"),
    "reverse_h": gettext_lazy("Hours before the opposite is advised"),
    "staff": gettext_lazy("People for one staffed bed"),
    "cost": gettext_lazy("Cost of a staffed bed an hour (0 = not said)"),
    "sooner_h": gettext_lazy("Hours by which a discharge is brought forward (0 = never)"),
    "sooner_most": gettext_lazy("Patients of a unit who are brought forward, at most"),
    "sooner_min": gettext_lazy("Minutes of staff for each of them"),
    "hastens": gettext_lazy("Bring forward where others wait for, % of the hours freed"),
    "longer_h": gettext_lazy("Hours that a scanner or clinic is open longer (0 = never)"),
    "target_h": gettext_lazy("Hours that one should wait for it at most"),
    "hour_staff": gettext_lazy("People for one hour of it"),
    "hour_cost": gettext_lazy("Cost of one hour of it (0 = not said)"),
}
WHOLE = ("runs", "rest", "cool_h", "reverse_h", "sooner_h", "sooner_most", "sooner_min",
         "longer_h", "target_h")  # fmt: skip


class LimitsForm(forms.Form):
    """Another version of the limits of a site, beginning with what holds."""

    def __init__(self, *args: Any, limits: Limits, units: list[OpenBeds], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = units
        for name, label in NUMBERS.items():
            held = getattr(limits, name)
            kind = forms.IntegerField if name in WHOLE else forms.FloatField
            shown = round(held * 100, 4) if name in SHARES else held
            self.fields[name] = kind(label=label, initial=shown, min_value=0)
        for place, one in enumerate(units):
            self._add_unit(place, one, limits)
        self.fields["reason"] = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def _add_unit(self, place: int, one: OpenBeds, limits: Limits) -> None:
        self.fields[f"most_{place}"] = forms.IntegerField(
            label=_("Beds that may be opened, at most"), required=False, min_value=0,
            max_value=MOST_BEDS, initial=limits.most.get(one.unit.code),
        )  # fmt: skip
        self.fields[f"keeps_{place}"] = forms.BooleanField(
            label=_("Keeps its staff"), required=False, initial=one.unit.code in limits.keeps
        )

    def number_fields(self) -> list[BoundField]:
        """Return the fields of the whole site."""
        return [self[name] for name in NUMBERS]

    def unit_fields(self) -> list[tuple[OpenBeds, BoundField, BoundField]]:
        """Return (unit, most beds, whether it keeps its staff)."""
        return [
            (one, self[f"most_{place}"], self[f"keeps_{place}"])
            for place, one in enumerate(self._units)
        ]

    @property
    def limits(self) -> Limits:
        """Return the limits that were typed."""
        said = self.cleaned_data
        codes = [one.unit.code for one in self._units]
        most = {code: said[f"most_{place}"] for place, code in enumerate(codes)}
        keeps = [code for place, code in enumerate(codes) if said[f"keeps_{place}"]]
        numbers = {name: said[name] / 100 if name in SHARES else said[name] for name in NUMBERS}
        return Limits(
            **numbers,
            most={code: beds for code, beds in most.items() if beds is not None},
            keeps=tuple(sorted(keeps)),
        )
