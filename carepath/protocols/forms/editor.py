"""The editor: a protocol as one head and seven lists of rows, and what was typed as a document."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from carepath.accounts.roles import Role
from carepath.frames import protocol
from carepath.frames.protocol import MOST_ROWS, PLAIN, SECTIONS, Document, DocumentError
from carepath.protocols.forms.rows import LINE, NUMBERED, ROWS, TEXT, initial
from carepath.simulator.levers import LEVERS

TITLES = {
    "conditions": _("Who is eligible: conditions"),
    "steps": _("Steps"),
    "rules": _("Timed rules"),
    "doses": _("Doses"),
    "contraindications": _("Contraindications"),
    "measures": _("Measures"),
    "evidence": _("Evidence"),
}


class HeadForm(forms.Form):
    """What a protocol is for, who owns it, who is eligible, and why it is changed."""

    title = forms.CharField(label=_("Title"), max_length=LINE)
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    area = forms.CharField(label=_("Clinical area"), max_length=LINE, required=False)
    owners = forms.MultipleChoiceField(
        label=_("Owning roles"),
        choices=[(role.name, role.value.title) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    stage = forms.CharField(
        label=_("Eligible from the stage (empty = every journey)"),
        max_length=LINE,
        required=False,
        widget=forms.TextInput(attrs={"list": "stages", "autocomplete": "off"}),
    )
    review_on = forms.DateField(
        label=_("To be looked at again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    intervention = forms.ChoiceField(
        label=_("Lever of the invented hospital"),
        choices=[("", "–"), *((lever.name, lever.label) for lever in LEVERS.values())],
        required=False,
    )
    reason = forms.CharField(label=_("Why this change"), max_length=300)
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def clean_review_on(self) -> str:
        """Return the day as it is written in a document."""
        day = self.cleaned_data["review_on"]
        return day.isoformat() if day else ""


class Editor:
    """The head, the lists by section, and the document that was typed."""

    def __init__(
        self, document: Document, edition: int, data: Mapping[str, Any] | None = None
    ) -> None:
        data = _grown(data)
        start = {name: getattr(document, name) for name in PLAIN} | {"edition": edition}
        self.head = HeadForm(data, initial=start, prefix="head")
        numbers = {
            section: {row.id: at for at, row in enumerate(getattr(document, section), start=1)}
            for section in SECTIONS
        }
        self.sets: dict[str, BaseFormSet] = {
            section: _set(section)(
                data,
                prefix=section,
                initial=[initial(section, row, numbers) for row in getattr(document, section)],
            )
            for section in SECTIONS
        }
        self.document: Document | None = None

    @property
    def lists(self) -> list[tuple[str, str, BaseFormSet]]:
        """Return (section, title, list) in the order they are typed."""
        return [(section, str(TITLES[section]), self.sets[section]) for section in SECTIONS]

    def is_valid(self) -> bool:
        """Return whether everything can be read; then `document` holds it."""
        forms_fine = [self.head.is_valid(), *(one.is_valid() for one in self.sets.values())]
        if not all(forms_fine):
            return False
        ids = {section: _ids(rows) for section, rows in self.sets.items()}
        content = {name: self.head.cleaned_data[name] for name in PLAIN}
        rows = {section: self._rows(section, ids) for section in SECTIONS}
        if any(one.total_error_count() for one in self.sets.values()):
            return False
        try:
            self.document = protocol.of({"schema": protocol.SCHEMA} | content | rows)
        except DocumentError as error:
            self.head.add_error(None, str(error))
        return self.document is not None

    def _rows(self, section: str, ids: dict[str, dict[int, str]]) -> list[dict[str, Any]]:
        found = []
        for form in _in_order(self.sets[section]):
            number = self.sets[section].forms.index(form) + 1
            row = {name: form.cleaned_data[name] for name in ROWS[section].base_fields}
            row |= self._named(section, form, ids)
            row["id"] = ids[section][number]
            found.append({k: list(v) if isinstance(v, tuple) else v for k, v in row.items()})
        return found

    def _named(self, section: str, form: forms.Form, ids: dict[str, dict[int, str]]) -> dict:
        """Return the fields that hold numbers of rows as the ids of these."""
        found = {}
        for (owner, name), other in NUMBERED.items():
            if owner != section:
                continue
            numbers = form.cleaned_data[name]
            unknown = [number for number in numbers if number not in ids[other]]
            if unknown:
                text = _t("Row %(n)s is not there.") % {"n": unknown[0]}
                form.add_error(name, text)
            named = tuple(ids[other].get(number, "") for number in numbers)
            found[name] = named if name == "next" else "".join(named[:1])
        return found


def _set(section: str) -> type[BaseFormSet]:
    return formset_factory(
        ROWS[section],
        extra=0,
        can_order=True,
        can_delete=True,
        max_num=MOST_ROWS,
        validate_max=True,
        absolute_max=MOST_ROWS + 1,
    )


def _grown(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return what was posted with one more empty row in the list whose button was pressed."""
    section = (data or {}).get("more")
    if data is None or section not in SECTIONS:
        return data
    name = f"{section}-TOTAL_FORMS"
    total = data.get(name, "")
    grown = data.copy()
    if total.isdecimal() and int(total) < MOST_ROWS:
        grown[name] = str(int(total) + 1)
    return grown


def _kept(rows: BaseFormSet) -> list[forms.Form]:
    """Return the forms of rows that are neither empty nor deleted."""
    return [
        form for form in rows.forms
        if form not in rows.deleted_forms and (form.initial or _typed(form))
    ]  # fmt: skip


def _typed(form: forms.Form) -> bool:
    return any(name not in ("ORDER", "DELETE", "kind", "relation") for name in form.changed_data)


def _in_order(rows: BaseFormSet) -> list[forms.Form]:
    def place(form: forms.Form) -> tuple[int, int]:
        number = form.cleaned_data.get("ORDER")
        return (number if number is not None else MOST_ROWS + 1, rows.forms.index(form))

    return sorted(_kept(rows), key=place)


def _ids(rows: BaseFormSet) -> dict[int, str]:
    """Return {number shown: id}: kept ones keep theirs, a new one gets the next free."""
    taken = {str(form.initial["id"]) for form in rows.forms if form.initial.get("id")}
    names = (f"{rows.prefix}-{number}" for number in count(1))
    free = (name for name in names if name not in taken)
    return {
        rows.forms.index(form) + 1: form.initial.get("id") or next(free) for form in _kept(rows)
    }  # fmt: skip
