"""Checks of steps: whose they are, and that each is reached and the last one ends it."""

from collections.abc import Iterator, Mapping

from carepath.analysis.protocol_checks.found import Ground, Problem
from carepath.analysis.protocol_checks.found import gettext_noop as _
from carepath.frames.protocol import Document, Step


def owners(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield steps that are nobody's, and roles that are none."""
    if not document.owners:
        yield Problem("owners", "", _("No role owns it: nobody would keep it up to date."))
    for role in document.owners:
        if role not in ground.roles:
            yield Problem("owners", "", _("%(role)s is not a role of the portal."), {"role": role})
    for step in document.steps:
        if not step.role:
            text = _("“%(step)s” has no role: nobody knows whose task it is.")
            yield Problem("steps", step.id, text, {"step": step_name(step)})
        if not step.action:
            text = _("“%(step)s” has no action: it does not say what to do.")
            yield Problem("steps", step.id, text, {"step": step_name(step)})


def graph(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield steps that lead nowhere, in a circle, or are never reached."""
    steps = {step.id: step for step in document.steps}
    for step in document.steps:
        for other in step.next:
            if other not in steps:
                text = _("“%(step)s” leads to %(other)s, which is no step of this protocol.")
                yield Problem("steps", step.id, text, {"step": step_name(step), "other": other})
    for step in _on_a_circle(steps):
        text = _("“%(step)s” leads back to itself: whoever follows it never comes to an end.")
        yield Problem("steps", step.id, text, {"step": step_name(step)})
    if document.steps:
        met = reachable(steps, document.steps[0].id)
        for step in document.steps:
            if step.id not in met:
                text = _("“%(step)s” is reached from no other step: it would never be done.")
                yield Problem("steps", step.id, text, {"step": step_name(step)})


def reachable(steps: Mapping[str, Step], start: str) -> set[str]:
    """Return the ids of the steps that can be reached from one, itself among them."""
    found, waiting = set(), [start]
    while waiting:
        row_id = waiting.pop()
        if row_id in steps and row_id not in found:
            found.add(row_id)
            waiting += steps[row_id].next
    return found


def _on_a_circle(steps: Mapping[str, Step]) -> list[Step]:
    return [
        step
        for step in steps.values()
        if any(step.id in reachable(steps, other) for other in step.next)
    ]


def step_name(step: Step) -> str:
    """Return what people call a step."""
    return step.action or step.stage or step.id
