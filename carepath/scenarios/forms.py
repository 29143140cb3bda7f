"""What people type to ask what if: one to five changes, for how long and how often."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.places.models import Unit
from carepath.scenarios import policies
from carepath.simulator.flow.changes import (
    ARRIVALS,
    BEDS,
    DISCHARGES,
    MOST_ARRIVALS,
    MOST_BEDS,
    MOST_EARLIER,
    STATION,
    Change,
)

KINDS = (
    ("", gettext_lazy("nothing")),
    (BEDS, gettext_lazy("beds, more or fewer")),
    (STATION, gettext_lazy("a station, open from and until")),
    (ARRIVALS, gettext_lazy("arrivals, more or fewer")),
    (DISCHARGES, gettext_lazy("discharges, earlier")),
)
UNIT, PLACE = "unit:", "station:"
"""How the value of a choice says of what kind it is."""
LEAST_PERCENT, MOST_PERCENT = -90, round(100 * (MOST_ARRIVALS - 1))
OPENS = 8
"""From when on a station is open of which only is said until when."""
NUMBER = re.compile(r"([+\-−]?)\s*(\d{1,4}(?:[.,]\d{1,2})?)")
HOURS = re.compile(r"(?:(\d{1,2})(?:[:.]00)?\s*[-–]\s*)?(\d{1,2})(?:[:.]00)?")
WHERE, AMOUNT = "where", "amount"
Units = Sequence[tuple[Unit, int]]


class Wrong(ValueError):
    """What was typed for a change cannot be; `field` names the control, the text says why."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class Row:
    """The three controls of one change, and its number counted from 1."""

    n: int
    kind: BoundField
    where: BoundField
    amount: BoundField

    @property
    def is_used(self) -> bool:
        """Return whether anything was chosen, typed or found wrong in it."""
        values = (self.kind.value(), self.where.value(), self.amount.value())
        return any(values) or bool(self.kind.errors)


