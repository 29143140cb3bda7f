"""Which cases of which sources are the same visit: rules as data, cases, and what was found."""

from dataclasses import asdict, dataclass
from typing import Any

from carepath.frames.rejects import gettext_noop

_ = gettext_noop
CASE = "case"
"""The column of a rule that means: the case itself is called by the number of the visit."""
LEADS, BY_NUMBER, BY_PATIENT = "leads", "number", "patient"
NO_VISIT, SEVERAL, NOTHING_SAID, APART = "no_visit", "several", "nothing_said", "apart"
OUTCOMES = {
    LEADS: _("is a visit"),
    BY_NUMBER: _("joined by the number of the visit"),
    BY_PATIENT: _("joined by patient and time"),
    NO_VISIT: _("no visit of that number, or of that patient at that time"),
    SEVERAL: _("several visits of that patient at that time"),
    NOTHING_SAID: _("names neither a visit nor a patient"),
    APART: _("taken apart by a person"),
}
"""What may be found of a case, in words (message ids for translation)."""
UNMATCHED = (NO_VISIT, SEVERAL, NOTHING_SAID, APART)


class RulesError(ValueError):
    """Rules that cannot be; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How cases of one source find their visit: by its number (`case`, or the attribute that holds
    it), else, if `patient`, by patient and time, so many minutes before and after the visit."""

    source: str
    visit: str = ""
    patient: bool = False
    before_min: int = 0
    after_min: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a site. Of several sources that tell of visits the first leads."""

    leading: tuple[str, ...]
    rules: tuple[Rule, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return them as JSON holds them."""
        return {"leading": list(self.leading), "rules": [asdict(rule) for rule in self.rules]}


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a source; moments are microseconds UTC, `closed` None = open.

    `visit` is the number by which the visit it names is known now, '' if it names none.
    """

    key: int
    source: str
    opened: int
    closed: int | None
    visit: str = ""
    patient: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a case: one of OUTCOMES, and the case that it is part of, if of one."""

    outcome: str
    target: int | None = None


def rules_of(content: Any) -> Rules:
    """Return the rules that JSON holds; RulesError says in a sentence what is wrong."""
    try:
        leading = tuple(str(name) for name in content["leading"])
        rules = tuple(Rule(**rule) for rule in content.get("rules", ()))
    except (KeyError, TypeError, AttributeError) as error:
        raise RulesError(_("These are no rules.")) from error
    if not leading or len(set(leading)) < len(leading):
        raise RulesError(_("Name the sources that tell of visits, each once."))
    named = [rule.source for rule in rules]
    if len(set(named)) < len(named) or set(named) & set(leading):
        raise RulesError(_("A source has one rule, or it tells of visits."))
    for rule in rules:
        if not rule.visit and not rule.patient:
            raise RulesError(_("A rule needs the number of the visit, or the patient."))
        if not all(0 <= minutes <= 100_000 for minutes in (rule.before_min, rule.after_min)):
            raise RulesError(_("Minutes before and after are from 0 to 100,000."))
    return Rules(leading, rules)
