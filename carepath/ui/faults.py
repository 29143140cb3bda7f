"""What is wrong with an address: each fault by the name of its field; nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of an address: its name and label, the sentence, what it held."""

    field: str
    label: str
    sentence: str
    typed: str


class WrongFilter(ValueError):
    """An address whose filters cannot all be read; the text names each field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(f"{fault.label}: {fault.sentence}" for fault in faults))


def faults_of(form: forms.Form) -> list[Fault]:
    """Return what is wrong in a form of an address, in the order of its fields."""
    return [
        Fault(name, str(field.label), " ".join(form.errors[name]), form.data.get(name, ""))
        for name, field in form.fields.items()
        if form.has_error(name)
    ]