class ScenarioForm(forms.Form):
    """A question about one site; `changes` of its cleaned values is what is to change."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, required=False,
        help_text=gettext_lazy("Left empty, it is called by its changes. No names of patients."),
    )  # fmt: skip
    weeks = forms.TypedChoiceField(label=gettext_lazy("Weeks that are run"), coerce=int)
    pairs = forms.TypedChoiceField(
        label=gettext_lazy("Runs with and without the changes"), coerce=int,
        help_text=gettext_lazy("More runs take longer and make the ranges surer, not narrower."),
    )  # fmt: skip
    anew = forms.BooleanField(
        label=gettext_lazy("Read the history anew, even if it was read within a day"),
        required=False,
        help_text=gettext_lazy("Scenarios are only compared with others of the same history."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Units, stations: Sequence[str], **kwargs: Any) -> None:
        """`units` are those with staffed beds and how many, `stations` what waits for a machine."""
        super().__init__(*args, **kwargs)
        self._staffed = {unit.code: staffed for unit, staffed in units}
        for name, values in (("weeks", policies.WEEKS), ("pairs", policies.PAIRS)):
            self.fields[name].choices = [(n, n) for n in values]
            self.fields[name].initial = values[1]
        places = _places(units, stations)
        for n in range(policies.MOST_CHANGES):
            for field, choices in (("kind", KINDS), (WHERE, places)):
                choice = forms.ChoiceField(choices=choices, required=False)
                self.fields[f"{field}_{n}"] = choice
            self.fields[f"{AMOUNT}_{n}"] = forms.CharField(max_length=12, required=False)

    @property
    def rows(self) -> Iterator[Row]:
        """Yield the controls of each change."""
        for n in range(policies.MOST_CHANGES):
            yield Row(n + 1, self[f"kind_{n}"], self[f"{WHERE}_{n}"], self[f"{AMOUNT}_{n}"])

    def clean(self) -> dict[str, Any]:
        """Return the cleaned values with `changes`; what is wrong is said at its own field."""
        cleaned = super().clean()
        found: list[Change] = []
        for n in range(policies.MOST_CHANGES):
            change = self._change(cleaned, n)
            if change is not None:
                if any((change.kind, change.name) == (one.kind, one.name) for one in found):
                    self.add_error(f"kind_{n}", _("The same is changed above already."))
                found.append(change)
        if not found and not self.errors:
            self.add_error("kind_0", _("Choose what changes."))
        return cleaned | {"changes": found}

    def _change(self, cleaned: dict[str, Any], n: int) -> Change | None:
        kind, where = cleaned.get(f"kind_{n}", ""), cleaned.get(f"{WHERE}_{n}", "")
        amount = cleaned.get(f"{AMOUNT}_{n}", "").strip()
        if not kind:
            if amount or where:
                self.add_error(f"kind_{n}", _("Choose what changes, or leave the row empty."))
            return None
        try:
            change = READERS[kind](where, amount)
        except Wrong as error:
            self.add_error(f"{error.field}_{n}", str(error))
            return None
        if kind == BEDS and self._staffed[change.name] + change.value < 0:
            said = _("The unit has %(n)s beds.") % {"n": self._staffed[change.name]}
            self.add_error(f"{AMOUNT}_{n}", said)
        return change


def initial_of(changes: Sequence[Change]) -> dict[str, str]:
    """Return what the rows of a form hold that asks for these changes once more."""
    found: dict[str, str] = {}
    for n, change in enumerate(changes):
        prefix = PLACE if change.kind == STATION else UNIT
        found[f"kind_{n}"] = change.kind
        found[f"{WHERE}_{n}"] = f"{prefix}{change.name}" if change.name else ""
        found[f"{AMOUNT}_{n}"] = WRITERS[change.kind](change)
    return found


def _places(units: Units, stations: Sequence[str]) -> list[Any]:
    found: list[Any] = [("", _("the whole hospital"))]
    if units:
        found.append((_("Units"), [(UNIT + unit.code, str(unit)) for unit, _beds in units]))
    if stations:
        found.append((_("Stations"), [(PLACE + name, name) for name in stations]))
    return found


def _unit(where: str) -> str:
    if not where.startswith(UNIT):
        raise Wrong(WHERE, _("Choose a unit."))
    return where.removeprefix(UNIT)


def _number(amount: str, low: float, high: float, said: str) -> float:
    found = NUMBER.fullmatch(amount.removesuffix("%").strip())
    if found is None:
        raise Wrong(AMOUNT, said)
    value = float(found[2].replace(",", ".")) * (-1 if found[1] in ("-", "−") else 1)
    if not low <= value <= high or not value:
        raise Wrong(AMOUNT, said)
    return value


def _beds(where: str, amount: str) -> Change:
    unit, said = _unit(where), _("Write how many beds more or fewer, such as +4 or -2.")
    value = _number(amount, -MOST_BEDS, MOST_BEDS, said)
    if value != int(value):
        raise Wrong(AMOUNT, said)
    return Change(BEDS, unit, value)


def _station(where: str, amount: str) -> Change:
    if not where.startswith(PLACE):
        raise Wrong(WHERE, _("Choose a station."))
    found = HOURS.fullmatch(amount)
    opens, closes = (int(found[1] or OPENS), int(found[2])) if found else (0, 0)
    if opens == closes or max(opens, closes) > 24:
        raise Wrong(AMOUNT, _("Write whole hours from when until when, such as 8-22."))
    return Change(STATION, where.removeprefix(PLACE), None, opens, closes)


def _arrivals(where: str, amount: str) -> Change:
    if where:
        raise Wrong(WHERE, _("Arrivals change for the whole hospital: choose no unit or station."))
    said = _("Write a share in percent, such as +20 or -10, at most %(most)s.")
    percent = _number(amount, LEAST_PERCENT, MOST_PERCENT, said % {"most": f"+{MOST_PERCENT}"})
    return Change(ARRIVALS, "", round(1 + percent / 100, 4))


def _discharges(where: str, amount: str) -> Change:
    said = _("Write how many hours earlier, such as 2, at most %(most)s.")
    hours = _number(amount, 0.25, MOST_EARLIER, said % {"most": f"{MOST_EARLIER:g}"})
    return Change(DISCHARGES, _unit(where) if where else "", hours)


READERS: Mapping[str, Callable[[str, str], Change]] = {
    BEDS: _beds,
    STATION: _station,
    ARRIVALS: _arrivals,
    DISCHARGES: _discharges,
}
WRITERS: Mapping[str, Callable[[Change], str]] = {
    BEDS: lambda change: f"{change.value:+g}",
    STATION: lambda change: f"{change.opens:g}-{change.closes:g}",
    ARRIVALS: lambda change: f"{100 * (change.value - 1):+g}",
    DISCHARGES: lambda change: f"{change.value:g}",
}
"""How each kind is read from what was typed, and written as it is typed."""
