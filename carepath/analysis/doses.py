"""Amounts with units: 5 mg and 0.005 g are the same.

Method: each part of a unit ("mg/kg/h") becomes a factor and a base, with exact decimals. Units of
activity (IU, units) and of substance (mol) never turn into a mass.
Reference: The International System of Units, BIPM, 9th edition; docs/algorithms/protocols.md.
"""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

_KINDS = {
    "g": {"kg": "1000", "g": "1", "mg": "0.001", "microgram": "0.000001", "ng": "0.000000001"},
    "l": {"l": "1", "dl": "0.1", "ml": "0.001"},
    "mol": {"mol": "1", "mmol": "0.001", "micromol": "0.000001"},
    "IU": {"IU": "1"},
    "unit": {"unit": "1"},
    "tablet": {"tablet": "1"},
    "drop": {"drop": "1"},
    "s": {"min": "60", "h": "3600", "day": "86400"},
    "m²": {"m²": "1"},
}
_ALIASES = {
    "mcg": "microgram",
    "µg": "microgram",
    "μg": "microgram",
    "ug": "microgram",
    "micrograms": "microgram",
    "iu": "IU",
    "units": "unit",
    "u": "unit",
    "hour": "h",
    "hr": "h",
    "d": "day",
    "tablets": "tablet",
    "drops": "drop",
    "mL": "ml",
    "L": "l",
    "dL": "dl",
    "m2": "m²",
}
UNITS = {name: (base, Decimal(f)) for base, names in _KINDS.items() for name, f in names.items()}
"""Unit -> (what it is counted in, how many of that it holds)."""
UNSAFE = frozenset({"µg", "μg", "ug", "mcg", "u", "iu", "IU", "d"})
"""Ways of writing a unit that have been misread as another; write it out instead."""


class UnitError(ValueError):
    """A unit or amount that cannot be understood; the text says why."""


class Quantity(NamedTuple):
    """An exact amount in base units, and what these are: numerator first, then divisors."""

    amount: Decimal
    bases: tuple[str, ...]


def quantity(amount: str, unit: str) -> Quantity:
    """Return the quantity of an amount as typed; UnitError where it is none."""
    try:
        value = Decimal(amount)
    except InvalidOperation as error:
        raise UnitError(f"{amount!r} is not a number.") from error
    if not value.is_finite() or value <= 0:
        raise UnitError(f"{amount!r} is not a number above 0.")
    parts = [_part(part) for part in unit.split("/")]
    for _base, factor in parts[1:]:
        value = value / factor
    return Quantity(value * parts[0][1], (parts[0][0], *sorted(base for base, _f in parts[1:])))


def same(amount: str, unit: str, other_amount: str, other_unit: str) -> bool:
    """Return whether two amounts as typed are one quantity; what is none is the same as nothing."""
    try:
        return quantity(amount, unit) == quantity(other_amount, other_unit)
    except UnitError:
        return False


def _part(text: str) -> tuple[str, Decimal]:
    name = text.strip()
    found = UNITS.get(_ALIASES.get(name, name))
    if found is None:
        raise UnitError(f"{name!r} is not a known unit." if name else "A unit is missing.")
    return found
