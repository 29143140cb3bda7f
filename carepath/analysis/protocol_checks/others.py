"""Checks against the other protocols in force: the same patients, and what they ask for."""

from collections.abc import Iterator
from itertools import product

from carepath.analysis.protocol_checks.found import Ground, Problem
from carepath.analysis.protocol_checks.found import gettext_noop as _
from carepath.analysis.protocol_checks.rules import clash
from carepath.frames.protocol import Document


def overlap(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield other protocols in force for the same patients."""
    for name, other in ground.others.items():
        if same_patients(document, other):
            text = _("“%(other)s” is in force for the same patients: say which of the two leads.")
            yield Problem("stage", "", text, {"other": name})


def against_others(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield rules that contradict another protocol in force for the same patients."""
    for name, other in ground.others.items():
        if not same_patients(document, other):
            continue
        for theirs, ours in product(other.rules, document.rules):
            if theirs != ours and clash(theirs, ours):
                text = _(
                    "“%(other)s”, in force for the same patients, asks for something else from "
                    "“%(source)s” to “%(target)s”."
                )
                words = {"other": name, "source": ours.source, "target": ours.target}
                yield Problem("rules", ours.id, text, words)


def same_patients(one: Document, two: Document) -> bool:
    """Return whether somebody could be eligible for both, as far as their stage tells."""
    return one.stage == two.stage and not any(
        _exclude(a, b) for a, b in product(one.conditions, two.conditions)
    )


def _exclude(one, two) -> bool:
    if one.attribute != two.attribute:
        return False
    if one.relation == two.relation == "=":
        return one.value != two.value
    return {one.relation, two.relation} == {"=", "≠"} and one.value == two.value
