"""Checks of rules: whether they can be judged, and agree with each other and the steps."""

from collections.abc import Iterator
from itertools import combinations, product

from carepath.analysis.protocol_checks.found import Ground, Problem
from carepath.analysis.protocol_checks.found import gettext_noop as _
from carepath.analysis.protocol_checks.steps import reachable
from carepath.frames.protocol import NOT_BEFORE, PAIRED, PRECEDENCE, RESPONSE, TIMED, Document, Rule


def whole(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield rules that could never be judged."""
    for rule in document.rules:
        if not rule.target or (rule.kind in PAIRED and not rule.source):
            yield Problem("rules", rule.id, _("A stage is missing: it could never be judged."))
        if rule.kind in TIMED and not rule.within_s and rule.kind != RESPONSE:
            yield Problem("rules", rule.id, _("Its time is missing."))
        if rule.kind in PAIRED and rule.source and rule.source == rule.target:
            yield Problem("rules", rule.id, _("It starts and ends with the same stage."))


def contradictions(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield rules that contradict each other or the steps."""
    for one, two in combinations(document.rules, 2):
        text = clash(one, two)
        if text:
            yield Problem("rules", two.id, text, {"source": two.source, "target": two.target})
    yield from _against_the_steps(document)


def clash(one: Rule, two: Rule) -> str:
    """Return in what two rules contradict each other, '' = in nothing."""
    kinds, same_way = {one.kind, two.kind}, (one.source, one.target) == (two.source, two.target)
    if kinds == {PRECEDENCE} and (one.source, one.target) == (two.target, two.source):
        return _("“%(source)s” must come before “%(target)s” by one rule and after it by another.")
    if not same_way:
        return ""
    if kinds == {RESPONSE, NOT_BEFORE}:
        latest, soonest = (one, two) if one.kind == RESPONSE else (two, one)
        if latest.within_s and latest.within_s < soonest.within_s:
            return _(
                "“%(target)s” is due after “%(source)s” before another rule allows it: "
                "no journey could keep both."
            )
    if one.kind == two.kind and one.within_s != two.within_s:
        return _("Another rule sets a different time from “%(source)s” to “%(target)s”.")
    return ""


def _against_the_steps(document: Document) -> Iterator[Problem]:
    steps = {step.id: step for step in document.steps}
    for rule in document.rules:
        if rule.kind not in (RESPONSE, PRECEDENCE) or not rule.source:
            continue
        sources, targets = (
            [step.id for step in document.steps if step.stage == stage]
            for stage in (rule.source, rule.target)
        )
        pairs = list(product(sources, targets))
        ways = [(target in reachable(steps, source)) for source, target in pairs]
        back = [(source in reachable(steps, target)) for source, target in pairs]
        if pairs and not any(ways) and any(back):
            text = _("The steps do “%(target)s” before “%(source)s”; this rule asks for it after.")
            yield Problem(
                "rules", rule.id, text, {"source": rule.source, "target": rule.target}
            )  # fmt: skip


def stages(document: Document, ground: Ground) -> Iterator[Problem]:
    """Yield stages that never occurred here so far."""
    if not ground.stages:
        return
    text = _("No journey here has a stage “%(stage)s” so far: check how the log spells it.")
    if document.stage and document.stage not in ground.stages:
        yield Problem("stage", "", text, {"stage": document.stage})
    for rule in document.rules:
        for stage in (rule.source if rule.kind in PAIRED else "", rule.target):
            if stage and stage not in ground.stages:
                yield Problem("rules", rule.id, text, {"stage": stage})
