"""Checks of a protocol before anyone is asked to read it: what is wrong, where, and why it matters.

Each problem is a sentence with names in it ("%(step)s …"), a message id that pages translate. A
required check that fails stops review and activation; another only warns.
Reference: docs/algorithms/protocols.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product

from carepath.analysis import doses
from carepath.frames.protocol import (
    NOT_BEFORE,
    PAIRED,
    PRECEDENCE,
    RESPONSE,
    TIMED,
    Document,
    Rule,
    Step,
)


def gettext_noop(text: str) -> str:
    """Return the text itself; the name marks it for translation."""
    return text


_ = gettext_noop

PASSED, WARNED, FAILED = "passed", "warned", "failed"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `section` and `id` say where, `text` % `words` what and why."""

    section: str
    id: str
    text: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found: its key and title, and its problems, none = passed."""

    key: str
    title: str
    required: bool
    problems: tuple[Problem, ...]

    @property
    def state(self) -> str:
        """Return passed, warned or failed."""
        if not self.problems:
            return PASSED
        return FAILED if self.required else WARNED


@dataclass(frozen=True, slots=True)
class Ground:
    """What a document is checked against: the day, the roles, stages and levers there are, and the
    other protocols in force by name."""

    today: date
    roles: frozenset[str]
    stages: frozenset[str] = frozenset()
    others: Mapping[str, Document] = field(default_factory=dict)
    levers: frozenset[str] = frozenset()


def checks(document: Document, ground: Ground) -> tuple[Result, ...]:
    """Return what each check found, in the order people read them."""
    return tuple(
        Result(key, title, required, tuple(check(document, ground)))
        for key, title, required, check in _CHECKS
    )


def blocking(results: Iterable[Result]) -> list[Result]:
    """Return the required checks that failed."""
    return [result for result in results if result.state == FAILED]


def step_name(step: Step) -> str:
    """Return what people call a step."""
    return step.action or step.stage or step.id


# -- one function a check -------------------------------------------------------------------------


def _complete(document: Document, ground: Ground) -> Iterator[Problem]:
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


def _owners(document: Document, ground: Ground) -> Iterator[Problem]:
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


def _graph(document: Document, ground: Ground) -> Iterator[Problem]:
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


def _references(document: Document, ground: Ground) -> Iterator[Problem]:
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


def _whole_rules(document: Document, ground: Ground) -> Iterator[Problem]:
    for rule in document.rules:
        if not rule.target or (rule.kind in PAIRED and not rule.source):
            yield Problem("rules", rule.id, _("A stage is missing: it could never be judged."))
        if rule.kind in TIMED and not rule.within_s and rule.kind != RESPONSE:
            yield Problem("rules", rule.id, _("Its time is missing."))
        if rule.kind in PAIRED and rule.source and rule.source == rule.target:
            yield Problem("rules", rule.id, _("It starts and ends with the same stage."))


def _contradictions(document: Document, ground: Ground) -> Iterator[Problem]:
    for one, two in combinations(document.rules, 2):
        text = _clash(one, two)
        if text:
            yield Problem("rules", two.id, text, {"source": two.source, "target": two.target})
    yield from _against_the_steps(document)


def _clash(one: Rule, two: Rule) -> str:
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


def _stages(document: Document, ground: Ground) -> Iterator[Problem]:
    if not ground.stages:
        return
    text = _("No journey here has a stage “%(stage)s” so far: check how the log spells it.")
    if document.stage and document.stage not in ground.stages:
        yield Problem("stage", "", text, {"stage": document.stage})
    for rule in document.rules:
        for stage in (rule.source if rule.kind in PAIRED else "", rule.target):
            if stage and stage not in ground.stages:
                yield Problem("rules", rule.id, text, {"stage": stage})


def _units(document: Document, ground: Ground) -> Iterator[Problem]:
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


def _limits(document: Document, ground: Ground) -> Iterator[Problem]:
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
            continue  # `_units` says so
        if given.bases != most.bases:
            text = _("%(drug)s: %(dose)s cannot be compared with the limit of %(limit)s.")
            yield Problem("doses", dose.id, text, words)
        elif given.amount > most.amount:
            text = _("%(drug)s: %(dose)s is more than the limit of %(limit)s.")
            yield Problem("doses", dose.id, text, words)


def _evidence(document: Document, ground: Ground) -> Iterator[Problem]:
    if not any(row.text for row in document.evidence):
        yield Problem("evidence", "", _("It names no evidence: why should anybody follow it?"))


def _review_date(document: Document, ground: Ground) -> Iterator[Problem]:
    try:
        day = date.fromisoformat(document.review_on)
    except ValueError:
        yield Problem("review_on", "", _("The day on which it is looked at again is missing."))
        return
    if day <= ground.today:
        text = _("It was to be looked at again by %(day)s: choose a day to come.")
        yield Problem("review_on", "", text, {"day": day.isoformat()})


def _overlap(document: Document, ground: Ground) -> Iterator[Problem]:
    for name, other in ground.others.items():
        if same_patients(document, other):
            text = _("“%(other)s” is in force for the same patients: say which of the two leads.")
            yield Problem("stage", "", text, {"other": name})


def _against_others(document: Document, ground: Ground) -> Iterator[Problem]:
    for name, other in ground.others.items():
        if not same_patients(document, other):
            continue
        for theirs, ours in product(other.rules, document.rules):
            if theirs != ours and _clash(theirs, ours):
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


Check = Callable[[Document, Ground], Iterator[Problem]]
_CHECKS: Sequence[tuple[str, str, bool, Check]] = (
    ("complete", _("Nothing is missing"), True, _complete),
    ("owners", _("Every step has an owner"), True, _owners),
    ("graph", _("Every step is reached, and the last one ends it"), True, _graph),
    ("references", _("What is named is there"), True, _references),
    ("rules", _("Rules can be judged"), True, _whole_rules),
    ("contradictions", _("Rules agree with each other and the steps"), True, _contradictions),
    ("units", _("Doses have amounts and units"), True, _units),
    ("limits", _("No dose is above its limit"), True, _limits),
    ("evidence", _("It names its evidence"), True, _evidence),
    ("review", _("It will be looked at again"), True, _review_date),
    ("others", _("It agrees with other protocols in force"), True, _against_others),
    ("overlap", _("No other protocol is for the same patients"), False, _overlap),
    ("stages", _("Its stages occur here"), False, _stages),
)
