"""Correlation: which cases of other sources are part of which visit.

Method: visits of the leading sources are known by their number; of several cases of one number
that of the first source is the visit. Any other case belongs to the visit whose number it names;
if it names none, to the only visit of its patient that overlaps it in time, widened by what its
rule says. Two such visits are one too many: nothing is guessed. A case a person took apart stays
so. All this depends on the set of cases alone: they may come in any order.
Reference: docs/algorithms/correlation.md.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from carepath.frames.correlation import (
    APART,
    BY_NUMBER,
    BY_PATIENT,
    LEADS,
    NO_VISIT,
    NOTHING_SAID,
    SEVERAL,
    Case,
    Found,
    Rule,
    Rules,
)

_MINUTE = 60_000_000


def correlate(
    cases: Iterable[Case], rules: Rules, *, apart: Collection[int] = ()
) -> dict[int, Found]:
    """Return key -> what was found, of each case of a source that has a rule or leads.

    `apart` are the keys of cases that a person took apart.
    """
    known = list(cases)
    leading = [one for one in known if one.source in rules.leading]
    homes = _homes(leading, rules, apart)
    found = {}
    for one in leading:
        home = homes.get(one.visit, one)
        part = one.key not in apart and home.key != one.key
        leads = Found(APART if one.key in apart else LEADS)
        found[one.key] = Found(BY_NUMBER, home.key) if part else leads
    by_patient: dict[int, list[Case]] = defaultdict(list)
    for home in homes.values():
        if home.patient is not None:
            by_patient[home.patient].append(home)
    ruled = {rule.source: rule for rule in rules.rules}
    for one in known:
        if one.source in ruled:
            is_apart = one.key in apart
            rule = ruled[one.source]
            found[one.key] = Found(APART) if is_apart else _visit_of(one, rule, homes, by_patient)
    return found


def _homes(leading: Iterable[Case], rules: Rules, apart: Collection[int]) -> dict[str, Case]:
    """Return number -> the case that is the visit of this number."""
    homes: dict[str, Case] = {}
    for one in sorted(leading, key=lambda one: (rules.leading.index(one.source), one.key)):
        if one.key not in apart:
            homes.setdefault(one.visit, one)
    return homes


def _visit_of(
    one: Case, rule: Rule, homes: dict[str, Case], by_patient: dict[int, list[Case]]
) -> Found:
    if rule.visit and one.visit:
        home = homes.get(one.visit)
        return Found(NO_VISIT) if home is None else Found(BY_NUMBER, home.key)
    if not rule.patient or one.patient is None:
        return Found(NOTHING_SAID)
    then = [home for home in by_patient.get(one.patient, ()) if _overlap(one, home, rule)]
    if len(then) != 1:
        return Found(SEVERAL if then else NO_VISIT)
    return Found(BY_PATIENT, then[0].key)


def _overlap(one: Case, home: Case, rule: Rule) -> bool:
    """Return whether a case has any moment within a visit, widened by its rule."""
    begins_in_time = home.closed is None or one.opened <= home.closed + rule.after_min * _MINUTE
    earliest = home.opened - rule.before_min * _MINUTE
    return begins_in_time and (one.closed is None or one.closed >= earliest)
