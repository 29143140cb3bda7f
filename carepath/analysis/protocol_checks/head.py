"""Checks of what a protocol says about itself: whole, founded, looked at again."""

from collections.abc import Iterator
from datetime import date

from carepath.analysis.protocol_checks.found import Ground, Problem
from carepath.analysis.protocol_checks.found import gettext_noop as _
from carepath.frames.protocol import Document


def complete(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield what is missing altogether."""
    for name, text in (
        ("title", _("It has no title.")),
        ("purpose", _("Its purpose is missing: nobody can tell what it is meant to achieve.")),
        ("area", _("Its clinical area is missing.")),
    ):
        if not getattr(document, name):
            yield Problem(name, "", text)
    if not document.steps:
        yield Problem("steps", "", _("It has no step: there is nothing to do."))
    if not document.rules:
        yield Problem("rules", "", _("It has no rule: nobody could tell whether it is followed."))


def references(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield rows that name something that is not there."""
    steps = {step.id for step in document.steps} | {""}
    rules = {rule.id for rule in document.rules} | {""}
    for section in ("doses", "contraindications"):
        for row in getattr(document, section):
            if row.step not in steps:
                text = _("It names the step %(step)s, which is not there.")
                yield Problem(section, row.id, text, {"step": row.step})
    if document.intervention and document.intervention not in ground.levers:
        text = _("There is no lever %(lever)s here.")
        yield Problem("intervention", "", text, {"lever": document.intervention})
    for measure in document.measures:
        if measure.rule not in rules:
            text = _("It names the rule %(rule)s, which is not there.")
            yield Problem("measures", measure.id, text, {"rule": measure.rule})


def evidence(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield a problem where nothing is named that it rests on."""
    if not any(row.text for row in document.evidence):
        yield Problem("evidence", "", _("It names no evidence: why should anybody follow it?"))


def review_date(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield a problem unless a day to come is named on which it is looked at again."""
    try:
        day = date.fromisoformat(document.review_on)
    except ValueError:
        yield Problem("review_on", "", _("The day on which it is looked at again is missing."))
        return
    if day <= ground.today:
        text = _("It was to be looked at again by %(day)s: choose a day to come.")
        yield Problem("review_on", "", text, {"day": day.isoformat()})
