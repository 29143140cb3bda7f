"""What changed from one protocol to another, in the protocol's own terms, never as lines of text.

Method: rows are matched by id. A row moved if it is not part of a longest run of rows that kept
their order, so that as few as possible are called moved. Amount and unit are one thing: 5 mg to
0.005 g is a change of wording. Applied to the first document the changes give the second exactly.
Reference: Schensted, Canad. J. Math. 13 (1961) 179-191; docs/algorithms/protocols.md.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from carepath.analysis import doses
from carepath.frames.approvals import CARE, DOSE, LIMIT, WORDING
from carepath.frames.protocol import NOT_BEFORE, PLAIN, SECTIONS, Document

CHANGED, ADDED, REMOVED, MOVED = "changed", "added", "removed", "moved"
TIGHTER, LOOSER, WIDER, NARROWER, SAME_AMOUNT = "tighter", "looser", "wider", "narrower", "same"
PAIRS: Mapping[str, Mapping[str, str]] = {"doses": {"amount": "unit", "limit": "limit_unit"}}
"""Fields that mean nothing without another: section -> field -> its unit."""
_WORDS = frozenset({"title", "purpose", "area", "owners", "review_on", "evidence", "measures"})
_NOTES = frozenset({"notes"})
_BOUNDS = frozenset({"stage", "conditions", "contraindications", "rules"})
"""Parts that say for whom it is and within what time: a change of one moves a boundary of care."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of a plain field (`section` is its name), of a row, or of a field of a row.

    `before` and `after` are values, rows, or for MOVED the places in the list from 1; those of a
    paired field are (value, unit). `anchor` is the id of the row that an added or moved row stands
    after, '' = first. `hint` says which way a limit or an eligibility went.
    """

    what: str
    section: str
    id: str = ""
    field: str = ""
    before: Any = None
    after: Any = None
    anchor: str = ""
    risk: int = CARE
    hint: str = ""


def diff(base: Document, target: Document) -> tuple[Change, ...]:
    """Return the changes that lead from `base` to `target`; none where they are equal."""
    found = list(_plain(base, target))
    for section in SECTIONS:
        found += _rows(section, getattr(base, section), getattr(target, section))
    return tuple(found)


def risk(changes: Iterable[Change]) -> int:
    """Return the highest risk among the changes; WORDING for none."""
    return max((change.risk for change in changes), default=WORDING)


def applied(base: Document, changes: Iterable[Change]) -> Document:
    """Return the base with the changes made: of `diff(base, target)` the target."""
    listed = list(changes)
    plain = {change.section: change.after for change in listed if change.section in PLAIN}
    rows = {
        section: _applied_rows(section, getattr(base, section), listed)
        for section in {change.section for change in listed} - set(plain)
    }
    return replace(base, **plain, **rows)


def _plain(base: Document, target: Document) -> Iterator[Change]:
    for name in PLAIN:
        before, after = getattr(base, name), getattr(target, name)
        if before != after:
            hint = _eligibility(before, after) if name == "stage" else ""
            yield Change(
                CHANGED, name, before=before, after=after, risk=_weight(name), hint=hint
            )  # fmt: skip


def _eligibility(before: str, after: str) -> str:
    if not before:
        return NARROWER
    return "" if after else WIDER


def _rows(section: str, base: tuple, target: tuple) -> Iterator[Change]:
    old, new = {row.id: row for row in base}, {row.id: row for row in target}
    for row in base:
        if row.id not in new:
            weight, hint = _weight(section), WIDER if section == "conditions" else ""
            yield Change(REMOVED, section, row.id, before=row, risk=weight, hint=hint)
    moved = _moved([row.id for row in base if row.id in new], [r.id for r in target if r.id in old])
    anchor = ""
    for place, row in enumerate(target, start=1):
        if row.id not in old:
            hint = NARROWER if section == "conditions" else ""
            yield Change(ADDED, section, row.id, "", None, row, anchor, _weight(section), hint)
        else:
            if row.id in moved:
                was = base.index(old[row.id]) + 1
                yield Change(MOVED, section, row.id, "", was, place, anchor, _order(section))
            yield from _fields(section, old[row.id], row)
        anchor = row.id


def _weight(section: str) -> int:
    if section == "doses":
        return DOSE
    if section in _BOUNDS:
        return LIMIT
    return WORDING if section in _WORDS else CARE


def _order(section: str) -> int:
    return CARE if section == "steps" else WORDING


def _fields(section: str, old: Any, new: Any) -> Iterator[Change]:
    pairs = PAIRS.get(section, {})
    for field in fields(old):
        name = field.name
        if name in pairs.values():
            continue
        before, after = value(section, old, name), value(section, new, name)
        if before != after:
            weight, hint = _meaning(section, name, before, after, new)
            yield Change(CHANGED, section, new.id, name, before, after, "", weight, hint)


def value(section: str, row: Any, field: str) -> Any:
    """Return the value of a field of a row, with its unit where it has one."""
    unit = PAIRS.get(section, {}).get(field)
    return (getattr(row, field), getattr(row, unit)) if unit else getattr(row, field)


def with_value(section: str, row: Any, field: str, new: Any) -> Any:
    """Return the row with a field set, and its unit where it has one."""
    unit = PAIRS.get(section, {}).get(field)
    return replace(row, **({field: new[0], unit: new[1]} if unit else {field: new}))


def _meaning(section: str, name: str, before: Any, after: Any, row: Any) -> tuple[int, str]:
    """Return the risk of a changed field and which way it went."""
    if name in _NOTES or section in _WORDS:
        return WORDING, ""
    if section == "doses":
        if name in PAIRS["doses"] and doses.same(*before, *after):
            return WORDING, SAME_AMOUNT
        return DOSE, _direction(before, after) if name == "limit" else ""
    if name == "within_s":
        return LIMIT, _limit(before, after, row.kind)
    return _weight(section), ""


def _limit(before: int, after: int, kind: str) -> str:
    """Return which way a time went; 0 is no limit, and a later "not before" is the tighter one."""
    if kind == NOT_BEFORE:
        return TIGHTER if after > before else LOOSER
    return TIGHTER if 0 < after < before or not before else LOOSER


def _direction(before: tuple[str, str], after: tuple[str, str]) -> str:
    try:
        old, new = doses.quantity(*before), doses.quantity(*after)
    except doses.UnitError:
        return ""
    if old.bases != new.bases:
        return ""
    return TIGHTER if new.amount < old.amount else LOOSER


def _moved(old: list[str], new: list[str]) -> frozenset[str]:
    """Return the fewest ids that have to move so that `old` stands in the order of `new`."""
    place = {row_id: at for at, row_id in enumerate(old)}
    tails: list[int] = []
    previous: dict[int, int] = {}
    ends: list[int] = []
    for at in (place[row_id] for row_id in new):
        length = bisect_left(tails, at)
        previous[at] = ends[length - 1] if length else -1
        tails[length : length + 1] = [at]
        ends[length : length + 1] = [at]
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(old[at])
        at = previous[at]
    return frozenset(new) - kept


def _applied_rows(section: str, base: tuple, changes: list[Change]) -> tuple:
    mine = [change for change in changes if change.section == section]
    gone = {change.id for change in mine if change.what in (REMOVED, MOVED)}
    rows = {row.id: row for row in base}
    order = [row.id for row in base if row.id not in gone]
    for change in mine:
        if change.what == ADDED:
            rows[change.id] = change.after
        if change.what in (ADDED, MOVED):
            order.insert(order.index(change.anchor) + 1 if change.anchor else 0, change.id)
        if change.what == CHANGED:
            rows[change.id] = with_value(section, rows[change.id], change.field, change.after)
    return tuple(rows[row_id] for row_id in order)
