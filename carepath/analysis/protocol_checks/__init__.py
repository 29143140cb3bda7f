"""Checks of a protocol before anyone is asked to read it: what is wrong, where, and why it matters.

Each problem is a sentence with names in it ("%(step)s …"), a message id that pages translate. A
required check that fails stops review and activation; another only warns.
Reference: docs/algorithms/protocols.md.
"""

from collections.abc import Sequence

from carepath.analysis.protocol_checks import doses, head, others, rules, steps
from carepath.analysis.protocol_checks.found import (
    FAILED,
    PASSED,
    STALE,
    WARNED,
    Check,
    Ground,
    Problem,
    Result,
    blocking,
)
from carepath.analysis.protocol_checks.found import gettext_noop as _
from carepath.analysis.protocol_checks.others import same_patients
from carepath.analysis.protocol_checks.steps import reachable, step_name
from carepath.frames.protocol import Document

__all__ = [
    "FAILED",
    "PASSED",
    "STALE",
    "WARNED",
    "Ground",
    "Problem",
    "Result",
    "blocking",
    "checks",
    "reachable",
    "same_patients",
    "step_name",
]

_CHECKS: Sequence[tuple[str, str, bool, Check]] = (
    ("complete", _("Nothing is missing"), True, head.complete),
    ("owners", _("Every step has an owner"), True, steps.owners),
    ("graph", _("Every step is reached, and the last one ends it"), True, steps.graph),
    ("references", _("What is named is there"), True, head.references),
    ("rules", _("Rules can be judged"), True, rules.whole),
    ("contradictions", _("Rules agree with each other and the steps"), True, rules.contradictions),
    ("units", _("Doses have amounts and units"), True, doses.units),
    ("limits", _("No dose is above its limit"), True, doses.limits),
    ("evidence", _("It names its evidence"), True, head.evidence),
    ("review", _("It will be looked at again"), True, head.review_date),
    ("others", _("It agrees with other protocols in force"), True, others.against_others),
    ("overlap", _("No other protocol is for the same patients"), False, others.overlap),
    ("stages", _("Its stages occur here"), False, rules.stages),
)


def checks(document: Document, ground: Ground) -> tuple[Result, ...]:
    """Return what each check found, in the order people read them."""
    return tuple(
        Result(key, title, required, tuple(check(document, ground)))
        for key, title, required, check in _CHECKS
    )
