"""One small form for each kind of row of a protocol; rows name each other by their number."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from carepath.accounts.roles import Role
from carepath.frames import protocol

LINE, TEXT = 200, 1_000
ROLES = [("", "–"), *((role.name, role.value.title) for role in Role)]
KINDS = [
    (protocol.RESPONSE, _("aim within the time after the start")),
    (protocol.EXISTENCE, _("aim happens")),
    (protocol.AT_MOST_ONCE, _("aim happens at most once")),
    (protocol.PRECEDENCE, _("start comes before aim")),
    (protocol.NOT_BEFORE, _("aim no sooner than the time after the start")),
    (protocol.MAX_DURATION, _("aim takes no longer than the time")),
]


class NumbersField(forms.CharField):
    """Numbers of other rows, such as "2, 3"."""

    def clean(self, value: Any) -> tuple[int, ...]:
        """Return the numbers; a sentence for what is none."""
        parts = [part.strip() for part in (super().clean(value) or "").split(",")]
        wrong = next((part for part in parts if part and not part.isdecimal()), None)
        if wrong is not None or any(len(part) > 4 for part in parts):
            raise forms.ValidationError(
                _t("“%(part)s” is not a number of a row: write such as 2 or 2, 3."),
                params={"part": wrong or value},
            )
        return tuple(int(part) for part in parts if part)


class Row(forms.Form):
    """A row with the id that it keeps from version to version; '' = a new one."""

    id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


def _line(label: str, *, stages: bool = False) -> forms.CharField:
    attrs = {"list": "stages", "autocomplete": "off"} if stages else {}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=LINE, required=False, widget=widget)


def _text(label: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=TEXT, required=False, widget=widget)


class ConditionRow(Row):
    attribute = _line(_("Attribute of the journey"))
    relation = forms.ChoiceField(
        label=_("Relation"), choices=[(one, one) for one in protocol.RELATIONS], required=False
    )
    value = _line(_("Value"))

    def clean_relation(self) -> str:
        """Return the relation, "=" unless another was chosen."""
        return self.cleaned_data["relation"] or "="


class StepRow(Row):
    action = _line(_("Action"))
    stage = _line(_("Stage in the log"), stages=True)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, required=False)
    data = _line(_("Required data (commas between)"))
    gate = _line(_("Quality gate"))
    notes = _text(_("Notes"))
    next = NumbersField(label=_("Next steps (numbers)"), max_length=LINE, required=False)

    def clean_data(self) -> tuple[str, ...]:
        """Return what must be known, each by itself."""
        parts = (part.strip() for part in self.cleaned_data["data"].split(","))
        return tuple(part for part in parts if part)


class RuleRow(Row):
    kind = forms.ChoiceField(label=_("What it asks for"), choices=KINDS, required=False)
    source = _line(_("Start: stage"), stages=True)
    target = _line(_("Aim: stage"), stages=True)
    within_s = forms.DecimalField(
        label=_("Time, minutes"), min_value=0, max_value=1_000_000, max_digits=9,
        decimal_places=2, required=False,
    )  # fmt: skip
    notes = _text(_("Notes"))

    def clean_kind(self) -> str:
        """Return the kind, a response unless another was chosen."""
        return self.cleaned_data["kind"] or protocol.RESPONSE

    def clean_within_s(self) -> int:
        """Return the time in whole seconds, 0 = none."""
        return int((self.cleaned_data["within_s"] or 0) * 60)


class DoseRow(Row):
    drug = _line(_("Drug"))
    amount = _line(_("Dose"))
    unit = _line(_("Unit"))
    limit = _line(_("Limit"))
    limit_unit = _line(_("Unit of the limit"))
    step = NumbersField(label=_("At step (number)"), max_length=LINE, required=False)
    notes = _text(_("Notes"))


class ContraindicationRow(Row):
    text = _text(_("What speaks against it"))
    step = NumbersField(label=_("At step (number)"), max_length=LINE, required=False)


class MeasureRow(Row):
    text = _line(_("What shows that it helps"))
    rule = NumbersField(label=_("Counted by rule (number)"), max_length=LINE, required=False)


class EvidenceRow(Row):
    text = _text(_("Source"))
    link = forms.URLField(
        label=_("Link"), max_length=LINE, required=False, assume_scheme="https"
    )  # fmt: skip


ROWS = {
    "conditions": ConditionRow,
    "steps": StepRow,
    "rules": RuleRow,
    "doses": DoseRow,
    "contraindications": ContraindicationRow,
    "measures": MeasureRow,
    "evidence": EvidenceRow,
}
NUMBERED = {
    ("steps", "next"): "steps",
    ("doses", "step"): "steps",
    ("contraindications", "step"): "steps",
    ("measures", "rule"): "rules",
}
"""(section, field) that holds numbers of rows -> the section these are rows of."""


def initial(section: str, row: Any, numbers: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Return what a row's form shows at first; `numbers` are {section: {id: number}}."""
    found = {}
    for name in ROWS[section].base_fields:
        value = getattr(row, name)
        if (section, name) in NUMBERED:
            value = _numbers(value, numbers[NUMBERED[section, name]])
        elif name == "within_s":
            value = _minutes(value)
        elif isinstance(value, tuple):
            value = ", ".join(value)
        found[name] = value
    return found


def _minutes(seconds: int) -> str:
    minutes = (Decimal(seconds) / 60).quantize(Decimal("0.01"))
    return protocol.plain_amount(str(minutes)) if seconds else ""


def _numbers(value: Any, numbers: dict[str, int]) -> str:
    ids: Iterable[str] = value if isinstance(value, tuple) else [value]
    return ", ".join(str(numbers[row_id]) for row_id in ids if row_id in numbers)
