"""Checks of doses: amounts with known units, none above its limit."""

from collections.abc import Iterator

from carepath.analysis import doses
from carepath.analysis.protocol_checks.found import Ground, Problem
from carepath.analysis.protocol_checks.found import gettext_noop as _
from carepath.frames.protocol import Document


def units(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield doses without a drug, an amount or a unit that is safe and known."""
    for dose in document.doses:
        words = {"drug": dose.drug or dose.id, "unit": dose.unit, "limit_unit": dose.limit_unit}
        if not dose.drug:
            yield Problem("doses", dose.id, _("The drug is missing."))
        for amount, unit in ((dose.amount, dose.unit), (dose.limit, dose.limit_unit)):
            if unit in doses.UNSAFE:
                text = _("%(drug)s: write “%(odd)s” out, it has been misread as another unit.")
                yield Problem("doses", dose.id, text, words | {"odd": unit})
            fault = _fault(amount, unit)
            if fault:
                said = words | {"amount": amount, "unit": unit}
                yield Problem("doses", dose.id, fault, said)


def _fault(amount: str, unit: str) -> str:
    """Return what is wrong with an amount, '' = nothing."""
    if not amount:
        return _("%(drug)s: the dose and its limit each need an amount.")
    if not unit:
        return _("%(drug)s: %(amount)s has no unit.")
    try:
        doses.quantity(amount, unit)
    except doses.UnitError:
        return _("%(drug)s: “%(amount)s %(unit)s” is no amount: a number above 0 and a known unit.")
    return ""


def limits(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield doses above their limit, or that cannot be compared with it."""
    for dose in document.doses:
        words = {
            "drug": dose.drug or dose.id,
            "dose": f"{dose.amount} {dose.unit}",
            "limit": f"{dose.limit} {dose.limit_unit}",
        }
        try:
            given = doses.quantity(dose.amount, dose.unit)
            most = doses.quantity(dose.limit, dose.limit_unit)
        except doses.UnitError:
            continue  # `units` says so
        if given.bases != most.bases:
            text = _("%(drug)s: %(dose)s cannot be compared with the limit of %(limit)s.")
            yield Problem("doses", dose.id, text, words)
        elif given.amount > most.amount:
            text = _("%(drug)s: %(dose)s is more than the limit of %(limit)s.")
            yield Problem("doses", dose.id, text, words)
